"""What all random transforms share: names, the draw, and the way into a plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from ..named import Named, arguments
from ..passes.base import Flags, Pass
from ..schedules import resolve, scheduled
from .ranges import interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

Drawn: TypeAlias = "dict[str, NDArray[Any]]"  # one entry per sample in each array
Uniforms: TypeAlias = "NDArray[np.float64]"  # (N, numbers) in [0, 1)


@dataclass(frozen=True)
class Node(metaclass=Named):
    """A transform or a container: what a pipeline is made of."""

    deterministic: ClassVar[bool] = False  # does the same to every sample it is applied to

    @property
    def counts(self) -> list[int]:
        """How many uniform numbers each of its slots takes: a transform has one slot, a container those of its own."""
        raise NotImplementedError

    def walk(self, batch: Batch, slot: int, active: Flags, force: bool = False) -> None:
        """Draws for the samples in `active` and adds its passes. force: its `p` has been decided elsewhere."""
        raise NotImplementedError

    @cached_property
    def _scheduled(self) -> bool:
        return scheduled(self)

    def at(self, epoch: int) -> Any:
        """Itself with the numbers of that epoch."""
        if not self._scheduled:
            return self
        given = {name: resolve(value, epoch) for name, value in arguments(self).items()}
        try:
            return type(self)(**given)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{type(self).__name__} in epoch {epoch}: {error}") from None

    def fixed(self) -> Node | None:
        """What of it is done to every sample alike, or None."""
        return self if self.deterministic and self.p == 1 else None  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Transform(Node):
    """A random transform: it draws the parameters of every sample, and says which passes they make.

    Every one has the probability `p` as its last argument.
    """

    numbers: ClassVar[int] = 0  # uniform numbers that `draw` takes

    def __post_init__(self) -> None:
        if self._scheduled:
            self.at(0), self.counts
            return
        interval(self.p, "p", 0, 1, single=True)  # type: ignore[attr-defined]
        self.check()

    def check(self) -> None:
        """Raises TypeError or ValueError for arguments out of range."""

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """The parameters of all samples of a batch, from numbers in [0, 1)."""
        return {}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        """What becomes of the samples in `active`."""
        raise NotImplementedError

    @cached_property
    def counts(self) -> list[int]:  # type: ignore[override]
        return [1 + self.numbers]

    def walk(self, batch: Batch, slot: int, active: Flags, force: bool = False) -> None:
        now = self.at(batch.epoch)

        def draw(u: Uniforms) -> Drawn:
            return {"active": active if force else active & (u[:, 0] < now.p), **now.draw(u[:, 1:], batch)}

        drawn = batch.drawn(slot, draw)
        batch.add(now.passes(drawn, drawn["active"], batch), type(self).__name__)


def seeds(u: NDArray[np.float64]) -> NDArray[np.uint64]:
    """64-bit seeds of further random numbers, from numbers in [0, 1) with 53 bits."""
    return (u * 2.0**53).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
