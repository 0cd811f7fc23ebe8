"""Flips, quarter turns, crops and pads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..arguments import choice, flag, integer
from ..kernels.matrices import laid, shifts
from ..passes.base import Flags, Pass, Sizes
from ..passes.geometry import Resample, Sampling
from .base import Drawn, Transform, Uniforms
from .ranges import anywhere, border_name

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

POSITIONS = ("center", "top_left", "top_right", "bottom_left", "bottom_right", "random")  # of an image that is padded
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
        Whether a smaller image is padded. Else it must be as large as the result.
    pad_position : {"center", "top_left", "top_right", "bottom_left", "bottom_right", "random"}
        Where it lies in what it is padded to. In the middle, the odd pixel goes right or below.
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
    pad_position: str = "center"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        check_size(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        room = batch.sizes - (self.height, self.width)
        corner = np.where(room < 0, -in_front(-room, self.pad_position, u), anywhere(room, u))
        return {"corner": corner}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [cut(self, drawn["corner"], (self.height, self.width), padded(self), active, batch)]


@dataclass(frozen=True)
class CenterCrop(Transform):
    """Cuts out the middle; where a margin is odd, the smaller half is above and left.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels.
    pad_if_needed, pad_position, border_mode, fill, fill_mask
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
    pad_position: str = "center"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 * (self.pad_position == "random")

    def check(self) -> None:
        check_size(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        room = batch.sizes - (self.height, self.width)
        corner = np.where(room < 0, -in_front(-room, self.pad_position, u), room // 2)
        return {"corner": corner}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [cut(self, drawn["corner"], (self.height, self.width), padded(self), active, batch)]


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
        corner = np.broadcast_to((self.y_min, self.x_min), batch.sizes.shape)
        size = self.y_max - self.y_min, self.x_max - self.x_min
        return [cut(self, corner, size, padded(self), active, batch)]


def check_size(transform: Any) -> None:
    integer(transform.height, "height", 1)
    integer(transform.width, "width", 1)
    choice(transform.pad_position, "pad_position", POSITIONS)
    check_padding(transform)


def check_padding(transform: Any) -> None:
    flag(transform.pad_if_needed, "pad_if_needed")
    border_name(transform.border_mode)


def in_front(added: NDArray[np.int64], position: str, u: Uniforms) -> NDArray[np.int64]:
    """(N, 2): how many of the rows and columns that are added come above and left of the image."""
    if position == "random":
        return anywhere(added, u)
    if position == "center":
        return added // 2
    above, left = position.split("_")
    return added * (above == "bottom", left == "right")


def cut(
    transform: Transform, corner: NDArray[Any], size: Any, how: Sampling | None, active: Flags, batch: Batch
) -> Resample:
    """The pass of crops of `size`, (height, width) or N of them, which must lie inside the images unless `how` pads.

    corner: (N, 2) row and column where they begin.
    """
    before = batch.sizes
    after = np.broadcast_to(np.array(size), before.shape)
    if not active.all():
        corner, after = (np.where(active[:, None], drawn, kept) for drawn, kept in ((corner, 0), (after, before)))
    if how is None and (corner.min() < 0 or (corner + after > before).any()):
        outside = ((corner < 0) | (corner + after > before)).any(axis=1)
        i = int(np.flatnonzero(outside)[0])
        (top_i, left_i), (height, width) = corner[i], before[i]
        at = f" at row {top_i}, column {left_i}" if isinstance(transform, Crop) else ""
        hint = "; pad_if_needed=True pads it" if hasattr(transform, "pad_if_needed") else ""
        raise ValueError(
            f"{type(transform).__name__} of {after[i, 0]} x {after[i, 1]}{at} does not fit into sample {i}, which has "
            f"{height} x {width} pixels there{hint}"
        )
    return shifted(corner, after, how, active, before, crop=True)


def padded(transform: Any) -> Sampling | None:
    """What a crop has outside the image, if it may reach there."""
    return padding(transform) if transform.pad_if_needed else None


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
    """Adds pixels around an image that is smaller than asked for.

    Parameters
    ----------
    min_height, min_width : int or None
        Least size of the result, in pixels.
    pad_height_divisor, pad_width_divisor : int, optional
        In place of the least size, which is None then: what the size of the result is a multiple of.
    position : {"center", "top_left", "top_right", "bottom_left", "bottom_right", "random"}
        Where the image lies in the result. In the middle, the odd pixel goes right or below.
    border_mode, fill, fill_mask
        As in `Pad`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.PadIfNeeded(1, 5)])(np.array([[1, 2]], dtype=np.uint8))
    array([[0, 1, 2, 0, 0]], dtype=uint8)
    """

    min_height: int | None = 1024
    min_width: int | None = 1024
    pad_height_divisor: int | None = None
    pad_width_divisor: int | None = None
    position: str = "center"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 * (self.position == "random")

    def check(self) -> None:
        for least, divisor in (("min_height", "pad_height_divisor"), ("min_width", "pad_width_divisor")):
            given = [name for name in (least, divisor) if getattr(self, name) is not None]
            if len(given) != 1:
                raise ValueError(
                    f"one of {least} and {divisor} must be None, got {[getattr(self, n) for n in (least, divisor)]}"
                )
            integer(getattr(self, given[0]), given[0], 1)
        choice(self.position, "position", POSITIONS)
        border_name(self.border_mode)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """Rows and columns: how many are added, and how many of them above and left."""
        least, divisors = (self.min_height, self.min_width), (self.pad_height_divisor, self.pad_width_divisor)
        added = np.empty_like(batch.sizes)
        for axis, sizes in enumerate(batch.sizes.T):
            n, divisor = least[axis], divisors[axis]
            added[:, axis] = np.maximum(0, n - sizes) if n is not None else -sizes % divisor
        return {"added": added, "before": in_front(added, self.position, u)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        added, before = (np.where(active[:, None], drawn[name], 0) for name in ("added", "before"))
        return [shifted(-before, batch.sizes + added, padding(self), active, batch.sizes)]


def padding(transform: Any) -> Sampling:
    """What a transform with these three arguments has outside the image."""
    return Sampling("nearest", border_name(transform.border_mode), transform.fill, "nearest", transform.fill_mask)


def shifted(
    corner: NDArray[np.int64], after: Sizes, how: Sampling | None, active: Flags, before: Sizes, crop: bool = False
) -> Resample:
    """The pass of rectangles of size `after` that begin at (row, column); with `how` they may reach outside."""
    return Resample(active, before, after, shifts(corner), sampling=how, crop=crop, pad=how is not None)
