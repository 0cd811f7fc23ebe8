"""The pipeline: draws for a batch, plans it, and runs the plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from . import samples
from .ahead import Ahead
from .arguments import integer
from .compose import Container
from .plan import Batch, Drawn, Lane, Plan
from .record import Record, fingerprint, slots
from .rng import Keys, Stream, uniforms
from .samples import Samples
from .targets import BboxParams, Call, KeypointParams, check_fields, params

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Compose"]


@dataclass(frozen=True)
class Compose(Container):
    """A pipeline of transforms.

    Called with an image alone, an (N, H, W, C) batch, or a list of images, it returns the same of them. Called with
    `image=` and other targets by name it returns a dict of the same names: `mask`, `masks` (a list of masks), `bboxes`,
    `keypoints`, `labels`, and the label fields of `bbox_params` and `keypoint_params`. Beside a batch each of them is a
    list with an entry for each sample (`mask` may be an (N, H, W) or (N, H, W, C) array too); None stays None. Masks
    move by nearest, so they gain no values but `fill_mask`.

    Parameters
    ----------
    transforms : list
        Transforms and containers, in their order.
    bbox_params : BboxParams, dict or str, optional
        Format, labels and filters of boxes; "pascal_voc" unless given. A string is the format.
    keypoint_params : KeypointParams, dict or str, optional
        Format, labels and filters of keypoints; "xy" unless given.
    additional_targets : dict of str, optional
        Further arguments of a call by name, each "image" or "mask": what goes through the same steps with the same
        draws as the image, whose size it has. Images have its channels and dtype too.
    p : float
        Probability of applying anything at all.
    seed : int, optional
        What the random numbers of a sample depend on, beside its index and the epoch.
    fuse : bool
        Whether neighbouring steps become one where they can.

    Examples
    --------
    >>> aug = fastaug.Compose([fastaug.HorizontalFlip(), fastaug.Rotate(15)], seed=0)
    >>> aug(np.zeros((2, 32, 32, 3), np.uint8), index=[0, 1], epoch=3).shape
    (2, 32, 32, 3)
    >>> result = aug(image=np.zeros((32, 32, 3), np.uint8), mask=np.zeros((32, 32), np.int64), bboxes=[(2, 3, 8, 9)])
    >>> sorted(result), result["mask"].dtype
    (['bboxes', 'image', 'mask'], dtype('int64'))
    """

    in_turn = True
    bbox_params: BboxParams | dict[str, Any] | str | None = None
    keypoint_params: KeypointParams | dict[str, Any] | str | None = None
    additional_targets: dict[str, str] | None = None
    p: float = 1.0
    seed: int | None = None
    fuse: bool = True
    _stream: Stream = field(init=False, repr=False, compare=False)
    _ahead: Ahead = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "_stream", Stream(self.seed))
        object.__setattr__(self, "_ahead", Ahead())
        object.__setattr__(self, "bbox_params", params(BboxParams, self.bbox_params, "bbox_params"))
        object.__setattr__(self, "keypoint_params", params(KeypointParams, self.keypoint_params, "keypoint_params"))
        check_fields(self.bbox_params, self.keypoint_params, self.additional_targets or {})  # type: ignore[arg-type]

    def __call__(  # type: ignore[override]
        self,
        image: Any = None,
        /,
        *,
        index: Any = None,
        epoch: int = 0,
        same: bool = False,
        out: Any = None,
        threads: int | None = None,
        **targets: Any,
    ) -> Any:
        call = self._call(image, targets)
        keys = self._stream.keys(index, epoch, 1 if same else call.images.count)
        return self._apply(call, self._planned(call.images, keys, 0, running=index is None), out, threads)

    def plan(self, image: Any, *, index: Any = None, epoch: int = 0, same: bool = False) -> Plan:
        """The passes that a call with these arguments makes."""
        return self._draw(samples.images(image, "image"), index, epoch, same).plan()

    def reference(
        self, image: Any = None, /, *, index: Any = None, epoch: int = 0, same: bool = False, **targets: Any
    ) -> Any:
        """The same as a call, in NumPy."""
        call = self._call(image, targets)
        plan = self._draw(call.images, index, epoch, same).plan()
        return self._apply(call, plan, None, None, reference=True)

    def _call(self, image: Any, targets: dict[str, Any]) -> Call:
        return Call(image, targets, self.bbox_params, self.keypoint_params, self.additional_targets or {})  # type: ignore[arg-type]

    def draw(self, image: Any, *, index: Any = None, epoch: int = 0, same: bool = False, bboxes: Any = None) -> Record:
        """What a call with these arguments draws, for `apply`. bboxes: where a transform minds them."""
        given = self._call(image, {} if bboxes is None else {"bboxes": bboxes}).images
        batch = self._draw(given, index, epoch, same)
        names = [type(node).__name__ for node in slots(self)]
        return Record(self._fingerprint, epoch, given.sizes, names, [batch.record[slot] for slot in range(len(names))])

    def apply(
        self,
        image: Any = None,
        /,
        record: Record | None = None,
        *,
        out: Any = None,
        threads: int | None = None,
        **targets: Any,
    ) -> Any:
        """What the call would return that drew the record, bit for bit.

        The images may be others, of the same number and sizes, and the other targets too.
        """
        if not isinstance(record, Record):
            raise TypeError(f"record must be a Record, which draw() makes, got {type(record).__name__}")
        call = self._call(image, targets)
        record.check(self._fingerprint, call.images.sizes)
        batch = self._walk(call.images, record.epoch, None, dict(enumerate(record.draws)))
        return self._apply(call, batch.plan(), out, threads)

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self)

    def eval(self) -> Compose:
        """The pipeline of those steps alone that are done to every sample alike: crops about the middle, scaling to
        numbers, ... but nothing random."""
        return self.fixed() or replace(self, transforms=[])  # type: ignore[return-value]

    def _draw(self, given: Samples, index: Any, epoch: int, same: bool) -> Batch:
        return self._drawn(given, self._stream.keys(index, epoch, 1 if same else given.count), 0)

    def _planned(self, given: Samples, keys: Keys, first: int, running: bool) -> Plan:
        """running: the samples are numbered as they come."""
        if running and given.single and not self.sees_boxes:
            return self._ahead.plan(given, keys, partial(self._drawn, first=first))
        return self._drawn(given, keys, first).plan()

    def _drawn(self, given: Samples, keys: Keys, first: int) -> Batch:
        """Draws for samples with the given keys, or one key for all. first: its slot in what it is part of."""
        seed, epoch, index = keys
        counts = [0] * first + self.counts
        numbers = uniforms(seed, epoch, index, counts)
        if len(numbers) != given.count:
            numbers = np.broadcast_to(numbers, (given.count, numbers.shape[1]))
        return self._walk(given, epoch, [numbers[:, part] for part in self._parts], None)

    @cached_property
    def _parts(self) -> list[slice]:
        """Where the numbers of each slot stand."""
        return [slice(a, b) for a, b in pairwise(accumulate(self.counts, initial=0))]

    def _walk(
        self, given: Samples, epoch: int, slots: list[NDArray[np.float64]] | None, record: dict[int, Drawn] | None
    ) -> Batch:
        batch = Batch(given.sizes, given.dtype, given.channels, epoch, slots, record, self.fuse, given.boxes)
        self.walk(batch, 0, np.ones(given.count, np.bool_))
        return batch

    def _apply(self, call: Call, plan: Plan, out: Any, threads: int | None, reference: bool = False) -> Any:
        if threads is not None:
            integer(threads, "threads", 1)
        given, out = call.images, call.out(out)
        wanted = samples.shapes(given, plan.after, plan.channels, plan.planar)
        into = None if out is None else samples.check_out(out, given.single, wanted, plan.dtype)
        if into is not None and samples.writable_at_once(into, given.arrays):
            made = into
        else:
            made = samples.results(given, wanted, plan.dtype)
        lanes = [Lane(given.arrays, made, given.dtype, given.channels), *call.lanes(plan)]
        if reference:
            for lane in lanes:
                plan.reference(lane)
        else:
            plan.run(lanes, threads)
        if into is not None and made is not into:
            samples.copy_into(into, made)
        if out is None:
            out = made[0] if given.single else made
        return call.result(out, plan)
