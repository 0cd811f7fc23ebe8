"""The pipeline: draws for a batch, plans it, and runs the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import samples
from .arguments import integer
from .compose import Container
from .plan import Batch, Drawn, Lane, Plan
from .rng import Stream, uniforms
from .samples import Samples
from .transforms.base import Node

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Compose"]


@dataclass(frozen=True)
class Compose(Container):
    """A pipeline of transforms.

    Examples
    --------
    >>> aug = fastaug.Compose([fastaug.HorizontalFlip(), fastaug.Rotate(15)], seed=0)
    >>> aug(np.zeros((2, 32, 32, 3), np.uint8), index=[0, 1], epoch=3).shape
    (2, 32, 32, 3)
    """

    transforms: Sequence[Node]
    p: float = 1.0
    seed: int | None = None
    fuse: bool = True
    _stream: Stream = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "_stream", Stream(self.seed))

    def __call__(
        self,
        image: Any = None,
        /,
        *,
        index: Any = None,
        epoch: int = 0,
        same: bool = False,
        out: Any = None,
        threads: int | None = None,
    ) -> Any:
        given = samples.images(image, "image")
        batch = self._draw(given, index, epoch, same)
        return self._apply(given, batch, out, threads)

    def plan(self, image: Any, *, index: Any = None, epoch: int = 0, same: bool = False) -> Plan:
        """The passes that a call with these arguments makes."""
        given = samples.images(image, "image")
        batch = self._draw(given, index, epoch, same)
        return Plan(batch.passes, given.sizes, batch.sizes)

    def reference(self, image: Any, *, index: Any = None, epoch: int = 0, same: bool = False) -> Any:
        """The same as a call, in NumPy."""
        given = samples.images(image, "image")
        batch = self._draw(given, index, epoch, same)
        return self._apply(given, batch, None, None, reference=True)

    def _draw(self, given: Samples, index: Any, epoch: int, same: bool) -> Batch:
        count = given.count
        seed, epoch, keys = self._stream.keys(index, epoch, 1 if same else count)
        counts = self.counts
        numbers = uniforms(seed, epoch, keys, counts)
        if same:
            numbers = np.broadcast_to(numbers, (count, numbers.shape[1]))
        ends = list(accumulate(counts, initial=0))
        slots = [numbers[:, first:last] for first, last in pairwise(ends)]
        return self._walk(given, epoch, slots, None)

    def _walk(
        self, given: Samples, epoch: int, slots: list[NDArray[np.float64]] | None, record: dict[int, Drawn] | None
    ) -> Batch:
        batch = Batch(given.sizes, given.dtype, given.channels, epoch, slots, record, self.fuse)
        self.walk(batch, 0, np.ones(given.count, np.bool_))
        return batch

    def _apply(self, given: Samples, batch: Batch, out: Any, threads: int | None, reference: bool = False) -> Any:
        if threads is not None:
            integer(threads, "threads", 1)
        wanted = samples.shapes(given, batch.sizes, batch.channels, batch.planar)
        into = None if out is None else samples.check_out(out, given.single, wanted, batch.dtype)
        if into is not None and samples.writable_at_once(into, given.arrays):
            made = into
        else:
            made = samples.results(given, wanted, batch.dtype)
        plan = Plan(batch.passes, given.sizes, batch.sizes)
        lane = Lane(given.arrays, made, given.dtype, given.channels)
        if reference:
            plan.reference(lane)
        else:
            plan.run([lane], threads)
        if into is not None:
            if made is not into:
                samples.copy_into(into, made)
            return out
        return made[0] if given.single else made
