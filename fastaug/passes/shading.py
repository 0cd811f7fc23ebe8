"""Smooth fields laid over images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import ValueRange, clip_limits
from ..colors import gamma_shifts
from ..kernels import shading as _kernels
from ..shading import field_terms
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class BiasField(Pass):
    """out = clip(image * exp(P(x, y))), another polynomial for each sample."""

    title = "bias field"

    def __init__(self, active: Flags, coefficients: NDArray[np.float64], value_range: ValueRange) -> None:
        """coefficients: (N, terms of x, terms of y)."""
        super().__init__(active)
        self.terms = field_terms(coefficients, len(coefficients))
        self.value_range = value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.BiasField(self.terms, clip_limits(image.dtype, self.value_range), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.shading import biased

        return biased(image, self.terms[sample], self.value_range)


class LocalGamma(Pass):
    """out = clip((1 - k) image + k image ** gamma), another window k for each sample."""

    title = "local gamma"

    def __init__(
        self,
        active: Flags,
        gamma: NDArray[np.float64],
        center: NDArray[np.float64],
        scale: NDArray[np.float64],
        value_range: ValueRange,
    ) -> None:
        """center: (N, 2), x and y in shares of the sides; scale: of the shorter side."""
        super().__init__(active)
        self.gamma, self.center, self.scale = gamma, center, scale
        self.value_range = value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        shifts = gamma_shifts(self.gamma, image.dtype) if image.dtype.kind == "u" else None
        parts = self.gamma, self.center, self.scale, shifts, clip_limits(image.dtype, self.value_range)
        return [_kernels.LocalGamma(*parts, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.shading import bent

        window = self.gamma[sample], self.center[sample], self.scale[sample]
        return bent(image, *window, self.value_range)
