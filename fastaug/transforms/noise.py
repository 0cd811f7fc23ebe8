"""Noise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import flag, limits, top_of_range
from ..passes.base import Flags, Pass
from ..passes.noise import GaussianNoise, Impulses, RealNoise
from .base import Drawn, Transform, Uniforms, seeds
from .ranges import Interval, between, by_factors, interval, most_added

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["GaussNoise", "PoissonNoise", "RicianNoise", "SaltAndPepper", "SpeckleNoise", "UniformNoise"]


@dataclass(frozen=True)
class GaussNoise(Transform):
    """Adds normal noise of a random strength.

    Parameters
    ----------
    std_range, mean_range : float or (low, high)
        Standard deviation and mean, in units of the full range; at most 1 where floats are clipped to (0, 1).
    per_channel : bool
        Each channel its own noise; False: one for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> noise = fastaug.GaussNoise((0.1, 0.1), p=1)
    >>> int(fastaug.Compose([noise], seed=0)(np.full((200, 200), 128, np.uint8)).std())
    25
    """

    numbers = 3
    std_range: Any = (0.2, 0.44)
    mean_range: Any = (0.0, 0.0)
    per_channel: bool = True
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        self._ranges()

    def _ranges(self) -> tuple[Interval, Interval]:
        most = most_added(self.value_range)
        return interval(self.std_range, "std_range", 0, most), interval(self.mean_range, "mean_range", -most, most)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        std, mean = self._ranges()
        return {"std": between(std, u[:, 0]), "mean": between(mean, u[:, 1]), "seed": seeds(u[:, 2])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [GaussianNoise(active, drawn["std"], drawn["mean"], drawn["seed"], self.per_channel, self.value_range)]


@dataclass(frozen=True)
class SaltAndPepper(Transform):
    """Makes random pixels white or black.

    Parameters
    ----------
    amount : float or (low, high)
        The chance of each pixel to change.
    salt_vs_pepper : float or (low, high)
        The share of white among the pixels that change.
    p : float
        Probability.

    Examples
    --------
    >>> noise = fastaug.SaltAndPepper((0.1, 0.1), p=1)
    >>> np.unique(fastaug.Compose([noise], seed=0)(np.full((99, 99), 128, np.uint8))).tolist()
    [0, 128, 255]
    """

    numbers = 3
    amount: Any = (0.01, 0.06)
    salt_vs_pepper: Any = (0.4, 0.6)
    p: float = 0.5

    def check(self) -> None:
        interval(self.amount, "amount", 0, 1)
        interval(self.salt_vs_pepper, "salt_vs_pepper", 0, 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {
            "amount": between(interval(self.amount, "amount", 0, 1), u[:, 0]),
            "salt_share": between(interval(self.salt_vs_pepper, "salt_vs_pepper", 0, 1), u[:, 1]),
            "seed": seeds(u[:, 2]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Impulses(active, drawn["amount"], drawn["salt_share"], (0, "top"), None, drawn["seed"], False)]


@dataclass(frozen=True)
class SpeckleNoise(Transform):
    """Multiplies by random normal numbers about 1: image + image * (mean + std * normal).

    Parameters
    ----------
    std_range, mean_range : float or (low, high)
        Standard deviation of the factors, and their mean less 1.
    per_channel : bool
        Each channel its own numbers; False: one for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> noise = fastaug.SpeckleNoise((0.1, 0.1), p=1)
    >>> round(float(fastaug.Compose([noise], seed=0)(np.full((200, 200), 100, np.uint8)).std()))
    10
    """

    numbers = 3
    std_range: Any = (0.05, 0.2)
    mean_range: Any = (0.0, 0.0)
    per_channel: bool = True
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        limits(self.value_range)
        interval(self.std_range, "std_range", 0)
        interval(self.mean_range, "mean_range")

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {
            "std": between(interval(self.std_range, "std_range", 0), u[:, 0]),
            "mean": between(interval(self.mean_range, "mean_range"), u[:, 1]),
            "seed": seeds(u[:, 2]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [
            RealNoise(active, "speckle", drawn["std"], drawn["mean"], drawn["seed"], self.per_channel, self.value_range)
        ]


@dataclass(frozen=True)
class UniformNoise(Transform):
    """Adds uniform noise of a random strength.

    Parameters
    ----------
    strength_range : float or (low, high)
        How far from 0 the noise goes on both sides, in units of the full range.
    per_channel : bool
        Each channel its own noise; False: one for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> made = fastaug.Compose([fastaug.UniformNoise(10 / 255, p=1)], seed=0)(np.full((99, 99), 100, np.uint8))
    >>> int(made.min()), int(made.max())
    (90, 110)
    """

    numbers = 2
    strength_range: Any = (0.02, 0.1)
    per_channel: bool = True
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        limits(self.value_range)
        interval(self.strength_range, "strength_range", 0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        strength = between(interval(self.strength_range, "strength_range", 0), u[:, 0])
        return {"strength": strength, "seed": seeds(u[:, 1])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        most = drawn["strength"] * top_of_range(batch.dtype)
        return [RealNoise(active, "uniform", -most, most, drawn["seed"], self.per_channel, self.value_range)]


@dataclass(frozen=True)
class RicianNoise(Transform):
    """Adds complex normal noise and takes the magnitude, as in magnetic resonance images.

    Parameters
    ----------
    std_range : float or (low, high)
        Standard deviation of both parts, in units of the full range.
    per_channel : bool
        Each channel its own noise; False: one for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> noise = fastaug.RicianNoise((0.1, 0.1), p=1)
    >>> round(float(fastaug.Compose([noise], seed=0)(np.zeros((200, 200))).mean()), 2)  # 0.1 * sqrt(pi / 2)
    0.13
    """

    numbers = 2
    std_range: Any = (0.02, 0.1)
    per_channel: bool = True
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        limits(self.value_range)
        interval(self.std_range, "std_range", 0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"std": between(interval(self.std_range, "std_range", 0), u[:, 0]), "seed": seeds(u[:, 1])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        std = drawn["std"] * top_of_range(batch.dtype)
        return [
            RealNoise(active, "rician", std, np.zeros(batch.count), drawn["seed"], self.per_channel, self.value_range)
        ]


@dataclass(frozen=True)
class PoissonNoise(Transform):
    """Replaces each value by a count of photons, of which a random number stands for the top of the range.

    Parameters
    ----------
    peak_range : float or (low, high)
        Mean count at the top of the range, 1e-6 to 1e6, its logarithm uniform. The fewer, the more noise.
    per_channel : bool
        Each channel its own random numbers; False: one for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    p : float
        Probability.

    Examples
    --------
    >>> noise = fastaug.PoissonNoise((50, 50), p=1)  # counts of mean 25 and standard deviation 5
    >>> round(float(fastaug.Compose([noise], seed=0)(np.full((200, 200), 0.5)).std()), 1)
    0.1
    """

    numbers = 2
    peak_range: Any = (20, 200)
    per_channel: bool = True
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        limits(self.value_range)
        interval(self.peak_range, "peak_range", 1e-6, 1e6)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        peaks = interval(self.peak_range, "peak_range", 1e-6, 1e6)
        return {"peak": by_factors(peaks, u[:, 0]), "seed": seeds(u[:, 1])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        peak, top = drawn["peak"], top_of_range(batch.dtype)
        return [RealNoise(active, "poisson", peak / top, top / peak, drawn["seed"], self.per_channel, self.value_range)]
