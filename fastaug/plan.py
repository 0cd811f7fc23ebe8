"""The plan of a batch: what was drawn as a few passes, run by the kernels or by the NumPy reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from .carriers import NATIVE, carried
from .kernels.pipeline import run_lanes
from .outlines import Track
from .passes.base import Geometric, Pass, Sizes

if TYPE_CHECKING:
    from numpy.typing import NDArray

Drawn: TypeAlias = "dict[str, NDArray[Any]]"


class Batch:
    """What is known of a batch while a pipeline is walked: sizes, the numbers drawn so far, the passes so far."""

    depth: NDArray[np.int64] | None = None  # of volumes: (N, 1) slices

    def __init__(
        self, sizes: Sizes, dtype: np.dtype[Any], channels: int, epoch: int, uniforms: list[NDArray[np.float64]] | None,
        record: dict[int, Drawn] | None = None, fuse: bool = True,
        boxes: Callable[[int], NDArray[np.float64]] | None = None,
    ) -> None:  # fmt: skip
        """uniforms: (N, numbers) for each slot, or None to take what the record has. boxes: as in Samples."""
        self.count, self.before, self.sizes, self.dtype, self.channels = len(sizes), sizes, sizes, dtype, channels
        self.epoch = epoch
        self._uniforms, self._fuse, self._boxes = uniforms, fuse, boxes
        self.record: dict[int, Drawn] = {} if record is None else record
        self.passes: list[Pass] = []
        self.dropped: dict[int, NDArray[np.bool_]] = {}  # of a sample: which of its boxes
        self.planar = False  # results are (C, H, W)
        self.planar_masks = False  # masks with channels as well

    def drawn(self, slot: int, draw: Callable[[NDArray[np.float64]], Drawn]) -> Drawn:
        """What the slot has drawn: `draw` of its numbers, or what the record says."""
        if self._uniforms is not None:
            self.record[slot] = draw(self._uniforms[slot])
        return self.record[slot]

    def boxes(self, sample: int) -> NDArray[np.float64]:
        """(n, 4): what is to be seen by now of the boxes of a sample, as edges x_min, y_min, x_max, y_max in pixels."""
        edges = self._edges(sample)
        return edges[(edges[:, 2:] > edges[:, :2]).all(axis=1)]

    def drop_boxes(self, sample: int, first: NDArray[np.int64], last: NDArray[np.int64]) -> None:
        """Drops the boxes whose middle is not inside a rectangle: its first row and column, and those behind its
        last."""
        edges = self._edges(sample)
        middle = (edges[:, 1::-1] + edges[:, :1:-1]) / 2
        self.dropped[sample] = np.any((middle <= first) | (middle >= last), axis=1)

    def _edges(self, sample: int) -> NDArray[np.float64]:
        """Of all boxes that came in; without area where nothing is to be seen."""
        if self._boxes is None:
            return np.zeros((0, 4))
        height, width = self.before[sample].tolist()
        track = Track(self._boxes(sample), np.zeros((0, 2)), False, height, width, self.dropped.get(sample))
        for p in self.passes:
            if p.geometric and p.active[sample]:
                track.through(cast("Geometric", p), sample)
        height, width = self.sizes[sample].tolist()
        return np.clip(track.outlines.bounds(), 0, (width, height, width, height))

    def branch(self) -> Batch:
        """The same samples, for passes apart from these."""
        return Batch(self.sizes, self.dtype, self.channels, self.epoch, None, {}, self._fuse)

    def add(self, passes: list[Pass], name: str) -> None:
        if self.planar and passes:
            raise ValueError(f"{name} comes after ToTensorV2, which must be the last transform")
        for new in passes:
            new.steps = [name]
            if new.geometric:
                self.sizes = new.after  # type: ignore[attr-defined]
            self.dtype, self.channels = new.result(self.dtype, self.channels)
            self.planar |= new.planar
            joined = self.passes[-1].join(new) if self._fuse and self.passes else None
            if joined is None:
                self.passes.append(new)
            else:
                joined.steps = self.passes[-1].steps + ([] if name in self.passes[-1].steps[-1:] else [name])
                self.passes[-1] = joined

    def plan(self) -> Plan:
        made = self.passes, self.before, self.sizes, self.dtype, self.channels, self.planar, self.planar_masks
        return Plan(*made, dropped=self.dropped)


@dataclass
class Plan:
    """The passes of a batch; `print` shows them."""

    passes: list[Pass]
    before: Sizes
    after: Sizes
    dtype: np.dtype[Any]  # of the results
    channels: int
    planar: bool
    planar_masks: bool
    first: int = 0  # the sample of the passes that is its first
    shared: bool = False  # that one is drawn for all
    _native: dict[Any, list[Any]] = field(default_factory=dict)
    dropped: dict[int, NDArray[np.bool_]] = field(default_factory=dict)  # of a sample: which of its boxes

    def only(self, sample: int) -> Plan:
        """The plan of one sample; no pass may call Python."""
        before, after = self.before[sample : sample + 1], self.after[sample : sample + 1]
        return Plan(
            self.passes, before, after, self.dtype, self.channels, self.planar, self.planar_masks, sample,
            _native=self._native,
        )  # fmt: skip

    def _row(self, sample: int) -> int:
        """Which sample of the passes it is."""
        return self.first if self.shared else self.first + sample

    def __str__(self) -> str:
        count = len(self.before)
        head = f"{count} sample{'s' * (count != 1)}, {len(self.passes)} pass{'es' * (len(self.passes) != 1)}"
        return "\n".join([head, *(f"{i}. {p}" for i, p in enumerate(self.passes, 1))])

    def run(self, lanes: list[Lane], threads: int | None) -> None:
        """Fills the results of each lane, all samples of all lanes in one native call; one before, between and after
        the passes that call Python."""
        passes, sizes = self.passes, self.before
        for function in [p for p in passes if p.python]:
            at = passes.index(function)
            head, passes = passes[:at], passes[at + 1 :]
            sizes = next((p.after for p in reversed(head) if p.geometric), sizes)  # type: ignore[attr-defined]
            parts = [lane.split(head, np.broadcast_to(sizes, self.before.shape)) for lane in lanes]
            self._run([first for first, _ in parts], head, threads)
            lanes = [rest for _, rest in parts]
            for lane in lanes:
                for i, array in enumerate(lane.arrays):
                    row = self._row(i)
                    if function.active[row] and function.touches(lane.mask) and array is not None:
                        lane.arrays[i] = function.reference(array, row, lane.mask)
        self._run(lanes, passes, threads)

    def _run(self, lanes: list[Lane], passes: list[Pass], threads: int | None) -> None:
        given = [(*lane.carried(), self.native(lane, passes)) for lane in lanes]
        run_lanes(len(self.before), given, threads, self.first, self.shared)

    def native(self, lane: Lane, passes: list[Pass]) -> list[Any]:
        """The kernels' passes, made once for lanes of one kind."""
        kind = lane.dtype, lane.channels, lane.mask, *passes
        if kind not in self._native:
            self._native[kind] = lane.native(passes)
        return self._native[kind]

    def reference(self, lane: Lane) -> None:
        """The same for one lane, in NumPy."""
        for i in range(len(self.before)):
            if lane.arrays[i] is None:
                continue
            image = lane.arrays[i].reshape(*lane.arrays[i].shape[:2], -1)
            for p in self.passes:
                if p.active[self._row(i)] and p.touches(lane.mask):
                    image = p.reference(image, self._row(i), lane.mask)
            lane.results[i][...] = image.reshape(lane.results[i].shape)


@dataclass
class Lane:
    """One array of every sample, its images or its masks, and where the results go."""

    arrays: Any  # (N, H, W, C), or a list of N, with None for samples that have none
    results: Any
    dtype: np.dtype[Any]
    channels: int
    mask: bool = False

    def carried(self) -> tuple[Any, Any]:
        """The arrays and the results in a dtype that the kernels have."""
        if not self.mask or self.dtype.name in NATIVE:
            return self.arrays, self.results
        every = ([a if a is None else carried(a) for a in arrays] for arrays in (self.arrays, self.results))
        return tuple(every)  # type: ignore[return-value]

    def native(self, passes: list[Pass]) -> list[Any]:
        """The kernels' passes."""
        made: list[Any] = []
        state = self.dtype, self.channels
        for p in passes:
            if p.touches(self.mask):
                made += p.native(np.empty((0, 0, state[1]), state[0]), self.mask)
            state = self._after(state, p)
        return made

    def _after(self, state: tuple[np.dtype[Any], int], p: Pass) -> tuple[np.dtype[Any], int]:
        """Dtype and channels after a pass."""
        return state if self.mask else p.result(*state)

    def after(self, passes: list[Pass]) -> tuple[np.dtype[Any], int]:
        """Dtype and channels after these."""
        return reduce(self._after, passes, (self.dtype, self.channels))

    def split(self, head: list[Pass], sizes: Sizes) -> tuple[Lane, Lane]:
        """The lane of some passes and that of the rest. sizes: of the images between them."""
        dtype, channels = self.after(head)
        between = [
            None if array is None else np.empty((height, width, channels), dtype)
            for array, (height, width) in zip(self.arrays, sizes.tolist(), strict=True)
        ]
        return replace(self, results=between), Lane(between, self.results, dtype, channels, self.mask)
