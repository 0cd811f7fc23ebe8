"""Filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..functional.filters import MOST_RADIUS
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
        low, high = interval(self.blur_limit, "blur_limit", 0, 2 * MOST_RADIUS + 1)
        if low % 1 or high % 1:
            raise ValueError(f"blur_limit must be whole, got {self.blur_limit!r}")
        self._sigmas()

    def _sizes(self) -> tuple[float, float]:
        low, high = interval(self.blur_limit, "blur_limit", 0)
        return (low if isinstance(self.blur_limit, (tuple, list)) else 0.0), high

    def _sigmas(self) -> tuple[float, float]:
        low, high = interval(self.sigma_limit, "sigma_limit", 0)
        return (low if isinstance(self.sigma_limit, (tuple, list)) else 0.0), high

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """sigma, and the radius of the kernel, -1 for as large as sigma asks for."""
        low, high = self._sizes()
        size = np.floor(between((low, high + 1), u[:, 1])).astype(np.int64)
        return {"sigma": between(self._sigmas(), u[:, 0]), "radius": np.where(size > 0, size // 2, -1)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [BlurPass(active, drawn["sigma"], drawn["radius"])]
