"""JPEG compression and low resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import INTERPOLATIONS
from ..compression import quantization_tables, smaller
from ..kernels import compression as _kernels
from .base import Flags, Pass, Sizes, check_blends

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


class Downscale(Pass):
    """Every image shrunk and enlarged again."""

    title = "downscale"

    def __init__(self, active: Flags, sizes: Sizes, factor: NDArray[np.float64], down: str, up: str) -> None:
        super().__init__(active)
        self.sizes, self.factor, self.down, self.up = sizes, factor, down, up

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        for interpolation in (self.down, self.up):
            check_blends(image, interpolation, mask)
        small = smaller(self.sizes, self.factor)
        codes = INTERPOLATIONS[self.down], INTERPOLATIONS[self.up]
        return _kernels.shrink_and_enlarge(self.sizes, small, *codes, image, self.active)

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.compression import downscale

        return downscale(image, float(self.factor[sample]), interpolation=self.up, down_interpolation=self.down)
