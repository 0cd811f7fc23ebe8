"""Numbers that change from epoch to epoch, for `p` or any number of a transform (curriculum learning)."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from .arguments import integer, number
from .named import Named, arguments

__all__ = ["Cosine", "Linear", "Piecewise", "Step"]


class Schedule(metaclass=Named):
    """A number for every epoch."""

    @abstractmethod
    def __call__(self, epoch: int) -> float: ...


@dataclass(frozen=True)
class Linear(Schedule):
    """From `start` in epoch 0 to `end` in epoch `epochs` - 1 in equal steps, and `end` after it.

    Examples
    --------
    >>> [fastaug.Linear(0.0, 1.0, epochs=3)(epoch) for epoch in range(4)]
    [0.0, 0.5, 1.0, 1.0]
    """

    start: float
    end: float
    epochs: int

    def __post_init__(self) -> None:
        number(self.start, "start", -math.inf)
        number(self.end, "end", -math.inf)
        integer(self.epochs, "epochs", 1)

    def __call__(self, epoch: int) -> float:
        return _between(self.start, self.end, self._share(epoch))

    def _share(self, epoch: int) -> float:
        return epoch / (self.epochs - 1) if epoch < self.epochs - 1 else 1.0


@dataclass(frozen=True)
class Cosine(Linear):
    """Like `Linear`, along half a cosine: slow at both ends.

    Examples
    --------
    >>> [round(fastaug.Cosine(0.0, 1.0, epochs=5)(epoch), 3) for epoch in range(5)]
    [0.0, 0.146, 0.5, 0.854, 1.0]
    """

    def __call__(self, epoch: int) -> float:
        return _between(self.start, self.end, 0.5 - 0.5 * math.cos(math.pi * self._share(epoch)))


@dataclass(frozen=True)
class Step(Schedule):
    """`start`, multiplied by `factor` every `every` epochs.

    Examples
    --------
    >>> [fastaug.Step(0.8, factor=0.5, every=2)(epoch) for epoch in range(4)]
    [0.8, 0.8, 0.4, 0.4]
    """

    start: float
    factor: float
    every: int

    def __post_init__(self) -> None:
        number(self.start, "start", -math.inf)
        number(self.factor, "factor", -math.inf)
        integer(self.every, "every", 1)

    def __call__(self, epoch: int) -> float:
        return self.start * self.factor ** (epoch // self.every)


@dataclass(frozen=True)
class Piecewise(Schedule):
    """Straight lines through (epoch, value) points; the first and the last value before and after them.

    Examples
    --------
    >>> [fastaug.Piecewise([(0, 0.0), (2, 1.0), (4, 0.5)])(epoch) for epoch in range(6)]
    [0.0, 0.5, 1.0, 0.75, 0.5, 0.5]
    """

    points: Any

    def __post_init__(self) -> None:
        try:
            points = [(integer(epoch, "epoch", 0), number(value, "value", -math.inf)) for epoch, value in self.points]
        except (TypeError, ValueError) as error:
            raise type(error)(f"points must be (epoch, value) pairs, got {self.points!r}: {error}") from None
        if not points or any(a >= b for (a, _), (b, _) in pairwise(points)):
            raise ValueError(f"points must be at least one, in the order of their epochs, got {self.points!r}")

    def __call__(self, epoch: int) -> float:
        for (e0, v0), (e1, v1) in pairwise(self.points):
            if e0 <= epoch <= e1:
                return _between(v0, v1, (epoch - e0) / (e1 - e0))
        return float(self.points[0][1] if epoch < self.points[0][0] else self.points[-1][1])


def _between(start: float, end: float, share: float) -> float:
    """The ends exactly, and never a number beyond them."""
    if share == 1:
        return float(end)
    return float(min(max(start + (end - start) * share, min(start, end)), max(start, end)))


def resolve(value: Any, epoch: int) -> Any:
    """`value` with every schedule in it, or in its tuples, lists and dicts, replaced by its number for the epoch."""
    if isinstance(value, Schedule):
        return value(epoch)
    if isinstance(value, dict):
        return {key: resolve(v, epoch) for key, v in value.items()}
    if isinstance(value, (tuple, list)) and any(isinstance(v, (Schedule, tuple, list)) for v in value):
        return type(value)(resolve(v, epoch) for v in value)
    return value


def scheduled(node: Any) -> bool:
    """Whether a dataclass has a schedule among its fields."""
    return any(map(_holds, arguments(node).values()))


def _holds(value: Any) -> bool:
    value = tuple(value.values()) if isinstance(value, dict) else value
    return isinstance(value, Schedule) or (isinstance(value, (tuple, list)) and any(map(_holds, value)))
