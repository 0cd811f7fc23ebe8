"""Filling rectangles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..carriers import carried, carried_fill
from ..kernels.erase import Erase as NativeErase
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Erase(Pass):
    """Fills rectangles of each image, and of its masks if they have a fill of their own."""

    title = "erase"

    def __init__(
        self, active: Flags, boxes: NDArray[np.int64], fill: Any, fill_mask: Any, seeds: NDArray[np.uint64]
    ) -> None:
        """boxes: (N, most, 4) top, left, height, width; fill: a number, one per channel, or "random"."""
        super().__init__(active)
        self.boxes, self.fill, self.fill_mask, self.seeds = boxes, fill, fill_mask, seeds

    def touches(self, mask: bool) -> bool:
        return not mask or self.fill_mask is not None

    def _fill(self, mask: bool) -> Any:
        """None for random values."""
        fill = self.fill_mask if mask else self.fill
        return None if isinstance(fill, str) else fill

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        fill = self._fill(mask)
        if mask and fill is not None:
            image, fill = carried(image), carried_fill(fill, image)
        return [NativeErase(self.boxes, fill, self.seeds, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.noise import random_values

        made = image.copy()
        fill = self._fill(mask)
        for top, left, height, width in self.boxes[sample].tolist():
            part = (slice(top, top + height), slice(left, left + width))
            made[part] = random_values(image, int(self.seeds[sample]))[part] if fill is None else fill
        return made
