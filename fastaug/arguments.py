"""Argument checks shared by the public functions and the reference: what was got, what is taken."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .kernels.arguments import (  # noqa: F401
    BORDERS,
    INTERPOLATIONS,
    WARP_INTERPOLATIONS,
    border_code,
    choice,
    clip_limits,
    flag,
    image_shape,
    integer,
    limits,
    number,
    odd_sizes,
    per_band,
    per_sample,
    per_sample_integer,
    per_sample_list,
    rgb_only,
    sampling,
    top_of_range,
)
from .kernels.streams import generator as generator

if TYPE_CHECKING:
    from numpy.typing import NDArray

ValueRange: TypeAlias = "tuple[float, float] | None"  # where floats are clipped

# The ways to lay a square on itself, by the names of Albumentations.
D4_NAMES = ("e", "r90", "r180", "r270", "v", "hvt", "h", "t")


def output_shape(output_size: Any, height: int, width: int) -> tuple[int, int]:
    """(height, width) of a warp's result: the image's unless given."""
    if output_size is None:
        return height, width
    if np.ndim(output_size) != 1 or len(output_size) != 2:
        raise ValueError(f"output_size must be (height, width), got {output_size!r}")
    return integer(output_size[0], "output_size", 0), integer(output_size[1], "output_size", 0)


def warp_center(center: Any, height: int, width: int) -> tuple[float, float]:
    """The point (x, y) a matrix is applied about: that of the top-left pixel for None, of the image for "image"."""
    if center is None:
        return 0.0, 0.0
    if isinstance(center, str) and center == "image":
        return (width - 1) / 2, (height - 1) / 2
    values = np.asarray(center)
    if values.dtype.kind not in "uif" or values.shape != (2,) or not np.isfinite(values).all():
        raise ValueError(f"center must be None, 'image' or (x, y) in pixels, got {center!r}")
    return float(values[0]), float(values[1])


def displacement(field: Any, name: str, count: int, height: int, width: int) -> NDArray[np.float32]:
    """A displacement field as contiguous float32 of shape (1 or N, H, W)."""
    if not isinstance(field, np.ndarray) or field.dtype.kind != "f":
        got = field.dtype if isinstance(field, np.ndarray) else type(field).__name__
        raise TypeError(f"{name} must be a floating-point array, got {got}")
    if field.shape not in ((height, width), (count, height, width)):
        raise ValueError(
            f"{name} must have shape ({height}, {width}) or ({count}, {height}, {width}), got {field.shape}"
        )
    return np.ascontiguousarray(field if field.ndim == 3 else field[None], dtype=np.float32)


def per_channel(value: Any, name: str, channels: int) -> list[float]:
    """A finite number for all channels or one for each: a list of 1 or `channels` numbers."""
    given = value.tolist() if isinstance(value, np.ndarray) else value
    if type(given) is float or type(given) is int:
        numbers = [float(given)]
    elif type(given) in (tuple, list) and len(given) in (1, channels) and set(map(type, given)) == {float}:
        numbers = list(given)
    else:
        values = np.asarray(value)
        if values.dtype.kind not in "buif" or values.shape not in ((), (1,), (channels,)):
            raise ValueError(f"{name} must be a number or {channels} numbers, one per channel, got {value!r}")
        numbers = values.astype(np.float64).reshape(-1).tolist()
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return numbers
