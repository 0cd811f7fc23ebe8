"""Arguments and tables of the tone functions, shared by the public functions, the reference and the passes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import image_shape, integer, per_sample, top_of_range

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
    if np.ndim(grid) != 1 or len(grid) != 2:
        raise ValueError(f"{name} must be two numbers of tiles, got {grid!r}")
    rows, columns = (integer(tiles, name, 1) for tiles in grid)
    if max(rows, columns) > MOST_TILES:
        raise ValueError(f"{name} must be at most {MOST_TILES} tiles, got {grid!r}")
    return rows, columns


def lookup_tables(table: Any, image: NDArray[Any]) -> NDArray[Any]:
    """The tables of `apply_lut` as (1 or N, 1 or C, levels), in the dtype of the image."""
    count, _, _, channels = image_shape(image)
    if image.dtype not in (np.uint8, np.uint16):
        raise TypeError(f"image must be uint8 or uint16, got {image.dtype}")
    levels = levels_of(image.dtype)
    tables = np.asarray(table)
    if tables.dtype.kind not in "ui":
        raise TypeError(f"table must be of integers, got {tables.dtype}")
    shape = (1,) * (3 - tables.ndim) + tables.shape
    if len(shape) != 3 or shape[0] not in (1, count) or shape[1] not in (1, channels) or shape[2] != levels:
        raise ValueError(
            f"table must have shape ({levels},), ({channels}, {levels}) or ({count}, {channels}, {levels}), "
            f"with 1 where all share one, got {tables.shape}"
        )
    if tables.dtype != image.dtype and tables.size and not 0 <= tables.min() <= tables.max() < levels:
        raise ValueError(f"table must hold integers in 0 .. {levels - 1}, got {tables.min()} .. {tables.max()}")
    return np.ascontiguousarray(tables.reshape(shape), image.dtype)


def curve_terms(low: Any, high: Any, image: NDArray[Any]) -> NDArray[np.float64]:
    """(1 or N, 3, 1 or C): of the third, second and first power in the Bezier curve 0, low, high, 1."""
    return bezier_terms(_heights(low, "low", image), _heights(high, "high", image))


def bezier_terms(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    terms = np.empty((max(len(low), len(high)) if len(low) else 0, 3, max(low.shape[1], high.shape[1])))
    terms[:, 0], terms[:, 1], terms[:, 2] = 1 + 3 * low - 3 * high, 3 * high - 6 * low, 3 * low
    return terms


def _heights(value: Any, name: str, image: NDArray[Any]) -> NDArray[np.float64]:
    """(1 or N, 1 or C): heights of a control point."""
    count, _, _, channels = image_shape(image)
    if np.ndim(value) < 2:
        return per_sample(value, name, count, 0, 1)[:, None]
    if np.shape(value) != (count, channels):
        raise ValueError(
            f"{name} must be a number, {count} numbers or an array of shape ({count}, {channels}), "
            f"got shape {np.shape(value)}"
        )
    return per_sample(np.ravel(value), name, count * channels, 0, 1).reshape(count, channels)


def cubic(values: NDArray[Any], terms: NDArray[np.float64]) -> NDArray[Any]:
    """((a t + b) t + c) t in 0 .. 1 with t the values in 0 .. 1, in their dtype; terms: a, b and c."""
    a, b, c = terms.astype(values.dtype)
    t = np.minimum(np.maximum(values, 0), 1)
    return np.minimum(np.maximum(((a * t + b) * t + c) * t, 0), 1)


def curve_tables(terms: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """(N, 1 or C, levels)"""
    return _curve_table(tuple(terms.ravel().tolist()), dtype) if terms.size == 3 else _curves(terms, dtype)


@functools.lru_cache(maxsize=16)
def _curve_table(terms: tuple[float, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    return _curves(np.reshape(terms, (1, 3, 1)), dtype)


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
