"""Matrices of warps, from what the caller says to what the kernel wants: output (x, y, 1) to input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import per_sample
from .kernels.matrices import FARTHEST, affine_inverses, cos_sin, perspective_inverses, rotation

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FARTHEST", "affine_inverses", "cos_sin", "from_parameters", "perspective_inverses", "rotations", "shifting"]


def rotations(
    angle_deg: Any, count: int, size: tuple[int, int], output_size: tuple[int, int], center: tuple[float, float] | None
) -> list[tuple[float, ...]]:
    """Inverse matrices of counter-clockwise rotations. Without `center` the two centres fall together."""
    (h, w), (oh, ow) = size, output_size
    cx, cy = ((w - 1) / 2, (h - 1) / 2) if center is None else center
    ox, oy = ((ow - 1) / 2, (oh - 1) / 2) if center is None else center
    if type(angle_deg) is float and math.isfinite(angle_deg):  # the usual case, without NumPy's overhead
        return [rotation(angle_deg, cx, cy, ox, oy)]
    return [rotation(angle, cx, cy, ox, oy) for angle in per_sample(angle_deg, "angle_deg", count).tolist()]


def from_parameters(
    rotate: float, translate: tuple[float, float], scale: Any, shear: tuple[float, float], center: tuple[float, float]
) -> NDArray[np.float64]:
    """The 3x3 matrix T C R Sh S C^-1, from input to output."""
    c, s = (one.item() for one in cos_sin(np.array([rotate], np.float64)))
    x, y = math.tan(math.radians(shear[0])), math.tan(math.radians(shear[1]))
    (wide, high), (cx, cy), (dx, dy) = (scale, scale) if np.ndim(scale) == 0 else scale, center, translate
    a, b, d, e = (c + s * y) * wide, (c * x + s) * high, (c * y - s) * wide, (c - s * x) * high
    return np.array([[a, b, cx + dx - (a * cx + b * cy)], [d, e, cy + dy - (d * cx + e * cy)], [0.0, 0.0, 1.0]])


def shifting(dx: NDArray[np.float64], dy: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, 3) or (N, 2, 3): what shifts by (dx, dy), of length 1 or N each."""
    dx, dy = np.broadcast_arrays(dx, dy)
    matrix = np.zeros((len(dx), 2, 3))
    matrix[:, 0, 0] = matrix[:, 1, 1] = 1
    matrix[:, 0, 2], matrix[:, 1, 2] = dx, dy
    return matrix if len(matrix) > 1 else matrix[0]
