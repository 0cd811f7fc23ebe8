"""Random erasing in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import generator, image_shape
from ..draws import erasures

__all__ = ["random_erasing"]


def random_erasing(
    image, area_ratio=0.2, rng=None, *, ratio=(0.3, 3.3), log_ratio=True, fill=0, out=None, threads=None
):
    boxes, fill, patches = erasures(generator(rng), image, area_ratio, ratio, log_ratio, fill)
    erased = image.copy()
    for i, (one, (top, left, height, width)) in enumerate(zip(erased.reshape(image_shape(image)), boxes, strict=True)):
        value = np.asarray(fill) if patches is None else patches[i]
        if image.dtype.kind in "bu" and value.dtype.kind == "f":
            value = np.rint(value)
        one[top : top + height, left : left + width] = value
    if out is None:
        return np.ascontiguousarray(erased)
    out[...] = erased
    return out
