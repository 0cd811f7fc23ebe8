"""Medians of neighbourhoods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..kernels import median as _kernels
from .base import Flags, Pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class MedianBlur(Pass):
    """A median with a size for each image."""

    title = "median blur"

    def __init__(self, active: Flags, size: NDArray[np.int64]) -> None:
        super().__init__(active)
        self.size = size

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.MedianBlur(self.size, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.median import median_blur

        return median_blur(image, int(self.size[sample]))
