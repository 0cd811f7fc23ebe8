"""Containers: which transforms a sample gets, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from .arguments import integer
from .named import Named, arguments
from .passes.base import Flags
from .transforms.base import Drawn, Node, Uniforms, taken
from .transforms.ranges import interval

if TYPE_CHECKING:
    from .plan import Batch

__all__ = ["OneOf", "RandomApply", "RandomOrder", "Sequential", "SomeOf"]


@dataclass(frozen=True)
class Container(Node):
    """A node with children, and a sequence of them. Every one has the probability `p`, by default that of
    Albumentations."""

    transforms: Sequence[Node]

    def __post_init__(self) -> None:
        name = type(self).__name__
        if not isinstance(self.transforms, (list, tuple)):
            raise TypeError(f"{name} takes a list of transforms, got {self.transforms!r}")
        if not self.transforms and not self.in_turn:
            raise ValueError(f"{name} takes a list of at least one transform, got {self.transforms!r}")
        for child in self.transforms:
            if isinstance(child, Named):
                raise TypeError(f"{name} takes transforms, got the class {child.__name__}: call it")
            if not isinstance(child, Node):
                raise TypeError(f"{name} takes transforms and containers, got {type(child).__name__} {child!r}")
        object.__setattr__(self, "transforms", list(self.transforms))
        if self._scheduled:
            self.at(0)
        else:
            interval(self.p, "p", 0, 1, single=True)  # type: ignore[attr-defined]
        if self.encodes and not (self.in_turn and self.p == 1):  # type: ignore[attr-defined]
            raise ValueError(
                f"{name} may leave out a transform that changes dtype or layout, such as Normalize: results of a batch "
                "have one of each, so put it into the pipeline itself"
            )

    def __len__(self) -> int:
        return len(self.transforms)

    def __getitem__(self, i: int) -> Node:
        return self.transforms[i]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.transforms)

    def choose(self, u: Uniforms, batch: Batch) -> Drawn:
        """What it draws itself, beside `active`."""
        return {}

    @property
    def numbers(self) -> int:
        """Uniform numbers that `choose` takes."""
        return 0

    @property
    def places(self) -> list[Node]:
        """Its children in the places where they may stand, each with slots of its own."""
        return list(self.transforms)

    @cached_property
    def counts(self) -> list[int]:  # type: ignore[override]
        return [1 + self.numbers, *(count for child in self.places for count in child.counts)]

    def chosen(self, drawn: Drawn, place: int) -> Flags:
        """Which of the active samples have the child in that place."""
        return drawn["active"]

    @cached_property
    def sees_boxes(self) -> bool:  # type: ignore[override]
        return any(child.sees_boxes for child in self.transforms)

    @cached_property
    def encodes(self) -> bool:  # type: ignore[override]
        return any(child.encodes for child in self.transforms)

    in_turn: ClassVar[bool] = False  # applies all of its children in their order
    force = False  # children that are chosen are applied whatever their own p

    def walk(self, batch: Batch, slot: int, active: Flags, force: bool = False) -> None:
        now = self.at(batch.epoch)

        def draw(u: Uniforms) -> Drawn:
            return {"active": taken(active, 1 if force else now.p, u), **now.choose(u[:, 1:], batch)}

        drawn = batch.drawn(slot, draw)
        slot += 1
        for place, child in enumerate(self.places):
            child.walk(batch, slot, now.chosen(drawn, place), self.force)
            slot += len(child.counts)

    def fixed(self) -> Node | None:
        kept = [fixed for child in self.transforms if (fixed := child.fixed()) is not None]
        if not (self.in_turn and self.p == 1 and kept):  # type: ignore[attr-defined]
            return None
        return type(self)(**{**arguments(self), "transforms": kept})


@dataclass(frozen=True)
class Sequential(Container):
    """Applies all of its transforms in order, with probability `p`; else none.

    Examples
    --------
    >>> both = fastaug.Sequential([fastaug.HorizontalFlip(p=1), fastaug.VerticalFlip(p=1)], p=0.5)
    >>> fastaug.Compose([both], seed=0)(np.zeros((4, 4, 3), np.uint8)).shape
    (4, 4, 3)
    """

    p: float = 0.5
    in_turn = True


@dataclass(frozen=True)
class RandomApply(Sequential):
    """`Sequential` under torchvision's name.

    Examples
    --------
    >>> blur = fastaug.RandomApply([fastaug.Rotate(30, p=1)], p=0.2)
    >>> fastaug.Compose([blur], seed=0)(np.zeros((4, 4, 3), np.uint8)).shape
    (4, 4, 3)
    """


@dataclass(frozen=True)
class OneOf(Container):
    """Applies one of its transforms, chosen with odds in proportion to their `p`, with probability `p`.

    Examples
    --------
    >>> turn = fastaug.OneOf([fastaug.Rotate(30, p=2 / 3), fastaug.Transpose(p=1 / 3)], p=1)
    >>> fastaug.Compose([turn], seed=0)(np.zeros((4, 4, 3), np.uint8)).shape
    (4, 4, 3)
    """

    p: float = 0.5
    force = True

    @property
    def numbers(self) -> int:
        return 1

    def choose(self, u: Uniforms, batch: Batch) -> Drawn:
        weights = np.cumsum([child.at(batch.epoch).p for child in self.transforms])  # type: ignore[attr-defined]
        if not weights[-1] > 0:
            raise ValueError("OneOf needs a transform with p above 0")
        return {"choice": np.minimum(np.searchsorted(weights / weights[-1], u[:, 0], "right"), len(weights) - 1)}

    def chosen(self, drawn: Drawn, place: int) -> Flags:
        return drawn["active"] & (drawn["choice"] == place)


@dataclass(frozen=True)
class SomeOf(Container):
    """Chooses `n` of its transforms, all equally likely, and applies them in their order, each with its own `p`.

    replace: one may be chosen several times.

    Examples
    --------
    >>> two = fastaug.SomeOf([fastaug.HorizontalFlip(), fastaug.VerticalFlip(), fastaug.Transpose()], n=2)
    >>> fastaug.Compose([two], seed=0)(np.zeros((4, 4, 3), np.uint8)).shape
    (4, 4, 3)
    """

    n: int = 1
    replace: bool = False
    p: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if integer(self.n, "n", 1) > len(self.transforms) and not self.replace:
            raise ValueError(f"n must be at most {len(self.transforms)}, the number of transforms, got {self.n}")

    @property
    def numbers(self) -> int:
        return self.n if self.replace else len(self.transforms)

    def choose(self, u: Uniforms, batch: Batch) -> Drawn:
        """order: (N, n) children."""
        if self.replace:
            return {"order": np.sort((u * len(self.transforms)).astype(np.int64), axis=1)}
        return {"order": np.sort(np.argsort(u, axis=1, kind="stable")[:, : self.n], axis=1)}

    @property
    def places(self) -> list[Node]:
        return list(self.transforms) * (self.n if self.replace else 1)

    def chosen(self, drawn: Drawn, place: int) -> Flags:
        if not self.replace:
            return drawn["active"] & (drawn["order"] == place).any(axis=1)
        turn, child = divmod(place, len(self.transforms))
        return drawn["active"] & (drawn["order"][:, turn] == child)


@dataclass(frozen=True)
class RandomOrder(SomeOf):
    """Chooses `n` of its transforms and applies them in a random order, each with its own `p`.

    Examples
    --------
    >>> shuffled = fastaug.RandomOrder([fastaug.Transpose(p=1), fastaug.Rotate(p=1)], n=2)
    >>> fastaug.Compose([shuffled], seed=0)(np.zeros((4, 4, 3), np.uint8)).shape
    (4, 4, 3)
    """

    def choose(self, u: Uniforms, batch: Batch) -> Drawn:
        if self.replace:
            return {"order": (u * len(self.transforms)).astype(np.int64)}
        return {"order": np.argsort(u, axis=1, kind="stable")[:, : self.n]}

    @property
    def places(self) -> list[Node]:
        return list(self.transforms) * self.n

    def chosen(self, drawn: Drawn, place: int) -> Flags:
        turn, child = divmod(place, len(self.transforms))
        return drawn["active"] & (drawn["order"][:, turn] == child)
