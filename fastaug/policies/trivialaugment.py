"""TrivialAugment: one operation at any level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import integer
from ..transforms.base import Drawn, Uniforms
from .base import Policy, chosen, pick
from .tables import TRIVIAL_WIDE, Table, magnitudes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["TrivialAugment"]


@dataclass(frozen=True, repr=False)
class TrivialAugment(Policy):
    """Applies one operation of a wide table, at any level (Müller and Hutter 2021).

    Parameters
    ----------
    num_levels : int
        How many levels the table is divided into; all are equally likely.
    ops, interpolation, fill, fill_mask, p
        As in `RandAugment`.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.Compose([fastaug.TrivialAugment(), fastaug.ToFloat()], seed=0)(image).dtype
    dtype('float32')
    """

    num_levels: int = 31
    ops: Sequence[str] | None = None
    interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        super().check()
        integer(self.num_levels, "num_levels", 2)

    @cached_property
    def _table(self) -> Table:  # type: ignore[override]
        return chosen(TRIVIAL_WIDE, self.ops)

    @cached_property
    def _magnitudes(self) -> NDArray[np.float64]:
        """Of each operation at each level."""
        return magnitudes(self._table, np.arange(self.num_levels) / (self.num_levels - 1))

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 + self._more

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op and magnitude: (N, 1)."""
        op, level = pick(u[:, :1], len(self._table)), pick(u[:, 1:2], self.num_levels)
        return self._drawn(op, self._magnitudes[op, level], u[:, 2:], batch)
