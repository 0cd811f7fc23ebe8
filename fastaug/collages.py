"""What the functions that put parts of several images together take, checked for them and for the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import image_shape
from .labels import check_pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOUR = tuple(f"images[{k}]" for k in range(4))


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


def check_four(images: Any) -> int:
    """Four images, or batches, that agree in all but height and width: N."""
    if not isinstance(images, (list, tuple)) or len(images) != 4:
        got = f"{len(images)}" if isinstance(images, (list, tuple)) else type(images).__name__
        raise ValueError(f"images must be a list of four images, got {got}")
    first, shapes = images[0], [image_shape(image, name) for image, name in zip(images, FOUR, strict=True)]
    count, _, _, channels = shapes[0]
    for image, (n, _, _, c) in zip(images, shapes, strict=True):
        if n != count or c != channels or image.ndim != first.ndim or image.dtype != first.dtype:
            got = ", ".join(f"{image.dtype} {image.shape}" for image in images)
            raise ValueError(f"images must agree in dtype, channels and number, got {got}")
    return count


def mosaic_centers(center: Any, count: int, height: int, width: int) -> NDArray[np.int64]:
    """(N, 2): x and y."""
    if center is None:
        center = width // 2, height // 2
    if type(center) is tuple and count == 1 and len(center) == 2 and type(center[0]) is type(center[1]) is int:
        x, y = center  # one image must not wait for arrays of two numbers
        if 0 <= x <= width and 0 <= y <= height:
            return np.array([[x, y]], np.int64)
    given = np.asarray(center)
    if given.dtype.kind not in "ui":
        raise TypeError(f"center must be (x, y), two integers, got {center!r}")
    if given.shape not in ((2,), (count, 2)) or (given < 0).any() or (given > (width, height)).any():
        raise ValueError(
            f"center must be (x, y), or {count} of them, in 0 .. {width} and 0 .. {height}, got {center!r}"
        )
    return np.ascontiguousarray(np.broadcast_to(given, (count, 2)), np.int64)
