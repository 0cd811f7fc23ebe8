"""Noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import ValueRange, clip_limits, top_of_range
from ..carriers import carried, carried_fill
from ..kernels import noise as _kernels
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
        value_range: ValueRange,
    ) -> None:
        super().__init__(active)
        self.std, self.mean, self.seeds, self.per_channel = std, mean, seeds, per_channel
        self.value_range = value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        top = top_of_range(image.dtype)
        parts = (
            self.std * top,
            self.mean * top,
            self.seeds,
            clip_limits(image.dtype, self.value_range),
            self.per_channel,
        )
        return [_kernels.GaussianNoise(*parts, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.noise import noisy

        top, seed = top_of_range(image.dtype), int(self.seeds[sample])
        std, mean = self.std[sample] * top, self.mean[sample] * top
        return noisy(image, std, mean, seed, self.per_channel, self.value_range)


class RealNoise(Pass):
    """Noise that is computed in floating point, and rounded once."""

    def __init__(
        self,
        active: Flags,
        kind: str,
        a: NDArray[np.float64],
        b: NDArray[np.float64],
        seeds: NDArray[np.uint64],
        per_channel: bool,
        value_range: ValueRange,
    ) -> None:
        """kind: "speckle", "uniform", "rician" or "poisson"; a, b: as csrc/noise.h has them, in units of the dtype."""
        super().__init__(active)
        self.kind, self.title = kind, f"{kind} noise"
        self.a, self.b, self.seeds, self.per_channel = a, b, seeds, per_channel
        self.value_range = value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        clip, kind = clip_limits(image.dtype, self.value_range), getattr(_kernels, self.kind.upper())
        return [_kernels.RealNoise(kind, self.a, self.b, self.seeds, clip, self.per_channel, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference import noise

        law = {"speckle": noise.speckled, "uniform": noise.uniform, "rician": noise.rician, "poisson": noise.poisson}
        parts = self.a[sample], self.b[sample], int(self.seeds[sample])
        return noise.real_noise(image, law[self.kind], *parts, self.per_channel, self.value_range)


class Impulses(Pass):
    """Replaces random pixels, or values, of each image, and of its masks if they have fills of their own."""

    title = "impulses"

    def __init__(
        self,
        active: Flags,
        amount: NDArray[np.float64],
        share: NDArray[np.float64],
        fills: tuple[Any, Any] | None,
        mask_fill: Any,
        seeds: NDArray[np.uint64],
        per_channel: bool,
    ) -> None:
        """amount: of places that change, a share of them to the second of the fills; fills: None for random values; a
        fill is a number, one per channel, or "top" for the top of the range."""
        super().__init__(active)
        self.amount, self.share = amount, share
        self.fills, self.mask_fill, self.seeds, self.per_channel = fills, mask_fill, seeds, per_channel

    def touches(self, mask: bool) -> bool:
        return not mask or self.mask_fill is not None

    def _fills(self, image: NDArray[Any], mask: bool) -> tuple[Any, ...] | None:
        if mask:
            return self.mask_fill, self.mask_fill
        if self.fills is None:
            return None
        return tuple(top_of_range(image.dtype) if isinstance(fill, str) else fill for fill in self.fills)

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        fills = self._fills(image, mask)
        if mask and fills is not None:
            image, fills = carried(image), tuple(carried_fill(fill, image) for fill in fills)
        return [_kernels.Impulses(self.amount, self.share, self.seeds, fills, self.per_channel, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.noise import impulses

        chances = self.amount[sample], self.share[sample]
        return impulses(image, *chances, self._fills(image, mask), self.seeds[sample], self.per_channel)
