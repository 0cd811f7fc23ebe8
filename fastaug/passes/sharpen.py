"""Sharpness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import BORDERS, clip_limits, top_of_range
from ..kernels import sharpen as _kernels
from .base import Flags, Pass
from .filters import BORDER

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Sharpen(Pass):
    """Another sharpness for each image."""

    title = "sharpness"
    clips = True

    def __init__(self, active: Flags, factor: NDArray[np.float64]) -> None:
        super().__init__(active)
        self.factor = factor

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Sharpen(self.factor, clip_limits(image.dtype, (0, 1)), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.sharpen import adjust_sharpness

        return adjust_sharpness(image, float(self.factor[sample]))


class Edges(Pass):
    """The kernel of `sharpen`, another for each image."""

    title = "sharpen"
    clips = True

    def __init__(self, active: Flags, amount: NDArray[np.float64], lightness: NDArray[np.float64]) -> None:
        super().__init__(active)
        self.amount, self.lightness = amount, lightness

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Edges(self.amount, self.lightness, clip_limits(image.dtype, (0, 1)), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.sharpen import sharpen

        return sharpen(image, float(self.amount[sample]), lightness=float(self.lightness[sample]))


class UnsharpMask(Pass):
    """An unsharp mask, another for each image."""

    title = "unsharp mask"
    clips = True

    def __init__(
        self,
        active: Flags,
        sigma: NDArray[np.float64],
        radius: NDArray[np.int64],
        amount: NDArray[np.float64],
        threshold: float,
    ) -> None:
        super().__init__(active)
        self.sigma, self.radius, self.amount, self.threshold = sigma, radius, amount, threshold

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        threshold, limits = self.threshold * top_of_range(image.dtype), clip_limits(image.dtype, (0, 1))
        given = (self.sigma, self.radius + 1, self.amount, threshold, BORDERS[BORDER], limits)
        return [_kernels.UnsharpMask(*given, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.sharpen import unsharp_mask

        sigma, radius, amount = float(self.sigma[sample]), int(self.radius[sample]), float(self.amount[sample])
        return unsharp_mask(image, sigma, amount, threshold=self.threshold, radius=radius, border=BORDER)
