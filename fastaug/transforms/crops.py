"""Crops of random size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..passes.base import Flags, Pass
from .base import Drawn, Transform, Uniforms
from .geometry import cut
from .ranges import anywhere, interval, whole_between
from .resize import check_filter, check_sizes, resized

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["RandomCropFromBorders", "RandomSizedCrop"]


@dataclass(frozen=True)
class RandomSizedCrop(Transform):
    """Cuts out a rectangle of random size and fixed shape anywhere in the image, and resizes it to a fixed size.

    Parameters
    ----------
    min_max_height : (low, high)
        Height of the rectangle in pixels, both ends included; it must lie inside the image.
    size : (height, width)
        Size of the result, in pixels.
    w2h_ratio : float
        Width of the rectangle over its height; the width is rounded down.
    interpolation, mask_interpolation, antialias
        As in `RandomResizedCrop`.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.RandomSizedCrop((20, 40), (24, 32), w2h_ratio=4 / 3)
    >>> fastaug.Compose([crop], seed=0)(np.zeros((50, 60, 3), np.uint8)).shape
    (24, 32, 3)
    """

    numbers = 3
    min_max_height: tuple[int, int]
    size: tuple[int, int]
    w2h_ratio: float = 1.0
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    p: float = 1.0

    def check(self) -> None:
        check_sizes(self.min_max_height, "min_max_height", "(low, high)")
        if self.min_max_height[0] > self.min_max_height[1]:
            raise ValueError(f"min_max_height must be (low, high) with low at most high, got {self.min_max_height!r}")
        check_sizes(self.size, "size", "(height, width)")
        interval(self.w2h_ratio, "w2h_ratio", 1e-3, 1e3, single=True)
        check_filter(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """corner: top and left; shape: height and width."""
        height = whole_between(self.min_max_height, u[:, 0])
        width = np.maximum((height * self.w2h_ratio).astype(np.int64), 1)
        shape = np.stack([height, width], axis=1)
        return {"corner": anywhere(np.maximum(batch.sizes - shape, 0), u[:, 1:]), "shape": shape}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        crop = cut(self, drawn["corner"], drawn["shape"], None, active, batch)
        return [crop, resized(self, self.size, active, crop.after)]


@dataclass(frozen=True)
class RandomCropFromBorders(Transform):
    """Cuts a random part off each side.

    Parameters
    ----------
    crop_left, crop_right, crop_top, crop_bottom : float
        The most that is cut off, as a share of the width or height, 0 .. 1; uniform in whole pixels. At least one pixel
        stays.
    p : float
        Probability.

    Examples
    --------
    >>> made = fastaug.Compose([fastaug.RandomCropFromBorders(0.5, 0, 0, 0)])(np.array([[1, 2, 3, 4]], dtype=np.uint8))
    >>> made[0, -2:]
    array([3, 4], dtype=uint8)
    """

    numbers = 4
    crop_left: float = 0.1
    crop_right: float = 0.1
    crop_top: float = 0.1
    crop_bottom: float = 0.1
    p: float = 1.0

    def check(self) -> None:
        for name in ("crop_left", "crop_right", "crop_top", "crop_bottom"):
            interval(getattr(self, name), name, 0, 1, single=True)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """first, last: rows and columns that are left."""
        before = (batch.sizes * (self.crop_top, self.crop_left)).astype(np.int64)
        behind = (batch.sizes * (self.crop_bottom, self.crop_right)).astype(np.int64)
        first = anywhere(np.minimum(before, batch.sizes - 1), u[:, :2])
        return {"first": first, "last": np.maximum(batch.sizes - 1 - anywhere(behind, u[:, 2:]), first)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        first, last = drawn["first"], drawn["last"]
        return [cut(self, first, last - first + 1, None, active, batch)]
