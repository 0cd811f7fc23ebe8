"""Sharpness."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import limits
from ..functional.filters import MOST_RADIUS
from ..passes import sharpen as _passes
from ..passes.base import Flags, Pass
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interval, odd_sizes, one_of_odd

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["RandomAdjustSharpness", "Sharpen", "UnsharpMask"]


@dataclass(frozen=True)
class RandomAdjustSharpness(Transform):
    """Moves pixels from or towards a smoothed image (torchvision's).

    Parameters
    ----------
    sharpness_factor : float or (low, high)
        1 changes nothing, 0 smoothes, above 1 sharpens; at least 0.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[10, 10, 10], [10, 23, 10], [10, 10, 10]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.RandomAdjustSharpness(2, p=1)])(image)[1]
    array([10, 31, 10], dtype=uint8)
    """

    numbers = 1
    sharpness_factor: Any = 2.0
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        interval(self.sharpness_factor, "sharpness_factor", 0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"factor": between(interval(self.sharpness_factor, "sharpness_factor", 0), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [_passes.Sharpen(active, drawn["factor"], self.value_range)]


@dataclass(frozen=True)
class Sharpen(Transform):
    """Adds what pixels have beyond their 8 neighbours.

    Parameters
    ----------
    alpha : float or (low, high)
        How much of it, in 0 .. 1.
    lightness : float or (low, high)
        Flat parts are multiplied by 1 + alpha * (lightness - 1); 1 keeps them.
    method : "kernel"
        The only one.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[10, 10, 10], [10, 20, 10], [10, 10, 10]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.Sharpen(0.5, lightness=1, p=1)])(image)[1]
    array([ 0, 60,  0], dtype=uint8)
    """

    numbers = 2
    alpha: Any = (0.2, 0.5)
    lightness: Any = (0.5, 1.0)
    method: str = "kernel"
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        if self.method != "kernel":
            raise ValueError(f"method must be 'kernel', got {self.method!r}")
        interval(self.alpha, "alpha", 0, 1)
        interval(self.lightness, "lightness", 0, 1000)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {
            "amount": between(interval(self.alpha, "alpha", 0, 1), u[:, 0]),
            "lightness": between(interval(self.lightness, "lightness", 0, 1000), u[:, 1]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [_passes.Edges(active, drawn["amount"], drawn["lightness"], self.value_range)]


@dataclass(frozen=True)
class UnsharpMask(Transform):
    """Adds what a Gaussian blur takes away, where that is much.

    Parameters
    ----------
    blur_limit : int or (low, high)
        Odd sides k of the kernel in pixels, 3 .. 37; one number stands for (3, blur_limit).
    sigma_limit : float or (low, high)
        Standard deviation of the blur in pixels, for which 0 is 0.3 * ((k - 1) / 2 - 1) + 0.8; one number stands for
        (0, sigma_limit).
    alpha : float or (low, high)
        How much is added, in 0 .. 1.
    threshold : int
        In levels of 255: only where image and blur are further apart is anything changed.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> mask = fastaug.UnsharpMask(sigma_limit=(0.5, 0.5), alpha=(1, 1), threshold=0, p=1)
    >>> fastaug.Compose([mask])(np.array([[50, 50, 50, 100, 100, 100]], dtype=np.uint8))
    array([[ 50,  50,  45, 105, 100, 100]], dtype=uint8)
    """

    numbers = 3
    blur_limit: Any = (3, 7)
    sigma_limit: Any = 0.0
    alpha: Any = (0.2, 0.5)
    threshold: Any = 10
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        odd_sizes(self.blur_limit, "blur_limit", 2 * MOST_RADIUS + 1)
        self._sigmas()
        interval(self.alpha, "alpha", 0, 1)
        interval(self.threshold, "threshold", 0, 255, single=True)

    def _sigmas(self) -> Interval:
        return interval(self.sigma_limit, "sigma_limit", 0, 1000, start=0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        size = one_of_odd(odd_sizes(self.blur_limit, "blur_limit", 2 * MOST_RADIUS + 1), u[:, 0])
        sigma = between(self._sigmas(), u[:, 1])
        return {
            "radius": size // 2,
            "sigma": np.where(sigma > 0, sigma, 0.3 * ((size - 1) / 2 - 1) + 0.8),
            "amount": between(interval(self.alpha, "alpha", 0, 1), u[:, 2]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        parts = drawn["sigma"], drawn["radius"], drawn["amount"], self.threshold / 255, self.value_range
        return [_passes.UnsharpMask(active, *parts)]
