"""Flips, quarter turns, crops and pads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..arguments import integer
from ..passes.base import Flags, Pass
from ..passes.geometry import Resample, identities
from .base import Drawn, Transform, Uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["CenterCrop", "HorizontalFlip", "RandomCrop", "Transpose", "VerticalFlip"]


@dataclass(frozen=True)
class Flip(Transform):
    """One of the eight ways to lay a rectangle on itself: base of those that draw nothing but whether."""

    element: ClassVar[tuple[int, int, int, int]]  # what output (x, y) is multiplied with to give the input's
    p: float = 0.5

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [laid(np.where(active[:, None], self.element, (1, 0, 0, 1)), active, batch)]


@dataclass(frozen=True)
class HorizontalFlip(Flip):
    """Mirrors left and right.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.HorizontalFlip(p=1)])(np.array([[1, 2, 3]], dtype=np.uint8))
    array([[3, 2, 1]], dtype=uint8)
    """

    element = (-1, 0, 0, 1)


@dataclass(frozen=True)
class VerticalFlip(Flip):
    """Turns top and bottom about.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.VerticalFlip(p=1)])(np.array([[1], [2]], dtype=np.uint8))
    array([[2],
           [1]], dtype=uint8)
    """

    element = (1, 0, 0, -1)


@dataclass(frozen=True)
class Transpose(Flip):
    """Swaps rows and columns.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Transpose(p=1)])(np.array([[1, 2], [3, 4]], dtype=np.uint8))
    array([[1, 3],
           [2, 4]], dtype=uint8)
    """

    element = (0, 1, 1, 0)


def laid(elements: NDArray[Any], active: Flags, batch: Batch) -> Resample:
    """The pass of (N, 4) entries a, b, c, d of 0 and +-1: output (x, y) shows input (a x + b y, c x + d y), shifted to
    where the image lies."""
    before = batch.sizes
    after = np.where((elements[:, 0] == 0)[:, None], before[:, ::-1], before)
    inverse = identities(len(active)).copy()
    inverse[:, :2, :2] = elements.reshape(-1, 2, 2)
    inverse[:, 0, 2] = np.where(elements[:, 0] + elements[:, 1] < 0, before[:, 1] - 1, 0)
    inverse[:, 1, 2] = np.where(elements[:, 2] + elements[:, 3] < 0, before[:, 0] - 1, 0)
    return Resample(active, before, after, inverse)


@dataclass(frozen=True)
class RandomCrop(Transform):
    """Cuts out a rectangle anywhere in the image, all places equally likely.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels; at most that of the image.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomCrop(2, 3)])(np.zeros((5, 5, 3), np.uint8)).shape
    (2, 3, 3)
    """

    numbers = 2
    height: int
    width: int
    p: float = 1.0

    def check(self) -> None:
        integer(self.height, "height", 1)
        integer(self.width, "width", 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        room = batch.sizes - (self.height, self.width)
        top, left = ((room[:, i] + 1) * u[:, i] for i in (0, 1))
        return {"top": np.floor(top).astype(np.int64), "left": np.floor(left).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [cut(self, drawn["top"], drawn["left"], (self.height, self.width), active, batch)]


@dataclass(frozen=True)
class CenterCrop(Transform):
    """Cuts out the middle; where a margin is odd, the smaller half is above and left.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels; at most that of the image.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.CenterCrop(1, 1)])(np.array([[1, 2, 3]], dtype=np.uint8))
    array([[2]], dtype=uint8)
    """

    deterministic = True
    height: int
    width: int
    p: float = 1.0

    def check(self) -> None:
        integer(self.height, "height", 1)
        integer(self.width, "width", 1)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        top, left = (batch.sizes[:, 0] - self.height) // 2, (batch.sizes[:, 1] - self.width) // 2
        return [cut(self, top, left, (self.height, self.width), active, batch)]


def cut(
    transform: Transform, top: NDArray[Any], left: NDArray[Any], size: tuple[int, int], active: Flags, batch: Batch
) -> Resample:
    """The pass of a crop that must lie inside the images."""
    before = batch.sizes
    bad = active & (before < size).any(axis=1)
    if bad.any():
        i = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"{type(transform).__name__} of {size[0]} x {size[1]} does not fit into sample {i}, which has "
            f"{before[i, 0]} x {before[i, 1]} pixels there"
        )
    inverse = identities(len(active)).copy()
    inverse[:, 0, 2], inverse[:, 1, 2] = np.where(active, left, 0), np.where(active, top, 0)
    return Resample(active, before, np.where(active[:, None], size, before), inverse, crop=True)
