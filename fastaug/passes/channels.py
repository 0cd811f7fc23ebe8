"""Channels times and plus numbers of their own, in another order, or filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import clip_limits, top_of_range
from ..kernels import channels as _kernels
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RGBShift(Pass):
    """A number added to each channel."""

    title = "rgb shift"
    clips = True

    def __init__(self, active: Flags, shifts: NDArray[np.float64]) -> None:
        """shifts: (N, 3), in units of the full range."""
        super().__init__(active)
        self.shifts = shifts

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        top = top_of_range(image.dtype)
        clip = clip_limits(image.dtype, (0, 1))
        return [_kernels.Affine(np.ones_like(self.shifts), self.shifts * top, clip, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.channels import rgb_shift

        return rgb_shift(image, *self.shifts[sample].tolist())


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
