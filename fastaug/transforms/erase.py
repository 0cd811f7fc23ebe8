"""Holes: coarse dropout, cutout, random erasing, grids and single pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import flag, integer
from ..kernels.erase import erasing_boxes
from ..passes.base import Flags, Pass
from ..passes.erase import Erase, Grid
from ..passes.noise import Impulses
from .base import Drawn, Transform, Uniforms, seeds
from .ranges import anywhere, between, interval, whole_between, whole_interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["CoarseDropout", "Cutout", "Erasing", "GridDropout", "GridMask", "PixelDropout", "RandomErasing"]


@dataclass(frozen=True)
class Filling(Transform):
    """Base of what fills places with `fill`, in masks with `fill_mask`; `draw` gives a `seed` for random values."""

    def check(self) -> None:
        fill = self.fill  # type: ignore[attr-defined]
        if isinstance(fill, str) and fill != "random":
            raise ValueError(f"fill must be a number, one per channel, or 'random', got {fill!r}")


@dataclass(frozen=True)
class Holes(Filling):
    """Base of what fills rectangles: `draw` gives `boxes` (N, n, 4)."""

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        fills = self.fill, self.fill_mask  # type: ignore[attr-defined]
        return [Erase(active, drawn["boxes"], *fills, drawn["seed"])]


@dataclass(frozen=True)
class GridOfHoles(Filling):
    """Base of what fills grids: `draw` gives `grid` (N, 6), as the pass has it."""

    def check(self) -> None:
        interval(self.ratio, "ratio", 0, 1, single=True)  # type: ignore[attr-defined]
        super().check()

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        fills = self.fill, self.fill_mask  # type: ignore[attr-defined]
        return [Grid(active, drawn["grid"], *fills, drawn["seed"])]


@dataclass(frozen=True)
class CoarseDropout(Holes):
    """Fills rectangles at random places (DeVries and Taylor 2017, with several holes).

    Parameters
    ----------
    num_holes_range : (low, high)
        How many, both ends included.
    hole_height_range, hole_width_range : (low, high)
        Of each hole: whole numbers are pixels, others shares of the image's side. A hole lies inside the image.
    fill : number, C numbers or "random"
        What the holes show; "random": random values, each pixel its own.
    fill_mask : number, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> hole = fastaug.CoarseDropout((1, 1), (2, 2), (2, 2), fill=9, p=1)
    >>> int((fastaug.Compose([hole])(np.zeros((8, 8), np.uint8)) == 9).sum())
    4
    """

    num_holes_range: Any = (1, 2)
    hole_height_range: Any = (0.1, 0.2)
    hole_width_range: Any = (0.1, 0.2)
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    def check(self) -> None:
        _ = self._numbers
        interval(self.hole_height_range, "hole_height_range", 0)
        interval(self.hole_width_range, "hole_width_range", 0)
        super().check()

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 + 4 * self._numbers[1]

    @property
    def _numbers(self) -> tuple[int, int]:
        return whole_interval(self.num_holes_range, "num_holes_range", 1, 64)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        fewest, most = self._numbers
        whole = batch.sizes[:, None]
        sides = np.empty((batch.count, most, 2))
        for axis, ends in enumerate(self._sides):
            part = u[:, 2 + axis :: 4]
            if isinstance(ends[0], int):
                sides[:, :, axis] = whole_between(ends, part)
            else:
                sides[:, :, axis] = np.rint(between(ends, part) * whole[:, :, axis])
        sides = np.minimum(sides, whole)
        boxes = np.empty((batch.count, most, 4), np.int64)
        boxes[:, :, 2:] = sides
        boxes[:, :, :2] = anywhere(whole - sides, np.reshape(u[:, 2:], (batch.count, most, 4))[:, :, 2:])
        if fewest < most:
            boxes[np.arange(most) >= whole_between((fewest, most), u[:, :1])] = 0
        return {"boxes": boxes, "seed": seeds(u[:, 1])}

    @cached_property
    def _sides(self) -> list[Any]:
        """(low, high) of height and width: integers for pixels, floats for shares."""
        given = (self.hole_height_range, "hole_height_range"), (self.hole_width_range, "hole_width_range")
        ranges = [(value if np.ndim(value) else (value, value), interval(value, name, 0)) for value, name in given]
        whole = [all(isinstance(end, (int, np.integer)) for end in ends) for ends, _ in ranges]
        return [tuple(map(int, ends)) if w else limits for w, (ends, limits) in zip(whole, ranges, strict=True)]


@dataclass(frozen=True)
class Cutout(Holes):
    """Fills a square whose centre is any pixel of the image (DeVries and Taylor 2017): near the border part of it lies
    outside.

    Parameters
    ----------
    size : int or (low, high)
        Side of the square in pixels; both ends may be drawn.
    fill : number, C numbers or "random"
        What the square shows; "random": random values, each pixel its own.
    fill_mask : number, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> made = fastaug.Compose([fastaug.Cutout(3, fill=9, p=1)], seed=0)(np.zeros((8, 8), np.uint8))
    >>> bool(4 <= (made == 9).sum() <= 9)
    True
    """

    numbers = 4
    size: Any = 16
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    def check(self) -> None:
        whole_interval(self.size, "size", 0)
        super().check()

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        sides = whole_between(whole_interval(self.size, "size", 0), u[:, :1])
        first = np.floor(u[:, 1:3] * batch.sizes).astype(np.int64) - sides // 2
        start, stop = np.clip(first, 0, batch.sizes), np.clip(first + sides, 0, batch.sizes)
        return {"boxes": np.concatenate((start, stop - start), axis=1)[:, None], "seed": seeds(u[:, 3])}


@dataclass(frozen=True)
class RandomErasing(Holes):
    """Fills one rectangle of random area and aspect at a random place (Zhong et al. 2020).

    Parameters
    ----------
    scale : (low, high)
        Share of the image's area.
    ratio : (low, high)
        Height over width, log-uniform over what of it fits into the image.
    fill : number, C numbers or "random"
        What the rectangle shows; "random": random values, each pixel its own.
    fill_mask : number, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> erase = fastaug.RandomErasing((0.25, 0.25), (1, 1), fill=9, p=1)
    >>> int((fastaug.Compose([erase])(np.zeros((8, 8), np.uint8)) == 9).sum())
    16
    """

    numbers = 5
    scale: Any = (0.02, 0.33)
    ratio: Any = (0.3, 3.3)
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    def check(self) -> None:
        interval(self.scale, "scale", 0, 1)
        interval(self.ratio, "ratio", 1e-6, 1e6)
        super().check()

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        low, high = interval(self.scale, "scale", 0, 1)
        ratio = interval(self.ratio, "ratio")
        boxes = erasing_boxes(u[:, :4], np.array([low]), np.array([high]), ratio, True, batch.sizes)
        return {"boxes": boxes, "seed": seeds(u[:, 4])}


@dataclass(frozen=True)
class Erasing(RandomErasing):
    """`RandomErasing` under Albumentations' name.

    Parameters
    ----------
    scale, ratio, fill, fill_mask, p
        As in `RandomErasing`.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Erasing(p=1)])(np.zeros((8, 8), np.uint8)).shape
    (8, 8)
    """


@dataclass(frozen=True)
class GridDropout(GridOfHoles):
    """Fills a grid of holes (GridMask, Chen et al. 2020).

    Parameters
    ----------
    ratio : float
        Sides of a hole as a share of those of a unit of the grid; rounded down to whole pixels, at least 1 and smaller
        than the unit.
    random_offset : bool
        Where the holes are in their units is random; else `shift_xy` says it.
    unit_size_range : (low, high), optional
        Side of a unit in pixels, both ends included. None: a tenth of each side of the image, at least 2 pixels.
    holes_number_xy : (x, y), optional
        How many units there are side by side; comes before unit_size_range.
    shift_xy : (x, y)
        Of the first hole in pixels.
    fill : number, C numbers or "random"
        What the holes show; "random": random values, each pixel its own.
    fill_mask : number, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> grid = fastaug.GridDropout(0.5, False, (4, 4), fill=9, p=1)
    >>> int((fastaug.Compose([grid])(np.zeros((8, 8), np.uint8)) == 9).sum())
    16
    """

    numbers = 4
    ratio: Any = 0.5
    random_offset: bool = True
    unit_size_range: Any = None
    holes_number_xy: Any = None
    shift_xy: Any = (0, 0)
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    def check(self) -> None:
        super().check()
        for name, least in (("unit_size_range", 2), ("holes_number_xy", 1), ("shift_xy", None)):
            value = getattr(self, name)
            if value is None and least is not None:
                continue
            if np.shape(value) != (2,) or any(integer(v, name, least) != v for v in value):
                raise ValueError(f"{name} must be two whole numbers, got {value!r}")
        if self.unit_size_range is not None:
            interval(self.unit_size_range, "unit_size_range", 2)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        units = np.maximum(batch.sizes // self._divisor, 2)
        if self.unit_size_range is not None and self.holes_number_xy is None:
            units[...] = whole_between(self.unit_size_range, u[:, :1])
        holes = np.clip((units * self.ratio).astype(np.int64), 1, units - 1)
        if self.random_offset:
            first = anywhere(units - holes, u[:, 1:3])
        else:
            first = np.asarray(self.shift_xy[::-1], np.int64) % units
        return {"grid": np.concatenate((units, holes, first), axis=1), "seed": seeds(u[:, 3])}

    @property
    def _divisor(self) -> tuple[int, int]:
        return (10, 10) if self.holes_number_xy is None else tuple(self.holes_number_xy)[::-1]


@dataclass(frozen=True)
class GridMask(GridOfHoles):
    """Fills a grid of squares that begins anywhere, so that they may be cut at the border (Chen et al. 2020).

    Parameters
    ----------
    unit_range : int or (low, high)
        From one square to the next in pixels, at least 2; both ends may be drawn.
    ratio : float
        Side of a square as a share of the unit, rounded down to whole pixels in 1 .. unit - 1.
    fill : number, C numbers or "random"
        What the squares show; "random": random values, each pixel its own.
    fill_mask : number, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> grid = fastaug.GridMask(4, 0.5, fill=9, p=1)
    >>> int((fastaug.Compose([grid])(np.zeros((8, 8), np.uint8)) == 9).sum())
    16
    """

    numbers = 4
    unit_range: Any = (32, 96)
    ratio: Any = 0.5
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    def check(self) -> None:
        whole_interval(self.unit_range, "unit_range", 2)
        super().check()

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        units = whole_between(whole_interval(self.unit_range, "unit_range", 2), u[:, :1])
        holes = np.clip((units * float(self.ratio)).astype(np.int64), 1, units - 1)
        first = (u[:, 1:3] * units).astype(np.int64)
        return {"grid": np.concatenate((units, units, holes, holes, first), axis=1), "seed": seeds(u[:, 3])}


@dataclass(frozen=True)
class PixelDropout(Transform):
    """Fills random pixels.

    Parameters
    ----------
    dropout_prob : float
        The chance of each pixel.
    per_channel : bool
        Fills single values instead of whole pixels.
    drop_value : number, C numbers or None
        What the pixels show; None: random values.
    mask_drop_value : number, optional
        The same for masks, at the same pixels if not per_channel; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> drop = fastaug.PixelDropout(0.3, p=1)
    >>> round(float(fastaug.Compose([drop], seed=0)(np.ones((200, 200), np.uint8)).mean()), 1)
    0.7
    """

    numbers = 1
    dropout_prob: Any = 0.01
    per_channel: bool = False
    drop_value: Any = 0
    mask_drop_value: Any = None
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        interval(self.dropout_prob, "dropout_prob", 0, 1, single=True)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"seed": seeds(u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        fills = None if self.drop_value is None else (self.drop_value, self.drop_value)
        amount, share = np.full(batch.count, float(self.dropout_prob)), np.zeros(batch.count)
        return [Impulses(active, amount, share, fills, self.mask_drop_value, drawn["seed"], self.per_channel)]
