"""Colours times a matrix, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import per_sample, top_of_range
from ..colors import color_matrices, hue_matrices, rgb_only
from ._batches import on_batches, per_image
from ._values import finished, real_type

__all__ = ["apply_color_matrix", "hue_rotate"]


def apply_color_matrix(image, matrix, *, value_range=(0, 1), out=None, threads=None):
    count = rgb_only(image, "apply_color_matrix")
    return _mixed(image, per_image(color_matrices(matrix, count), image), value_range, out=out)


@on_batches("matrices")
def _mixed(image, matrices, value_range, *, out=None):
    return mixed(image, matrices, value_range)


def mixed(image, matrices, value_range):
    """One image times a matrix (3, 4) whose last column is in units of the full range."""
    if image.dtype == np.uint8:
        return _fixed(image, matrices * [1, 1, 1, 255])
    real = real_type(image.dtype)
    r, g, b = np.moveaxis(image.astype(real), 2, 0)
    m = (matrices * [1, 1, 1, top_of_range(image.dtype)]).astype(real)
    values = np.stack([((r * x + g * y) + b * z) + w for x, y, z, w in m], axis=-1)
    return finished(values, image.dtype, value_range)


def _fixed(image, matrix):
    """In fixed point with the most bits that fit; what is added is a multiple of a unit, so that it fits too."""
    most, shift = min(abs(matrix[:, :3]).max(), 32000), 14
    while shift and most * 2**shift >= 32000:
        shift -= 1
    one = 2**shift
    coefficients = np.floor(np.clip(matrix[:, :3], -32000, 32000) * one + 0.5).astype(np.int64)
    last, unit = np.clip(matrix[:, 3] * one, -(2**28), 2**28) + one // 2, 1
    while abs(last).max() > unit * 32767:
        unit *= 2
    last = np.floor(last / unit + 0.5).astype(np.int64) * unit
    return np.clip((image.astype(np.int64) @ coefficients.T + last) >> shift, 0, 255).astype(np.uint8)


def hue_rotate(image, turns, *, value_range=(0, 1), out=None, threads=None):
    matrices = hue_matrices(per_sample(turns, "turns", rgb_only(image, "hue_rotate")))
    return _mixed(image, per_image(matrices, image), value_range, out=out)
