"""What all policies share: operations of a table, for each sample its own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..named import arguments, nearest
from ..passes.base import Flags, Pass
from ..passes.geometry import Sampling
from ..transforms.base import Drawn, Transform, Uniforms
from ..transforms.ranges import interpolation_name
from .layers import Layers
from .tables import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

SHIFTS = ("TranslateX", "TranslateY")


@dataclass(frozen=True, repr=False)
class Policy(Transform):
    """A transform that draws operations of a table, for each sample its own."""

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in arguments(self).items())
        return "\n    ".join([f"{type(self).__name__}({given})", *self._lines()])

    def _lines(self) -> list[str]:
        """The table in words."""
        return [str(op) for op in self._table]

    @property
    @abstractmethod
    def _table(self) -> Table:
        """The operations it draws from."""

    def check(self) -> None:
        _ = self._table, self._sampling

    @property
    def _sampling(self) -> Sampling:
        how = interpolation_name(self.interpolation)  # type: ignore[attr-defined]
        return Sampling(how, fill=self.fill, fill_mask=self.fill_mask)  # type: ignore[attr-defined]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(op.name for op in self._table)

    @cached_property
    def _kinds(self) -> NDArray[np.bool_]:
        """(4, operations): whether they go either way, shift, by a share of the size, and along x."""
        rows = [(op.signed, op.name in SHIFTS, op.of_size, op.name == SHIFTS[0]) for op in self._table]
        return np.array(rows).T

    @property
    def _more(self) -> int:
        """Numbers for an operation that has been chosen: which way, and where."""
        return 3 if "Cutout" in self._names else 1

    def _drawn(self, op: NDArray[np.int64], magnitude: NDArray[np.float64], u: Uniforms, batch: Batch) -> Drawn:
        """What is applied to each sample, one operation after the other.

        op: (N, n) indices of the table, -1 for none; magnitude: (N, n); u: (N, n `_more`).
        """
        u = u.reshape(*op.shape, self._more)
        signed, shift, of_size, along_x = self._kinds[:, op]
        sides = np.where(along_x, batch.sizes[:, 1:], batch.sizes[:, :1])
        magnitude = np.where(of_size, magnitude * sides, magnitude)
        # whole pixels, whatever the last bit of a share is
        magnitude = np.where(shift, np.floor(magnitude + 1e-6), magnitude)
        drawn = {"op": op, "magnitude": np.where(signed & (u[..., 0] < 0.5), -magnitude, magnitude)}
        if "Cutout" in self._names:
            drawn["center"] = (u[..., 1:] * batch.sizes[:, None]).astype(np.int64)
        return drawn

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        what = drawn["op"], drawn["magnitude"], drawn.get("center")
        return Layers(self._names, *what, self._sampling, active, batch).passes()


def chosen(table: Table, ops: Sequence[str] | None) -> Table:
    """The operations of the table with these names, or all."""
    if ops is None:
        return table
    known = [op.name for op in table]
    if isinstance(ops, str) or not isinstance(ops, Sequence) or not ops:
        raise TypeError(f"ops must be a list of names of operations, got {ops!r}")
    for name in ops:
        if name not in known:
            raise ValueError(f"ops must be of {', '.join(known)}, got {name!r}; {nearest(str(name), known)}")
    return tuple(op for op in table if op.name in ops)


def pick(u: Uniforms, count: int) -> NDArray[np.int64]:
    """Whole numbers below `count`, all equally likely."""
    return (u * count).astype(np.int64)
