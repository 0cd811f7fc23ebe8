"""Filters: every pixel from a neighbourhood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import BORDERS
from ..kernels.filters import GaussianBlur as NativeBlur
from .base import Flags, Pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BORDER = "reflect"


class GaussianBlur(Pass):
    """A Gaussian blur with a sigma in pixels for each image."""

    title = "gaussian blur"

    def __init__(self, active: Flags, sigma: NDArray[np.float64]) -> None:
        super().__init__(active)
        self.sigma = sigma

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [NativeBlur(self.sigma, BORDERS[BORDER], 0, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.filters import gaussian_blur

        return gaussian_blur(image, float(self.sigma[sample]), border=BORDER)
