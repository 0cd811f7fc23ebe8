"""Resizing, alone and with a crop, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import INTERPOLATIONS, choice, image_shape, integer
from ..sizes import around, inside, with_side
from . import _resampling as resampling
from ._batches import on_batches
from ._values import real_type
from .geometry import pad

__all__ = ["letterbox", "longest_max_size", "resize", "resized_crop", "smallest_max_size"]


def resize(image, height, width, *, interpolation="bilinear", antialias=True, out=None, threads=None):
    _, h, w, _ = image_shape(image)
    return resized_crop(
        image, 0, 0, h, w, height, width, interpolation=interpolation, antialias=antialias, out=out, threads=threads
    )


@on_batches("top", "left", "height", "width")
def resized_crop(
    image,
    top,
    left,
    height,
    width,
    out_height,
    out_width,
    *,
    interpolation="bilinear",
    antialias=True,
    out=None,
    threads=None,
):
    choice(interpolation, "interpolation", INTERPOLATIONS)
    shape = (integer(out_height, "out_height", 0), integer(out_width, "out_width", 0))
    if min(top, left, height, width) < 0 or top + height > image.shape[0] or left + width > image.shape[1]:
        raise ValueError(f"{height} x {width} at ({top}, {left}) does not lie in {image.shape[0]} x {image.shape[1]}")
    if image.dtype == bool and interpolation != "nearest":
        raise TypeError(f"interpolation of bool images must be 'nearest', got {interpolation!r}")
    image = image[top : top + height, left : left + width]
    if 0 in (*shape, image.shape[2]):
        return np.empty((*shape, image.shape[2]), image.dtype)
    if 0 in (height, width):
        raise ValueError(f"height and width must be at least 1, got {height} and {width}")
    if interpolation == "nearest":
        y, x = (resampling.nearest(n, size) for n, size in zip(image.shape[:2], shape, strict=True))
        return image[y[:, None], x]
    shrinks = shape[0] < height or shape[1] < width
    if image.dtype == np.uint8 and interpolation == "bilinear" and not (antialias and shrinks):
        return _blend(image, shape)
    (y, wy), (x, wx) = (
        resampling.weights(n, size, interpolation, antialias) for n, size in zip(image.shape[:2], shape, strict=True)
    )
    if image.dtype == np.uint8:
        bits = 14 if interpolation == "bicubic" else 15
        columns = (_weigh(image.astype(np.int64), x, resampling.fixed(wx, bits), 1) + (1 << (bits - 8))) >> (bits - 7)
        rows = (_weigh(columns, y, resampling.fixed(wy, bits), 0) + (1 << (bits + 6))) >> (bits + 7)
        return np.clip(rows, 0, 255).astype(np.uint8)
    dtype = real_type(image.dtype)
    columns = _weigh(image.astype(dtype), x, resampling.real(wx, dtype), 1)
    rows = _weigh(columns, y, resampling.real(wy, dtype), 0)
    if image.dtype == np.uint16:
        return np.rint(np.clip(rows, 0, 65535)).astype(np.uint16)
    return rows


def _weigh(image, first, weights, axis):
    """Sums of neighbours along an axis, tap by tap."""
    shape = (-1, 1, 1) if axis == 0 else (-1, 1)
    total = weights[0].reshape(shape) * image.take(first, axis)
    for k in range(1, len(weights)):
        total += weights[k].reshape(shape) * image.take(first + k, axis)
    return total


def _blend(image, shape):
    """The four pixels around each point, by weights of 2^-15 that sum to 1, as in a warp."""
    (y, fy), (x, fx) = (resampling.blend(n, size) for n, size in zip(image.shape[:2], shape, strict=True))
    y, fy = y[:, None], fy[:, None]
    y1, x1 = np.minimum(y + 1, image.shape[0] - 1), np.minimum(x + 1, image.shape[1] - 1)
    w11 = (fx * fy + (1 << 14)) >> 15
    total = (1 << 14) + w11[..., None] * image[y1, x1]
    for w, row, column in (((1 << 15) - fx - fy + w11, y, x), (fx - w11, y, x1), (fy - w11, y1, x)):
        total += w[..., None] * image[row, column]
    return (total >> 15).astype(np.uint8)


def longest_max_size(image, size, *, interpolation="bilinear", antialias=True, out=None, threads=None):
    _, h, w, _ = image_shape(image)
    return resize(image, *with_side(h, w, size, max(h, w)), interpolation=interpolation, antialias=antialias, out=out)


def smallest_max_size(image, size, *, interpolation="bilinear", antialias=True, out=None, threads=None):
    _, h, w, _ = image_shape(image)
    return resize(image, *with_side(h, w, size, min(h, w)), interpolation=interpolation, antialias=antialias, out=out)


def letterbox(
    image, height, width, *, interpolation="bilinear", antialias=True, border="constant", fill=0, out=None, threads=None
):
    _, h, w, _ = image_shape(image)
    new = inside(h, w, height, width)
    shrunk = resize(image, *new, interpolation=interpolation, antialias=antialias)
    return pad(shrunk, around(*new, height, width), border=border, fill=fill, out=out)
