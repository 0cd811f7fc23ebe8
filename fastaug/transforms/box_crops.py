"""Crops that mind the boxes of a sample. Where it has none, they are random crops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..passes.base import Flags, Pass, Sizes
from ..passes.geometry import Resample
from .base import Drawn, Transform, Uniforms
from .geometry import anywhere, cut
from .ranges import interval
from .resize import check_filter, check_sizes, resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["AtLeastOneBBoxRandomCrop", "BBoxSafeRandomCrop", "RandomSizedBBoxSafeCrop"]


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
                last[i] = behind + anywhere(batch.sizes[i] - behind, u[i, 2:])
        return {"first": first, "last": last}

    @staticmethod
    def _without_boxes(u: Uniforms, sizes: Sizes, rate: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        height, width = sizes.T
        least = np.maximum((height * (1 - rate)).astype(np.int64), 1)
        rows = least + anywhere(height - least, u[:, 0])
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
                corner[i] = least + anywhere(most - least, u[i, 1:])
        return {"corner": corner}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [cut(self, drawn["corner"], (self.height, self.width), None, active, batch)]
