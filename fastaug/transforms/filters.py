"""Filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..passes.base import Flags, Pass
from ..passes.filters import GaussianBlur as BlurPass
from .base import Drawn, Transform, Uniforms
from .ranges import between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["GaussianBlur"]


@dataclass(frozen=True)
class GaussianBlur(Transform):
    """Blurs with a Gaussian of random width.

    Parameters
    ----------
    blur_limit : int
        0: the kernel is as large as sigma asks for, with a radius of 4 sigma.
    sigma_limit : float or (low, high)
        Standard deviation in pixels; one number stands for (0, sigma_limit).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.GaussianBlur(sigma_limit=(1, 1), p=1)])(np.array([[0, 0, 100, 0, 0]], dtype=np.uint8))
    array([[11, 25, 40, 25, 11]], dtype=uint8)
    """

    numbers = 1
    blur_limit: int = 0
    sigma_limit: Any = (0.5, 3.0)
    p: float = 0.5

    def check(self) -> None:
        if self.blur_limit != 0:
            raise ValueError(f"blur_limit must be 0, the size that sigma_limit asks for, got {self.blur_limit!r}")
        self._sigmas()

    def _sigmas(self) -> tuple[float, float]:
        low, high = interval(self.sigma_limit, "sigma_limit", 0)
        return (low if isinstance(self.sigma_limit, (tuple, list)) else 0.0), high

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"sigma": between(self._sigmas(), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [BlurPass(active, drawn["sigma"])]
