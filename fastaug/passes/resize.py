"""Resizing, as a pass of its own: its filter covers more than the pixels around a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import INTERPOLATIONS
from ..carriers import carried
from ..kernels.resize import Resize as NativeResize
from .base import Flags, Geometric, Sizes, check_blends

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Resize(Geometric):
    """Every image in a new size."""

    def __init__(
        self, active: Flags, before: Sizes, after: Sizes, interpolation: str, mask_interpolation: str, antialias: bool
    ) -> None:
        super().__init__(active)
        self.before, self.after = before, after
        self.interpolation, self.mask_interpolation, self.antialias = interpolation, mask_interpolation, antialias

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"resize {self.interpolation}"

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        interpolation = self.mask_interpolation if mask else self.interpolation
        check_blends(image, interpolation, mask)
        if mask:
            image = carried(image)
        code = INTERPOLATIONS[interpolation]
        return [NativeResize(self.before, self.after, code, self.antialias, image, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.resize import resize

        interpolation = self.mask_interpolation if mask else self.interpolation
        height, width = self.after[sample].tolist()
        how = {"interpolation": interpolation, "antialias": self.antialias}
        made: NDArray[Any] = resize(carried(image) if mask else image, height, width, **how)
        return made.view(image.dtype) if mask else made

    def move(self, x: NDArray[np.float64], y: NDArray[np.float64], sample: int) -> tuple[Any, Any]:
        down, across = self.after[sample] / self.before[sample]
        return (x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5
