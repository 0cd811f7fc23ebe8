"""Sharpness in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import BORDERS, number, top_of_range
from ._batches import on_batches
from ._borders import padded
from ._values import clipped, finished, no_bool, real_type
from .filters import gaussian_blur

__all__ = ["adjust_sharpness", "sharpen", "unsharp_mask"]


@on_batches("factor")
def adjust_sharpness(image, factor, *, value_range=(0, 1), out=None, threads=None):
    real = real_type(image.dtype)
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
    return clipped(image + change, image.dtype, value_range)


@on_batches("amount", "lightness")
def sharpen(image, amount, *, lightness=1, value_range=(0, 1), out=None, threads=None):
    amount, lightness = number(amount, "amount", 0, 1000), number(lightness, "lightness", 0, 1000)
    no_bool(image)
    if 0 in image.shape:
        return image.copy()
    wide = padded(image, 1, BORDERS["reflect"], 0)
    if image.dtype.kind == "u":
        wide = wide.astype(np.int64)
    columns = (wide[:-2] + wide[1:-1]) + wide[2:]
    rest = 9 * wide[1:-1, 1:-1] - ((columns[:, :-2] + columns[:, 1:-1]) + columns[:, 2:])
    real = real_type(image.dtype)
    values = real(1 + amount * (lightness - 1)) * image.astype(real) + real(amount) * rest.astype(real)
    return finished(values, image.dtype, value_range)


@on_batches("sigma", "amount", "threshold", "radius")
def unsharp_mask(
    image,
    sigma,
    amount,
    *,
    threshold=0,
    radius=None,
    border="reflect",
    fill=0,
    value_range=(0, 1),
    out=None,
    threads=None,
):
    amount, threshold = number(amount, "amount", 0, 1000), number(threshold, "threshold", 0, 1)
    blurred = gaussian_blur(image, sigma, radius=radius, border=border, fill=fill)
    real = real_type(image.dtype)
    rest = image.astype(real) - blurred.astype(real)
    amounts = np.where(np.abs(rest) > real(threshold * top_of_range(image.dtype)), real(amount), real(0))
    return finished(image.astype(real) + amounts * rest, image.dtype, value_range)
