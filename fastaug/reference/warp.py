"""Rotations, affine and perspective maps and displacement fields in NumPy.

Coordinates are int64 with 15 fraction bits (uint8 images, and nearest for all) or 32 (the others). See csrc/warp.h.
"""

from __future__ import annotations

import numpy as np

from ..arguments import (
    WARP_INTERPOLATIONS,
    border_code,
    choice,
    displacement,
    image_shape,
    output_shape,
    warp_center,
)  # fmt: skip
from ..matrices import affine_inverses, from_parameters, perspective_inverses, rotations
from ._batches import on_batches, per_image
from ._borders import border_index, fill_value
from ._values import real_type

__all__ = ["affine_transform", "displace", "perspective_transform", "rotate", "shear", "translate", "zoom"]

NEAR_LIMIT, FAR_LIMIT = 2.0**15, 2.0**30  # pixels


def rotate(
    image, angle_deg, *, interpolation="bilinear", border="constant", fill=0, center=None, output_size=None, out=None,
    threads=None,
):  # fmt: skip
    count, h, w, _ = image_shape(image)
    size = output_shape(output_size, h, w)
    center = None if center is None else warp_center(center, h, w)
    inverse = rotations(angle_deg, count, (h, w), size, center)
    return _by_matrix(image, per_image(inverse, image), size, interpolation, border, fill, out=out)


def affine_transform(
    image, matrix_2x3, *, interpolation="bilinear", border="constant", fill=0, center=None, output_size=None, out=None,
    threads=None,
):  # fmt: skip
    count, h, w, _ = image_shape(image)
    size = output_shape(output_size, h, w)
    inverse = affine_inverses(matrix_2x3, count, size, warp_center(center, h, w))
    return _by_matrix(image, per_image(inverse, image), size, interpolation, border, fill, out=out)


def perspective_transform(
    image, matrix_3x3, *, interpolation="bilinear", border="constant", fill=0, center=None, output_size=None, out=None,
    threads=None,
):  # fmt: skip
    count, h, w, _ = image_shape(image)
    size = output_shape(output_size, h, w)
    inverse = perspective_inverses(matrix_3x3, count, (h, w), size, warp_center(center, h, w))
    return _by_matrix(image, per_image(inverse, image), size, interpolation, border, fill, out=out)


def displace(image, dx, dy, *, interpolation="bilinear", border="constant", fill=0, out=None, threads=None):
    count, h, w, _ = image_shape(image)
    dx, dy = (displacement(d, name, count, h, w) for d, name in ((dx, "dx"), (dy, "dy")))
    return _by_field(image, per_image(dx, image), per_image(dy, image), interpolation, border, fill, out=out)


def shear(image, x_deg, y_deg=0.0, *, interpolation="bilinear", border="constant", fill=0, out=None, threads=None):
    _, h, w, _ = image_shape(image)
    matrix = from_parameters(0, (0, 0), 1, (x_deg, y_deg), ((w - 1) / 2, (h - 1) / 2))[:2]
    return affine_transform(image, matrix, interpolation=interpolation, border=border, fill=fill, out=out)


def translate(image, dx, dy, *, interpolation="bilinear", border="constant", fill=0, out=None, threads=None):
    matrix = np.multiply.outer(np.ones(np.broadcast(dx, dy).shape), np.eye(2, 3))
    matrix[..., 0, 2], matrix[..., 1, 2] = dx, dy
    return affine_transform(image, matrix, interpolation=interpolation, border=border, fill=fill, out=out)


def zoom(image, factor, *, interpolation="bilinear", border="constant", fill=0, out=None, threads=None):
    matrix = np.multiply.outer(np.asarray(factor, float), np.eye(2, 3))
    how = {"interpolation": interpolation, "border": border, "fill": fill, "center": "image"}
    return affine_transform(image, matrix, **how, out=out)


@on_batches("inverse")
def _by_matrix(image, inverse, size, interpolation, border, fill, *, out=None, threads=None):
    return by_matrix(image, inverse, size, interpolation, border, fill)


def by_matrix(image, inverse, size, interpolation, border, fill, field=None):
    """One (H, W, C) image sampled where a matrix of 9 numbers says; with a field (dx, dy), at the affine matrix of
    (p + d(p))."""
    bits = 15 if image.dtype.type in (np.uint8, np.bool_) or interpolation == "nearest" else 32
    i, j = np.arange(size[0])[:, None], np.arange(size[1])[None, :]
    if inverse[6] == 0 and inverse[7] == 0 and inverse[8] == 1:
        x, y = (_affine(inverse[k : k + 3], i, j, bits) for k in (0, 3))
    else:
        x, y = _perspective(inverse, i, j, _limit(image, size), bits)
    if field is not None:
        x, y = (v + _moved(inverse[k : k + 2], *field, bits) for k, v in ((0, x), (3, y)))
    return _sample(image, x, y, bits, interpolation, border, fill)


def _moved(row, dx, dy, bits):
    d = dx * np.float32(row[0]) + dy * np.float32(row[1])
    return np.rint(_clamped(d.astype(np.float64), NEAR_LIMIT) * 2.0**bits).astype(np.int64)


@on_batches("dx", "dy")
def _by_field(image, dx, dy, interpolation, border, fill, *, out=None, threads=None):
    bits = 15 if image.dtype.type in (np.uint8, np.bool_) or interpolation == "nearest" else 32
    i, j = np.arange(image.shape[0])[:, None], np.arange(image.shape[1])[None, :]
    x, y = (
        (at << bits) + np.rint(_clamped(d.astype(np.float64), NEAR_LIMIT) * 2.0**bits).astype(np.int64)
        for at, d in ((j, dx), (i, dy))
    )
    return _sample(image, x, y, bits, interpolation, border, fill)


def _limit(image, size):
    few = max(*image.shape[:2], *size) <= 32767 and image.nbytes <= 2**31 - 1 - 64
    return NEAR_LIMIT if few else FAR_LIMIT


def _clamped(v, limit):
    v = np.where(v < limit, v, limit)  # NaN becomes limit
    return np.where(v > -limit, v, -limit)


def _affine(row, i, j, bits):
    a, b, c = row
    q32 = np.rint((b * i + c) * 2.0**32).astype(np.int64) + j * np.int64(np.rint(a * 2.0**32))
    return q32 if bits == 32 else (q32 + 2**16) >> 17


def _perspective(m, i, j, limit, bits):
    divisor = m[6] * j + (m[7] * i + m[8])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        r = 1.0 / divisor
        ways = [(m[k] * j + (m[k + 1] * i + m[k + 2])) * r for k in (0, 3)]
    ways = [np.where(divisor > 0, _clamped(v, limit), -limit) for v in ways]
    return [np.rint(v * 2.0**bits).astype(np.int64) for v in ways]


def _sample(image, x, y, bits, interpolation, border, fill):
    kind = choice(interpolation, "interpolation", WARP_INTERPOLATIONS)
    code, fill = border_code(border), fill_value(fill, image)

    def tap(u, v):
        ui, uo = border_index(u, image.shape[1], code)
        vi, vo = border_index(v, image.shape[0], code)
        if image.size == 0:
            return np.broadcast_to(fill, (*np.broadcast_shapes(u.shape, v.shape), image.shape[2]))
        return np.where((uo & vo)[..., None], image[vi, ui], fill)

    x, y = np.broadcast_arrays(x, y)
    if kind == 0:
        return tap((x + 2**14) >> 15, (y + 2**14) >> 15)
    if image.dtype == np.bool_:
        raise TypeError("bool images need interpolation='nearest'")
    if image.dtype == np.uint8:
        return (_bilinear_u8 if kind == 1 else _bicubic_u8)(tap, x, y)
    real = real_type(image.dtype)
    fx, fy = (_fraction(v, real) for v in (x, y))
    result = (_bilinear if kind == 1 else _bicubic)(lambda u, v: tap(u, v).astype(real), x >> 32, y >> 32, fx, fy)
    if image.dtype == np.uint16:
        return np.rint(np.clip(result, 0, 65535)).astype(np.uint16)
    return result


def _fraction(v, real):
    """float64 keeps all 32 bits, float32 the first 24, which it holds exactly."""
    if real is np.float64:
        return (v & 0xFFFFFFFF)[..., None] * 2.0**-32
    return ((v & 0xFFFFFFFF) >> 8)[..., None].astype(np.float32) * np.float32(2.0**-24)


def _bilinear_u8(tap, xq, yq):
    x, y, fx, fy = xq >> 15, yq >> 15, xq & 32767, yq & 32767
    w11 = (fx * fy + 2**14) >> 15
    weights = ((0, 0, 2**15 - fx - fy + w11), (1, 0, fx - w11), (0, 1, fy - w11), (1, 1, w11))
    total = sum(w[..., None] * tap(x + u, y + v).astype(np.int64) for u, v, w in weights)
    return ((total + 2**14) >> 15).astype(np.uint8)


def _bilinear(tap, x, y, fx, fy):
    a, b = tap(x, y), tap(x + 1, y)
    left, right = a + fy * (tap(x, y + 1) - a), b + fy * (tap(x + 1, y + 1) - b)
    return left + fx * (right - left)


def _cubic(t):
    """Keys' weights with a = -0.75 for the taps at -1, 0, 1, 2."""
    real = t.dtype.type
    a, one = real(-0.75), real(1)
    u, v = one + t, one - t
    w0 = ((a * u - real(5) * a) * u + real(8) * a) * u - real(4) * a
    w1, w2 = (((a + real(2)) * s - (a + real(3))) * s * s + one for s in (t, v))
    return w0, w1, w2, ((one - w0) - w1) - w2


def _cubic_q14(f):
    w0, _, w2, w3 = (
        np.rint(w * np.float32(16384)).astype(np.int64) for w in _cubic(f.astype(np.float32) * np.float32(2.0**-15))
    )
    return w0, 16384 - w0 - w2 - w3, w2, w3


def _bicubic_u8(tap, xq, yq):
    wx, wy = (_cubic_q14((q & 32767)[..., None]) for q in (xq, yq))
    total = 2**19
    for v in range(4):
        row = sum(wx[u] * tap((xq >> 15) + (u - 1), (yq >> 15) + (v - 1)).astype(np.int64) for u in range(4))
        total = total + wy[v] * ((row + 128) >> 8)
    return np.clip(total >> 20, 0, 255).astype(np.uint8)


def _bicubic(tap, x, y, fx, fy):
    wx, wy = _cubic(fx), _cubic(fy)
    rows = []
    for v in range(4):
        p = [tap(x + (u - 1), y + (v - 1)) for u in range(4)]
        rows.append(((wx[0] * p[0] + wx[1] * p[1]) + wx[2] * p[2]) + wx[3] * p[3])
    return ((wy[0] * rows[0] + wy[1] * rows[1]) + wy[2] * rows[2]) + wy[3] * rows[3]
