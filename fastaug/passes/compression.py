"""Compression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..compression import quantization_tables
from ..kernels import compression as _kernels
from .base import Flags, Pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Jpeg(Pass):
    """JPEG compression with another quality for each image."""

    title = "JPEG"

    def __init__(self, active: Flags, quality: NDArray[np.int64]) -> None:
        super().__init__(active)
        self.quality = quality

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Jpeg(quantization_tables(self.quality), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.compression import jpeg_compression

        return jpeg_compression(image, int(self.quality[sample]))
