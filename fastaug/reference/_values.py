"""Values in NumPy: what they are computed in, and how they come back to the dtype of the image."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arguments import clip_limits


def real_type(dtype: np.dtype[Any]) -> Any:
    """The type to compute in."""
    return np.float64 if dtype == np.float64 else np.float32


def clipped(values: NDArray[Any], dtype: np.dtype[Any], value_range: Any) -> NDArray[Any]:
    """Integers to the range of the dtype, floats to `value_range`."""
    low, high = map(values.dtype.type, clip_limits(dtype, value_range))
    return np.minimum(np.maximum(values, low), high)


def as_dtype(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Integers rounded half to even."""
    return (np.rint(values) if dtype.kind == "u" else values).astype(dtype)


def finished(values: NDArray[Any], dtype: np.dtype[Any], value_range: Any) -> NDArray[Any]:
    """Clipped and in the dtype."""
    return as_dtype(clipped(values, dtype, value_range), dtype)


def no_bool(image: NDArray[Any]) -> None:
    """Raises TypeError for an image of truth values, with which nothing is computed."""
    if image.dtype == np.bool_:
        raise TypeError("image must be uint8, uint16, float32 or float64, got bool")
