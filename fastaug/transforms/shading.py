"""Smooth fields laid over images, as scanners lay them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import integer, limits
from ..passes.base import Flags, Pass
from ..passes.shading import BiasField
from ..passes.shading import LocalGamma as LocalGammaPass
from ..shading import MOST_SUM, MOST_TERMS
from .base import Drawn, Transform, Uniforms
from .ranges import Axes, Interval, axes, between, between_each, by_factors, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["LocalGamma", "RandomBiasField"]


@dataclass(frozen=True)
class RandomBiasField(Transform):
    """Multiplies by a random smooth field, the bias field of a magnetic resonance scan, as TorchIO does.

    Parameters
    ----------
    coefficients : float or (low, high)
        Of the polynomial whose exponential the field is, one for each product of powers of x and y, in -1 .. 1 from
        one side of the image to the other; one number v stands for (-v, v).
    order : int
        The most that the two powers of a product add up to, 0 .. 15.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomBiasField((0.5, 0.5), 1, p=1)])(np.full((1, 5), 100, np.uint8))
    array([[100, 128, 165, 212, 255]], dtype=uint8)
    """

    coefficients: Any = 0.5
    order: int = 3
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        if integer(self.order, "order", 0) >= MOST_TERMS:
            raise ValueError(f"order must be in 0 .. {MOST_TERMS - 1}, got {self.order!r}")
        self._range()
        limits(self.value_range)

    def _range(self) -> Interval:
        most = MOST_SUM / self.numbers
        return interval(self.coefficients, "coefficients", -most, most, about=0)

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return (self.order + 1) * (self.order + 2) // 2

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """coefficients: (N, order + 1, order + 1), of powers of x and of y."""
        powers = np.arange(self.order + 1)
        drawn = np.zeros((len(u), self.order + 1, self.order + 1))
        drawn[:, powers[:, None] + powers <= self.order] = between(self._range(), u)
        return {"coefficients": drawn}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [BiasField(active, drawn["coefficients"], self.value_range)]


@dataclass(frozen=True)
class LocalGamma(Transform):
    """Bends the curve of values about a random point: nothing is changed far from it.

    Parameters
    ----------
    gamma : float or (low, high)
        Above 0; as likely by a factor below 1 as above: uniform in the logarithm.
    center : float, (low, high), or a dict of those for "x" and "y"
        The point, in shares of width and height.
    scale : float or (low, high)
        Standard deviation of the Gaussian window about it as a share of the shorter side, at least 0.001; uniform in
        the logarithm as well.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> bend = fastaug.LocalGamma((2, 2), (0.5, 0.5), (0.2, 0.2), p=1)
    >>> fastaug.Compose([bend])(np.full((5, 5), 64, np.uint8))[2]
    array([58, 35, 16, 35, 58], dtype=uint8)
    """

    numbers = 4
    gamma: Any = (0.5, 2.0)
    center: Any = (-0.5, 1.5)
    scale: Any = (0.15, 1.0)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        self._ranges()
        limits(self.value_range)

    def _ranges(self) -> tuple[Interval, Axes, Interval]:
        gamma = interval(self.gamma, "gamma", 1e-3, 1e3)
        return gamma, axes(self.center, "center", 0.5, -1e6, 1e6), interval(self.scale, "scale", 1e-3, 1e6)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        gamma, center, scale = self._ranges()
        return {
            "gamma": by_factors(gamma, u[:, 0]),
            "center": between_each(center, u[:, 1:3]),
            "scale": by_factors(scale, u[:, 3]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [LocalGammaPass(active, drawn["gamma"], drawn["center"], drawn["scale"], self.value_range)]
