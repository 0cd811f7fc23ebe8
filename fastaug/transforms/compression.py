"""JPEG compression and low resolution."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import INTERPOLATIONS, choice
from ..compression import jpeg_only, positive
from ..passes.base import Flags, Pass
from ..passes.compression import Downscale as DownscalePass
from ..passes.compression import Jpeg
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interpolation_name, interval, whole_between, whole_interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["Downscale", "ImageCompression"]


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
        self._qualities()

    def _qualities(self) -> tuple[int, int]:
        return whole_interval(self.quality_range, "quality_range", 1, 100)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"quality": whole_between(self._qualities(), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        jpeg_only(batch.dtype, batch.channels, "ImageCompression")
        return [Jpeg(active, drawn["quality"])]


@dataclass(frozen=True)
class Downscale(Transform):
    """Low resolution: shrinks an image and enlarges it again, to the size it had.

    Parameters
    ----------
    scale_range : float or (low, high)
        What sizes are multiplied by; above 0, at most 1.
    interpolation_pair : dict
        How images are shrunk, "downscale", and enlarged, "upscale": "nearest", "bilinear", "bicubic" or "area", or
        OpenCV's number.
    p : float
        Probability.

    Examples
    --------
    >>> pair = {"downscale": "area", "upscale": "nearest"}
    >>> image = np.array([[0, 10, 20, 30]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.Downscale((0.5, 0.5), pair, p=1)])(image)
    array([[ 5,  5, 25, 25]], dtype=uint8)
    """

    numbers = 1
    scale_range: Any = (0.25, 0.25)
    interpolation_pair: Any = field(default_factory=lambda: {"downscale": "nearest", "upscale": "nearest"})
    p: float = 0.5

    def check(self) -> None:
        positive(np.array(self._scales()), "scale_range")
        self._interpolations()

    def _scales(self) -> Interval:
        return interval(self.scale_range, "scale_range", 0, 1)

    def _interpolations(self) -> tuple[str, str]:
        given = self.interpolation_pair
        if not isinstance(given, dict) or set(given) != {"downscale", "upscale"}:
            raise ValueError(f"interpolation_pair must be a dict with 'downscale' and 'upscale', got {given!r}")
        down, up = (interpolation_name(given[way], way, INTERPOLATIONS) for way in ("downscale", "upscale"))
        return down, up

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"factor": between(self._scales(), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [DownscalePass(active, batch.sizes, drawn["factor"], *self._interpolations())]
