"""Gain, contrast and gamma of each channel, each by its own random amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..passes.base import Flags, Pass
from ..passes.channels import BandContrast as Contrast
from ..passes.color import Power, Table
from .base import Drawn, Transform, Uniforms, uniforms
from .channels import affine
from .ranges import between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["BandContrast", "BandGain", "BandGamma"]


@dataclass(frozen=True)
class BandTransform(Transform):
    """A random number for each channel."""

    numbers = 1
    limit: Any = (0.8, 1.2)
    p: float = 0.5

    def check(self) -> None:
        interval(self.limit, "limit", 0, about=1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """amounts: (N, C)."""
        return {"amounts": between(interval(self.limit, "limit", 0, about=1), uniforms(u[:, 0], batch.channels))}


@dataclass(frozen=True)
class BandGain(BandTransform):
    """Multiplies each channel by a random number of its own; floats are not clipped.

    Parameters
    ----------
    limit : float or (low, high)
        Of the factors, at least 0; one number v stands for (1 - v, 1 + v).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.BandGain((2, 2), p=1)])(np.array([[[-1.0, 5]]]))
    array([[[-2., 10.]]])
    """

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return affine(active, batch, "band gain", drawn["amounts"], value_range=None)


@dataclass(frozen=True)
class BandContrast(BandTransform):
    """Stretches each channel about its own mean by a random factor; floats are not clipped.

    Parameters
    ----------
    limit : float or (low, high)
        Of the factors, at least 0; one number v stands for (1 - v, 1 + v).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.BandContrast((2, 2), p=1)])(np.array([[[1.0, 10], [3, 30]]]))
    array([[[ 0.,  0.],
            [ 4., 40.]]])
    """

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Contrast(active, drawn["amounts"])]


@dataclass(frozen=True)
class BandGamma(BandTransform):
    """Bends the curve of each channel by a random gamma; floats are not clipped, but values below 0 count as 0.

    Parameters
    ----------
    limit : float or (low, high)
        Of the gammas, at least 0; one number v stands for (1 - v, 1 + v).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.BandGamma((2, 2), p=1)])(np.array([[[0.5, 4]]]))
    array([[[ 0.25, 16.  ]]])
    """

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        gamma = drawn["amounts"]
        if batch.dtype.kind == "u":
            return [Table.of_gamma(active, gamma, batch.dtype)]
        return [Power(active, gamma, None)]
