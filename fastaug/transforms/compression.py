"""Compression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice
from ..compression import jpeg_only
from ..passes.base import Flags, Pass
from ..passes.compression import Jpeg
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["ImageCompression"]


@dataclass(frozen=True)
class ImageCompression(Transform):
    """What JPEG leaves of an image. For uint8 with 1 or 3 channels.

    Parameters
    ----------
    compression_type : str
        "jpeg"; "webp" is not offered.
    quality_range : (low, high)
        1 to 100; both ends may be drawn.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.arange(0, 128, 16, dtype=np.uint8)[None].repeat(8, axis=0)
    >>> fastaug.Compose([fastaug.ImageCompression(quality_range=(10, 10), p=1)])(image)[0]
    array([ 10,  18,  31,  49,  67,  85,  98, 106], dtype=uint8)
    """

    numbers = 1
    compression_type: str = "jpeg"
    quality_range: Any = (99, 100)
    p: float = 0.5

    def check(self) -> None:
        choice(self.compression_type, "compression_type", ("jpeg",))
        low, high = self._qualities()
        if low % 1 or high % 1:
            raise ValueError(f"quality_range must be whole, got {self.quality_range!r}")

    def _qualities(self) -> Interval:
        return interval(self.quality_range, "quality_range", 1, 100)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        low, high = self._qualities()
        return {"quality": np.floor(between((low, high + 1), u[:, 0])).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        jpeg_only(batch.dtype, batch.channels, "ImageCompression")
        return [Jpeg(active, drawn["quality"])]
