"""Noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import limits, top_of_range
from ..kernels.noise import GaussianNoise as NativeNoise
from .base import Flags, Pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class GaussianNoise(Pass):
    """out = clip(image + mean + std * normal), std and mean in units of the full range."""

    title = "gaussian noise"

    def __init__(
        self,
        active: Flags,
        std: NDArray[np.float64],
        mean: NDArray[np.float64],
        seeds: NDArray[np.uint64],
        per_channel: bool,
    ) -> None:
        super().__init__(active)
        self.std, self.mean, self.seeds, self.per_channel = std, mean, seeds, per_channel

    def _limits(self, image: NDArray[Any]) -> tuple[float, float]:
        return limits((0, 1)) if image.dtype.kind == "f" else (0.0, top_of_range(image.dtype))

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        top = top_of_range(image.dtype)
        parts = self.std * top, self.mean * top, self.seeds, self._limits(image), self.per_channel
        return [NativeNoise(*parts, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.noise import noisy

        top, seed = top_of_range(image.dtype), int(self.seeds[sample])
        std, mean = self.std[sample] * top, self.mean[sample] * top
        return noisy(image, std, mean, seed, self.per_channel, self._limits(image))
