"""A pass: one part of a plan for a whole batch, with its parameters for every sample."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..arguments import ValueRange

Flags: TypeAlias = "NDArray[np.bool_]"  # (N,)
Sizes: TypeAlias = "NDArray[np.int64]"  # (N, 2): height, width

BLENDED = frozenset(map(np.dtype, ("uint8", "uint16", "float32", "float64")))


class Pass(ABC):
    """Base of all passes.

    A pass says the same thing three times: to the kernels (`native`), in NumPy (`reference`), and in words (`title`).
    Whether two passes join must depend on what kind they are, never on what was drawn: else a sample would depend on
    the others of its batch.
    """

    title = ""
    geometric = False
    python = False  # calls Python, which the kernels cannot
    planar = False  # its results are (C, H, W)
    solid = False  # works on whole volumes, not on their slices
    value_range: ValueRange = None  # where it clips floats

    def __init__(self, active: Flags, steps: list[str] | None = None) -> None:
        self.active = active
        self.steps: list[str] = steps or []  # names of the transforms it stands for

    def join(self, other: Pass) -> Pass | None:
        """This pass and the one that follows as one, or None if they cannot be one."""
        return None

    @abstractmethod
    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        """The kernels' passes. `image` has the dtype and channels of what comes in; mask: for masks, by nearest."""

    @abstractmethod
    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        """What becomes of one (H, W, C) image, in NumPy."""

    def touches(self, mask: bool) -> bool:
        """Whether images, or masks, are changed at all."""
        return self.geometric or not mask

    def result(self, dtype: np.dtype[Any], channels: int) -> tuple[np.dtype[Any], int]:
        """Dtype and channels of what comes out."""
        return dtype, channels

    def __str__(self) -> str:
        words = self.title + (f"  ({' + '.join(self.steps)})" if self.steps else "")
        return f"{words}  {int(self.active.sum())} of {len(self.active)}"


class Geometric(Pass):
    """A pass that moves pixels: masks, boxes and keypoints go along."""

    geometric = True
    before: Sizes
    after: Sizes
    window: NDArray[np.int64] | None = None  # (N, 4): top, left, height, width of all that it shows of the images

    @abstractmethod
    def move(self, x: NDArray[np.float64], y: NDArray[np.float64], sample: int) -> tuple[Any, Any]:
        """Where points of the input, in pixels, are in the result; NaN for those that are nowhere."""

    def bends(self, sample: int) -> bool:
        """Whether straight lines may come out bent."""
        return False


def check_blends(image: NDArray[Any], interpolation: str, mask: bool) -> None:
    """That images, or masks, of this dtype can be interpolated so."""
    if interpolation != "nearest" and image.dtype not in BLENDED:
        what, prefix = ("masks", "mask_") if mask else ("images", "")
        raise TypeError(f"{image.dtype} {what} need {prefix}interpolation='nearest', got {interpolation!r}")
