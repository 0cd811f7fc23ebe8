"""Displacement fields that follow from few numbers, in the form that the kernels and the reference take."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .kernels import fields as _kernels
from .kernels.fields import Bend

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LENSES", "Bend", "grids", "lenses", "nodes", "off_lines", "spline", "within"]

CELLS, TRIANGLES, LENS, SPLINE = range(4)  # kinds, as in csrc/fields.h
LENSES = ("camera", "fisheye")


# ---- grids -------------------------------------------------------------------------------------------------------


def grids(height: int, width: int, each: list[NDArray[Any]], triangles: bool) -> list[Bend]:
    """Nodes end to end over the pixel centres, which are displaced by shifts (rows, columns, 2) pixels; N such, of one
    shape."""
    if not each:
        return []
    made: list[Bend] = _kernels.grids(each, triangles, *_grid_axes(height, width, *each[0].shape[:2]))
    return made


@lru_cache(maxsize=256)
def _grid_axes(height: int, width: int, rows: int, columns: int) -> tuple[NDArray[Any], ...]:
    """How far through its cell each column and row of pixels is, the cell of each row, and where those of a row end."""
    cell, y, _ = _axis(height, rows)
    _, x, ends = _axis(width, columns)
    return x, y, cell, ends


@lru_cache(maxsize=256)
def _axis(n: int, count: int) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """Of n pixels with `count` nodes: the cell of each, how far through it the pixel is, and where cells end."""
    last = max(n - 1, 1)
    at = np.arange(n) * (count - 1)
    cell = np.minimum(at // last, count - 2)
    ends = np.append(np.searchsorted(cell, np.arange(count - 1)), n)
    return cell.astype(np.int32), ((at - cell * last) / last).astype(np.float32), ends.astype(np.int32)


def nodes(height: Any, width: Any, rows: int, columns: int) -> NDArray[np.float64]:
    """(..., rows, columns, 2): x and y of the nodes of a grid, over images of these sizes."""
    made = np.empty((*np.shape(height), rows, columns, 2))
    made[..., 0] = np.multiply.outer(np.asarray(width) - 1, np.arange(columns) / (columns - 1))[..., None, :]
    made[..., 1] = np.multiply.outer(np.asarray(height) - 1, np.arange(rows) / (rows - 1))[..., None]
    return made


def off_lines(steps: NDArray[np.float64], height: Any, width: Any, normalized: bool) -> NDArray[np.float64]:
    """(N, steps + 1, steps + 1, 2): shifts of the nodes of grids whose lines are so many cells apart.

    steps: (N, 2, steps), along x and along y. normalized: the last line stays at the border.
    """
    count = steps.shape[2]
    ends = steps.cumsum(axis=2)
    moved = ends / (ends[:, :, -1:] if normalized else count) - np.arange(1, count + 1) / count
    moved = np.concatenate([np.zeros((len(steps), 2, 1)), moved], axis=2)
    made = np.empty((len(steps), count + 1, count + 1, 2))
    made[..., 0] = (moved[:, 0] * (np.reshape(width, (-1, 1)) - 1))[:, None]
    made[..., 1] = (moved[:, 1] * (np.reshape(height, (-1, 1)) - 1))[:, :, None]
    return made


def within(shifts: NDArray[np.float64], height: Any, width: Any) -> NDArray[np.float64]:
    """Shifts of the nodes of grids, cut so that none looks beyond its image."""
    at = nodes(height, width, *shifts.shape[-3:-1])
    last = np.stack([np.asarray(width) - 1, np.asarray(height) - 1], axis=-1)[..., None, None, :]
    return np.clip(at + shifts, 0, np.maximum(last, 0)) - at


# ---- lenses ------------------------------------------------------------------------------------------------------


def lenses(height: int, width: int, strengths: list[float], mode: str) -> list[Bend]:
    """The distortion of cameras with focal lengths (width, height) and k1 = k2 = k, or of fisheye lenses."""
    made: list[Bend] = _kernels.lenses(strengths, mode == "camera", *_lens_axes(height, width, mode))
    return made


@lru_cache(maxsize=256)
def _lens_axes(height: int, width: int, mode: str) -> tuple[NDArray[np.float32], NDArray[np.float32], float, float]:
    """Where the columns and rows of pixels are, and the units of x and y in pixels."""
    x_unit, y_unit = (width, height) if mode == "camera" else (math.hypot(width, height) / 2,) * 2
    return _about_middle(width, max(x_unit, 1)), _about_middle(height, max(y_unit, 1)), x_unit, y_unit


def _about_middle(n: int, unit: float) -> NDArray[np.float32]:
    """Where n pixels are from their middle."""
    return ((np.arange(n) - (n - 1) / 2) / unit).astype(np.float32)


# ---- thin-plate splines ------------------------------------------------------------------------------------------


def spline(height: int, width: int, at: NDArray[np.float64], shifts: NDArray[np.float64]) -> Bend:
    """The smoothest field that is `shifts` (K, 2) pixels at the points `at` (K, 2).

    Raises ValueError where there is none: all points on one line, or two at the same place.
    """
    made: Bend = _kernels.spline(*_solved(at.tobytes(), height, width), shifts)
    return made


@lru_cache(maxsize=16)  # transforms use the same points again and again
def _solved(at: bytes, height: int, width: int) -> tuple[NDArray[Any], ...]:
    """(2, K): the points; (K, K + 3): weights and plane of the splines that are 1 at one of them; where pixels are."""
    unit = max(height, width, 2) - 1.0  # coordinates within about -0.5 .. 0.5 keep the terms small
    points = (np.frombuffer(at).reshape(-1, 2) - [(width - 1) / 2, (height - 1) / 2]) / unit
    count = len(points)
    equations = np.zeros((count + 3, count + 3))
    squares = ((points[:, None] - points) ** 2).sum(axis=2)
    equations[:count, :count] = squares * np.log2(squares + 1e-300)
    equations[:count, count] = 1
    equations[:count, count + 1 :] = points
    equations[count:] = equations[:, count:].T
    apart = len(np.unique(points, axis=0)) == count
    if not apart or np.linalg.matrix_rank(equations[:count, count:]) < 3:
        raise ValueError("dst must be three or more points, no two at the same place and not all on one line")
    solved = np.linalg.inv(equations)[:, :count].T
    at_pixels = _about_middle(width, unit), _about_middle(height, unit)
    return points.T.astype(np.float32, order="C"), np.ascontiguousarray(solved), *at_pixels
