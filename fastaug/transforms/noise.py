"""Noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..passes.base import Flags, Pass
from ..passes.noise import GaussianNoise, Impulses
from .base import Drawn, Transform, Uniforms, seeds
from .ranges import between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["GaussNoise", "SaltAndPepper"]


@dataclass(frozen=True)
class GaussNoise(Transform):
    """Adds normal noise of a random strength.

    Parameters
    ----------
    std_range, mean_range : float or (low, high)
        Standard deviation and mean, in units of the full range.
    per_channel : bool
        Each channel its own noise; False: one for all channels of a pixel.
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
    p: float = 0.5

    def check(self) -> None:
        interval(self.std_range, "std_range", 0, 1)
        interval(self.mean_range, "mean_range", -1, 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {
            "std": between(interval(self.std_range, "std_range", 0, 1), u[:, 0]),
            "mean": between(interval(self.mean_range, "mean_range", -1, 1), u[:, 1]),
            "seed": seeds(u[:, 2]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [GaussianNoise(active, drawn["std"], drawn["mean"], drawn["seed"], self.per_channel)]


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
