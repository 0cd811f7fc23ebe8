"""Sharpness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import clip_limits
from ..kernels import sharpen as _kernels
from .base import Flags, Pass

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
