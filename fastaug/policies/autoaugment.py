"""AutoAugment: pairs of operations that were found to help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice
from ..transforms.base import Drawn, Uniforms
from .base import Policy, pick
from .published import POLICIES
from .tables import AUTOAUGMENT, LEVELS, Table, magnitudes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["AutoAugment"]


@dataclass(frozen=True, repr=False)
class AutoAugment(Policy):
    """Applies one of 25 pairs of operations, each with a probability and at a level of its own (Cubuk et al. 2019).

    Parameters
    ----------
    policy : str
        "imagenet", "cifar10" or "svhn": the images that the pairs were found for.
    interpolation, fill, fill_mask, p
        As in `RandAugment`.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.AutoAugment("cifar10")(image, rng=0).shape
    (4, 4, 3)
    """

    policy: str = "imagenet"
    interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        super().check()
        choice(self.policy, "policy", POLICIES)  # type: ignore[arg-type]

    @property
    def _table(self) -> Table:  # type: ignore[override]
        return AUTOAUGMENT

    def _lines(self) -> list[str]:
        """The pairs, each operation with its probability and magnitude."""
        made = []
        for which, odds, strength in zip(*(column.tolist() for column in self._pairs), strict=True):
            ops = [self._table[k] for k in which]
            levels = [f" {'+-' * op.signed}{m:.4g}" if op.varies else "" for op, m in zip(ops, strength, strict=True)]
            made.append(", ".join(f"{p}: {op.name}{m}" for op, p, m in zip(ops, odds, levels, strict=True)))
        return made

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """(25, 2): operations, probabilities and magnitudes."""
        pairs = POLICIES[self.policy]
        op = np.array([[self._names.index(name) for name, _, _ in pair] for pair in pairs])
        p = np.array([[p for _, p, _ in pair] for pair in pairs])
        level = np.array([[level for _, _, level in pair] for pair in pairs])
        return op, p, magnitudes(self._table, np.arange(LEVELS) / (LEVELS - 1))[op, level]

    numbers = 1 + 2 + 2

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op (-1 for none) and magnitude: (N, 2), in their order."""
        op, p, magnitude = self._pairs
        pair = pick(u[:, 0], len(op))
        return self._drawn(np.where(u[:, 1:3] < p[pair], op[pair], -1), magnitude[pair], u[:, 3:], batch)
