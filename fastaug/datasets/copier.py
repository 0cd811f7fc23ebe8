"""What makes the copies: a pipeline, and the images and masks of a file."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arguments import limits
from ..passes.color import Scale
from ..pipeline import Compose
from ..transforms.base import Node
from .npy import Source
from .policy import OPS, default_pipeline


def chosen(pipeline: Node | None, ops: Collection[str] | None, seed: int | None, shape: tuple[int, ...]) -> Compose:
    """The pipeline for images of that shape, with a seed."""
    if pipeline is None:
        height, width, channels = (*shape[1:], 1)[:3]
        pipeline = default_pipeline(height, width, channels, ops=OPS if ops is None else ops)
    elif ops is not None:
        raise ValueError("ops are steps of the default pipeline: give ops or a pipeline, not both")
    if not isinstance(pipeline, Node):
        raise TypeError(f"pipeline must be a Compose, a transform or a container, got {type(pipeline).__name__}")
    made = pipeline if isinstance(pipeline, Compose) else Compose([pipeline])
    if seed is None:
        seed = 0 if made.seed is None else made.seed
    return replace(made, seed=seed)


class Copier:
    """Makes the copies of images and of the masks that belong to them."""

    def __init__(self, pipeline: Compose, source: dict[str, Source], threads: int | None) -> None:
        """source: of "image", and of "mask" if there are masks."""
        self.pipeline, self.source, self.threads = pipeline, source, threads
        first: dict[str, Any] = {name: one.rows(0, 1)[0] for name, one in source.items()}
        made = pipeline(**first, index=0, threads=threads)
        self.first: dict[str, NDArray[Any]] = {name: made[name] for name in source}  # a ReplayCompose gives more
        self.row_bytes = max(array.nbytes for array in (*first.values(), *self.first.values()))
        passes = pipeline.plan(first["image"], index=0).passes
        unscaled = takewhile(lambda p: not isinstance(p, Scale), passes)
        clips = [limits(p.value_range) for p in unscaled if first["image"].dtype.kind == "f"]
        self.least = max((least for least, _ in clips), default=-math.inf)
        self.most = min((most for _, most in clips), default=math.inf)
        self.planar = any(p.planar for p in passes)

    def check_like_originals(self) -> None:
        """Raises ValueError if copies and originals cannot be in one file."""
        for name, made in self.first.items():
            shape, dtype = self.source[name].array.shape[1:], self.source[name].dtype
            if (made.shape, made.dtype) != (shape, dtype):
                raise ValueError(
                    f"keep_originals must be False for a pipeline that gives another shape or dtype: {name}s of "
                    f"{dtype} {shape} become {made.dtype} {made.shape}"
                )

    def originals(self, first: int, last: int) -> dict[str, Any]:
        """Images first .. last - 1 as (N, H, W, C), and their masks."""
        rows = {name: one.rows(first, last) for name, one in self.source.items()}
        images = rows["image"]
        if self.least > -math.inf:
            least, most = images.min(), images.max()
            if not (least >= self.least and most <= self.most):
                raise ValueError(
                    f"images of floats must lie in {self.least:g} .. {self.most:g} for steps of colour or noise, which "
                    f"clip to it, got {least:g} .. {most:g} in rows {first} to {last - 1}; scale them or choose other "
                    "steps"
                )
        return {**rows, "image": images.reshape(*images.shape[:3], -1)}

    def copies(self, originals: dict[str, Any], first: int, copy: int) -> dict[str, Any]:
        """The copies of that number, of images first, first + 1, ..."""
        index = np.arange(first, first + len(originals["image"]))
        made: dict[str, Any] = self.pipeline(**originals, index=index, epoch=copy, threads=self.threads)
        for name, like in self.first.items():
            for i, one in enumerate(made[name]):
                if one.shape not in (like.shape, (*like.shape, 1)):
                    raise ValueError(
                        f"pipeline must give results of one size, got {like.shape} for image 0 and {one.shape} for "
                        f"image {first + i}, copy {copy}; a Resize or a crop at its end makes them equal"
                    )
        return made

    def shown(self, row: int, copies: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """An image and some of its copies, (1, H, W, C) and (copies, H, W, C)."""
        originals = self.originals(row, row + 1)
        made = np.concatenate([self.copies(originals, row, copy)["image"] for copy in range(copies)])
        return originals["image"], np.moveaxis(made, 1, -1) if self.planar else made
