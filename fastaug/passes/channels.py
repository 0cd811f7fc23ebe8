"""Channels times and plus numbers of their own, stretched, in another order, or filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import ValueRange, clip_limits, top_of_range
from ..kernels import channels as _kernels
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Affine(Pass):
    """Each channel times a number, plus a number."""

    def __init__(
        self,
        active: Flags,
        scales: NDArray[np.float64],
        shifts: NDArray[np.float64],
        title: str,
        value_range: ValueRange = (0, 1),
    ) -> None:
        """scales, shifts: (N, C), the shifts in units of the full range."""
        super().__init__(active)
        self.scales, self.shifts, self.title = scales, shifts, title
        self.value_range = value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        clip = clip_limits(image.dtype, self.value_range)
        return [_kernels.Affine(self.scales, self.shifts * top_of_range(image.dtype), clip, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.channels import affine

        shift = self.shifts[sample] * top_of_range(image.dtype)
        return affine(image, self.scales[sample], shift, self.value_range)


class BandContrast(Pass):
    """Each channel stretched about its own mean."""

    title = "band contrast"

    def __init__(self, active: Flags, factors: NDArray[np.float64]) -> None:
        """factors: (N, C)."""
        super().__init__(active)
        self.factors = factors

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Contrast(self.factors, clip_limits(image.dtype, None), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.bands import stretched

        return stretched(image, self.factors[sample], None)


class Channels(Pass):
    """Channels in another order, or filled."""

    def __init__(self, active: Flags, source: NDArray[np.int64], fill: float, title: str) -> None:
        """source: (N, C), the channel that each one takes, or a negative number for the fill."""
        super().__init__(active)
        self.source, self.fill, self.title = source, fill, title

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Move(self.source, self.fill, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        source = self.source[sample]
        return np.where(source < 0, np.asarray(self.fill, image.dtype), image[..., source])
