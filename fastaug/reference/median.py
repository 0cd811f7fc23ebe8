"""Medians of neighbourhoods in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import odd_sizes
from ._batches import on_batches
from ._values import no_bool

__all__ = ["median_blur"]


@on_batches("size")
def median_blur(image, size, *, out=None, threads=None):
    size = int(odd_sizes(size, "size", 1)[0])
    no_bool(image)
    if 0 in image.shape:
        return image.copy()
    r, middle = size // 2, size * size // 2
    padded = np.pad(image, ((r, r), (r, r), (0, 0)), "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), (0, 1))
    return np.partition(windows.reshape(*image.shape, -1), middle, axis=-1)[..., middle]
