"""What the functions that put parts of several images together take, checked for them and for the reference."""

from __future__ import annotations

from typing import Any

import numpy as np

from .kernels.mix import check_four as check_four
from .kernels.mix import mosaic_centers as mosaic_centers
from .labels import check_pair


def check_masked(image: Any, mask: Any, other: Any, other_mask: Any) -> tuple[int, ...]:
    """The shape of the masks of two images: the images agree in shape and dtype, the masks in size and dtype."""
    check_pair(image, other, "image", "other")
    wanted: tuple[int, ...] = image.shape[:-1] if image.ndim > 2 else image.shape
    for name, given in (("mask", mask), ("other_mask", other_mask)):
        if not isinstance(given, np.ndarray) or given.dtype.kind not in "buif":
            got = given.dtype if isinstance(given, np.ndarray) else type(given).__name__
            raise TypeError(f"{name} must be an array of bool, integers or floats, got {got}")
        if given.shape != wanted:
            raise ValueError(f"{name} must have the shape of the image without channels, {wanted}, got {given.shape}")
    if mask.dtype != other_mask.dtype:
        raise ValueError(f"mask and other_mask must have the same dtype, got {mask.dtype} and {other_mask.dtype}")
    return wanted
