"""What all random transforms share: names, the draw, and the way into a plan."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from ..arguments import generator
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
    """A transform or a container: what a pipeline is made of. It may be called by itself."""

    def __call__(
        self, image: Any = None, /, rng: Any = None, *, out: Any = None, threads: int | None = None, **targets: Any
    ) -> Any:
        """As a pipeline of this alone: takes and returns what `Compose` does.

        rng: None, an integer or a numpy.random.Generator. The first image of a batch gets what it gets alone.
        """
        alone = self._alone
        if rng is None:
            return alone(image, out=out, threads=threads, **targets)
        call = alone._call(image, targets)
        seed = int(generator(rng).integers(0, 2**64, dtype=np.uint64))
        batch = alone._drawn(call.images, (seed, 0, np.arange(call.images.count)), 0)
        return call.apply(batch.plan(), out, threads)

    @cached_property
    def _alone(self) -> Any:
        from ..pipeline import Compose

        return Compose([self])

    @property
    @abstractmethod
    def counts(self) -> list[int]:
        """How many uniform numbers each of its slots takes: a transform has one slot, a container those of its own."""

    @abstractmethod
    def walk(self, batch: Batch, slot: int, active: Flags, force: bool = False) -> None:
        """Draws for the samples in `active` and adds its passes. force: its `p` has been decided elsewhere."""

    sees_boxes: ClassVar[bool] = False  # draws by the boxes that go along
    encodes: ClassVar[bool] = False  # changes dtype or layout, which the results of a batch share

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

    @abstractmethod
    def fixed(self) -> Node | None:
        """What of it is done to every sample alike, or None."""


@dataclass(frozen=True)
class Transform(Node):
    """A random transform: it draws the parameters of every sample, and says which passes they make.

    Every one has the probability `p` as its last argument, but for those by keyword only.
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

    @abstractmethod
    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        """What becomes of the samples in `active`."""

    def fixed(self) -> Node | None:
        """Itself if it is applied to every sample and draws nothing."""
        return self if self.p == 1 and not self.numbers else None  # type: ignore[attr-defined]

    @cached_property
    def counts(self) -> list[int]:  # type: ignore[override]
        return [1 + self.numbers]

    def walk(self, batch: Batch, slot: int, active: Flags, force: bool = False) -> None:
        now = self.at(batch.epoch)

        def draw(u: Uniforms) -> Drawn:
            return {"active": taken(active, 1 if force else now.p, u), **now.draw(u[:, 1:], batch)}

        drawn = batch.drawn(slot, draw)
        batch.add(now.passes(drawn, drawn["active"], batch), type(self).__name__)


def taken(active: Flags, p: float, u: Uniforms) -> Flags:
    """Which of the active samples are in, with probability p by their first number."""
    return active if p == 1 else active & (u[:, 0] < p)


def keys(u: NDArray[np.float64], many: int) -> NDArray[np.uint64]:
    """(N, many): 64 random bits each, from numbers in [0, 1), made by SplitMix64. For what takes a number for each
    channel, since how many numbers are drawn must not depend on the images."""
    made = seeds(u)[:, None] + np.arange(1, many + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    made = (made ^ (made >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    made = (made ^ (made >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return made ^ (made >> np.uint64(31))


def uniforms(u: NDArray[np.float64], many: int) -> NDArray[np.float64]:
    """(N, many): numbers in [0, 1), from one each."""
    return (keys(u, many) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def seeds(u: NDArray[np.float64]) -> NDArray[np.uint64]:
    """64-bit seeds of further random numbers, from numbers in [0, 1) with 53 bits."""
    return (u * 2.0**53).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
