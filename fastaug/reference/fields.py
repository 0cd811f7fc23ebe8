"""Fields of grids, lenses and thin-plate splines in NumPy."""

from __future__ import annotations

import numpy as np

from ..bends import LENS, SPLINE, TRIANGLES
from ..draws import grid_distortions, optical_distortions, piecewise_affines, thin_plate_splines

__all__ = ["grid_distortion_field", "optical_distortion_field", "piecewise_affine_field", "thin_plate_spline_field"]

# log2(1.5 + t), the highest power first
LOG2 = [0.015125351026654243, -0.025123370811343193, 0.03731129318475723, -0.07058960944414139,
        0.14254532754421234, -0.32063233852386475, 0.9617953896522522, 0.584962785243988]  # fmt: skip


def grid_distortion_field(
    height, width, num_steps=5, distort_limit=0.3, rng=None, *, normalized=True, shifts=None, count=None, threads=None
):
    return _fields(grid_distortions(height, width, num_steps, distort_limit, rng, normalized, shifts, count), count)


def optical_distortion_field(height, width, k, mode="camera", *, count=None, threads=None):
    return _fields(optical_distortions(height, width, k, mode, count), count)


def thin_plate_spline_field(height, width, src, dst, *, count=None, threads=None):
    return _fields(thin_plate_splines(height, width, src, dst, count), count)


def piecewise_affine_field(
    height, width, scale=0.04, nb_rows=4, nb_cols=4, rng=None, *, shifts=None, count=None, threads=None
):
    return _fields(piecewise_affines(height, width, scale, nb_rows, nb_cols, rng, shifts, count), count)


def _fields(made, count):
    height, width, bends = made
    fields = np.zeros((2, len(bends), height, width), np.float32)
    for i, bend in enumerate(bends):
        fields[:, i] = field(bend)
    return (fields[0, 0], fields[1, 0]) if count is None else (fields[0], fields[1])


def field(bend):
    """(2, height, width): dx and dy of a plan of fastaug.bends."""
    if bend.kind == SPLINE:
        return _spline(bend)
    return _lens(bend) if bend.kind == LENS else _grid(bend)


def _grid(bend):
    x, y = bend.x, bend.y[:, None]
    i, j = bend.cell[:, None], np.repeat(np.arange(len(bend.ends) - 1), np.diff(bend.ends))
    at = bend.numbers
    a, b, c, d = at[:, i, j], at[:, i, j + 1], at[:, i + 1, j], at[:, i + 1, j + 1]  # corners of the cell of each pixel
    left, right = a + (c - a) * y, b + (d - b) * y
    if bend.kind == TRIANGLES:
        return np.where(x < y, left + (d - c) * x, (a + (d - b) * y) + (b - a) * x)
    return left + (right - left) * x


def _lens(bend):
    k, q, x_unit, y_unit = bend.numbers
    x, y = bend.x, bend.y[:, None]
    s = x * x + y * y
    share = s * (k + q * s)
    return np.stack([x * x_unit * share, y * y_unit * share])


def _spline(bend):
    count = (len(bend.numbers) - 6) // 4
    px, py, wx, wy = bend.numbers[:-6].reshape(4, count)
    x, y = bend.x, bend.y[:, None]
    dx, dy = ((a + c * y) + b * x for a, b, c in bend.numbers[-6:].reshape(2, 3))
    for k in range(count):
        s = (x - px[k]) * (x - px[k]) + (y - py[k]) * (y - py[k])
        bend_k = s * _log2(s)
        dx, dy = dx + wx[k] * bend_k, dy + wy[k] * bend_k
    return np.stack([dx, dy])


def _log2(v):
    """v = m 2^e with m in 1 .. 2; float32 as in the kernels."""
    bits = v.view(np.int32)
    t = ((bits & np.int32(0x7FFFFF)) | np.int32(0x3F800000)).view(np.float32) - np.float32(1.5)
    q = np.float32(LOG2[0])
    for c in LOG2[1:]:
        q = q * t + np.float32(c)
    return q + ((bits >> 23) - np.int32(127)).astype(np.float32)
