"""Masks of any dtype in one that the kernels have: nearest moves copy bits, whatever they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NATIVE = ("bool", "uint8", "uint16", "float32", "float64")
CARRIED = ("int8", "int16", "int32", "int64", "uint32", "uint64", "float16")


def carried(array: NDArray[Any]) -> NDArray[Any]:
    """A view of (..., H, W) or (..., H, W, C) as a native dtype; of 4 and 8 bytes as 2 and 4 channels of uint16."""
    if array.dtype.char in "?BHfd":  # those of NATIVE, whose names take microseconds
        return array
    if array.dtype.itemsize <= 2:
        return array.view(np.uint8 if array.dtype.itemsize == 1 else np.uint16)
    channels = array if array.ndim > 2 else array[..., None]
    return np.ascontiguousarray(channels).view(np.uint16)


def carried_fill(fill: Any, like: NDArray[Any]) -> Any:
    """The fill value that goes with `carried(like)`."""
    if like.dtype.name in NATIVE or (type(fill) is int and fill == 0):
        return fill
    pixel = np.broadcast_to(np.asarray(fill), like.shape[-1:])
    as_mask = pixel.astype(like.dtype)
    if not (as_mask == pixel).all():
        raise ValueError(f"fill_mask must be {like.dtype} for these masks, got {fill!r}")
    return carried(as_mask.reshape(1, 1, -1)).reshape(-1)
