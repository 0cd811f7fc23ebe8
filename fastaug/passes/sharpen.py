"""Sharpness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import BORDERS, ValueRange, clip_limits, top_of_range
from ..kernels import sharpen as _kernels
from .base import Flags, Pass
from .filters import BORDER

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Sharpen(Pass):
    """Another sharpness for each image."""

    title = "sharpness"

    def __init__(self, active: Flags, factor: NDArray[np.float64], value_range: ValueRange = (0, 1)) -> None:
        super().__init__(active)
        self.factor, self.value_range = factor, value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Sharpen(self.factor, clip_limits(image.dtype, self.value_range), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.sharpen import adjust_sharpness

        return adjust_sharpness(image, float(self.factor[sample]), value_range=self.value_range)


class Edges(Pass):
    """The kernel of `sharpen`, another for each image."""

    title = "sharpen"

    def __init__(
        self, active: Flags, amount: NDArray[np.float64], lightness: NDArray[np.float64], value_range: ValueRange
    ) -> None:
        super().__init__(active)
        self.amount, self.lightness, self.value_range = amount, lightness, value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Edges(self.amount, self.lightness, clip_limits(image.dtype, self.value_range), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.sharpen import sharpen

        amount, lightness = float(self.amount[sample]), float(self.lightness[sample])
        return sharpen(image, amount, lightness=lightness, value_range=self.value_range)


class UnsharpMask(Pass):
    """An unsharp mask, another for each image."""

    title = "unsharp mask"

    def __init__(
        self,
        active: Flags,
        sigma: NDArray[np.float64],
        radius: NDArray[np.int64],
        amount: NDArray[np.float64],
        threshold: float,
        value_range: ValueRange,
    ) -> None:
        super().__init__(active)
        self.sigma, self.radius, self.amount, self.threshold = sigma, radius, amount, threshold
        self.value_range = value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        threshold, limits = self.threshold * top_of_range(image.dtype), clip_limits(image.dtype, self.value_range)
        given = (self.sigma, self.radius + 1, self.amount, threshold, BORDERS[BORDER], limits)
        return [_kernels.UnsharpMask(*given, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.sharpen import unsharp_mask

        sigma, radius, amount = float(self.sigma[sample]), int(self.radius[sample]), float(self.amount[sample])
        how: Any = {"threshold": self.threshold, "radius": radius, "border": BORDER, "value_range": self.value_range}
        return unsharp_mask(image, sigma, amount, **how)
