"""Volumes: the slices go through the passes as a batch with one draw, between the passes along all three axes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from . import samples
from .arguments import integer
from .carriers import CARRIED, NATIVE
from .passes.base import Pass
from .passes.volumes import Moving
from .plan import Batch, Lane, Plan
from .samples import Samples
from .targets import VOLUMES

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass
class Volume(Samples):
    """A (D, H, W, C) volume, which is one sample: `sizes` is (1, 3)."""

    def batch(self, epoch: int, uniforms: Any, record: Any, fuse: bool) -> Batch:
        return VolumeBatch(self.sizes, self.dtype, self.channels, epoch, uniforms, record, fuse)


class VolumeBatch(Batch):
    """What is known of a volume while a pipeline is walked: that of a slice, which stands for all, and how many."""

    def __init__(self, sizes: NDArray[np.int64], *rest: Any) -> None:
        super().__init__(sizes[:, 1:], *rest)
        self.depth = sizes[:, :1]

    def add(self, passes: list[Pass], name: str) -> None:
        super().add(passes, name)
        for new in passes:
            if isinstance(new, Moving):
                self.depth = new.depth


class VolumeCall:
    """The volume of a call, and the mask that goes along."""

    def __init__(self, image: Any, targets: dict[str, Any]) -> None:
        for name in [*targets, *([] if image is None else ["image"])]:
            if name not in VOLUMES:
                raise TypeError(f"a call with a volume takes {' and '.join(VOLUMES)}, got {name!r} beside it")
        if targets.get("volume") is None:
            raise TypeError("a call with mask3d needs a volume, got none")
        self.given = targets
        volume, self.mask = _four_axes(targets["volume"], "volume"), None
        slices = samples.images(volume, "volume")
        self.images = Volume(volume, False, np.array([volume.shape[:3]]), slices.dtype, slices.channels)
        if targets.get("mask3d") is not None:
            self.mask = _four_axes(targets["mask3d"], "mask3d")
            _check_mask(self.mask, volume.shape[:3])

    def apply(self, plan: Plan, out: Any, threads: int | None, reference: bool = False) -> dict[str, Any]:
        """What the call returns. reference: run in NumPy."""
        if threads is not None:
            integer(threads, "threads", 1)
        if out is not None and (not isinstance(out, dict) or list(out) != ["volume"]):
            raise TypeError(f"out must be {{'volume': ...}} where there is a volume, got {type(out).__name__}")
        lanes = [Lane(self.images.arrays, None, self.images.dtype, self.images.channels)]
        if self.mask is not None:
            lanes.append(Lane(self.mask, None, self.mask.dtype, self.mask.shape[3], mask=True))
        for solid, group in groupby(plan.passes, lambda p: p.solid):
            passes = list(group)
            through = _solid if solid else _slices
            lanes = through(lanes, passes, plan, threads, reference)
        made = {**self.given}
        for lane in lanes:
            made[VOLUMES[lane.mask]] = self._result(lane, plan)
        if out is not None:
            volume = made["volume"]
            samples.copy_into(samples.check_out(out["volume"], True, [volume.shape], volume.dtype), [volume])
            made["volume"] = out["volume"]
        return made

    def _result(self, lane: Lane, plan: Plan) -> NDArray[Any]:
        """With as many axes as came in, or (C, D, H, W), in memory of its own and no more than that."""
        given, made = self.given[VOLUMES[lane.mask]], lane.arrays
        if plan.planar and not lane.mask:
            made = made.swapaxes(0, 1)
        elif plan.planar_masks and lane.mask and given.ndim == 4:
            made = np.moveaxis(made, -1, 0)
        elif given.ndim == 3 and made.shape[3] == 1:
            made = made[..., 0]
        whole = made.base is None or made.base.nbytes == made.nbytes
        return made if whole and made.flags.c_contiguous and not np.may_share_memory(made, given) else made.copy()


def _four_axes(given: Any, name: str) -> NDArray[Any]:
    """It as (D, H, W, C)."""
    if not isinstance(given, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array, got {type(given).__name__}")
    if given.ndim not in (3, 4) or not given.size:
        raise ValueError(f"{name} must have shape (D, H, W) or (D, H, W, C), and voxels, got {given.shape}")
    return given if given.ndim == 4 else given[..., None]


def _check_mask(mask: NDArray[Any], shape: tuple[int, ...]) -> None:
    if mask.dtype.name not in NATIVE + CARRIED or not mask.dtype.isnative:
        raise TypeError(f"mask3d must be bool, integers or floats in native byte order, got {mask.dtype}")
    if mask.shape[:3] != shape:
        raise ValueError(f"mask3d must have the depth, height and width of the volume, {shape}, got {mask.shape[:3]}")


def _solid(lanes: list[Lane], passes: list[Any], plan: Plan, threads: int | None, reference: bool) -> list[Lane]:
    """The lanes after passes along all three axes."""
    made = []
    for lane in lanes:
        volume = lane.arrays
        for p in passes:
            if p.active[0] and p.touches(lane.mask):
                given = volume, 0, lane.mask
                volume = p.reference(*given) if reference else p.run(*given, threads)
        made.append(replace(lane, arrays=volume))
    return made


def _slices(lanes: list[Lane], passes: list[Pass], plan: Plan, threads: int | None, reference: bool) -> list[Lane]:
    """The lanes after passes over slices; those that nothing touches are left alone."""
    size = lanes[0].arrays.shape[1:3]
    after = next((p.after[0].tolist() for p in reversed(passes) if p.geometric), size)  # type: ignore[attr-defined]
    made, touched = [], []
    for lane in lanes:
        dtype, channels = lane.after(passes)
        planar = not lane.mask and any(p.planar for p in passes)
        changes = planar or (dtype, channels) != (lane.dtype, lane.channels)
        if not changes and not any(p.active[0] and p.touches(lane.mask) for p in passes):
            made.append(lane)
            continue
        shape = (channels, *after) if planar else (*after, channels)
        results = np.empty((len(lane.arrays), *shape), dtype)
        touched.append(replace(lane, results=results))
        made.append(Lane(results, None, dtype, channels, lane.mask))
    if touched:
        sizes = np.broadcast_to(size, (len(lanes[0].arrays), 2))
        part = replace(plan, passes=passes, before=sizes, shared=True)
        if reference:
            for lane in touched:
                part.reference(lane)
        else:
            part.run(touched, threads)
    return made
