"""Resizing, alone and with a random crop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..arguments import INTERPOLATIONS, flag, integer
from ..passes.base import Flags, Pass, Sizes
from ..passes.resize import Resize as ResizePass
from ..sizes import inside, with_side
from .base import Drawn, Transform, Uniforms
from .geometry import cut, padding, shifted
from .ranges import Interval, between, border_name, interpolation_name, interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["LetterBox", "LongestMaxSize", "RandomResizedCrop", "RandomScale", "Resize", "SmallestMaxSize"]

SMALLEST = 1e-3  # scale
TRIES = 10  # of a crop that fits


@dataclass(frozen=True)
class Resize(Transform):
    """Resizes to a fixed size.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels.
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear", "bicubic" or "area", or OpenCV's number.
    antialias : bool
        Whether "bilinear" and "bicubic" look at all pixels when they shrink (see `resize`).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Resize(1, 4)])(np.array([[0, 100]], dtype=np.uint8))
    array([[  0,  25,  75, 100]], dtype=uint8)
    """

    height: int
    width: int
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    p: float = 1.0

    def check(self) -> None:
        integer(self.height, "height", 1)
        integer(self.width, "width", 1)
        check_filter(self)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [resized(self, (self.height, self.width), active, batch.sizes)]


@dataclass(frozen=True)
class RandomScale(Transform):
    """Resizes by a random factor, the same for height and width.

    Parameters
    ----------
    scale_limit : float or (low, high)
        What is added to a factor of 1; one number stands for (-limit, limit). Sides are rounded, to a pixel at least.
    interpolation, mask_interpolation, antialias
        As in `Resize`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomScale((0.5, 0.5), p=1)])(np.zeros((20, 40, 3), np.uint8)).shape
    (30, 60, 3)
    """

    numbers = 1
    scale_limit: Any = (-0.1, 0.1)
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    p: float = 0.5

    def check(self) -> None:
        self._limits()
        check_filter(self)

    def _limits(self) -> Interval:
        return interval(self.scale_limit, "scale_limit", SMALLEST - 1, about=0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        scaled = batch.sizes * (1 + between(self._limits(), u))
        return {"size": np.maximum(np.rint(scaled), 1).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [resized(self, drawn["size"], active, batch.sizes)]


@dataclass(frozen=True)
class LongestMaxSize(Transform):
    """Resizes so that the longer side has `max_size` pixels; the aspect stays.

    Parameters
    ----------
    max_size : int
        In pixels.
    interpolation, mask_interpolation, antialias
        As in `Resize`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.LongestMaxSize(10)])(np.zeros((20, 40, 3), np.uint8)).shape
    (5, 10, 3)
    """

    longest: ClassVar[bool] = True
    max_size: int = 1024
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    p: float = 1.0

    def check(self) -> None:
        integer(self.max_size, "max_size", 1)
        check_filter(self)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        of = batch.sizes.max(axis=1) if self.longest else batch.sizes.min(axis=1)
        pairs = zip(batch.sizes.tolist(), of.tolist(), strict=True)
        after = np.array([with_side(height, width, self.max_size, side) for (height, width), side in pairs])
        return [resized(self, after, active, batch.sizes)]


@dataclass(frozen=True)
class SmallestMaxSize(LongestMaxSize):
    """Resizes so that the shorter side has `max_size` pixels; the aspect stays.

    Parameters
    ----------
    max_size, interpolation, mask_interpolation, antialias, p
        As in `LongestMaxSize`.

    Examples
    --------
    >>> fastaug.Compose([fastaug.SmallestMaxSize(10)])(np.zeros((20, 40, 3), np.uint8)).shape
    (10, 20, 3)
    """

    longest = False


@dataclass(frozen=True)
class LetterBox(Transform):
    """Resizes to the largest size that fits into a fixed one and keeps the aspect, and pads the rest.

    Parameters
    ----------
    height, width : int
        Size of the result, in pixels. The image lies in the middle; the odd pixel goes right or below.
    interpolation, mask_interpolation, antialias
        As in `Resize`.
    border_mode, fill, fill_mask
        As in `Pad`.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.LetterBox(2, 2, fill=1)])(np.array([[8, 8]], dtype=np.uint8))
    array([[8, 8],
           [1, 1]], dtype=uint8)
    """

    height: int
    width: int
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        integer(self.height, "height", 1)
        integer(self.width, "width", 1)
        check_filter(self)
        border_name(self.border_mode)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        fitting = np.array([inside(h, w, self.height, self.width) for h, w in batch.sizes.tolist()]).reshape(-1, 2)
        resized_to = np.where(active[:, None], fitting, batch.sizes)
        after = np.where(active[:, None], (self.height, self.width), batch.sizes)
        framed = shifted(-((after - resized_to) // 2), after, padding(self), active, resized_to)
        return [resized(self, fitting, active, batch.sizes), framed]


@dataclass(frozen=True)
class RandomResizedCrop(Transform):
    """Cuts out a rectangle of random area and shape anywhere in the image, and resizes it to a fixed size.

    Where ten rectangles in a row do not fit into the image it is the largest one in the middle whose shape is allowed.

    Parameters
    ----------
    size : (height, width)
        Size of the result, in pixels.
    scale : (low, high)
        Share of the area of the image, uniform.
    ratio : (low, high)
        Width over height, its logarithm uniform.
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear", "bicubic" or "area", or OpenCV's number.
    antialias : bool
        Whether "bilinear" and "bicubic" look at all pixels when they shrink (see `resize`).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomResizedCrop((24, 32))], seed=0)(np.zeros((50, 60, 3), np.uint8)).shape
    (24, 32, 3)
    """

    numbers = 2 * TRIES + 2
    size: tuple[int, int]
    scale: Any = (0.08, 1.0)
    ratio: Any = (3 / 4, 4 / 3)
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    antialias: bool = True
    p: float = 1.0

    def check(self) -> None:
        check_sizes(self.size, "size", "(height, width)")
        interval(self.scale, "scale", 0, 1)
        interval(self.ratio, "ratio", 1e-3, 1e3)
        check_filter(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """top, left, height, width: the rectangle."""
        sides = batch.sizes.astype(np.float64)
        area = between(interval(self.scale, "scale", 0, 1), u[:, :TRIES]) * (sides[:, :1] * sides[:, 1:])
        ratio = np.exp(between(self._log_ratio, u[:, TRIES : 2 * TRIES]))
        heights, widths = np.rint(np.sqrt(area / ratio)), np.rint(np.sqrt(area * ratio))  # (N, TRIES)
        fits = (heights > 0) & (heights <= sides[:, :1]) & (widths > 0) & (widths <= sides[:, 1:])
        rows, first = np.arange(len(fits)), fits.argmax(axis=1)
        found, shape = fits[rows, first], np.array([heights[rows, first], widths[rows, first]]).T
        corner = (sides - shape + 1) * u[:, 2 * TRIES :]
        if not found.all():
            shape = np.where(found[:, None], shape, largest(sides, *interval(self.ratio, "ratio", 1e-3, 1e3)))
            corner = np.where(found[:, None], corner, (sides - shape) / 2)
        (top, left), (height, width) = corner.astype(np.int64).T, shape.astype(np.int64).T
        return {"top": top, "left": left, "height": height, "width": width}

    @cached_property
    def _log_ratio(self) -> tuple[float, float]:
        low, high = interval(self.ratio, "ratio", 1e-3, 1e3)
        return float(np.log(low)), float(np.log(high))

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        corner, shape = np.array([drawn["top"], drawn["left"]]).T, np.array([drawn["height"], drawn["width"]]).T
        crop = cut(self, corner, shape, None, active, batch)
        return [crop, resized(self, self.size, active, crop.after)]


def check_sizes(sizes: Any, name: str, form: str) -> None:
    """Raises TypeError or ValueError unless it is a pair of whole numbers above 0."""
    if not isinstance(sizes, (tuple, list)) or len(sizes) != 2:
        raise ValueError(f"{name} must be {form}, got {sizes!r}")
    for side in sizes:
        integer(side, name, 1)


def check_filter(transform: Any) -> None:
    interpolation_name(transform.interpolation, "interpolation", INTERPOLATIONS)
    interpolation_name(transform.mask_interpolation, "mask_interpolation", INTERPOLATIONS)
    flag(transform.antialias, "antialias")


def largest(sides: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """(N, 2): the largest heights and widths inside `sides` with width over height in low .. high."""
    height, width = sides.T
    fitting = np.stack([np.minimum(height, np.rint(width / low)), np.minimum(width, np.rint(height * high))], axis=1)
    return np.maximum(fitting, 1)


def resized(transform: Any, size: Any, active: Flags, before: Sizes) -> ResizePass:
    return ResizePass(
        active,
        before,
        np.where(active[:, None], size, before),
        interpolation_name(transform.interpolation, "interpolation", INTERPOLATIONS),
        interpolation_name(transform.mask_interpolation, "mask_interpolation", INTERPOLATIONS),
        transform.antialias,
    )
