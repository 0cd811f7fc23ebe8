"""What goes along with the images of a call: masks, boxes, keypoints and labels."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from . import samples
from .arguments import integer
from .boxes import BboxParams
from .carriers import CARRIED, NATIVE
from .keypoints import KeypointParams
from .outlines import Track
from .plan import Lane, Plan
from .samples import Samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .passes.base import Geometric, Sizes

    Kept = tuple[NDArray[np.float64], NDArray[np.intp]]

__all__ = ["BboxParams", "KeypointParams"]

NAMES = ("image", "mask", "masks", "bboxes", "keypoints", "labels")
VOLUMES = ("volume", "mask3d")  # which make a call of another kind
OPTIONS = ("index", "epoch", "same", "out", "threads")
KINDS = ("image", "mask")  # of additional targets
ELSEWHERE = {"images": "image= takes batches and lists of images, and same=True gives all of them one draw"}
PLAIN_BOXES, PLAIN_POINTS = BboxParams("pascal_voc"), KeypointParams("xy")


class Call:
    """The images of a call, and all that goes along with them."""

    def __init__(
        self, image: Any, targets: dict[str, Any], boxes: BboxParams | None, points: KeypointParams | None,
        additional: dict[str, str],
    ) -> None:  # fmt: skip
        """image: the positional argument, or None. boxes, points, additional: the pipeline's parameters."""
        self.alone = image is not None and not targets  # the result is an array, else a dict
        if image is not None and "image" in targets:
            raise TypeError("image is given twice")
        self.given = targets if image is None else {"image": image, **targets}
        self.boxes, self.points, self.additional = boxes or PLAIN_BOXES, points or PLAIN_POINTS, additional
        self._check_names()
        self.images = samples.images(self.given.get("image"), "image")
        if self.given.get("bboxes") is not None:
            self.images.boxes = partial(self._entered, list(self._each("bboxes")))
        self._more_images = {name: self._alike(name) for name in self._named("image")}
        self._masks = self._lists_of_masks() if targets else {}
        self._results: dict[str, Any] = {}
        self._fields = {} if self.alone else self._label_fields()

    def _label_fields(self) -> dict[str, Sequence[str]]:
        of_boxes, of_points = self.boxes.label_fields, self.points.label_fields or ()
        if of_boxes is None:
            of_boxes = ("labels",) if self.given.get("labels") is not None and "labels" not in of_points else ()
        return {"bboxes": of_boxes, "keypoints": of_points}

    @property
    def _followed(self) -> list[str]:
        """The names of boxes, keypoints and their labels in this call."""
        made: list[str] = []
        for name, fields in self._fields.items():
            if self.given.get(name) is None:
                continue
            for field in fields:
                if self.given.get(field) is None:
                    raise ValueError(f"{name} have the label field {field!r}, which the call does not have")
            made += [name, *fields]
        return made

    def _check_names(self) -> None:
        if self.alone:
            return
        fields = *(self.boxes.label_fields or ()), *(self.points.label_fields or ())
        known = [*NAMES, *VOLUMES, *self.additional, *fields]
        for name in self.given:
            if name not in known:
                near = difflib.get_close_matches(name, [*known, *OPTIONS], 1, 0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}"
                raise TypeError(f"a pipeline has no argument {name!r}; {ELSEWHERE.get(name, hint)}")
        if self.given.get("image") is None:
            raise TypeError("a pipeline needs an image, got none")

    def _out(self, given: Any) -> Any:
        """Where the caller wants the images: of a call by names, `out` is a dict with the one name "image"."""
        if given is None or self.alone:
            return given
        if not isinstance(given, dict) or list(given) != ["image"]:
            raise TypeError(f"out must be {{'image': ...}} where the targets have names, got {type(given).__name__}")
        return given["image"]

    def _named(self, kind: str) -> list[str]:
        """The additional targets of a kind that are there."""
        return [name for name, one in self.additional.items() if one == kind and self.given.get(name) is not None]

    def _entered(self, each: list[Any], sample: int) -> NDArray[np.float64]:
        """Edges of the boxes that a sample came with."""
        height, width = self.images.sizes[sample].tolist()
        return self.boxes.enter(table(each[sample], 4, "bboxes", sample), height, width, sample)[0]

    # ---- further images ----

    def _alike(self, name: str) -> Samples:
        """An additional target that goes through the same passes as the images, so must be of their kind."""
        made, like = samples.images(self.given[name], name), self.images
        if (made.single, made.dtype, made.channels) != (like.single, like.dtype, like.channels) or not np.array_equal(
            made.sizes, like.sizes
        ):
            raise ValueError(
                f"{name} must have the sizes, channels and dtype of image, {_described(like)}, got {_described(made)}"
            )
        return made

    # ---- masks ----

    def _lists_of_masks(self) -> dict[str, list[list[Any]]]:
        """Of `mask`, additional ones, and `masks`: the masks of each sample."""
        made: dict[str, list[list[Any]]] = {}
        for name in self._named("mask") if self.given.get("mask") is None else ["mask", *self._named("mask")]:
            made[name] = [[mask] for mask in self._each(name)]
        if self.given.get("masks") is not None:
            made["masks"] = [list(several) for several in self._each("masks")]
        for name, lists in made.items():
            _check_masks(name, lists, self.images.sizes, self.images.single)
        return made

    def _lanes(self, plan: Plan) -> list[Lane]:
        """Further images, and the masks, for the kernels: a lane has at most one mask of each sample."""
        made: list[Lane] = []
        for name, images in self._more_images.items():
            wanted = samples.shapes(images, plan.after, plan.channels, plan.planar)
            self._results[name] = samples.results(images, wanted, plan.dtype)
            made.append(Lane(images.arrays, self._results[name], images.dtype, images.channels))
        if not self._masks:
            return made
        sizes, single = [tuple(size) for size in plan.after.tolist()], self.images.single
        for name, lists in self._masks.items():
            given = [self.given[name]] if single else self.given[name]
            if name != "masks":
                results = self._results[name] = _empty(given, [masks[0] for masks in lists], sizes)
                made.append(_lane([masks[0] for masks in lists], list(results)))
                continue
            of_each = zip(given, lists, sizes, strict=True)
            results = self._results[name] = [_empty(g, masks, [size] * len(masks)) for g, masks, size in of_each]
            for k in range(max(map(len, lists))):
                pairs = [(m[k], r[k]) if k < len(m) else (None, None) for m, r in zip(lists, results, strict=True)]
                made.append(_lane(*map(list, zip(*pairs, strict=True))))
        return made

    # ---- all ----

    def apply(self, plan: Plan, out: Any, threads: int | None, reference: bool = False) -> Any:
        """What the call returns. reference: run in NumPy."""
        if threads is not None:
            integer(threads, "threads", 1)
        given, out = self.images, self._out(out)
        wanted = samples.shapes(given, plan.after, plan.channels, plan.planar)
        into = None if out is None else samples.check_out(out, given.single, wanted, plan.dtype)
        if into is not None and samples.writable_at_once(into, given.arrays):
            made = into
        else:
            made = samples.results(given, wanted, plan.dtype)
        lanes = [Lane(given.arrays, made, given.dtype, given.channels), *self._lanes(plan)]
        if reference:
            for lane in lanes:
                plan.reference(lane)
        else:
            plan.run(lanes, threads)
        if into is not None and made is not into:
            samples.copy_into(into, made)
        if out is None:
            out = made[0] if given.single else made
        return self._result(out, plan)

    def _result(self, image: Any, plan: Plan) -> Any:
        """What the call returns, once the plan has been run."""
        if self.alone:
            return image
        made: dict[str, Any] = {**self.given, "image": image}
        for name, results in self._results.items():
            whole = _planes(results) if plan.planar_masks and self._has_channels(name) else results
            made[name] = whole[0] if self.images.single else whole
        if self._followed:
            self._tracked(made, plan)
        return made

    def _has_channels(self, name: str) -> bool:
        """Whether the masks of that name are (H, W, C)."""
        return any(mask.ndim == 3 for masks in self._masks.get(name, []) for mask in masks)

    def _tracked(self, made: dict[str, Any], plan: Plan) -> None:
        """Boxes, keypoints and their labels into `made`."""
        each = {name: list(self._each(name)) for name in self._followed}
        ends: dict[str, list[Any]] = {name: [] for name in each}
        visible: list[NDArray[np.bool_]] = []
        for i in range(self.images.count):
            tables, track = self._track(each, i, plan)
            visible.append(track.visible)
            for name, fields in self._fields.items():
                if name not in each:
                    continue
                values, kept = tables[name]
                ends[name].append(as_given(each[name][i], values, kept))
                for field in fields:
                    ends[field].append(_labels(each[field][i], kept, len(each[name][i]), field, name, i))
        if "keypoints" in each and not self.points.remove_invisible:
            ends["keypoints_visible"] = visible
        for name, end in ends.items():
            made[name] = end[0] if self.images.single else end

    def _track(self, each: dict[str, list[Any]], i: int, plan: Plan) -> tuple[dict[str, Kept], Track]:
        """Boxes and keypoints of sample i at the end, and which of those that came in they are."""
        boxes, points = (each[name][i] if name in each else () for name in ("bboxes", "keypoints"))
        boxes, points = table(boxes, 4, "bboxes", i), table(points, len(self.points.format), "keypoints", i)
        height, width = plan.before[i].tolist()
        edges, entered = self.boxes.enter(boxes, height, width, i)
        dropped = plan.dropped.get(plan.first + i) if "bboxes" in each else None
        track = Track(edges, self.points.enter(points), self.points.turns, height, width, dropped)
        for p in plan.passes:
            if p.geometric and p.active[plan.first + i]:
                track.through(cast("Geometric", p), plan.first + i)
        height, width = plan.after[i].tolist()
        bounds = np.clip(track.outlines.bounds(), 0, (width, height, width, height))
        left, kept = self.boxes.leave(bounds, track.outlines.share, height, width)
        moved = self.points.leave(points, track.points, track.jacobians)
        stay = np.flatnonzero(track.visible | (not self.points.remove_invisible))
        return {"bboxes": (left, entered[kept]), "keypoints": (moved[stay], stay)}, track

    def _each(self, name: str) -> Iterator[Any]:
        """What was given, by samples."""
        value = self.given[name]
        if self.images.single:
            return iter([value])
        if not isinstance(value, (list, tuple, np.ndarray)):
            raise TypeError(f"{name} must be a list with an entry for each sample, got {type(value).__name__}")
        if len(value) != self.images.count:
            raise ValueError(f"{name} must have an entry for each of {self.images.count} samples, got {len(value)}")
        return iter(value)


def params(kind: Any, given: Any, name: str) -> Any:
    """The parameters of boxes or keypoints: themselves, a dict of them, or the format alone."""
    if isinstance(given, str):
        return kind(given)
    if isinstance(given, dict):
        return kind(**given)
    if given is not None and not isinstance(given, kind):
        raise TypeError(f"{name} must be {kind.__name__}, a dict of its arguments or a format, got {given!r}")
    return given


def check_fields(
    boxes: BboxParams | None, points: KeypointParams | None, additional: dict[str, str], taken: tuple[str, ...]
) -> None:
    """Raises ValueError where a label field or an additional target has a name with another meaning.

    taken: names that mean something to this pipeline, beside those that do to all.
    """
    taken = *VOLUMES, *OPTIONS, *taken
    fields = [*((boxes and boxes.label_fields) or ()), *((points and points.label_fields) or ())]
    for field in fields:
        if fields.count(field) > 1 or field in (*NAMES[:-1], *taken):
            raise ValueError(f"label_fields must be names of their own, each once, got {field!r}")
    if not isinstance(additional, dict):
        raise TypeError(f"additional_targets must be a dict of names and kinds, got {additional!r}")
    for name, kind in additional.items():
        if name in (*NAMES, *taken, *fields):
            raise ValueError(f"additional_targets must have names of their own, got {name!r}")
        if kind not in KINDS:
            raise ValueError(f"additional_targets must be of the kind {' or '.join(map(repr, KINDS))}, got {kind!r}")


def _described(images: Samples) -> str:
    many = "" if images.single else f"{images.count} of "
    sizes = sorted({tuple(size) for size in images.sizes.tolist()})
    return f"{many}{' or '.join(map(str, sizes))} with {images.channels} channels of {images.dtype}"


def _check_masks(name: str, lists: list[list[Any]], sizes: Sizes, single: bool) -> None:
    first: Any = next((mask for masks in lists for mask in masks), None)
    for i, masks in enumerate(lists):
        for k, mask in enumerate(masks):
            at = name + ("" if single else f"[{i}]") + (f"[{k}]" if name == "masks" else "")
            if not isinstance(mask, np.ndarray):
                raise TypeError(f"{at} must be a NumPy array, got {type(mask).__name__}")
            if mask.dtype.name not in NATIVE + CARRIED or not mask.dtype.isnative:
                raise TypeError(f"{at} must be bool, integers or floats in native byte order, got {mask.dtype}")
            if mask.ndim not in (2, 3) or mask.shape[:2] != tuple(sizes[i].tolist()) or 0 in mask.shape:
                height, width = sizes[i].tolist()
                raise ValueError(
                    f"{at} must have the size of the image of sample {i}, ({height}, {width}) or ({height}, {width}, "
                    f"C), got {mask.shape}"
                )
            if (mask.dtype, mask.shape[2:]) != (first.dtype, first.shape[2:]):
                raise ValueError(
                    f"{at} must have the dtype and channels of the first mask, {first.dtype} {first.shape[2:]}, got "
                    f"{mask.dtype} {mask.shape[2:]}"
                )


def _empty(given: Any, masks: list[Any], sizes: list[tuple[int, ...]]) -> Any:
    """Arrays for the results: one where one was given and all have one size, else a list."""
    shapes = [(*size, *mask.shape[2:]) for size, mask in zip(sizes, masks, strict=True)]
    if isinstance(given, np.ndarray) and len(set(shapes)) == 1:
        return np.empty((len(masks), *shapes[0]), masks[0].dtype)
    return [np.empty(shape, mask.dtype) for shape, mask in zip(shapes, masks, strict=True)]


def _planes(masks: Any) -> Any:
    """(..., H, W, C) to (..., C, H, W), of an array of masks or lists of them."""
    if isinstance(masks, list):
        return [_planes(mask) for mask in masks]
    return np.ascontiguousarray(np.moveaxis(masks, -1, -3))


def _lane(masks: list[Any], results: Any) -> Lane:
    one = next(mask for mask in masks if mask is not None)
    return Lane(masks, results, one.dtype, one.shape[2] if one.ndim == 3 else 1, mask=True)


def table(rows: Any, columns: int, name: str, sample: int) -> NDArray[np.float64]:
    """The first columns of the rows of one sample, as float64."""
    if not isinstance(rows, (np.ndarray, list, tuple)):
        raise TypeError(f"{name} of sample {sample} must be an array or a list of rows, got {type(rows).__name__}")
    if len(rows) == 0:
        return np.zeros((0, columns))
    try:
        table = np.array([[*row[:columns]] for row in rows], np.float64) if isinstance(rows, (list, tuple)) else rows
    except (TypeError, ValueError, IndexError):
        table = np.zeros(0)
    if table.ndim != 2 or table.shape[1] < columns or table.dtype.kind not in "uif":
        raise ValueError(f"{name} of sample {sample} must be rows of at least {columns} numbers, got {rows!r}")
    return table[:, :columns].astype(np.float64)


def as_given(rows: Any, values: NDArray[np.float64], which: NDArray[np.intp]) -> Any:
    """The rows `which` with new values in their first columns: an array for an array, else a list of lists."""
    columns = values.shape[1]
    if not isinstance(rows, np.ndarray):
        return [[*new, *rows[i][columns:]] for new, i in zip(values.tolist(), which.tolist(), strict=True)]
    dtype = rows.dtype if rows.dtype.kind == "f" else np.dtype(np.float64)
    if rows.ndim != 2:
        return values.astype(dtype)
    made = rows[which].astype(dtype)
    made[:, :columns] = values
    return made


def _labels(given: Any, which: NDArray[np.intp], count: int, field: str, name: str, sample: int) -> Any:
    if not hasattr(given, "__len__") or len(given) != count:
        got = len(given) if hasattr(given, "__len__") else repr(given)
        raise ValueError(f"{field} must have an entry for each of the {count} {name} of sample {sample}, got {got}")
    return given[which] if isinstance(given, np.ndarray) else [given[i] for i in which.tolist()]
