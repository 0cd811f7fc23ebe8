"""Contrast-limited adaptive histogram equalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..kernels import clahe as _kernels
from .base import Flags, Pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Clahe(Pass):
    """Levels spread by what is frequent around them, with a clip limit for each image."""

    title = "CLAHE"

    def __init__(self, active: Flags, clip_limit: NDArray[np.float64], grid: tuple[int, int]) -> None:
        super().__init__(active)
        self.clip_limit, self.grid = clip_limit, grid

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Clahe(self.clip_limit, *self.grid, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.clahe import clahe

        return clahe(image, float(self.clip_limit[sample]), self.grid)
