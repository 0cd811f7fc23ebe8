"""What the compression functions, their reference and the passes share: the tables of JPEG, and smaller sizes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .kernels.compression import positive, smaller  # noqa: F401

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of luma and of chroma, at quality 50 (ISO/IEC 10918-1, Annex K).
BASE = np.array(
    [
        [
            [16, 11, 10, 16, 24, 40, 51, 61],
            [12, 12, 14, 19, 26, 58, 60, 55],
            [14, 13, 16, 24, 40, 57, 69, 56],
            [14, 17, 22, 29, 51, 87, 80, 62],
            [18, 22, 37, 56, 68, 109, 103, 77],
            [24, 35, 55, 64, 81, 104, 113, 92],
            [49, 64, 78, 87, 103, 121, 120, 101],
            [72, 92, 95, 98, 112, 100, 103, 99],
        ],
        [
            [17, 18, 24, 47, 99, 99, 99, 99],
            [18, 21, 26, 66, 99, 99, 99, 99],
            [24, 26, 56, 99, 99, 99, 99, 99],
            [47, 66, 99, 99, 99, 99, 99, 99],
            *([[99] * 8] * 4),
        ],
    ]
)


def quantization_tables(quality: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N, 2, 8, 8): the steps of the coefficients of luma and chroma, as the Independent JPEG Group scales them."""
    return all_quantization_tables()[quality - 1]


@cache
def all_quantization_tables() -> NDArray[np.int64]:
    """Those of the qualities 1 .. 100."""
    quality = np.arange(1, 101)[:, None, None, None]
    scale = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    return np.clip((BASE * scale + 50) // 100, 1, 255)


def jpeg_only(dtype: np.dtype[Any], channels: int, what: str) -> None:
    if dtype.char != "B" or channels not in (1, 3):
        raise TypeError(f"{what} takes uint8 images of 1 or 3 channels, got {dtype} of {channels}")
