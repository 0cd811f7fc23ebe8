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
    """A Gaussian blur with a sigma in pixels, and perhaps a radius (-1: none), for each image."""

    title = "gaussian blur"

    def __init__(self, active: Flags, sigma: NDArray[np.float64], radius: NDArray[np.int64]) -> None:
        super().__init__(active)
        self.sigma, self.radius = sigma, radius

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [NativeBlur(self.sigma, self.radius + 1, BORDERS[BORDER], 0, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.filters import gaussian_blur

        radius = None if self.radius[sample] < 0 else int(self.radius[sample])
        return gaussian_blur(image, float(self.sigma[sample]), radius=radius, border=BORDER)
