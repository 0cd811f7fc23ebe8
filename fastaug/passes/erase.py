"""Filling rectangles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..carriers import carried, carried_fill
from ..kernels.erase import Erase as NativeErase
from ..kernels.erase import Grid as NativeGrid
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Filling(Pass):
    """Fills places of each image, and of its masks if they have a fill of their own."""

    def __init__(self, active: Flags, fill: Any, fill_mask: Any, seeds: NDArray[np.uint64]) -> None:
        """fill: a number, one per channel, or "random"."""
        super().__init__(active)
        self.fill, self.fill_mask, self.seeds = fill, fill_mask, seeds

    def touches(self, mask: bool) -> bool:
        return not mask or self.fill_mask is not None

    def _fill(self, mask: bool) -> Any:
        """None for random values."""
        fill = self.fill_mask if mask else self.fill
        return None if isinstance(fill, str) else fill

    def _native_fill(self, image: NDArray[Any], mask: bool) -> tuple[Any, NDArray[Any]]:
        """The fill for the kernels, and an image as they have it."""
        fill = self._fill(mask)
        if mask and fill is not None:
            return carried_fill(fill, image), carried(image)
        return fill, image


class Erase(Filling):
    """Fills rectangles."""

    title = "erase"

    def __init__(
        self, active: Flags, boxes: NDArray[np.int64], fill: Any, fill_mask: Any, seeds: NDArray[np.uint64]
    ) -> None:
        """boxes: (N, most, 4) top, left, height, width."""
        super().__init__(active, fill, fill_mask, seeds)
        self.boxes = boxes

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        fill, like = self._native_fill(image, mask)
        return [NativeErase(self.boxes, fill, self.seeds, like, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.erase import filled

        hole = np.zeros(image.shape[:2], np.bool_)
        for top, left, height, width in self.boxes[sample].tolist():
            hole[top : top + height, left : left + width] = True
        return filled(image, hole, self._fill(mask), self.seeds[sample])


class Grid(Filling):
    """Fills a grid of holes."""

    title = "grid of holes"

    def __init__(
        self, active: Flags, grids: NDArray[np.int64], fill: Any, fill_mask: Any, seeds: NDArray[np.uint64]
    ) -> None:
        """grids: (N, 6) unit height and width, height and width of a hole, and top and left of the first one."""
        super().__init__(active, fill, fill_mask, seeds)
        self.grids = grids

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        fill, like = self._native_fill(image, mask)
        return [NativeGrid(self.grids, fill, self.seeds, like, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.erase import filled, holes_of_grid

        return filled(image, holes_of_grid(image, self.grids[sample]), self._fill(mask), self.seeds[sample])
