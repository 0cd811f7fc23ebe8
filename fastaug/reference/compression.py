"""What compression leaves of images, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import INTERPOLATIONS, choice, per_sample, per_sample_integer
from ..compression import jpeg_only, positive, quantization_tables, smaller
from ._batches import on_batches
from .resize import resize

__all__ = ["downscale", "jpeg_compression"]


@on_batches("factor")
def downscale(image, factor, *, interpolation="nearest", down_interpolation="area", out=None, threads=None):
    for name, given in (("interpolation", interpolation), ("down_interpolation", down_interpolation)):
        choice(given, name, INTERPOLATIONS)
    size = image.shape[:2]
    small = smaller(size, positive(per_sample(factor, "factor", 1, 0, 1)))[0]
    shrunk = resize(image, *small, interpolation=down_interpolation, antialias=False)
    return resize(shrunk, *size, interpolation=interpolation, antialias=False)


@on_batches("quality")
def jpeg_compression(image, quality, *, out=None, threads=None):
    jpeg_only(image.dtype, image.shape[2], "jpeg_compression")
    luma_steps, chroma_steps = quantization_tables(per_sample_integer(quality, "quality", 1, 1, 100))[0]
    if image.size == 0:
        return image
    if image.shape[2] == 1:
        return _coded(image[..., 0], luma_steps)[..., None].astype(np.uint8)
    luma, *chroma = _to_ycc(image.astype(np.int64))
    chroma = (_doubled(_coded(_halved(plane), chroma_steps), luma.shape) for plane in chroma)
    return _to_rgb(_coded(luma, luma_steps), *chroma).astype(np.uint8)


# ---- colours (JFIF), with 16 bits of fraction --------------------------------------------------------------------


def _to_ycc(image):
    r, g, b = np.moveaxis(image, 2, 0)
    luma = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16
    blue = (-11059 * r - 21709 * g + 32768 * b + (128 << 16) + 32767) >> 16
    red = (32768 * r - 27439 * g - 5329 * b + (128 << 16) + 32767) >> 16
    return luma, blue, red


def _to_rgb(luma, blue, red):
    blue, red = blue - 128, red - 128
    r = luma + ((91881 * red + 32768) >> 16)
    g = luma + ((-22554 * blue - 46802 * red + 32768) >> 16)
    b = luma + ((116130 * blue + 32768) >> 16)
    return np.clip(np.stack([r, g, b], axis=-1), 0, 255)


# ---- chroma of half the size -------------------------------------------------------------------------------------


def _halved(plane):
    """Means of 2 x 2 pixels, the last column repeated to fill its blocks; halves are rounded down and up by turns."""
    height, width = plane.shape
    plane = np.pad(plane, ((0, height % 2), (0, -width % 16)), "edge")
    sums = plane[::2, ::2] + plane[::2, 1::2] + plane[1::2, ::2] + plane[1::2, 1::2]
    return (sums + 1 + np.arange(sums.shape[1]) % 2) >> 2


def _doubled(plane, shape):
    """Triangle upsampling: each new pixel by 3/4 and 1/4 of the two nearest, on both axes."""
    height, width = shape
    plane = plane[: (height + 1) // 2, : (width + 1) // 2]
    padded = np.pad(plane, 1, "edge")
    rows = np.empty((2 * plane.shape[0], padded.shape[1]), plane.dtype)
    rows[::2], rows[1::2] = 3 * padded[1:-1] + padded[:-2], 3 * padded[1:-1] + padded[2:]
    made = np.empty((len(rows), 2 * plane.shape[1]), plane.dtype)
    made[:, ::2] = (3 * rows[:, 1:-1] + rows[:, :-2] + 8) >> 4
    made[:, 1::2] = (3 * rows[:, 1:-1] + rows[:, 2:] + 7) >> 4
    return made[:height, :width]


# ---- 8 x 8 blocks ------------------------------------------------------------------------------------------------


def _coded(plane, steps):
    """The plane with the cosine coefficients of its blocks in whole steps."""
    height, width = plane.shape
    padded = np.pad(plane.astype(np.int64), ((0, -height % 8), (0, -width % 8)), "edge")
    down, across = padded.shape[0] // 8, padded.shape[1] // 8
    blocks = padded.reshape(down, 8, across, 8).transpose(1, 3, 0, 2) - 128  # rows and columns of a block come first
    values = np.swapaxes(_forward(np.swapaxes(blocks, 0, 1), -2, 11), 0, 1)
    values = _forward(values, 2, 15)  # 8 times the coefficients
    steps = steps[:, :, None, None]
    values = np.sign(values) * ((abs(values) + 4 * steps) // (8 * steps)) * steps
    values = np.swapaxes(_backward(values, 11), 0, 1)
    values = np.swapaxes(_backward(values, 18), 0, 1) + 128
    return np.clip(values.transpose(2, 0, 3, 1).reshape(padded.shape)[:height, :width], 0, 255)


# The cosine transforms of eight values of Loeffler, Ligtenberg and Moschytz, with the rotations in 13 bits of fraction.


def _forward(x, own_shift, shift):
    """Of x[0] .. x[7]. The two coefficients without a rotation are shifted by `own_shift`, the others by `shift`."""
    sums, rest = x[:4] + x[:3:-1], x[:4] - x[:3:-1]
    a, b = sums[0] + sums[3], sums[1] + sums[2]
    c, d = sums[0] - sums[3], sums[1] - sums[2]
    turned = 4433 * (c + d)
    odd = _odd(rest[3], rest[2], rest[1], rest[0])
    own = [_descale(v, own_shift) for v in (a + b, a - b)]
    even = [_descale(v, shift) for v in (turned + 6270 * c, turned - 15137 * d)]
    seven, five, three, one = (_descale(v, shift) for v in odd)
    return np.stack([own[0], one, even[0], three, own[1], five, even[1], seven])


def _backward(x, shift):
    turned = 4433 * (x[2] + x[6])
    a, b = (x[0] + x[4]) << 13, (x[0] - x[4]) << 13
    c, d = turned + 6270 * x[2], turned - 15137 * x[6]
    odd = _odd(x[7], x[5], x[3], x[1])
    even = [a + c, b + d, b - d, a - c]
    pairs = list(zip(even, odd[::-1], strict=True))
    return np.stack([_descale(v, shift) for v in [e + o for e, o in pairs] + [e - o for e, o in pairs[::-1]]])


def _odd(a, b, c, d):
    """The half of the rotations that both ways share."""
    five = 9633 * ((a + c) + (b + d))
    one, two = -7373 * (a + d), -20995 * (b + c)
    three, four = five - 16069 * (a + c), five - 3196 * (b + d)
    return 2446 * a + one + three, 16819 * b + two + four, 25172 * c + two + three, 12299 * d + one + four


def _descale(x, bits):
    return x << -bits if bits < 0 else (x + (1 << (bits - 1))) >> bits
