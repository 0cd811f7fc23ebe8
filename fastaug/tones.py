"""Arguments and tables of the tone functions, shared by the public functions, the reference and the passes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import image_shape, integer, per_sample, top_of_range
from .kernels.tone import bezier_terms, heights, tables_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BITS = 16
MOST_TILES = 1024  # along an axis: each takes a table


def levels_of(dtype: np.dtype[Any]) -> int:
    """How many values an unsigned dtype has."""
    return 256 if dtype == np.uint8 else 65536


def cutoffs(cutoff: Any, dtype: np.dtype[Any], count: int) -> NDArray[np.float64]:
    """Percent of the pixels, for all images or for each."""
    values = per_sample(cutoff, "cutoff", count, 0, 100)
    if dtype.kind == "f" and values.any():
        raise ValueError(f"cutoff must be 0 for {dtype} images, which have no levels to count, got {cutoff!r}")
    return values


def bytes_only(dtype: np.dtype[Any], what: str) -> None:
    if dtype != np.uint8:
        raise TypeError(f"{what} takes uint8 images, got {dtype}")


def tile_grid(grid: Any, name: str = "grid") -> tuple[int, int]:
    """How many tiles an image is cut into, along both axes."""
    if not (isinstance(grid, (tuple, list)) or np.ndim(grid) == 1) or len(grid) != 2:
        raise ValueError(f"{name} must be two numbers of tiles, got {grid!r}")
    rows, columns = integer(grid[0], name, 1), integer(grid[1], name, 1)
    if rows > MOST_TILES or columns > MOST_TILES:
        raise ValueError(f"{name} must be at most {MOST_TILES} tiles, got {grid!r}")
    return rows, columns


def lookup_tables(table: Any, image: NDArray[Any]) -> NDArray[Any]:
    """The tables of `apply_lut` as (1 or N, 1 or C, levels), in the dtype of the image."""
    count, _, _, channels = image_shape(image)
    return tables_for(table, image.dtype, count, channels)


def curve_terms(low: Any, high: Any, image: NDArray[Any]) -> NDArray[np.float64]:
    """(1 or N, 3, 1 or C): of the third, second and first power in the Bezier curve 0, low, high, 1."""
    count, _, _, channels = image_shape(image)
    return bezier_terms(heights(low, "low", count, channels), heights(high, "high", count, channels))


def cubic(values: NDArray[Any], terms: NDArray[np.float64]) -> NDArray[Any]:
    """((a t + b) t + c) t in 0 .. 1 with t the values in 0 .. 1, in their dtype; terms: a, b and c."""
    a, b, c = terms.astype(values.dtype)
    t = np.minimum(np.maximum(values, 0), 1)
    return np.minimum(np.maximum(((a * t + b) * t + c) * t, 0), 1)


def curve_tables(terms: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """(N, 1 or C, levels)"""
    return _one_curve(terms.tobytes(), dtype.itemsize) if terms.size == 3 else _curves(terms, dtype)


@functools.lru_cache(maxsize=16)
def _one_curve(terms: bytes, itemsize: int) -> NDArray[Any]:
    return _curves(np.frombuffer(terms).reshape(1, 3, 1), np.dtype(f"u{itemsize}"))


def _curves(terms: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    top = top_of_range(dtype)
    levels = np.arange(top + 1) / top
    return np.rint(cubic(levels, np.moveaxis(terms, 1, 0)[..., None]) * top).astype(dtype)


def solarize_tables(threshold: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """(N, 1, levels), from thresholds in levels; -inf inverts all."""
    levels = np.arange(levels_of(dtype)).astype(dtype)
    return np.where(levels < threshold[:, None, None], levels, levels[::-1])


def posterize_tables(bits: NDArray[np.int64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """(N, 1, levels)"""
    levels = np.arange(levels_of(dtype)).astype(dtype)
    return levels & posterize_masks(bits, dtype)[:, None, None]


def posterize_masks(bits: NDArray[np.int64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """The bits that stay."""
    low = 2 ** np.maximum(8 * dtype.itemsize - bits, 0) - 1
    return np.invert(low.astype(dtype))
