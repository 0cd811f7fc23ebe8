"""Steps along all three axes of a volume: views, and copies at memory speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import per_channel
from ..carriers import carried
from ..kernels.geometry import permute
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Solid(Pass):
    """A pass over (D, H, W, C) volumes, between those over their slices."""

    solid = True

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        """Nothing: the kernels stop before it."""
        return []

    def run(self, volume: NDArray[Any], sample: int, mask: bool, threads: int | None) -> NDArray[Any]:
        """What becomes of one volume: a view of it, or another one. NumPy does that as fast as memory."""
        return self.reference(volume, sample, mask)


class Moving(Solid):
    """A pass that makes volumes of other shapes: `depth` and `after`."""

    geometric = True

    def __init__(self, active: Flags, shapes: NDArray[np.int64]) -> None:
        """shapes: (N, 3) depth, height and width that come out."""
        super().__init__(active)
        self.depth, self.after = shapes[:, :1], shapes[:, 1:]


class Block(Moving):
    """The block that begins at a corner, which may lie outside: what is cut out, with what is added around it."""

    title = "cut or pad to a block"

    def __init__(
        self, active: Flags, corners: NDArray[np.int64], shapes: NDArray[np.int64], fill: Any, fill_mask: Any
    ) -> None:
        """corners: (N, 3)."""
        super().__init__(active, shapes)
        self.corners, self.shapes, self.fill, self.fill_mask = corners, shapes, fill, fill_mask

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        first, shape = self.corners[sample], self.shapes[sample]
        last = first + shape
        inside = image[_box(np.maximum(first, 0), np.minimum(last, image.shape[:3]))]
        if (inside.shape[:3] == shape).all():
            return inside
        made = np.empty((*shape, image.shape[3]), image.dtype)
        made[...] = _pixel(self, image, mask)
        before = np.maximum(-first, 0)
        made[_box(before, before + inside.shape[:3])] = inside
        return made


class Turn(Moving):
    """The axes in another order, and then some of them backwards."""

    title = "turn and mirror"

    def __init__(self, active: Flags, shapes: NDArray[np.int64], axes: NDArray[np.int64], flips: Flags) -> None:
        """axes, flips: (N, 3)."""
        super().__init__(active, shapes)
        self.axes, self.flips = axes, flips

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        turned = image.transpose(*self.axes[sample], 3)
        return turned[tuple(slice(None, None, -1 if flip else 1) for flip in self.flips[sample])]

    def run(self, volume: NDArray[Any], sample: int, mask: bool, threads: int | None) -> NDArray[Any]:
        """Rows stay whole in memory but for what a kernel turns, slice by slice: NumPy would take voxel by voxel."""
        (first, _, last), flips = self.axes[sample].tolist(), self.flips[sample]
        if last == 2:
            made = permute(carried(volume), False, False, True, None, threads) if flips[2] else volume
            swapped = first == 1
        else:
            slices = volume.transpose(1 - last, last, 2, 3)
            made = permute(carried(slices), True, flips[2], False, None, threads)
            swapped = first == 2
        made = made.view(volume.dtype)
        made = made.swapaxes(0, 1) if swapped else made
        return made[tuple(slice(None, None, -1 if flip else 1) for flip in flips[:2])]


class Holes(Solid):
    """Fills boxes of volumes, and of their masks if they have a fill of their own."""

    title = "erase boxes"

    def __init__(self, active: Flags, boxes: NDArray[np.int64], fill: Any, fill_mask: Any) -> None:
        """boxes: (N, most, 6) first voxel and voxels along each axis; 0 voxels where there is none."""
        super().__init__(active)
        self.boxes, self.fill, self.fill_mask = boxes, fill, fill_mask

    def touches(self, mask: bool) -> bool:
        return not mask or self.fill_mask is not None

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        made = image.copy()
        pixel = _pixel(self, image, mask)
        for box in self.boxes[sample]:
            made[_box(box[:3], box[:3] + box[3:])] = pixel
        return made


def _box(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[slice, ...]:
    return tuple(map(slice, first.tolist(), last.tolist()))


def _pixel(step: Block | Holes, like: NDArray[Any], mask: bool) -> NDArray[Any]:
    """The C values that a volume or mask is filled with, in its dtype."""
    fill, name = (step.fill_mask, "fill_mask") if mask else (step.fill, "fill")
    values = np.array(per_channel(fill, name, like.shape[3]))
    if like.dtype.kind != "f":
        values = np.rint(values)
        least, most = (0, 1) if like.dtype.kind == "b" else (np.iinfo(like.dtype).min, np.iinfo(like.dtype).max)
        if values.min() < least or values.max() > most:
            raise ValueError(f"{name} must lie in {least} .. {most} for {like.dtype} voxels, got {fill!r}")
    return values.astype(like.dtype)
