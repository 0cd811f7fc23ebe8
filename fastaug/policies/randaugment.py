"""RandAugment: a few operations, all at one level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice, integer, number
from ..transforms.base import Drawn, Uniforms
from .base import Policy, chosen, pick
from .tables import SPACES, Table, magnitudes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["RandAugment"]


@dataclass(frozen=True, repr=False)
class RandAugment(Policy):
    """Applies `n` operations of a table, one after the other, all at level `m` (Cubuk et al. 2020).

    Operations are drawn with equal odds and may repeat; signed ones go the other way half of the time. Masks, boxes and
    keypoints move along. It may stand in a pipeline or be called by itself, with `rng`.

    Parameters
    ----------
    n : int
        How many operations.
    m : float
        The level, from 0 to `num_levels` - 1: the share m / (num_levels - 1) of the strongest.
    num_levels : int
        How many levels the table is divided into.
    space : str
        The table: "torchvision", 14 operations as there; "plain", 13 without Identity, which all go one way only and
        add brightness; "tpu", the 16 of the code for TPUs, with its `num_levels` of 11, where Posterize and Solarize
        are strongest at level 0, and the factors of Brightness, Color, Contrast and Sharpness go from 0.1 to 1.9.
    ops : list of str, optional
        The names of the operations to draw from, if not all of the table. Color takes RGB alone, and
        SolarizeAdd uint8.
    interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number. Masks move by nearest.
    fill, fill_mask : number or numbers
        The value outside.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.RandAugment()(image, rng=0).shape
    (4, 4, 3)
    >>> print(fastaug.RandAugment(1, 15, ops=["ShearX", "Solarize"]))
    RandAugment(n=1, m=15, num_levels=31, space='torchvision', ops=['ShearX', 'Solarize'], interpolation='nearest',
    fill=0, fill_mask=0, p=1.0)
        ShearX 0 to 0.3, either way: 0.15
        Solarize 255 to 0: 127.5
    """

    n: int = 2
    m: float = 9
    num_levels: int = 31
    space: str = "torchvision"
    ops: Sequence[str] | None = None
    interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        super().check()
        integer(self.n, "n", 1)
        number(self.m, "m", 0, integer(self.num_levels, "num_levels", 2) - 1)

    @cached_property
    def _table(self) -> Table:  # type: ignore[override]
        return chosen(choice(self.space, "space", SPACES), self.ops)  # type: ignore[arg-type]

    @cached_property
    def _magnitudes(self) -> NDArray[np.float64]:
        """Of each operation."""
        return magnitudes(self._table, self.m / (self.num_levels - 1))

    def _lines(self) -> list[str]:
        each = zip(self._table, self._magnitudes.tolist(), strict=True)
        return [f"{op}: {value:.4g}" if op.varies else str(op) for op, value in each]

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return self.n * (1 + self._more)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op, magnitude and sometimes center (of Cutout): (N, n), in their order."""
        op = pick(u[:, : self.n], len(self._table))
        return self._drawn(op, self._magnitudes[op], u[:, self.n :], batch)
