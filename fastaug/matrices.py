"""Matrices of warps, from what the caller says to what the kernel wants: output (x, y, 1) to input."""

from .kernels.matrices import (
    FARTHEST,
    affine_inverses,
    cos_sin,
    from_parameters,
    perspective_inverses,
    rotations,
    shifting,
    zooming,
)

__all__ = [
    "FARTHEST",
    "affine_inverses",
    "cos_sin",
    "from_parameters",
    "perspective_inverses",
    "rotations",
    "shifting",
    "zooming",
]
