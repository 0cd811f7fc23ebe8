"""Arguments of the shading functions, shared by the public functions and the reference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_TERMS = 16
MOST = 1e3  # of a coefficient


def field_coefficients(coefficients: Any, count: int) -> NDArray[np.float64]:
    """(1 or N, terms of x, terms of y)."""
    given = np.asarray(coefficients)
    if given.dtype.kind not in "buif":
        raise TypeError(f"coefficients must be numbers, got {coefficients!r}")
    if given.ndim not in (2, 3) or (given.ndim == 3 and len(given) != count):
        raise ValueError(
            f"coefficients must have shape (K, L) or ({count}, K, L), a number for each power of x and of y, "
            f"got {given.shape}"
        )
    if not all(1 <= terms <= MOST_TERMS for terms in given.shape[-2:]):
        raise ValueError(f"coefficients must be of 1 .. {MOST_TERMS} powers of x and of y, got shape {given.shape}")
    every = np.array(given, np.float64, ndmin=3)
    if not (abs(every) <= MOST).all():
        raise ValueError(f"coefficients must be in -{MOST:g} .. {MOST:g}, got {coefficients!r}")
    return every


def of_powers_of_two(coefficients: NDArray[np.float64]) -> NDArray[np.float32]:
    """Those of a field to base e, for one to base 2."""
    return (coefficients / math.log(2)).astype(np.float32)


def window_centers(center: Any, count: int) -> NDArray[np.float64]:
    """(1 or N, 2): x and y."""
    given = np.asarray(center)
    if given.dtype.kind not in "buif":
        raise TypeError(f"center must be two numbers, x and y, got {center!r}")
    if given.shape not in ((2,), (count, 2)):
        raise ValueError(f"center must have shape (2,) or ({count}, 2), x and y, got {given.shape}")
    every = np.array(given, np.float64, order="C", ndmin=2)
    if not (abs(every) <= MOST).all():
        raise ValueError(f"center must be in -{MOST:g} .. {MOST:g}, got {center!r}")
    return every
