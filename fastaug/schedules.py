"""Numbers that change from epoch to epoch, for `p` or any number of a transform (curriculum learning)."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

__all__ = ["Cosine", "Linear", "Piecewise", "Step"]


class Schedule:
    """A number for every epoch."""

    def __call__(self, epoch: int) -> float:
        raise NotImplementedError


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

    def __call__(self, epoch: int) -> float:
        return self.start + (self.end - self.start) * _share(epoch, self.epochs)


@dataclass(frozen=True)
class Cosine(Schedule):
    """Like `Linear`, along half a cosine: slow at both ends.

    Examples
    --------
    >>> [round(fastaug.Cosine(0.0, 1.0, epochs=5)(epoch), 3) for epoch in range(5)]
    [0.0, 0.146, 0.5, 0.854, 1.0]
    """

    start: float
    end: float
    epochs: int

    def __call__(self, epoch: int) -> float:
        return self.start + (self.end - self.start) * (0.5 - 0.5 * math.cos(math.pi * _share(epoch, self.epochs)))


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

    def __call__(self, epoch: int) -> float:
        points = sorted(tuple(point) for point in self.points)
        for (e0, v0), (e1, v1) in pairwise(points):
            if e0 <= epoch <= e1:
                return float(v0 + (v1 - v0) * (epoch - e0) / (e1 - e0))
        return float(points[0][1] if epoch < points[0][0] else points[-1][1])


def _share(epoch: int, epochs: int) -> float:
    return min(epoch / (epochs - 1), 1.0) if epochs > 1 else 1.0


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
    return any(_holds(getattr(node, f.name)) for f in fields(node))


def _holds(value: Any) -> bool:
    value = tuple(value.values()) if isinstance(value, dict) else value
    return isinstance(value, Schedule) or (isinstance(value, (tuple, list)) and any(map(_holds, value)))
