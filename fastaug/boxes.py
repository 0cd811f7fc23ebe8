"""Bounding boxes: their formats, and which of them are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .arguments import choice, number
from .named import Named

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BboxParams"]

Floats: TypeAlias = "NDArray[np.float64]"
FORMATS = ("pascal_voc", "coco", "yolo", "albumentations", "cxcywh")
BEYOND = 1e-5  # how far, in sides of the image, rounded numbers may lie outside
SLACK = 1e-7


@dataclass(frozen=True)
class BboxParams(metaclass=Named):
    """What boxes mean to a pipeline, and which it keeps.

    Boxes lie on the edges of pixels: (0, 0, W, H) is the whole image. A box goes through all geometric steps as a
    polygon, of which each step shows a part; the result has the bounds of what is left to see.

    Parameters
    ----------
    format : str
        "pascal_voc": x_min, y_min, x_max, y_max; "coco": x_min, y_min, width, height; "cxcywh": x_center, y_center,
        width, height, all in pixels. "albumentations": x_min, y_min, x_max, y_max; "yolo": x_center, y_center, width,
        height, all in sides of the image.
    label_fields : sequence of str, optional
        Arguments of the call with one entry for each box, which are kept and dropped with it. Unless given, this is
        `labels` where a call has it; () is none.
    min_area, min_width, min_height : float
        Least size of a result, in pixels.
    min_visibility : float
        Least share of the box, as it came in, that is left to see.
    clip : bool
        Boxes that come in are cut to the image first. Else one that reaches outside is an error.
    filter_invalid_bboxes : bool
        Boxes that come in without any area inside the image are dropped, and the others cut to it. Else they are an
        error.
    max_accept_ratio : float, optional
        Most that the longer side of a result may measure in terms of the shorter, at least 1.

    Examples
    --------
    >>> aug = fastaug.Compose([fastaug.HorizontalFlip(p=1)], bbox_params=fastaug.BboxParams("coco", ["names"]))
    >>> result = aug(image=np.zeros((10, 20, 3), np.uint8), bboxes=[[1, 2, 4, 5]], names=["cat"])
    >>> result["bboxes"], result["names"]
    ([[15.0, 2.0, 4.0, 5.0]], ['cat'])
    """

    format: str
    label_fields: Sequence[str] | None = None
    min_area: float = 0.0
    min_visibility: float = 0.0
    min_width: float = 0.0
    min_height: float = 0.0
    _: KW_ONLY
    clip: bool = False
    filter_invalid_bboxes: bool = False
    max_accept_ratio: float | None = None

    def __post_init__(self) -> None:
        choice(self.format, "format", FORMATS)
        label_names(self.label_fields)
        for name in ("min_area", "min_width", "min_height"):
            number(getattr(self, name), name, 0)
        number(self.min_visibility, "min_visibility", 0, 1)
        if self.max_accept_ratio is not None:
            number(self.max_accept_ratio, "max_accept_ratio", 1)

    def enter(self, rows: Floats, height: int, width: int, sample: int) -> tuple[Floats, NDArray[np.intp]]:
        """Rows of the format as (n, 4) x_min, y_min, x_max, y_max in pixels, and which of them these are."""
        edges = self._edges(rows, height, width)
        cut = np.clip(edges, 0, (width, height, width, height))
        empty = np.asarray((cut[:, 2:] <= cut[:, :2]).any(axis=1) | ~np.isfinite(edges).all(axis=1))
        if self.filter_invalid_bboxes:
            return cut[~empty], np.flatnonzero(~empty)
        outside = np.abs(cut - edges) > BEYOND * np.array((width, height, width, height))
        bad = empty if self.clip else empty | outside.any(axis=1)
        if bad.any():
            at = int(np.flatnonzero(bad)[0])
            advice = "filter_invalid_bboxes=True drops it" if empty[at] else "clip=True cuts it to the image"
            raise ValueError(
                f"bboxes must have an area inside the image: box {at} of sample {sample}, {rows[at].tolist()}, has the "
                f"edges {edges[at].tolist()} in an image of {height} x {width}; {advice}"
            )
        return cut, np.arange(len(rows))

    def leave(self, edges: Floats, share: Floats, height: int, width: int) -> tuple[Floats, NDArray[np.intp]]:
        """Edges in pixels as rows of the format, and which of them are kept."""
        sides = edges[:, 2:] - edges[:, :2]
        kept = (sides > 0).all(axis=1)
        kept &= sides[:, 0] * sides[:, 1] >= self.min_area - SLACK
        kept &= (sides >= np.array((self.min_width, self.min_height)) - SLACK).all(axis=1)
        kept &= share >= self.min_visibility - SLACK
        if self.max_accept_ratio is not None:
            kept &= sides.max(axis=1) <= sides.min(axis=1) * (self.max_accept_ratio + SLACK)
        return self._rows(edges[kept], height, width), np.flatnonzero(kept)

    def _edges(self, rows: Floats, height: int, width: int) -> Floats:
        scaled = rows * (width, height, width, height) if self.format in ("albumentations", "yolo") else rows
        first, second = scaled[:, :2], scaled[:, 2:]
        if self.format == "coco":
            second = first + second
        elif self.format in ("yolo", "cxcywh"):
            first, second = first - second / 2, first + second / 2
        return np.concatenate([first, second], axis=1)

    def _rows(self, edges: Floats, height: int, width: int) -> Floats:
        first, second = edges[:, :2], edges[:, 2:]
        if self.format == "coco":
            second = second - first
        elif self.format in ("yolo", "cxcywh"):
            first, second = (first + second) / 2, second - first
        rows = np.concatenate([first, second], axis=1)
        return rows / (width, height, width, height) if self.format in ("albumentations", "yolo") else rows


def label_names(fields: Any) -> None:
    """Checks `label_fields`."""
    if fields is not None and not (isinstance(fields, (list, tuple)) and all(isinstance(f, str) for f in fields)):
        raise TypeError(f"label_fields must be a list of names or None, got {fields!r}")
