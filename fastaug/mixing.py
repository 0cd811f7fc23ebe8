"""MixUp and CutMix within a batch: every sample is mixed with another one, and its labels likewise."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from . import reference
from .arguments import generator, image_shape, number, per_sample
from .boxes import BboxParams
from .carriers import CARRIED, NATIVE, carried
from .kernels import mix as _kernels
from .labels import label_rows
from .named import Named
from .rng import Stream, uniforms
from .samples import DTYPES, NAMES
from .targets import PLAIN_BOXES, as_given, params, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["CutMix", "MixUp", "Mixed", "MixedTargets", "RandomMix"]

NUMBERS = 7  # uniform numbers of a sample: order, p, CutMix or MixUp, two for lambda, two for the place
APART = 0x6D69784D69786D69  # from the random numbers of a pipeline with the same seed


class Mixed(NamedTuple):
    """What mixing a batch returns.

    Examples
    --------
    >>> mixed = fastaug.MixUp(num_classes=2)(np.zeros((2, 4, 4, 3), np.uint8), [0, 1], rng=0)
    >>> mixed.images.shape, mixed.labels.shape, mixed.partner.tolist()
    ((2, 4, 4, 3), (2, 2), [1, 0])
    """

    images: Any
    labels: Any  # (N, K), or None
    lam: Any  # (N,): the weight of the sample itself in the labels
    partner: Any  # (N,): with which sample it was mixed


class MixedTargets(NamedTuple):
    """What mixing a batch with masks or boxes returns.

    Examples
    --------
    >>> images, boxes = np.zeros((2, 4, 4, 3), np.uint8), [[(0, 0, 2, 2)], [(1, 1, 3, 3)]]
    >>> fastaug.MixUp()(images, rng=0, bboxes=boxes).bboxes[0]
    [[0.0, 0.0, 2.0, 2.0], [1.0, 1.0, 3.0, 3.0]]
    """

    images: Any
    labels: Any
    lam: Any
    partner: Any
    masks: Any
    bboxes: Any


class Draw(NamedTuple):
    """How the samples are mixed."""

    partner: NDArray[np.int64]
    weights: Floats  # of the sample where it is blended; 1 where it is not
    boxes: NDArray[np.int64]  # (N, 4): top, left, height, width of what is pasted
    lam: Floats  # of the labels


@dataclass(frozen=True)
class Mixing(metaclass=Named):
    """Base of the ways to mix: one native call blends or pastes, and labels, masks and boxes follow."""

    correct_lam: ClassVar[bool] = True  # whether labels are mixed by the pixels that were pasted

    _: KW_ONLY
    per_sample: bool = True
    label_smoothing: float = 0.0
    bbox_params: BboxParams | dict[str, Any] | str | None = None
    seed: int | None = None
    p: float = 1.0
    _stream: Stream = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_stream", Stream(self.seed))
        object.__setattr__(self, "bbox_params", params(BboxParams, self.bbox_params, "bbox_params"))
        if self.bbox_params is not None and self.bbox_params.label_fields:  # type: ignore[union-attr]
            raise ValueError("bbox_params must have no label_fields: labels of boxes are further columns of bboxes")
        number(self.label_smoothing, "label_smoothing", 0, 1)
        number(self.p, "p", 0, 1)
        self._check()

    @abstractmethod
    def _check(self) -> None:
        """Raises TypeError or ValueError for arguments out of range."""

    @property
    @abstractmethod
    def _ways(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The odds of MixUp and of CutMix, and their alphas."""

    def __call__(
        self,
        images: Any,
        labels: Any = None,
        *,
        rng: Any = None,
        index: Any = None,
        epoch: int = 0,
        partner: Any = None,
        lam: Any = None,
        masks: Any = None,
        bboxes: Any = None,
        out: Any = None,
        threads: int | None = None,
    ) -> Mixed | MixedTargets:
        drawn = self._draw(_kernels, images, rng, index, epoch, partner, lam)
        return self._mixed(_kernels, images, labels, drawn, masks, bboxes, out, threads)

    def reference(
        self,
        images: Any,
        labels: Any = None,
        *,
        rng: Any = None,
        index: Any = None,
        epoch: int = 0,
        partner: Any = None,
        lam: Any = None,
        masks: Any = None,
        bboxes: Any = None,
    ) -> Mixed | MixedTargets:
        """The same as a call, in NumPy."""
        drawn = self._draw(reference.mix, images, rng, index, epoch, partner, lam)
        return self._mixed(reference.mix, images, labels, drawn, masks, bboxes, None, None)

    def _draw(self, floor: Any, images: Any, rng: Any, index: Any, epoch: int, partner: Any, lam: Any) -> Draw:
        count, height, width, _ = _shape(images)
        if rng is None:
            seed, epoch, index = self._stream.keys(index, epoch, count)
            u = uniforms(seed ^ APART, epoch, index, [NUMBERS])
        elif index is None:
            u = generator(rng).random((count, NUMBERS))
        else:
            raise ValueError("rng and index cannot both be given: an index stands for random numbers of its own")
        if lam is not None:
            lam = per_sample(lam, "lam", count, 0, 1)
        drawn = Draw(*floor.draw(u, self.per_sample, *self._ways, self.p, lam, self.correct_lam, height, width))
        return drawn if partner is None else drawn._replace(partner=_partners(partner, count))

    @property
    def _blends(self) -> bool:
        """Whether samples may be blended."""
        return True

    def _mixed(
        self, floor: Any, images: Any, labels: Any, drawn: Draw, masks: Any, bboxes: Any, out: Any, threads: int | None
    ) -> Mixed | MixedTargets:
        partner, weights, boxes, lam = drawn
        if labels is not None:
            rows = label_rows(labels, "labels", images, self.num_classes)  # type: ignore[attr-defined]
            if self.label_smoothing:
                smooth = rows.dtype.type(self.label_smoothing)
                rows = rows * (1 - smooth) + smooth / rows.shape[1]
            labels = floor.labels(rows, rows, partner, lam)
        blended = weights if self._blends else None
        if masks is not None:
            views = _mask_views(masks, images, self._blends)
        if bboxes is not None:
            bboxes = self._merged(bboxes, drawn, *images.shape[1:3])
        images = floor.mix(images, images, partner, blended, boxes, out, threads)
        if masks is None and bboxes is None:
            return Mixed(images, labels, lam, partner)
        if masks is not None:
            mixed = floor.mix(views, views, partner, blended, boxes, None, threads)
            masks = mixed.view(masks.dtype).reshape(masks.shape)
        return MixedTargets(images, labels, lam, partner, masks, bboxes)

    def _merged(self, bboxes: Any, drawn: Draw, height: int, width: int) -> list[Any]:
        """The boxes of both, as far as they are to be seen."""
        kind: BboxParams = self.bbox_params or PLAIN_BOXES  # type: ignore[assignment]
        if not isinstance(bboxes, (list, tuple)) or len(bboxes) != len(drawn.partner):
            raise ValueError(f"bboxes must be a list with an entry for each of {len(drawn.partner)} samples")
        entered = [kind.enter(table(rows, 4, "bboxes", i), height, width, i) for i, rows in enumerate(bboxes)]
        made = []
        for i, (j, weight, box) in enumerate(zip(drawn.partner.tolist(), drawn.weights, drawn.boxes, strict=True)):
            parts = []
            for k, seen in ((i, _outside), (j, _inside)):
                edges, which = entered[k]
                bounds, share = seen(edges, box, weight)
                left, kept = kind.leave(bounds, share, height, width)
                parts.append(as_given(bboxes[k], left, which[kept]))
            first, second = parts
            both = isinstance(first, list) and isinstance(second, list)
            made.append([*first, *second] if both else np.concatenate([np.asarray(first), np.asarray(second)]))
        return made


@dataclass(frozen=True)
class MixUp(Mixing):
    """Blends each image of a batch with another: lam * itself + (1 - lam) * its partner, and their labels likewise.

    That is MixUp (Zhang et al. 2018).

    Called with images and labels, it returns `Mixed`: images, labels, lam and partner. With an `index` for each sample
    what is drawn depends on (seed, epoch, index) alone, as in pipelines; `rng`, a seed or Generator, is another way.
    No sample is its own partner: they stand in a random circle, and each is mixed with the next. `partner` (N integers)
    and `lam` (a number or N of them) are drawn unless given; `out` and `threads` are those of the functions.

    `masks`, (N, H, W) or (N, H, W, C), must be floats here, and are blended. `bboxes`, a list with the boxes of each
    sample, become those of both. With either the result is `MixedTargets`, which has them too.

    Parameters
    ----------
    alpha : float
        lam ~ Beta(alpha, alpha). Small values give lam near 0 or 1; 1 is uniform; 0 mixes nothing (lam = 1).
    num_classes : int, optional
        K, where labels are (N,) class numbers. Else they are (N, K) rows.
    per_sample : bool
        Each sample draws its own lam; False: one for all.
    label_smoothing : float
        The share of each label that is spread evenly over all classes.
    bbox_params : BboxParams, dict or str, optional
        Format and filters of boxes; "pascal_voc" unless given. Further columns stay with their box.
    seed : int, optional
        What the random numbers depend on, beside index and epoch.
    p : float
        Probability that a sample is mixed at all.

    Examples
    --------
    >>> images = np.zeros((8, 32, 32, 3), np.uint8)
    >>> x, y, lam, partner = fastaug.MixUp(0.2, 10, seed=0)(images, np.arange(8), index=np.arange(8), epoch=3)
    >>> x.shape, y.shape, bool((y[0, 0], y[0, partner[0]]) == (lam[0], 1 - lam[0]))
    ((8, 32, 32, 3), (8, 10), True)
    """

    alpha: float = 0.2
    num_classes: int | None = None

    def _check(self) -> None:
        number(self.alpha, "alpha", 0)

    @property
    def _ways(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (1, 0), (self.alpha, 0)


@dataclass(frozen=True)
class CutMix(Mixing):
    """Pastes a rectangle of another image of the batch into each, and mixes labels by its share (Yun et al. 2019).

    With lam ~ Beta(alpha, alpha) the rectangle's sides are sqrt(1 - lam) of the image's, rounded. Its centre is uniform
    over the pixels, and it is clipped to the image. `lam` of the result is the share of pixels that are the sample's
    own. Called as `MixUp`; `masks` may have any dtype, and are pasted too; of `bboxes` of both there remain the bounds
    of what is to be seen.

    Parameters
    ----------
    alpha : float
        1 is uniform; 0 pastes nothing (lam = 1).
    num_classes, per_sample, label_smoothing, bbox_params, seed, p
        As for `MixUp`. Samples that share lam share the rectangle.
    correct_lam : bool
        False: labels are mixed by the lam that was drawn, although clipping and rounding change the share.

    Examples
    --------
    >>> images = np.arange(2, dtype=np.uint8).repeat(16).reshape(2, 4, 4, 1)
    >>> mixed = fastaug.CutMix(num_classes=2)(images, [0, 1], rng=5)
    >>> bool(mixed.labels[0, 1] == mixed.images[0].mean())
    True
    """

    alpha: float = 1.0
    num_classes: int | None = None
    _: KW_ONLY
    correct_lam: bool = True  # type: ignore[misc]

    def _check(self) -> None:
        number(self.alpha, "alpha", 0)

    @property
    def _ways(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (0, 1), (0, self.alpha)

    @property
    def _blends(self) -> bool:
        return False


@dataclass(frozen=True)
class RandomMix(Mixing):
    """`MixUp` or `CutMix`, drawn for each sample, or for all.

    Parameters
    ----------
    mixup_alpha, cutmix_alpha : float
        Their alphas.
    num_classes, per_sample, label_smoothing, bbox_params, seed, p
        As for `MixUp`.
    odds : (float, float)
        Of MixUp and of CutMix, in proportion.
    correct_lam : bool
        As for `CutMix`.

    Examples
    --------
    >>> mix = fastaug.RandomMix(0.8, 1.0, num_classes=10, odds=(1, 3), label_smoothing=0.1)
    >>> mix(np.zeros((8, 32, 32, 3), np.uint8), np.arange(8), rng=0).labels.sum(axis=1).round(6)
    array([1., 1., 1., 1., 1., 1., 1., 1.])
    """

    mixup_alpha: float = 0.2
    cutmix_alpha: float = 1.0
    num_classes: int | None = None
    _: KW_ONLY
    odds: tuple[float, float] = (1.0, 1.0)
    correct_lam: bool = True  # type: ignore[misc]

    def _check(self) -> None:
        number(self.mixup_alpha, "mixup_alpha", 0)
        number(self.cutmix_alpha, "cutmix_alpha", 0)
        if not isinstance(self.odds, (tuple, list)) or len(self.odds) != 2:
            raise ValueError(f"odds must be two numbers, of MixUp and of CutMix, got {self.odds!r}")
        if not sum(number(one, "odds", 0) for one in self.odds) > 0:
            raise ValueError(f"odds must not both be 0, got {self.odds!r}")

    @property
    def _ways(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self.odds[0], self.odds[1]), (self.mixup_alpha, self.cutmix_alpha)

    @property
    def _blends(self) -> bool:
        return self.odds[0] > 0


def _shape(images: Any) -> tuple[int, int, int, int]:
    if not isinstance(images, np.ndarray) or images.ndim != 4:
        got = images.shape if isinstance(images, np.ndarray) else type(images).__name__
        raise (ValueError if isinstance(images, np.ndarray) else TypeError)(
            f"images must be an array of shape (N, H, W, C), got {got}"
        )
    count, height, width, channels = image_shape(images, "images")
    if count < 2:
        raise ValueError(f"images must be at least two, to be mixed with one another, got a batch of {count}")
    if not height * width:
        raise ValueError(f"images must have pixels, got shape {images.shape}")
    if images.dtype not in DTYPES:
        raise TypeError(f"images must be {', '.join(NAMES)} in native byte order, got {images.dtype}")
    return count, height, width, channels


def _partners(given: Any, count: int) -> NDArray[np.int64]:
    partner = np.asarray(given)
    if partner.dtype.kind not in "ui" or partner.shape != (count,):
        raise ValueError(f"partner must be {count} integers, one for each sample, got {given!r}")
    if not 0 <= partner.min() <= partner.max() < count:
        raise ValueError(f"partner must lie in 0 .. {count - 1}, got {partner.min()} .. {partner.max()}")
    return np.ascontiguousarray(partner, np.int64)


def _mask_views(masks: Any, images: Any, blended: bool) -> Any:
    """Masks as (N, H, W, C) of a dtype that the kernels have."""
    if not isinstance(masks, np.ndarray):
        raise TypeError(f"masks must be a NumPy array, got {type(masks).__name__}")
    if masks.ndim not in (3, 4) or masks.shape[:3] != images.shape[:3] or 0 in masks.shape:
        n, h, w = images.shape[:3]
        raise ValueError(f"masks must have shape ({n}, {h}, {w}) or ({n}, {h}, {w}, C), got {masks.shape}")
    if masks.dtype.name not in NATIVE + CARRIED or not masks.dtype.isnative:
        raise TypeError(f"masks must be bool, integers or floats in native byte order, got {masks.dtype}")
    if blended and masks.dtype not in (np.float32, np.float64):
        raise TypeError(f"masks must be float32 or float64 to be blended, one-hot or soft, got {masks.dtype}")
    return carried(masks[..., None] if masks.ndim == 3 else masks)


def _outside(edges: Floats, box: NDArray[np.int64], weight: float) -> tuple[Floats, Floats]:
    """Bounds of what is left of boxes under a pasted rectangle, and its share of them."""
    top, left, height, width = box.tolist()
    hole = np.array((left, top, left + width, top + height), np.float64)
    low, high = np.maximum(edges[:, :2], hole[:2]), np.minimum(edges[:, 2:], hole[2:])
    hidden = np.maximum(high - low, 0).prod(axis=1)
    bounds = edges * (weight > 0)
    for axis in (0, 1):
        across = (low[:, 1 - axis] <= edges[:, 1 - axis]) & (high[:, 1 - axis] >= edges[:, 3 - axis])
        across &= hidden > 0  # from side to side: what is left may be smaller
        begins, ends = across & (low[:, axis] <= edges[:, axis]), across & (high[:, axis] >= edges[:, 2 + axis])
        bounds[begins, axis] = high[begins, axis]
        bounds[ends, 2 + axis] = low[ends, axis]
    return bounds, 1 - hidden / _areas(edges)


def _inside(edges: Floats, box: NDArray[np.int64], weight: float) -> tuple[Floats, Floats]:
    """Bounds of what shows of boxes in a pasted or blended image, and its share of them."""
    if weight < 1:
        return edges, np.ones(len(edges))
    top, left, height, width = box.tolist()
    bounds = np.clip(edges, (left, top) * 2, (left + width, top + height) * 2)
    return bounds, _areas(bounds) / _areas(edges)


def _areas(edges: Floats) -> Floats:
    return (edges[:, 2:] - edges[:, :2]).prod(axis=1)
