"""Steps along all three axes of a volume: crops, pads, turns and holes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice, flag, integer
from ..passes.base import Flags, Pass
from ..passes.volumes import Block, Holes, Turn
from .base import Drawn, Transform, Uniforms
from .geometry import in_front
from .ranges import anywhere, interval, whole_between, whole_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["CenterCrop3D", "CoarseDropout3D", "CubicSymmetry", "Pad3D", "PadIfNeeded3D", "RandomCrop3D"]

AXES = np.array(list(permutations(range(3))))
FLIPS = np.array([(d, h, w) for d in (False, True) for h in (False, True) for w in (False, True)])


@dataclass(frozen=True)
class Solid(Transform):
    """Base of what works along all three axes."""

    def walk(self, batch: Batch, slot: int, active: Flags, force: bool = False) -> None:
        if batch.depth is None:
            name = type(self).__name__
            raise ValueError(f"{name} takes volumes: pass volume=, (D, H, W) or (D, H, W, C), in place of images")
        super().walk(batch, slot, active, force)


@dataclass(frozen=True)
class Crop3D(Solid):
    """Base of crops of fixed size."""

    size: tuple[int, int, int]
    pad_if_needed: bool = False
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        three(self.size, "size", 1)
        flag(self.pad_if_needed, "pad_if_needed")

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        sizes = shapes(batch)
        if active.any() and not self.pad_if_needed and (sizes < self.size).any():
            wanted, got = (" x ".join(map(str, size)) for size in (self.size, sizes[0]))
            raise ValueError(
                f"{type(self).__name__} of {wanted} does not fit into the volume, which has {got} voxels there; "
                "pad_if_needed=True pads it"
            )
        return [block(drawn["corner"], np.broadcast_to(self.size, sizes.shape), self, active, batch)]


@dataclass(frozen=True)
class RandomCrop3D(Crop3D):
    """Cuts a block out of a volume, all places equally likely.

    Parameters
    ----------
    size : (depth, height, width)
        Of the result, in voxels.
    pad_if_needed : bool
        Whether a smaller volume is padded; it may then lie anywhere in the result. Else it must be as large.
    fill, fill_mask : number or numbers
        What it is padded with: one value, or one for each channel.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.Compose([fastaug.RandomCrop3D((2, 3, 4))], seed=0)
    >>> crop(volume=np.zeros((5, 6, 7), np.uint8))["volume"].shape
    (2, 3, 4)
    """

    numbers = 3

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """corner: first slice, row and column; below 0 where it is padded."""
        room = shapes(batch) - self.size
        return {"corner": np.where(room < 0, -anywhere(-room, u), anywhere(room, u))}


@dataclass(frozen=True)
class CenterCrop3D(Crop3D):
    """Cuts out the middle of a volume; where a margin is odd, the smaller half is in front, above and left.

    Parameters
    ----------
    size, fill, fill_mask
        As in `RandomCrop3D`.
    pad_if_needed : bool
        Whether a smaller volume is padded; it then lies in the middle, an odd voxel goes behind, below or right.
    p : float
        Probability.

    Examples
    --------
    >>> crop = fastaug.Compose([fastaug.CenterCrop3D((1, 1, 1))])
    >>> crop(volume=np.array([[[1, 2, 3]]], dtype=np.uint8))["volume"]
    array([[[2]]], dtype=uint8)
    """

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        room = shapes(batch) - self.size
        return {"corner": np.where(room < 0, -(-room // 2), room // 2)}


@dataclass(frozen=True)
class Pad3D(Solid):
    """Adds voxels around a volume.

    Parameters
    ----------
    padding : int, (depth, height, width) or (front, back, top, bottom, left, right)
        How many: on all sides, on both sides of each axis, or on each side.
    fill, fill_mask : number or numbers
        What is added to the volume and to its mask: one value, or one for each channel.
    p : float
        Probability.

    Examples
    --------
    >>> pad = fastaug.Compose([fastaug.Pad3D((0, 0, 1), fill=9)])
    >>> pad(volume=np.array([[[1, 2]]], dtype=np.uint8))["volume"]
    array([[[9, 1, 2, 9]]], dtype=uint8)
    """

    padding: Any
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    @property
    def sides(self) -> NDArray[np.int64]:
        """(3, 2): before and behind along each axis."""
        given = self.padding if isinstance(self.padding, (tuple, list)) else (self.padding,)
        if len(given) not in (1, 3, 6):
            raise ValueError(
                "padding must be an integer, (depth, height, width) or (front, back, top, bottom, left, right), got "
                f"{self.padding!r}"
            )
        sides = np.array([integer(side, "padding", 0) for side in given])
        return sides.reshape(3, 2) if len(sides) == 6 else np.broadcast_to(sides[:, None], (3, 2))

    def check(self) -> None:
        _ = self.sides

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        before, behind = self.sides.T
        sizes = shapes(batch)
        return [block(np.broadcast_to(-before, sizes.shape), sizes + before + behind, self, active, batch)]


@dataclass(frozen=True)
class PadIfNeeded3D(Solid):
    """Adds voxels around a volume that is smaller than asked for.

    Parameters
    ----------
    min_zyx : (depth, height, width), optional
        Least size of the result, in voxels.
    pad_divisor_zyx : (depth, height, width), optional
        What the size of the result is a multiple of; of both arguments one must be given.
    position : {"center", "random"}
        Where the volume lies in the result. In the middle, an odd voxel goes behind, below or right.
    fill, fill_mask, p
        As in `Pad3D`.

    Examples
    --------
    >>> pad = fastaug.Compose([fastaug.PadIfNeeded3D((1, 1, 3), (1, 1, 2))])
    >>> pad(volume=np.array([[[1, 2]]], dtype=np.uint8))["volume"]
    array([[[0, 1, 2, 0]]], dtype=uint8)
    """

    min_zyx: tuple[int, int, int] | None = None
    pad_divisor_zyx: tuple[int, int, int] | None = None
    position: str = "center"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return 3 * (self.position == "random")

    def check(self) -> None:
        if self.min_zyx is None and self.pad_divisor_zyx is None:
            raise ValueError("min_zyx or pad_divisor_zyx must be given, got None for both")
        for name, least in (("min_zyx", 0), ("pad_divisor_zyx", 1)):
            if getattr(self, name) is not None:
                three(getattr(self, name), name, least)
        choice(self.position, "position", ("center", "random"))

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """Along each axis: how many voxels are added, and how many of them before the volume."""
        sizes = shapes(batch)
        wanted = np.maximum(sizes, np.array(self.min_zyx or 0))
        added = wanted + -wanted % np.array(self.pad_divisor_zyx or 1) - sizes
        return {"added": added, "before": in_front(added, self.position, u)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [block(-drawn["before"], shapes(batch) + drawn["added"], self, active, batch)]


@dataclass(frozen=True)
class CubicSymmetry(Solid):
    """One of the 48 ways to lay a cube on itself, quarter turns and mirrorings, all equally likely.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> turn = fastaug.Compose([fastaug.CubicSymmetry()], seed=0)
    >>> sorted(turn(volume=np.zeros((5, 6, 7), np.uint8))["volume"].shape)
    [5, 6, 7]
    """

    numbers = 1
    p: float = 1.0

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """element: eight times the order of the axes, plus which of them then run backwards."""
        return {"element": (48 * u[:, 0]).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        axes, flips = AXES[drawn["element"] // 8], FLIPS[drawn["element"] % 8]
        sizes = shapes(batch)
        after = np.where(active[:, None], np.take_along_axis(sizes, axes, axis=1), sizes)
        return [Turn(active, after, axes, flips)]


@dataclass(frozen=True)
class CoarseDropout3D(Solid):
    """Fills boxes at random places of a volume.

    Parameters
    ----------
    num_holes_range : (low, high)
        How many, both ends included.
    hole_depth_range, hole_height_range, hole_width_range : (low, high)
        Sides of each box as shares of the volume's, rounded up to whole voxels, at least one. A box lies inside.
    fill : number or numbers
        What the boxes show: one value, or one for each channel.
    fill_mask : number or numbers, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> hole = fastaug.CoarseDropout3D((1, 1), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5), fill=9, p=1)
    >>> int((fastaug.Compose([hole])(volume=np.zeros((4, 4, 4), np.uint8))["volume"] == 9).sum())
    8
    """

    num_holes_range: Any = (1, 1)
    hole_depth_range: Any = (0.1, 0.2)
    hole_height_range: Any = (0.1, 0.2)
    hole_width_range: Any = (0.1, 0.2)
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    def check(self) -> None:
        if not self._numbers[1]:
            raise ValueError(f"num_holes_range must have an end above 0, got {self.num_holes_range!r}")
        _ = self._shares

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return 1 + 6 * self._numbers[1]

    @property
    def _numbers(self) -> tuple[int, int]:
        return whole_interval(self.num_holes_range, "num_holes_range", 0)

    @property
    def _shares(self) -> NDArray[np.float64]:
        """(2, 3): low and high along each axis."""
        names = "hole_depth_range", "hole_height_range", "hole_width_range"
        return np.array([interval(getattr(self, name), name, 0, 1) for name in names]).T

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """boxes: (N, most, 6) first voxel and voxels along each axis; 0 voxels where there is none."""
        most_holes = self._numbers[1]
        sizes = shapes(batch)[:, None]
        where, extent = np.split(u[:, 1:].reshape(-1, most_holes, 6), 2, axis=2)
        least, most = self._shares
        sides = np.clip(np.ceil((least + (most - least) * extent) * sizes), 1, sizes).astype(np.int64)
        first = anywhere(sizes - sides, where)
        boxes = np.concatenate([first, sides], axis=2)
        boxes[np.arange(most_holes) >= whole_between(self._numbers, u[:, :1])] = 0
        return {"boxes": boxes}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Holes(active, drawn["boxes"], self.fill, self.fill_mask)]


def shapes(batch: Batch) -> NDArray[np.int64]:
    """(N, 3): depth, height and width of the volumes."""
    return np.concatenate([batch.depth, batch.sizes], axis=1)  # type: ignore[list-item]


def three(value: Any, name: str, least: int) -> None:
    """Raises TypeError or ValueError unless it is three integers from `least` on."""
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        raise ValueError(f"{name} must be (depth, height, width), got {value!r}")
    for side in value:
        integer(side, name, least)


def block(corners: NDArray[Any], sizes: NDArray[Any], transform: Any, active: Flags, batch: Batch) -> Block:
    """The pass of blocks of those sizes that begin at these corners."""
    corners, sizes = np.where(active[:, None], corners, 0), np.where(active[:, None], sizes, shapes(batch))
    return Block(active, corners, sizes, transform.fill, transform.fill_mask)
