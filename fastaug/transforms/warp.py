"""Rotations, affine and perspective maps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import flag
from ..kernels.matrices import about_centers
from ..matrices import cos_sin
from ..passes.base import Flags, Pass, Sizes
from ..passes.geometry import Matrices, Resample, Sampling, identities
from .base import Drawn, Transform, Uniforms
from .ranges import (
    Axes,
    Interval,
    axes,
    between,
    between_each,
    border_name,
    interpolation_name,
    interval,
    normals,
    whole_between,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["Affine", "Perspective", "Rotate", "SafeRotate", "ShiftScaleRotate"]

SMALLEST = 1e-3  # scale
ROUNDING = 1e-6  # pixels: sizes that are whole but for rounding errors are whole
STEEPEST = 89  # degrees of shear
FARTHEST_CORNER = 0.32  # share of the size that a corner may move: three in a row are never on one line
CORNERS = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
INWARD = 1 - 2 * CORNERS


@dataclass(frozen=True)
class Turn(Transform):
    """Base of the transforms that draw an angle."""

    numbers = 1

    def check(self) -> None:
        self._limits()
        sampling(self)

    def _limits(self) -> Interval:
        return interval(self.limit, "limit", about=0)  # type: ignore[attr-defined]

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"angle": between(self._limits(), u[:, 0])}


@dataclass(frozen=True)
class Rotate(Turn):
    """Turns the image counter-clockwise about its centre by a random angle.

    Parameters
    ----------
    limit : float or (low, high)
        Degrees; one number stands for (-limit, limit).
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    border_mode : str or int
        "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    crop_border : bool
        Whether the result is the largest upright rectangle in the turned image, which has no pixel from outside, rather
        than of the image's size.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Rotate((90, 90), p=1)])(np.array([[1, 2], [3, 4]], dtype=np.uint8))
    array([[2, 4],
           [1, 3]], dtype=uint8)
    """

    limit: Any = (-90, 90)
    interpolation: Any = "bilinear"
    border_mode: Any = "constant"
    crop_border: bool = False
    mask_interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        super().check()
        flag(self.crop_border, "crop_border")

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        c, s = cos_sin(drawn["angle"])
        after = largest_inside(batch.sizes, np.abs(c), np.abs(s)) if self.crop_border else None
        return [linear(np.array([c, -s, s, c]).T, sampling(self), active, batch, after=after)]


def largest_inside(sizes: Sizes, c: NDArray[np.float64], s: NDArray[np.float64]) -> Sizes:
    """Height and width of the largest upright rectangles in rectangles turned by the angle with |cos| c and |sin| s."""
    short, long = sizes.min(axis=1), sizes.max(axis=1)
    touching = short <= 2 * c * s * long  # two corners on the longer sides: the others have room to spare
    away = np.where(touching, 1, c * c - s * s)
    along = np.where(touching, short / 2 / np.where(touching, s, 1), (long * c - short * s) / away)
    across = np.where(touching, short / 2 / np.where(touching, c, 1), (short * c - long * s) / away)
    upright = sizes[:, 1] >= sizes[:, 0]
    made = np.stack([np.where(upright, across, along), np.where(upright, along, across)], axis=1)
    return np.maximum(np.floor(made + ROUNDING), 1).astype(np.int64)


@dataclass(frozen=True)
class SafeRotate(Turn):
    """`Rotate`, with the turned image squeezed to fit: no corner is lost, and the size stays.

    Parameters
    ----------
    limit, interpolation, border_mode, mask_interpolation, fill, fill_mask, p
        As in `Rotate`.

    Examples
    --------
    >>> fastaug.Compose([fastaug.SafeRotate((90, 90), p=1)])(np.array([[1, 2], [3, 4]], dtype=np.uint8))
    array([[2, 4],
           [1, 3]], dtype=uint8)
    """

    limit: Any = (-90, 90)
    interpolation: Any = "bilinear"
    border_mode: Any = "constant"
    mask_interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        c, s = cos_sin(drawn["angle"])
        height, width = batch.sizes.T
        x = (np.abs(c) * width + np.abs(s) * height) / width  # how many times as wide the turned image is
        y = (np.abs(c) * height + np.abs(s) * width) / height
        return [linear(np.array([c * x, -s * y, s * x, c * y]).T, sampling(self), active, batch)]


@dataclass(frozen=True)
class Affine(Transform):
    """Scales, shears, turns and shifts the image about its centre, in this order.

    A number stands for itself, (low, high) for an interval to draw from, for x and y apart; a dict with the keys "x"
    and "y" has one for each.

    Parameters
    ----------
    scale : float, (low, high) or dict
        Factor of the size of what is shown: above 1 enlarges.
    translate_percent : float, (low, high) or dict, optional
        Shift to the right and down as a share of the size, rounded to whole pixels.
    translate_px : int, (low, high) or dict, optional
        The same in pixels, both ends included. Give one of the two.
    rotate : float or (low, high)
        Degrees, counter-clockwise.
    shear : float, (low, high) or dict
        Degrees: x moves by tan(shear x) y, and y by tan(shear y) x. Together at most 89.
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    fit_output : bool
        Whether the result is as large as the image becomes, and shows all of it; then nothing is shifted.
    keep_ratio : bool
        Whether y has the scale drawn for x.
    balanced_scale : bool
        Whether half of the scales drawn from an interval around 1 are below 1.
    border_mode : str or int
        "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Affine(translate_px={"x": 1}, p=1)])(np.array([[1, 2, 3]], dtype=np.uint8))
    array([[0, 1, 2]], dtype=uint8)
    """

    numbers = 7
    scale: Any = (1.0, 1.0)
    translate_percent: Any = None
    translate_px: Any = None
    rotate: Any = 0.0
    shear: Any = (0.0, 0.0)
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    fit_output: bool = False
    keep_ratio: bool = False
    balanced_scale: bool = False
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        x, y = self._scale()
        if self.keep_ratio and x != y:
            raise ValueError(f"scale must be the same for x and y with keep_ratio=True, got {self.scale!r}")
        if self.translate_percent is not None and self.translate_px is not None:
            raise ValueError("translate_percent and translate_px cannot both be given")
        self._shift()
        interval(self.rotate, "rotate")
        x, y = self._shear()
        if max(map(abs, x)) + max(map(abs, y)) > STEEPEST:
            raise ValueError(f"shear of x and y must be at most {STEEPEST} degrees together, got {self.shear!r}")
        flag(self.fit_output, "fit_output")
        sampling(self)

    def _scale(self) -> Axes:
        return axes(self.scale, "scale", 1, SMALLEST)

    def _shift(self) -> Axes:
        if self.translate_px is None:
            return axes(0 if self.translate_percent is None else self.translate_percent, "translate_percent", 0)
        x, y = axes(self.translate_px, "translate_px", 0)
        if any(end != int(end) for end in (*x, *y)):
            raise ValueError(f"translate_px must be whole pixels, got {self.translate_px!r}")
        return x, y

    def _shear(self) -> Axes:
        return axes(self.shear, "shear", 0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """scale, shear (degrees) and shift (pixels): x and y; angle."""
        of_scale = u[:, [0, 0]] if self.keep_ratio else u[:, 0:2]
        scale = (balanced if self.balanced_scale else between_each)(self._scale(), of_scale)
        if self.translate_px is not None:
            shift = whole_between(np.array(self._shift()).T, u[:, 2:4]).astype(np.float64)
        else:
            shift = np.rint(between_each(self._shift(), u[:, 2:4]) * batch.sizes[:, ::-1])
        return {
            "scale": scale,
            "shift": shift,
            "angle": between(interval(self.rotate, "rotate"), u[:, 4]),
            "shear": between_each(self._shear(), u[:, 5:7]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        """The inverse of rotation @ shear @ scale."""
        c, s = cos_sin(np.concatenate([drawn["angle"][:, None], drawn["shear"]], axis=1))
        x, y = (s[:, i] / c[:, i] for i in (1, 2))
        c, s = c[:, 0], s[:, 0]
        by_x, by_y = (1 / ((1 - x * y) * drawn["scale"][:, i]) for i in (0, 1))
        entries = np.array([(c - x * s) * by_x, -(s + x * c) * by_x, (s - y * c) * by_y, (c + y * s) * by_y]).T
        if self.fit_output:
            return [linear(entries, sampling(self), active, batch, after=bounds(entries, batch.sizes))]
        return [linear(entries, sampling(self), active, batch, drawn["shift"])]


def bounds(entries: NDArray[np.float64], sizes: Sizes) -> Sizes:
    """Height and width of what images become, from the (N, 4) entries of the inverse maps."""
    a, b, c, d = np.abs(entries.T)
    det = np.abs(entries[:, 0] * entries[:, 3] - entries[:, 1] * entries[:, 2])
    height, width = sizes.T
    made = np.stack([c * width + a * height, d * width + b * height], axis=1) / det[:, None]
    return np.maximum(np.ceil(made - ROUNDING), 1).astype(np.int64)


def balanced(limits: Axes, u: Uniforms) -> NDArray[np.float64]:
    """As `between_each`, but from an interval around 1 half of the numbers are below 1."""
    low, high = np.array(limits).T
    around = (low < 1) & (high > 1)
    halves = np.where(u < 0.5, low + (1 - low) * (2 * u), 1 + (high - 1) * (2 * u - 1))
    return np.where(around, halves, low + (high - low) * u)


@dataclass(frozen=True)
class ShiftScaleRotate(Transform):
    """Scales, turns and shifts the image about its centre: the usual case of `Affine`.

    Parameters
    ----------
    shift_limit : float or (low, high)
        Shift to the right and down as a share of the size, rounded to whole pixels; drawn for each axis. One number
        stands for (-limit, limit), here and below.
    scale_limit : float or (low, high)
        What is added to a factor of 1, the same for both axes; above 0 enlarges.
    rotate_limit : float or (low, high)
        Degrees, counter-clockwise.
    interpolation, border_mode, mask_interpolation, fill, fill_mask
        As in `Affine`.
    shift_limit_x, shift_limit_y : float or (low, high), optional
        In place of `shift_limit`, for one axis.
    p : float
        Probability.

    Examples
    --------
    >>> grow = fastaug.ShiftScaleRotate(shift_limit=0, scale_limit=(1, 1), rotate_limit=0, p=1)
    >>> fastaug.Compose([grow])(np.array([[0, 8, 0]], dtype=np.uint8))
    array([[4, 8, 4]], dtype=uint8)
    """

    numbers = Affine.numbers
    shift_limit: Any = (-0.0625, 0.0625)
    scale_limit: Any = (-0.1, 0.1)
    rotate_limit: Any = (-45, 45)
    interpolation: Any = "bilinear"
    border_mode: Any = "constant"
    shift_limit_x: Any = None
    shift_limit_y: Any = None
    mask_interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    @cached_property
    def affine(self) -> Affine:
        """The same, said in full."""
        shift = {}
        for key, limit in (("x", self.shift_limit_x), ("y", self.shift_limit_y)):
            name = "shift_limit" if limit is None else f"shift_limit_{key}"
            shift[key] = interval(getattr(self, name), name, -1, 1, about=0)
        low, high = interval(self.scale_limit, "scale_limit", SMALLEST - 1, about=0)
        return Affine(
            scale=(1 + low, 1 + high),
            translate_percent=shift,
            rotate=interval(self.rotate_limit, "rotate_limit", about=0),
            interpolation=self.interpolation,
            mask_interpolation=self.mask_interpolation,
            keep_ratio=True,
            border_mode=self.border_mode,
            fill=self.fill,
            fill_mask=self.fill_mask,
        )

    def check(self) -> None:
        _ = self.affine

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return self.affine.draw(u, batch)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return self.affine.passes(drawn, active, batch)


@dataclass(frozen=True)
class Perspective(Transform):
    """Shows a four-sided part of the image as a rectangle: its corners are moved inward at random.

    Parameters
    ----------
    scale : float or (low, high)
        How far a corner moves, as a share of the size: the standard deviation of a normal distribution that x and y
        of each corner come from, without their sign, and modulo 0.32. One number stands for (0, scale).
    keep_size : bool
        Whether the result has the size of the image. Else it is as wide and high as the longest sides of the part.
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    border_mode : str or int
        "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Perspective(p=1)], seed=0)(np.zeros((20, 20, 3), np.uint8)).shape
    (20, 20, 3)
    """

    numbers = 9
    scale: Any = (0.05, 0.1)
    keep_size: bool = True
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def _spread(self) -> Interval:
        return interval(self.scale, "scale", 0, start=0)

    def check(self) -> None:
        self._spread()
        sampling(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """moved: how far the corners top left, top right, bottom right and bottom left move, x and y of each."""
        spread = between(self._spread(), u[:, 0])
        far = np.abs(np.concatenate(normals(u[:, 1:5], u[:, 5:9]), axis=1)) * spread[:, None]
        far -= np.floor(far / FARTHEST_CORNER) * FARTHEST_CORNER
        # whole units of 2^-24, so that the last bit of a logarithm does not matter
        return {"moved": np.rint(far * 2.0**24).reshape(-1, 4, 2) / 2.0**24}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        before = batch.sizes[:, ::-1].astype(np.float64)
        moved = np.where(active[:, None, None], drawn["moved"], 0) * INWARD
        corners = (CORNERS + moved) * before[:, None]
        after = before
        if not self.keep_size:
            sides = corners - np.roll(corners, -1, axis=1)  # top, right, bottom, left
            lengths = np.sqrt((sides * sides).sum(axis=2))
            after = np.maximum(np.rint(np.maximum(lengths[:, :2], lengths[:, 2:])), 1)
        inverse = from_square(corners)
        inverse[:, :, :2] /= after[:, None]
        # corners lie on the edges of pixels, half a pixel from their centres
        inverse[:, :, 2] += 0.5 * (inverse[:, :, 0] + inverse[:, :, 1])
        inverse[:, :2] -= 0.5 * inverse[:, 2:]
        sizes = after[:, ::-1].astype(np.int64)
        return [Resample(active, batch.sizes, sizes, inverse, sampling=sampling(self), projective=True)]


def from_square(corners: NDArray[np.float64]) -> Matrices:
    """The homographies that take (0, 0), (1, 0), (1, 1) and (0, 1) to four corners (Heckbert 1989)."""
    p0, p1, p2, p3 = np.moveaxis(corners, 1, 0)  # (N, 2) each
    (ax, ay), (bx, by), (ex, ey) = (v.T for v in (p1 - p2, p3 - p2, p0 - p1 + p2 - p3))
    det = ax * by - bx * ay
    g, h = (ex * by - bx * ey) / det, (ax * ey - ex * ay) / det
    made = identities(len(corners)).copy()
    made[:, :2, 0] = p1 - p0 + g[:, None] * p1
    made[:, :2, 1] = p3 - p0 + h[:, None] * p3
    made[:, :2, 2] = p0
    made[:, 2, 0], made[:, 2, 1] = g, h
    return made


def sampling(transform: Any) -> Sampling:
    """How a transform with the usual five arguments finds its pixels."""
    return Sampling(
        interpolation_name(transform.interpolation),
        border_name(transform.border_mode),
        transform.fill,
        interpolation_name(transform.mask_interpolation, "mask_interpolation"),
        transform.fill_mask,
    )


def linear(
    entries: NDArray[np.float64], how: Sampling, active: Flags, batch: Batch, shift: NDArray[np.float64] | None = None,
    after: Sizes | None = None,
) -> Resample:  # fmt: skip
    """The pass of (N, 4) entries of matrices A about the centre: output p shows A (p - centre - shift) + centre.

    after: sizes of the results, whose centres show those of the images, if they are others.
    """
    before = batch.sizes
    inverse = about_centers(entries, active, before, shift)
    if after is None:
        return Resample(active, before, before, inverse, sampling=how)
    after = np.where(active[:, None], after, before)
    moved = (before - after)[:, ::-1] / 2
    inverse = inverse.copy()
    inverse[:, :2, 2] += (inverse[:, :2, :2] * moved[:, None]).sum(axis=2)
    return Resample(active, before, after, inverse, sampling=how)
