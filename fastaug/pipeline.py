"""The pipeline: draws for a batch, plans it, and runs the plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .ahead import Ahead
from .compose import Container
from .plan import Batch, Drawn, Plan
from .record import Record, fingerprint, slots
from .rng import Keys, Stream, uniforms
from .samples import Samples
from .targets import VOLUMES, BboxParams, Call, KeypointParams, check_fields, params
from .volumes import VolumeCall

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Compose"]


@dataclass(frozen=True)
class Compose(Container):
    """A pipeline of transforms, and a sequence of them.

    Called with an image alone, an (N, H, W, C) batch, or a list of images, it returns the same of them. Called with
    `image=` and other targets by name it returns a dict of the same names: `mask`, `masks` (a list of masks), `bboxes`,
    `keypoints`, `labels`, and the label fields of `bbox_params` and `keypoint_params`. Beside a batch each of them is a
    list with an entry for each sample (`mask` may be an (N, H, W) or (N, H, W, C) array too); None stays None. Masks
    move by nearest, so they gain no values but `fill_mask`.

    Called with `volume=`, of shape (D, H, W) or (D, H, W, C), and `mask3d=` if there is one, it returns a dict of them.
    A volume is one sample: its slices go through the same steps with the same draws, noise included, and `RandomCrop3D`
    and the like, which take volumes alone, work along all three axes. `ToTensorV2` makes (C, D, H, W) of it.

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
    adds: ClassVar[tuple[str, ...]] = ()  # names that its results have beside those of the targets
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
        check_fields(self.bbox_params, self.keypoint_params, self.additional_targets or {}, self.adds)  # type: ignore[arg-type]

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
        return call.apply(self._planned(call.images, keys, 0, running=index is None), out, threads)

    def plan(
        self, image: Any = None, *, index: Any = None, epoch: int = 0, same: bool = False, volume: Any = None
    ) -> Plan:
        """The passes that a call with these arguments makes."""
        return self._draw(self._given(image, volume=volume), index, epoch, same).plan()

    def reference(
        self, image: Any = None, /, *, index: Any = None, epoch: int = 0, same: bool = False, **targets: Any
    ) -> Any:
        """The same as a call, in NumPy."""
        call = self._call(image, targets)
        plan = self._draw(call.images, index, epoch, same).plan()
        return call.apply(plan, None, None, reference=True)

    def _call(self, image: Any, targets: dict[str, Any]) -> Call | VolumeCall:
        if not targets.keys().isdisjoint(VOLUMES):
            return VolumeCall(image, targets)
        return Call(image, targets, self.bbox_params, self.keypoint_params, self.additional_targets or {})  # type: ignore[arg-type]

    def draw(
        self,
        image: Any = None,
        *,
        index: Any = None,
        epoch: int = 0,
        same: bool = False,
        bboxes: Any = None,
        volume: Any = None,
    ) -> Record:
        """What a call with these arguments draws, for `apply`. bboxes: where a transform minds them."""
        given = self._given(image, bboxes=bboxes, volume=volume)
        return self._recorded(given, self._draw(given, index, epoch, same))

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
        return call.apply(batch.plan(), out, threads)

    def _recorded(self, given: Samples, batch: Batch) -> Record:
        """What has been drawn for them."""
        names = [type(node).__name__ for node in slots(self)]
        draws = [batch.record[slot] for slot in range(len(names))]
        return Record(self._fingerprint, batch.epoch, given.sizes, names, draws)

    def _given(self, image: Any, **targets: Any) -> Samples:
        return self._call(image, {name: given for name, given in targets.items() if given is not None}).images

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
        batch = given.batch(epoch, slots, record, self.fuse)
        self.walk(batch, 0, np.ones(given.count, np.bool_))
        return batch
