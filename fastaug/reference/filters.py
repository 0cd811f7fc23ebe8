"""Filters in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import BORDERS, border_code, integer, number, odd_sizes, per_sample
from ..matrices import cos_sin
from ..smoothing import gaussian_taps, lattice, rounded
from ._batches import on_batches
from ._borders import border_index, fill_value, padded
from ._lattice import smoothed, turned
from ._values import no_bool

__all__ = ["box_blur", "gaussian_blur", "motion_blur"]


@on_batches("sigma", "radius")
def gaussian_blur(image, sigma, *, radius=None, border="reflect", fill=0, out=None, threads=None):
    sigma, border = number(sigma, "sigma", 0, 1000), border_code(border)
    radius = None if radius is None else integer(radius, "radius", 0)
    no_bool(image)
    if 0 in image.shape:
        return image.copy()
    fill = _pixel(fill, image)
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


@on_batches("size")
def box_blur(image, size, *, border="reflect", fill=0, out=None, threads=None):
    size, border = int(odd_sizes(size, "size", 1)[0]), border_code(border)
    no_bool(image)
    if 0 in image.shape or size == 1:
        return image.copy()
    total = padded(image, size // 2, border, _pixel(fill, image))
    total = total.astype(np.int64 if image.dtype.kind == "u" else np.float64)
    for axis in (0, 1):
        total = np.lib.stride_tricks.sliding_window_view(total, size, axis).sum(-1)
    return _mean(total, size * size, image.dtype)


@on_batches("size", "angle_deg", "direction")
def motion_blur(image, size, angle_deg, *, direction=0, border="reflect", fill=0, out=None, threads=None):
    (size,), (angle,) = odd_sizes(size, "size", 1), per_sample(angle_deg, "angle_deg", 1)
    (towards,) = per_sample(direction, "direction", 1, -1, 1)
    return mean_of_taps(image, _line(size, angle, towards), border, fill)


def _line(size, angle, towards):
    """The pixels (y, x) under a line through the origin. `size` points from -r to r for `towards` 0 (r = size // 2),
    from 0 to r for 1, from -r to 0 for -1, are rounded to pixels, of which each counts once."""
    r = size // 2
    first, last = -r * min(1.0, 1 - towards), r * min(1.0, 1 + towards)
    t = first + (last - first) * (np.arange(size) / max(size - 1, 1))
    c, s = cos_sin(angle)
    return np.unique(np.rint(np.stack([-s * t, c * t], axis=1)).astype(np.int64), axis=0)


def mean_of_taps(image, taps, border, fill):
    """The mean of the pixels at some places (y, x) beside each, of one image."""
    border = border_code(border)
    no_bool(image)
    if 0 in image.shape:
        return image.copy()
    (h, w), r = image.shape[:2], int(np.abs(taps).max())
    wide = padded(image, r, border, _pixel(fill, image))
    total = np.zeros(image.shape, np.int64 if image.dtype.kind == "u" else image.dtype)
    for y, x in taps + r:
        total = total + wide[y : y + h, x : x + w]
    return _mean(total, len(taps), image.dtype)


def _mean(total, count, dtype):
    """Of integers rounded half up."""
    mean = (total + count // 2) // count if dtype.kind == "u" else total / total.dtype.type(count)
    return mean.astype(dtype)


def _pixel(fill, image):
    """The fill value as one pixel."""
    return np.broadcast_to(fill_value(fill, image), image.shape[2:])


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
