"""The displacement fields of a batch, which a resampling pass follows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels import elastic, fields
from .base import Flags, Sizes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..bends import Bend


class Displacements(ABC):
    """One field for each sample that is `displaced`, of the size of its image."""

    displaced: Flags

    @abstractmethod
    def step(self, inverse: NDArray[np.float64], size: Sizes, *sampling: Any) -> Any:
        """The kernels' pass along the fields and matrices."""

    @abstractmethod
    def field(self, sample: int) -> NDArray[np.float32]:
        """dx and dy of one sample: (2, H, W), in NumPy."""

    @abstractmethod
    def made(self, sample: int) -> NDArray[np.float32]:
        """The same by the kernels."""


class Waves(Displacements):
    """Smoothed noise, of an elastic deformation; plans: None where a sample has no field."""

    def __init__(
        self,
        displaced: Flags,
        sizes: Sizes,
        plans: list[Any],
        scales: list[float],
        seeds: list[int],
        longest: list[float | None],
    ) -> None:
        self.displaced, self.sizes, self.plans = displaced, sizes, plans
        self.scales, self.seeds, self.longest = scales, seeds, longest
        self.native = elastic.Fields(displaced, sizes.tolist(), plans, scales, seeds, longest)

    def step(self, inverse: NDArray[np.float64], size: Sizes, *sampling: Any) -> Any:
        return elastic.Elastic(self.native, inverse, size, *sampling)

    def field(self, sample: int) -> NDArray[np.float32]:
        from ..reference.elastic import field

        height, width = self.sizes[sample].tolist()
        return field(height, width, self.plans[sample], self.scales[sample], self.seeds[sample], self.longest[sample])

    def made(self, sample: int) -> NDArray[np.float32]:
        (height, width), longest = self.sizes[sample].tolist(), self.longest[sample]
        plan = [self.plans[sample]], [self.scales[sample]], [self.seeds[sample]]
        return np.concatenate(elastic.fields(1, height, width, *plan, None if longest is None else [longest], 1))


class Bends(Displacements):
    """Grids, lenses and splines; None where a sample has no field."""

    def __init__(self, displaced: Flags, bends: list[Bend | None]) -> None:
        self.displaced, self.bends = displaced, bends
        self.native = fields.Bends(displaced, bends)

    def step(self, inverse: NDArray[np.float64], size: Sizes, *sampling: Any) -> Any:
        return fields.Bent(self.native, inverse, size, *sampling)

    def field(self, sample: int) -> NDArray[np.float32]:
        from ..reference.fields import field

        return field(self.bends[sample])

    def made(self, sample: int) -> NDArray[np.float32]:
        bend = self.bends[sample]
        assert bend is not None
        return np.concatenate(fields.fields(1, len(bend.y), len(bend.x), [bend], 1))
