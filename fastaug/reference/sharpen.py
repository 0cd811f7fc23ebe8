"""Sharpness in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import limits, top_of_range
from ._batches import on_batches

__all__ = ["adjust_sharpness"]


@on_batches("factor")
def adjust_sharpness(image, factor, *, value_range=(0, 1), out=None, threads=None):
    real = np.float64 if image.dtype == np.float64 else np.float32
    wide = image.astype(np.int64) if image.dtype.kind == "u" else image
    rest = np.zeros_like(wide)  # 9 times the image less the sum of the neighbourhood; nothing at the rim
    if min(image.shape[:2]) > 2:
        columns = (wide[:-2] + wide[1:-1]) + wide[2:]
        box = (columns[:, :-2] + columns[:, 1:-1]) + columns[:, 2:]
        rest[1:-1, 1:-1] = 9 * wide[1:-1, 1:-1] - box
    change = real((factor - 1) / 13) * rest.astype(real)
    if image.dtype.kind == "u":
        top = top_of_range(image.dtype)
        return np.clip(wide + np.rint(np.clip(change, -top, top)).astype(np.int64), 0, top).astype(image.dtype)
    low, high = map(real, limits(value_range))
    return np.minimum(np.maximum(image + change, low), high)
