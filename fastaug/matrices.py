"""Matrices of warps, from what the caller says to what the kernel wants: output (x, y, 1) to input.

Plain floats, because a call on a small image must not pay for a dozen tiny arrays.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import per_sample
from .kernels.matrices import cos_sin

if TYPE_CHECKING:
    from numpy.typing import NDArray

SINGULAR = 1e-12  # smallest determinant
FARTHEST = 2.0**30  # pixels: coordinates have 32 fraction bits in 64
RADIAN = math.pi / 180
# of the Taylor series in x^2: C1 and S1 belong to its first power
C0, C1, C2, C3, C4, C5, C6, C7, C8 = [(-1) ** k / math.factorial(2 * k) for k in range(9)]
S0, S1, S2, S3, S4, S5, S6, S7, S8 = [(-1) ** k / math.factorial(2 * k + 1) for k in range(9)]


def rotations(
    angle_deg: Any, count: int, size: tuple[int, int], output_size: tuple[int, int], center: tuple[float, float] | None
) -> list[tuple[float, ...]]:
    """Inverse matrices of counter-clockwise rotations. Without `center` the two centres fall together."""
    (h, w), (oh, ow) = size, output_size
    cx, cy = ((w - 1) / 2, (h - 1) / 2) if center is None else center
    ox, oy = ((ow - 1) / 2, (oh - 1) / 2) if center is None else center
    made: list[tuple[float, ...]] = []
    for angle in per_sample(angle_deg, "angle_deg", count).tolist():
        c, s = _cos_sin(angle)
        made.append((c, -s, cx - (c * ox - s * oy), s, c, cy - (s * ox + c * oy), 0.0, 0.0, 1.0))
    return made


def _cos_sin(degrees: float) -> tuple[float, float]:
    """The same as `cos_sin`, for one angle."""
    quarters = round(degrees / 90)
    c, s = _series(degrees - 90 * quarters)
    return ((c, s), (-s, c), (-c, -s), (s, -c))[quarters % 4]


def _series(degrees: float) -> tuple[float, float]:
    """Cosine and sine of an angle in -45 .. 45; unrolled, or it would be half of a call."""
    x = degrees * RADIAN
    z = x * x
    c = (((((((C8 * z + C7) * z + C6) * z + C5) * z + C4) * z + C3) * z + C2) * z + C1) * z + C0
    s = (((((((S8 * z + S7) * z + S6) * z + S5) * z + S4) * z + S3) * z + S2) * z + S1) * z + S0
    return c, s * x


def affine_inverses(
    matrix: Any, count: int, output_size: tuple[int, int], center: tuple[float, float]
) -> list[tuple[float, ...]]:
    """Inverses of forward 2x3 matrices [[a, b, tx], [c, d, ty]] applied about `center`."""
    cx, cy = center
    made: list[tuple[float, ...]] = []
    for a, b, tx, c, d, ty in _numbers(matrix, "matrix_2x3", (2, 3), count):
        det = a * d - b * c
        if abs(det) < SINGULAR:
            raise ValueError(f"matrix_2x3 must be invertible, got determinant {det:g}")
        p, q, r, s = d / det, -b / det, -c / det, a / det
        x, y = cx + tx, cy + ty  # where the centre goes
        row = (p, q, cx - (p * x + q * y), r, s, cy - (r * x + s * y), 0.0, 0.0, 1.0)
        _check_reach(row, "matrix_2x3", output_size)
        made.append(row)
    return made


def perspective_inverses(
    matrix: Any, count: int, size: tuple[int, int], output_size: tuple[int, int], center: tuple[float, float]
) -> list[tuple[float, ...]]:
    """Inverses of forward 3x3 matrices applied about `center`; the image's centre lies in front."""
    cx, cy = center
    h, w = size
    made: list[tuple[float, ...]] = []
    for a, b, c, d, e, f, g, k, m in _numbers(matrix, "matrix_3x3", (3, 3), count):
        adjugate = (
            e * m - f * k, c * k - b * m, b * f - c * e,
            f * g - d * m, a * m - c * g, c * d - a * f,
            d * k - e * g, b * g - a * k, a * e - b * d,
        )  # fmt: skip
        det = a * adjugate[0] + b * adjugate[3] + c * adjugate[6]
        if abs(det) < SINGULAR:
            raise ValueError(f"matrix_3x3 must be invertible, got determinant {det:g}")
        in_front = g * ((w - 1) / 2 - cx) + k * ((h - 1) / 2 - cy) + m
        row = [v / (math.copysign(det, det * in_front)) for v in adjugate]
        if cx or cy:  # T(center) inverse T(-center)
            for i, at in ((0, cx), (3, cy)):
                for j in range(3):
                    row[i + j] += at * row[6 + j]
            for i in (0, 3, 6):
                row[i + 2] -= cx * row[i] + cy * row[i + 1]
        if row[6] == 0 and row[7] == 0:  # affine after all
            row = [v / row[8] for v in row]
            _check_reach(tuple(row), "matrix_3x3", output_size)
        made.append(tuple(row))
    return made


def _numbers(matrix: Any, name: str, shape: tuple[int, int], count: int) -> list[list[float]]:
    """One list of numbers per matrix: a single one for all samples, or `count`."""
    values = np.asarray(matrix)
    many = values.ndim == 3
    if values.dtype.kind not in "buif" or values.shape[many:] != shape or (many and len(values) != count):
        got = f"shape {values.shape}" if values.dtype.kind in "buif" else f"{matrix!r}"
        raise ValueError(
            f"{name} must hold {shape[0]} x {shape[1]} numbers, for all images or each of {count}, got {got}"
        )
    rows = values.reshape(-1, shape[0] * shape[1]).tolist()
    for row in rows:
        if not (math.isfinite(sum(row)) or all(map(math.isfinite, row))):  # a sum may overflow
            raise ValueError(f"{name} must be finite, got {row}")
    return rows


def _check_reach(row: tuple[float, ...], name: str, output_size: tuple[int, int]) -> None:
    h, w = output_size
    a, b, c, d, e, f, *_ = row
    if not (abs(a) * w + abs(b) * h + abs(c) < FARTHEST and abs(d) * w + abs(e) * h + abs(f) < FARTHEST):
        raise ValueError(f"{name} is too near to singular: it maps output pixels to 2^30 or more pixels away")


def from_parameters(
    rotate: float, translate: tuple[float, float], scale: Any, shear: tuple[float, float], center: tuple[float, float]
) -> NDArray[np.float64]:
    """The 3x3 matrix T C R Sh S C^-1, from input to output."""
    c, s = cos_sin(np.array([rotate]))
    turn = np.array([[c[0], s[0]], [-s[0], c[0]]])
    slant = np.array([[1.0, math.tan(math.radians(shear[0]))], [math.tan(math.radians(shear[1])), 1.0]])
    linear = turn @ slant @ np.diag(np.broadcast_to(np.asarray(scale, np.float64), 2))
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = np.asarray(center) + translate - linear @ np.asarray(center)
    return matrix


def shifting(dx: NDArray[np.float64], dy: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, 3) or (N, 2, 3): what shifts by (dx, dy), of length 1 or N each."""
    dx, dy = np.broadcast_arrays(dx, dy)
    matrix = np.zeros((len(dx), 2, 3))
    matrix[:, 0, 0] = matrix[:, 1, 1] = 1
    matrix[:, 0, 2], matrix[:, 1, 2] = dx, dy
    return matrix if len(matrix) > 1 else matrix[0]
