"""Filters in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import BORDERS, border_code, integer, number
from ..smoothing import gaussian_taps, lattice, rounded
from ._batches import on_batches
from ._borders import border_index
from ._lattice import smoothed, turned

__all__ = ["gaussian_blur"]


@on_batches("sigma", "radius")
def gaussian_blur(image, sigma, *, radius=None, border="reflect", fill=0, out=None, threads=None):
    sigma, border = number(sigma, "sigma", 0, 1000), border_code(border)
    radius = None if radius is None else integer(radius, "radius", 0)
    if image.dtype == bool:
        raise TypeError("image must be uint8, uint16, float32 or float64, got bool")
    if 0 in image.shape:
        return image.copy()
    fill = np.broadcast_to(np.asarray(fill), image.shape[2:])
    fill = (np.rint(fill) if image.dtype.kind == "u" else fill).astype(image.dtype)
    bytes_ = image.dtype == np.uint8
    taps = gaussian_taps(sigma, radius)
    whole = len(taps) == int(4 * sigma + 0.5) + 1
    taps = taps[taps >= 2.0 ** (-12 if bytes_ else -21)]
    if len(taps) == 1:
        return image.copy()
    taps = rounded(taps / (taps[0] + 2 * taps[1:].sum()), 15 if bytes_ else 20)
    planes, fill = np.moveaxis(image, 2, 0), fill[:, None, None]
    if whole and sigma >= (4.5 if bytes_ else 3.5):
        planes = _lattice(planes.astype(np.float32), sigma, border, fill.astype(np.float32))
    elif bytes_:
        return np.moveaxis(_fir_of_bytes(planes, taps, border, fill), 0, 2)
    else:
        planes = _fir(planes.astype(np.float32), taps, border, fill.astype(np.float32), np.multiply)
    if image.dtype.kind == "u":
        planes = np.rint(np.clip(planes, 0, np.iinfo(image.dtype).max))
    return np.moveaxis(planes, 0, 2).astype(image.dtype)


def _fir_of_bytes(planes, taps, border, fill):
    """In 16 bits: values with 6 bits of fraction, taps with 15, each product rounded half up."""

    def times(a, b):
        return (a * b + (1 << 14)) >> 15

    taps = (taps * 2**15).astype(np.int32)
    sums = _fir(planes.astype(np.int32) << 6, taps, border, fill.astype(np.int32) << 6, times)
    return ((sums + 32) >> 6).astype(np.uint8)


def _fir(planes, taps, border, fill, times):
    """Along rows, then along columns."""
    r = len(taps) - 1
    for _ in range(2):
        n = planes.shape[2]
        values = _beyond(planes, r, border, fill)
        total = times(values[..., r : r + n], taps[0])
        for k in range(1, r + 1):
            total = total + times(values[..., r - k : r - k + n] + values[..., r + k : r + k + n], taps[k])
        planes = turned(total)
    return planes


def _lattice(planes, sigma, border, fill):
    """On a mirrored lattice, which for the other borders begins 4 sigma outside."""
    pad = 0 if border == BORDERS["reflect"] else int(4 * sigma + 0.5)
    _, h, w = planes.shape
    y, x = (lattice(n + 2 * pad, sigma) for n in (h, w))
    smooth = smoothed(planes, y, x, y.taps, lambda values: _beyond(values, pad, border, fill))
    return smooth[:, pad : pad + h, pad : pad + w]


def _beyond(values, pad, border, fill):
    """The values with `pad` more at each end of the last axis, by the border rule."""
    index, inside = border_index(np.arange(-pad, values.shape[-1] + pad), values.shape[-1], border)
    return np.where(inside, values[..., index], fill)
