"""Crops that mind the boxes of a sample. Where it has none, they are random crops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..arguments import integer
from ..passes.base import Flags, Pass, Sizes
from ..passes.geometry import Resample
from .base import Drawn, Transform, Uniforms, uniforms
from .geometry import cut
from .ranges import anywhere, between, interval, whole_between
from .resize import check_filter, check_sizes, resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["AtLeastOneBBoxRandomCrop", "BBoxSafeRandomCrop", "RandomIoUCrop", "RandomSizedBBoxSafeCrop"]

Floats: TypeAlias = "NDArray[np.float64]"

ROUNDS = 50  # overlaps that are drawn for one sample, at most


@dataclass(frozen=True)
class AroundBoxes(Transform):
    """Base of the crops that have all boxes in them."""

    sees_boxes = True
    numbers = 4

    def check(self) -> None:
        interval(self.erosion_rate, "erosion_rate", 0, 1, single=True)  # type: ignore[attr-defined]

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """first, last: the first row and column, and those behind the last."""
        rate = self.erosion_rate  # type: ignore[attr-defined]
        first, last = self._without_boxes(u, batch.sizes, rate)
        for i in range(batch.count):
            edges = batch.boxes(i)
            if len(edges) and rate < 1:
                low, high = edges[:, 1::-1].min(axis=0), edges[:, :1:-1].max(axis=0)  # y, x
                eroded = (high - low) * (rate / 2)
                before, behind = np.floor(low + eroded), np.ceil(high - eroded)
                first[i] = anywhere(before, u[i, :2])
                last[i] = whole_between((behind, batch.sizes[i]), u[i, 2:])
        return {"first": first, "last": last}

    @staticmethod
    def _without_boxes(u: Uniforms, sizes: Sizes, rate: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        height, width = sizes.T
        least = np.maximum((height * (1 - rate)).astype(np.int64), 1)
        rows = whole_between((least, height), u[:, 0])
        shape = np.stack([rows, np.maximum(rows * width // height, 1)], axis=1)
        first = anywhere(sizes - shape, u[:, 2:])
        return first, first + shape

    def _crop(self, drawn: Drawn, active: Flags, batch: Batch) -> Resample:
        return cut(self, drawn["first"], drawn["last"] - drawn["first"], None, active, batch)


@dataclass(frozen=True)
class BBoxSafeRandomCrop(AroundBoxes):
    """Cuts out a random rectangle that has all boxes in it.

    Parameters
    ----------
    erosion_rate : float
        0 .. 1, by how much less than the rectangle about all boxes must be in it, as a share of its width and height.
        Without boxes: how much less than the height of the image the result may have, which keeps its shape.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.Compose([fastaug.BBoxSafeRandomCrop()], seed=0)
    >>> made = crop(image=np.zeros((50, 60, 3), np.uint8), bboxes=[(20, 10, 30, 40)])
    >>> left, top, right, bottom = made["bboxes"][0]
    >>> right - left, bottom - top
    (10.0, 30.0)
    """

    erosion_rate: float = 0.0
    p: float = 1.0

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [self._crop(drawn, active, batch)]


@dataclass(frozen=True)
class RandomSizedBBoxSafeCrop(AroundBoxes):
    """`BBoxSafeRandomCrop`, resized to a fixed size.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels.
    erosion_rate
        As in `BBoxSafeRandomCrop`.
    interpolation, mask_interpolation, antialias
        As in `Resize`.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.Compose([fastaug.RandomSizedBBoxSafeCrop(24, 32)], seed=0)
    >>> made = crop(image=np.zeros((50, 60, 3), np.uint8), bboxes=[(20, 10, 30, 40)])
    >>> made["image"].shape, len(made["bboxes"])
    ((24, 32, 3), 1)
    """

    height: int
    width: int
    erosion_rate: float = 0.0
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    p: float = 1.0

    def check(self) -> None:
        super().check()
        check_sizes((self.height, self.width), "height and width", "whole numbers")
        check_filter(self)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        crop = self._crop(drawn, active, batch)
        return [crop, resized(self, (self.height, self.width), active, crop.after)]


@dataclass(frozen=True)
class AtLeastOneBBoxRandomCrop(Transform):
    """Cuts out a rectangle of fixed size that has a box in it, which is drawn from those of the sample.

    A box that is larger than the rectangle fills it along that axis.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels; it must lie inside the image.
    erosion_factor : float
        0 .. 1, how much of the width and height of the box may be missing, half of it at each end; 1: all but its
        middle.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.Compose([fastaug.AtLeastOneBBoxRandomCrop(20, 20)], seed=0)
    >>> made = crop(image=np.zeros((50, 60, 3), np.uint8), bboxes=[(0, 0, 9, 9), (40, 30, 60, 50)])
    >>> made["image"].shape, len(made["bboxes"])
    ((20, 20, 3), 1)
    """

    sees_boxes = True
    numbers = 3
    height: int
    width: int
    erosion_factor: float = 0.0
    p: float = 1.0

    def check(self) -> None:
        check_sizes((self.height, self.width), "height and width", "whole numbers")
        interval(self.erosion_factor, "erosion_factor", 0, 1, single=True)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        room = np.maximum(batch.sizes - (self.height, self.width), 0)
        corner = anywhere(room, u[:, 1:])
        for i in range(batch.count):
            edges = batch.boxes(i)
            if len(edges):
                box = edges[int(u[i, 0] * len(edges))]
                low, high = box[1::-1], box[:1:-1]  # y, x
                eroded = (high - low) * (self.erosion_factor / 2)
                ends = np.floor(low + eroded), np.ceil(high - eroded) - (self.height, self.width)
                least, most = (np.clip(end, 0, room[i]) for end in (np.minimum(*ends), np.maximum(*ends)))
                corner[i] = whole_between((least, most), u[i, 1:])
        return {"corner": corner}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [cut(self, drawn["corner"], (self.height, self.width), None, active, batch)]


@dataclass(frozen=True)
class RandomIoUCrop(Transform):
    """Cuts out a random rectangle that overlaps a box by a random amount (Liu et al. 2016, SSD; as in torchvision).

    An overlap is drawn from `sampler_options`. Then rectangles are tried until one has the middle of a box in it, and
    an intersection over union with such a box of at least that overlap; after `trials` of them another overlap is
    drawn. An image without boxes stays as it is, and so does one for which 50 overlaps have found nothing.

    Boxes whose middle lies outside the rectangle are dropped with their labels. The others are cut to it, and kept as
    `BboxParams` says.

    Parameters
    ----------
    min_scale, max_scale : float
        0 .. 1, least and most of the image's width, and of its height, that the rectangle has.
    min_aspect_ratio, max_aspect_ratio : float
        Least and most that the width of the rectangle measures in terms of its height.
    sampler_options : sequence of float
        Overlaps, at least 0; one of 1 or more leaves the image as it is.
    trials : int
        How many rectangles are tried for one overlap.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.Compose([fastaug.RandomIoUCrop(sampler_options=[0.3])], seed=0)
    >>> made = crop(image=np.zeros((50, 60, 3), np.uint8), bboxes=[(20, 10, 30, 40)])
    >>> height, width = made["image"].shape[:2]
    >>> left, top, right, bottom = made["bboxes"][0]
    >>> (right - left) * (bottom - top) >= 0.3 * height * width
    True
    """

    sees_boxes = True
    numbers = 1
    min_scale: float = 0.3
    max_scale: float = 1.0
    min_aspect_ratio: float = 0.5
    max_aspect_ratio: float = 2.0
    sampler_options: Sequence[float] = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
    trials: int = 40
    p: float = 1.0

    def check(self) -> None:
        for what, least, most in (("scale", 0, 1), ("aspect_ratio", 1e-3, 1e3)):
            low, high = (getattr(self, f"{end}_{what}") for end in ("min", "max"))
            interval(low, f"min_{what}", least, most, single=True)
            interval(high, f"max_{what}", low, most, single=True)
        if not isinstance(self.sampler_options, (list, tuple)) or not self.sampler_options:
            raise TypeError(f"sampler_options must be a list of one or more numbers, got {self.sampler_options!r}")
        for overlap in self.sampler_options:
            interval(overlap, "sampler_options", 0, single=True)
        integer(self.trials, "trials", 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """first, last: the first row and column, and those behind the last."""
        first, last = np.zeros_like(batch.sizes), batch.sizes.copy()
        for i, rounds in enumerate(uniforms(u[:, 0], ROUNDS)):
            boxes = batch.boxes(i)
            found = self._found(rounds, boxes, batch.sizes[i]) if len(boxes) else None
            if found is not None:
                first[i], last[i] = found[1::-1], found[:1:-1]
        return {"first": first, "last": last}

    def _found(self, rounds: Floats, boxes: Floats, size: NDArray[np.int64]) -> Floats | None:
        """The edges of a rectangle, or None for all of the image. rounds: of each, the number its tries come from."""
        for number in rounds:
            u = uniforms(np.array([number]), 1 + 4 * self.trials)[0]
            least = self.sampler_options[int(u[0] * len(self.sampler_options))]
            if least >= 1:
                break
            tried = self._tried(u[1:].reshape(-1, 4), size)
            fitting = tried[overlaps(tried, boxes) >= least]
            if len(fitting):
                return fitting[0]
        return None

    def _tried(self, u: Floats, size: NDArray[np.int64]) -> Floats:
        """The edges of rectangles, those that have a shape that is allowed."""
        sides = np.floor(size[::-1] * between((self.min_scale, self.max_scale), u[:, :2]))
        first = anywhere(size[::-1] - sides, u[:, 2:])
        width, height = sides.T
        allowed = (self.min_aspect_ratio * height <= width) & (width <= self.max_aspect_ratio * height)
        return np.concatenate([first, first + sides], axis=1)[allowed & (width > 0) & (height > 0)]

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        first, last = drawn["first"], drawn["last"]
        for i in np.flatnonzero(active).tolist():
            batch.drop_boxes(i, first[i], last[i])
        return [cut(self, first, last - first, None, active, batch)]


def overlaps(rectangles: Floats, boxes: Floats) -> Floats:
    """The largest intersection over union of each rectangle with a box whose middle is in it; -1 without such a box."""
    first, last = rectangles[:, None, :2], rectangles[:, None, 2:]
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside = ((first < middle) & (middle < last)).all(axis=2)
    shared = np.maximum(np.minimum(last, boxes[:, 2:]) - np.maximum(first, boxes[:, :2]), 0).prod(axis=2)
    union = (last - first).prod(axis=2) + (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) - shared
    return np.asarray(np.where(inside, shared / union, -1).max(axis=1))
