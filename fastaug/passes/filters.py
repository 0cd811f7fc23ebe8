"""Filters: every pixel from a neighbourhood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import BORDERS
from ..kernels import filters as _kernels
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
        return [_kernels.GaussianBlur(self.sigma, self.radius + 1, BORDERS[BORDER], 0, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.filters import gaussian_blur

        radius = None if self.radius[sample] < 0 else int(self.radius[sample])
        return gaussian_blur(image, float(self.sigma[sample]), radius=radius, border=BORDER)


class BoxBlur(Pass):
    """A box blur with a size for each image."""

    title = "box blur"

    def __init__(self, active: Flags, size: NDArray[np.int64]) -> None:
        super().__init__(active)
        self.size = size

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.BoxBlur(self.size, BORDERS[BORDER], 0, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.filters import box_blur

        return box_blur(image, int(self.size[sample]), border=BORDER)


class MotionBlur(Pass):
    """The mean along a line for each image."""

    title = "motion blur"

    def __init__(self, active: Flags, lines: tuple[NDArray[np.int64], NDArray[np.int64]]) -> None:
        """lines: as `motion_lines` makes them."""
        super().__init__(active)
        self.lines = lines

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.MotionBlur(*self.lines, BORDERS[BORDER], 0, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.filters import mean_of_taps

        taps, starts = self.lines
        return mean_of_taps(image, taps[starts[sample] : starts[sample + 1]], BORDER, 0)
