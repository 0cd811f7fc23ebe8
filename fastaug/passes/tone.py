"""Channels spread over the range; and of floats, what tables do for integers: solarize and posterize."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import ValueRange, limits
from ..kernels import tone as _kernels
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Solarize(Pass):
    """Values from a threshold on are inverted."""

    title = "solarize"

    def __init__(self, active: Flags, threshold: NDArray[np.float64], value_range: ValueRange = (0, 1)) -> None:
        super().__init__(active)
        self.threshold, self.value_range = threshold, value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Solarize(self.threshold, limits(self.value_range), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.tone import fold

        return fold(image, self.threshold[sample], self.value_range)


class Posterize(Pass):
    """Fewer levels."""

    title = "posterize"
    value_range = (0, 1)

    def __init__(self, active: Flags, bits: NDArray[np.int64]) -> None:
        super().__init__(active)
        self.bits = bits

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Posterize(self.bits, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.tone import posterize

        return posterize(image, int(self.bits[sample]))


class Autocontrast(Pass):
    """Each channel stretched over the range."""

    title = "autocontrast"
    value_range = (0, 1)

    def __init__(self, active: Flags, cutoff: float) -> None:
        super().__init__(active)
        self.cutoff = cutoff

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Spread(np.full(len(self.active), self.cutoff), False, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.tone import autocontrast

        return autocontrast(image, self.cutoff)


class Equalize(Pass):
    """The levels of each channel equally frequent."""

    title = "equalize"

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Spread(np.zeros(len(self.active)), True, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.tone import equalize

        return equalize(image)
