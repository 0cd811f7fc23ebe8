"""Flips, quarter turns, crops and pads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..arguments import integer
from ..kernels.matrices import laid, shifts
from ..passes.base import Flags, Pass, Sizes
from ..passes.geometry import Resample, Sampling
from .base import Drawn, Transform, Uniforms
from .ranges import border_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = [
    "D4",
    "CenterCrop",
    "Crop",
    "HorizontalFlip",
    "Pad",
    "PadIfNeeded",
    "RandomCrop",
    "RandomRotate90",
    "Transpose",
    "VerticalFlip",
]

# The eight ways to lay a square on itself: what output (x, y) is multiplied with to give the input's.
TURNS = np.array([(1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0)])  # counter-clockwise, by quarters
D4_ELEMENTS = np.concatenate([TURNS, [(1, 0, 0, -1), (0, -1, -1, 0), (-1, 0, 0, 1), (0, 1, 1, 0)]])


@dataclass(frozen=True)
class Flip(Transform):
    """One of the eight ways to lay a rectangle on itself: base of those that draw nothing but whether."""

    element: ClassVar[NDArray[np.int64]]  # what output (x, y) is multiplied with to give the input's
    p: float = 0.5

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [flipped(self.element, active, batch)]


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

    element = np.array((-1, 0, 0, 1))


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

    element = np.array((1, 0, 0, -1))


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

    element = np.array((0, 1, 1, 0))


@dataclass(frozen=True)
class RandomRotate90(Transform):
    """Turns by none, one, two or three quarters, all equally likely.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomRotate90()], seed=3)(np.array([[1, 2], [3, 4]], dtype=np.uint8))
    array([[2, 4],
           [1, 3]], dtype=uint8)
    """

    numbers = 1
    p: float = 1.0

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """quarters: counter-clockwise."""
        return {"quarters": (4 * u[:, 0]).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [flipped(TURNS[drawn["quarters"]], active, batch)]


@dataclass(frozen=True)
class D4(Transform):
    """One of the eight quarter turns and mirrorings of the dihedral group D4, all equally likely.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.D4()], seed=9)(np.array([[1, 2], [3, 4]], dtype=np.uint8))
    array([[1, 3],
           [2, 4]], dtype=uint8)
    """

    numbers = 1
    p: float = 1.0

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """element: of e, r90, r180, r270, v, hvt, h, t."""
        return {"element": (8 * u[:, 0]).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [flipped(D4_ELEMENTS[drawn["element"]], active, batch)]


def flipped(elements: Any, active: Flags, batch: Batch) -> Resample:
    """The pass of entries a, b, c, d of 0 and +-1, see `laid`."""
    inverse, after = laid(elements, active, batch.sizes)
    return Resample(active, batch.sizes, after, inverse)


@dataclass(frozen=True)
class RandomCrop(Transform):
    """Cuts out a rectangle anywhere in the image, all places equally likely.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels.
    pad_if_needed : bool
        Whether a smaller image is padded, so that it lies in the middle. Else it must be as large as the result.
    border_mode : str or int
        What it is padded with: "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    fill, fill_mask : number or numbers
        The value outside for "constant".
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
    pad_if_needed: bool = False
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        check_size(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        room = batch.sizes - (self.height, self.width)
        corner = np.where(room < 0, middle(room), np.floor((room + 1) * u).astype(np.int64))
        return {"top": corner[:, 0], "left": corner[:, 1]}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [cut(self, drawn["top"], drawn["left"], (self.height, self.width), active, batch)]


@dataclass(frozen=True)
class CenterCrop(Transform):
    """Cuts out the middle; where a margin is odd, the smaller half is above and left.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels.
    pad_if_needed, border_mode, fill, fill_mask
        As in `RandomCrop`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.CenterCrop(1, 1)])(np.array([[1, 2, 3]], dtype=np.uint8))
    array([[2]], dtype=uint8)
    """

    height: int
    width: int
    pad_if_needed: bool = False
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        check_size(self)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        corner = middle(batch.sizes - (self.height, self.width))
        return [cut(self, corner[:, 0], corner[:, 1], (self.height, self.width), active, batch)]


@dataclass(frozen=True)
class Crop(Transform):
    """Cuts out columns x_min to x_max - 1 and rows y_min to y_max - 1.

    Parameters
    ----------
    x_min, y_min, x_max, y_max : int
        The rectangle, in pixels.
    pad_if_needed : bool
        Whether what the rectangle has beyond the image is padded. Else it must lie inside.
    border_mode, fill, fill_mask
        As in `RandomCrop`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Crop(1, 0, 3, 1)])(np.array([[1, 2, 3], [4, 5, 6]], dtype=np.uint8))
    array([[2, 3]], dtype=uint8)
    """

    x_min: int = 0
    y_min: int = 0
    x_max: int = 1024
    y_max: int = 1024
    pad_if_needed: bool = False
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        for low, high in (("x_min", "x_max"), ("y_min", "y_max")):
            integer(getattr(self, high), high, integer(getattr(self, low), low) + 1)
        check_padding(self)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        top, left = np.broadcast_to([[self.y_min], [self.x_min]], (2, batch.count))
        return [cut(self, top, left, (self.y_max - self.y_min, self.x_max - self.x_min), active, batch)]


def check_size(transform: Any) -> None:
    integer(transform.height, "height", 1)
    integer(transform.width, "width", 1)
    check_padding(transform)


def check_padding(transform: Any) -> None:
    if not isinstance(transform.pad_if_needed, (bool, np.bool_)):
        raise TypeError(f"pad_if_needed must be True or False, got {transform.pad_if_needed!r}")
    border_name(transform.border_mode)


def middle(room: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the smaller of two sizes begins in the larger: the smaller half of an odd margin comes first."""
    return np.where(room < 0, -(-room // 2), room // 2)


def cut(
    transform: Any, top: NDArray[Any], left: NDArray[Any], size: tuple[int, int], active: Flags, batch: Batch
) -> Resample:
    """The pass of a crop, which must lie inside the images unless they are padded."""
    before, pad = batch.sizes, transform.pad_if_needed
    corner = np.stack([top, left], axis=1)
    after = np.broadcast_to(np.array(size), before.shape)
    if not active.all():
        corner, after = (np.where(active[:, None], drawn, kept) for drawn, kept in ((corner, 0), (after, before)))
    if not pad and (corner.min() < 0 or (corner + after > before).any()):
        outside = ((corner < 0) | (corner + after > before)).any(axis=1)
        i = int(np.flatnonzero(outside)[0])
        (top_i, left_i), (height, width) = corner[i], before[i]
        at = f" at row {top_i}, column {left_i}" if isinstance(transform, Crop) else ""
        raise ValueError(
            f"{type(transform).__name__} of {size[0]} x {size[1]}{at} does not fit into sample {i}, which has "
            f"{height} x {width} pixels there; pad_if_needed=True pads it"
        )
    return shifted(corner, after, padding(transform) if pad else None, active, batch.sizes, crop=True)


@dataclass(frozen=True)
class Pad(Transform):
    """Adds pixels around the image.

    Parameters
    ----------
    padding : int, (x, y) or (left, top, right, bottom)
        How many: on all sides, on both sides of each axis, or on each side.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    border_mode : str or int
        What is added: "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Pad((1, 0), fill=9)])(np.array([[1, 2]], dtype=np.uint8))
    array([[9, 1, 2, 9]], dtype=uint8)
    """

    padding: Any = 0
    fill: Any = 0
    fill_mask: Any = 0
    border_mode: Any = "constant"
    p: float = 1.0

    @property
    def sides(self) -> tuple[int, ...]:
        """Left, top, right, bottom."""
        given = self.padding if isinstance(self.padding, (tuple, list)) else (self.padding,)
        if len(given) not in (1, 2, 4):
            raise ValueError(f"padding must be an integer, (x, y) or (left, top, right, bottom), got {self.padding!r}")
        return tuple(integer(side, "padding", 0) for side in given) * (4 // len(given))

    def check(self) -> None:
        _ = self.sides
        border_name(self.border_mode)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        left, top, right, bottom = self.sides
        corner, added = (np.where(active[:, None], by, 0) for by in ((-top, -left), (top + bottom, left + right)))
        return [shifted(corner, batch.sizes + added, padding(self), active, batch.sizes)]


@dataclass(frozen=True)
class PadIfNeeded(Transform):
    """Adds pixels around an image that is smaller than asked for, so that it lies in the middle.

    Parameters
    ----------
    min_height, min_width : int
        Least size of the result, in pixels. The odd pixel goes right or below.
    border_mode, fill, fill_mask
        As in `Pad`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.PadIfNeeded(1, 5)])(np.array([[1, 2]], dtype=np.uint8))
    array([[0, 1, 2, 0, 0]], dtype=uint8)
    """

    min_height: int = 1024
    min_width: int = 1024
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        integer(self.min_height, "min_height", 1)
        integer(self.min_width, "min_width", 1)
        border_name(self.border_mode)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        added = np.where(active[:, None], np.maximum(0, (self.min_height, self.min_width) - batch.sizes), 0)
        return [shifted(-(added // 2), batch.sizes + added, padding(self), active, batch.sizes)]


def padding(transform: Any) -> Sampling:
    """What a transform with these three arguments has outside the image."""
    return Sampling("nearest", border_name(transform.border_mode), transform.fill, "nearest", transform.fill_mask)


def shifted(
    corner: NDArray[np.int64], after: Sizes, how: Sampling | None, active: Flags, before: Sizes, crop: bool = False
) -> Resample:
    """The pass of rectangles of size `after` that begin at (row, column); with `how` they may reach outside."""
    return Resample(active, before, after, shifts(corner), sampling=how, crop=crop, pad=how is not None)
