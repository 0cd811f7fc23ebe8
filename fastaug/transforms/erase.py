"""Holes: coarse dropout, cutout, random erasing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..passes.base import Flags, Pass
from ..passes.erase import Erase
from .base import Drawn, Transform, Uniforms, seeds
from .ranges import between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["CoarseDropout", "RandomErasing"]


@dataclass(frozen=True)
class CoarseDropout(Transform):
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
        low, high = interval(self.num_holes_range, "num_holes_range", 1, 64)
        if low != int(low) or high != int(high) or high < 1:  # a schedule counts as 0: the number of draws must stay
            raise ValueError(f"num_holes_range must hold whole numbers, got {self.num_holes_range!r}")
        interval(self.hole_height_range, "hole_height_range", 0)
        interval(self.hole_width_range, "hole_width_range", 0)
        check_fill(self.fill)

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 + 4 * int(interval(self.num_holes_range, "num_holes_range")[1])

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        low, high = map(int, interval(self.num_holes_range, "num_holes_range"))
        whole = batch.sizes[:, None]
        sides = np.empty((batch.count, high, 2))
        for axis, ends in enumerate(self._sides):
            part = u[:, 2 + axis :: 4]
            if isinstance(ends[0], int):
                sides[:, :, axis] = ends[0] + np.floor((ends[1] - ends[0] + 1) * part)
            else:
                sides[:, :, axis] = np.rint(between(ends, part) * whole[:, :, axis])
        sides = np.minimum(sides, whole)
        boxes = np.empty((batch.count, high, 4), np.int64)
        boxes[:, :, 2:] = sides
        boxes[:, :, :2] = np.reshape(u[:, 2:], (batch.count, high, 4))[:, :, 2:] * (whole - sides + 1)  # rounded down
        if low < high:
            number = low + (u[:, :1] * (high - low + 1)).astype(np.int64)
            boxes[np.arange(high) >= number] = 0
        return {"boxes": boxes, "seed": seeds(u[:, 1])}

    @cached_property
    def _sides(self) -> list[Any]:
        """(low, high) of height and width: integers for pixels, floats for shares."""
        given = (self.hole_height_range, "hole_height_range"), (self.hole_width_range, "hole_width_range")
        ranges = [(value if np.ndim(value) else (value, value), interval(value, name, 0)) for value, name in given]
        whole = [all(isinstance(end, (int, np.integer)) for end in ends) for ends, _ in ranges]
        return [tuple(map(int, ends)) if w else limits for w, (ends, limits) in zip(whole, ranges, strict=True)]

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Erase(active, drawn["boxes"], self.fill, self.fill_mask, drawn["seed"])]


@dataclass(frozen=True)
class RandomErasing(Transform):
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
        check_fill(self.fill)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        h, w = batch.sizes.T
        area = between(interval(self.scale, "scale", 0, 1), u[:, 0]) * h * w
        with np.errstate(divide="ignore"):
            low, high = (np.clip(end, area / w**2, h**2 / area) for end in interval(self.ratio, "ratio"))
            aspect = low * np.exp(np.log(high / low) * u[:, 1])
        height = np.clip(np.rint(np.sqrt(area * aspect)), 1, h)
        width = np.minimum(np.rint(area / height), w)
        height = np.where(width > 0, height, 0)
        top, left = np.floor(u[:, 2] * (h - height + 1)), np.floor(u[:, 3] * (w - width + 1))
        boxes = np.stack([top, left, height, width], axis=-1).astype(np.int64)
        return {"boxes": boxes[:, None], "seed": seeds(u[:, 4])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Erase(active, drawn["boxes"], self.fill, self.fill_mask, drawn["seed"])]


def check_fill(fill: Any) -> None:
    if isinstance(fill, str) and fill != "random":
        raise ValueError(f"fill must be a number, one per channel, or 'random', got {fill!r}")
