"""Filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import flag
from ..functional.filters import MOST_RADIUS
from ..kernels.matrices import motion_lines
from ..passes.base import Flags, Pass
from ..passes.filters import BoxBlur
from ..passes.filters import GaussianBlur as GaussianPass
from ..passes.filters import MotionBlur as MotionPass
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interval, odd_sizes, one_of_odd, whole_between, whole_interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["Blur", "GaussianBlur", "MotionBlur"]


@dataclass(frozen=True)
class Blur(Transform):
    """Each pixel becomes the mean of a square neighbourhood of random size.

    Parameters
    ----------
    blur_limit : int or (low, high)
        Odd sizes in pixels, 3 .. 255; one number stands for (3, blur_limit).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Blur(3, p=1)])(np.array([[0, 0, 90, 0, 0]], dtype=np.uint8))
    array([[ 0, 30, 30, 30,  0]], dtype=uint8)
    """

    numbers = 1
    blur_limit: Any = (3, 7)
    p: float = 0.5

    def check(self) -> None:
        odd_sizes(self.blur_limit, "blur_limit", 255)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"size": one_of_odd(odd_sizes(self.blur_limit, "blur_limit", 255), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [BoxBlur(active, drawn["size"])]


@dataclass(frozen=True)
class MotionBlur(Transform):
    """Each pixel becomes the mean of a line of random length, angle and place.

    Parameters
    ----------
    blur_limit : int or (low, high)
        Odd lengths in pixels, 3 .. 255; one number stands for (3, blur_limit).
    allow_shifted : bool
        Whether the line is moved as well, by up to a quarter of its length in x and in y.
    angle_range : (low, high)
        Degrees, counter-clockwise; 0 is along rows.
    direction_range : (low, high)
        Which part of the line counts, in -1 .. 1: 0 both halves, 1 only the one that the angle points to, -1 only the
        other.
    p : float
        Probability.

    Examples
    --------
    >>> blur = fastaug.MotionBlur(3, False, angle_range=(0, 0), direction_range=(0, 0), p=1)
    >>> fastaug.Compose([blur])(np.array([[0, 0, 90, 0, 0]], dtype=np.uint8))
    array([[ 0, 30, 30, 30,  0]], dtype=uint8)
    """

    numbers = 5
    blur_limit: Any = (3, 7)
    allow_shifted: bool = True
    angle_range: Any = (0, 360)
    direction_range: Any = (-1.0, 1.0)
    p: float = 0.5

    def check(self) -> None:
        odd_sizes(self.blur_limit, "blur_limit", 255)
        interval(self.angle_range, "angle_range")
        interval(self.direction_range, "direction_range", -1, 1)
        flag(self.allow_shifted, "allow_shifted")

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        size = one_of_odd(odd_sizes(self.blur_limit, "blur_limit", 255), u[:, 0])
        return {
            "size": size,
            "angle": between(interval(self.angle_range, "angle_range"), u[:, 1]),
            "direction": between(interval(self.direction_range, "direction_range", -1, 1), u[:, 2]),
            "shift": (2 * u[:, 3:] - 1) * (size // 2 / 2 * self.allow_shifted)[:, None],
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [MotionPass(active, motion_lines(drawn["size"], drawn["angle"], drawn["direction"], drawn["shift"]))]


@dataclass(frozen=True)
class GaussianBlur(Transform):
    """Blurs with a Gaussian of random width.

    Parameters
    ----------
    blur_limit : int or (low, high)
        Side of the kernel in pixels, both ends included, an even one made odd, at most 37; one number stands for
        (0, blur_limit). 0: as large as sigma asks for, with a radius of 4 sigma.
    sigma_limit : float or (low, high)
        Standard deviation in pixels; one number stands for (0, sigma_limit).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.GaussianBlur(sigma_limit=(1, 1), p=1)])(np.array([[0, 0, 100, 0, 0]], dtype=np.uint8))
    array([[11, 25, 40, 25, 11]], dtype=uint8)
    """

    numbers = 2
    blur_limit: Any = 0
    sigma_limit: Any = (0.5, 3.0)
    p: float = 0.5

    def check(self) -> None:
        self._sizes(), self._sigmas()

    def _sizes(self) -> tuple[int, int]:
        return whole_interval(self.blur_limit, "blur_limit", 0, 2 * MOST_RADIUS + 1, start=0)

    def _sigmas(self) -> Interval:
        return interval(self.sigma_limit, "sigma_limit", 0, start=0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """sigma, and the radius of the kernel, -1 for as large as sigma asks for."""
        size = whole_between(self._sizes(), u[:, 1])
        return {"sigma": between(self._sigmas(), u[:, 0]), "radius": np.where(size > 0, size // 2, -1)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [GaussianPass(active, drawn["sigma"], drawn["radius"])]
