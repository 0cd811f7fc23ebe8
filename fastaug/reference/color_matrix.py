"""Colours times a matrix, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import clip_limits, per_sample, top_of_range
from ..colors import color_matrices, hue_matrices, rgb_only
from ._batches import on_batches

__all__ = ["apply_color_matrix", "hue_rotate"]


def apply_color_matrix(image, matrix, *, value_range=(0, 1), out=None, threads=None):
    count = rgb_only(image, "apply_color_matrix")
    matrices = np.broadcast_to(color_matrices(matrix, count), (count, 3, 4))
    return _mixed(image, matrices, value_range, out=out)


@on_batches("matrices")
def _mixed(image, matrices, value_range, *, out=None):
    real = np.float64 if image.dtype == np.float64 else np.float32
    top = top_of_range(image.dtype)
    low, high = clip_limits(image.dtype, value_range)
    r, g, b = np.moveaxis(image.astype(real), 2, 0)
    m = (matrices * [1, 1, 1, top]).astype(real)
    values = np.stack([((r * x + g * y) + b * z) + w for x, y, z, w in m], axis=-1)
    values = np.minimum(np.maximum(values, real(low)), real(high))
    return (np.rint(values) if image.dtype.kind == "u" else values).astype(image.dtype)


def hue_rotate(image, turns, *, value_range=(0, 1), out=None, threads=None):
    count = rgb_only(image, "hue_rotate")
    matrices = np.broadcast_to(hue_matrices(per_sample(turns, "turns", count)), (count, 3, 4))
    return _mixed(image, matrices, value_range, out=out)
