"""The geometry of torchvision where it differs from that of fastaug's own transforms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..matrices import cos_sin
from ..passes.base import Flags, Pass
from ..passes.geometry import Matrices, Resample
from ..transforms import Affine, CenterCrop
from ..transforms.base import Drawn, Transform, Uniforms
from ..transforms.geometry import cut, padded
from ..transforms.resize import resized
from ..transforms.warp import from_square, linear, sampling

if TYPE_CHECKING:
    from ..plan import Batch


@dataclass(frozen=True)
class AffineAbout(Affine):
    """rotation @ shear along y @ shear along x @ scale, about the middle or another point; shear goes up and left."""

    center: tuple[float, float] | None = None  # x, y from the corner of the image, on edges of pixels

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        c, s = cos_sin(np.concatenate([drawn["angle"][:, None], drawn["shear"]], axis=1))
        x, y = (s[:, i] / c[:, i] for i in (1, 2))
        c, s, scale = c[:, 0], s[:, 0], drawn["scale"][:, 0]
        a, b, d, e = c - s * y, s * (1 + x * y) - c * x, -s - c * y, c * (1 + x * y) + s * x  # determinant 1
        shift = drawn["shift"]
        if self.center is not None:
            off = np.asarray(self.center, np.float64) - batch.sizes[:, ::-1] / 2
            u, v = off.T
            shift = shift + off - scale[:, None] * np.stack([a * u + b * v, d * u + e * v], axis=1)
        entries = np.stack([e, -b, -d, a], axis=-1) / scale[:, None]
        return [linear(entries, sampling(self), active, batch, shift)]


@dataclass(frozen=True)
class Distort(Transform):
    """Draws the image into a four-sided part of itself, whose corners are moved inward at random."""

    numbers = 8
    distortion_scale: float = 0.5
    interpolation: Any = "bilinear"
    fill: Any = 0
    p: float = 0.5
    border_mode = "constant"
    mask_interpolation = "nearest"
    fill_mask = 0

    def check(self) -> None:
        sampling(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """moved: whole pixels of the corners top left, top right, bottom right and bottom left, x and y of each."""
        most = (self.distortion_scale * (batch.sizes[:, None, ::-1] // 2)).astype(np.int64)
        return {"moved": ((most + 1) * u.reshape(-1, 4, 2)).astype(np.int64)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * (batch.sizes[:, None, ::-1] - 1.0)
        moved = np.where(active[:, None, None], drawn["moved"], 0) * np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
        inverse = from_square(corners) @ _adjugate(from_square(corners + moved))
        inverse /= inverse[:, 2:, 2:]
        # torchvision counts the corners as centres of pixels, and all other places as edges
        inverse[:, :, 2] += 0.5 * (inverse[:, :, 0] + inverse[:, :, 1])
        inverse[:, :2] -= 0.5 * inverse[:, 2:]
        return [Resample(active, batch.sizes, batch.sizes, inverse, sampling=sampling(self), projective=True)]


def _adjugate(m: Matrices) -> Matrices:
    """The inverses but for a factor."""
    return np.stack([np.cross(m[:, i], m[:, j]) for i, j in ((1, 2), (2, 0), (0, 1))], axis=2)


@dataclass(frozen=True)
class CropMiddle(CenterCrop):
    """`CenterCrop`; half of an odd margin is rounded to the even side, and a smaller image is padded."""

    pad_if_needed: bool = True

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        room = batch.sizes - (self.height, self.width)
        corner = np.where(room > 0, np.rint(room / 2).astype(np.int64), -(-room // 2))
        return [cut(self, corner, (self.height, self.width), padded(self), active, batch)]


@dataclass(frozen=True)
class ResizeShorter(Transform):
    """The shorter side becomes `size`, the longer one is rounded down, and both shrink if it exceeds `max_size`."""

    size: int
    max_size: int | None = None
    interpolation: Any = "bilinear"
    antialias: bool = True
    p: float = 1.0
    mask_interpolation = "nearest"

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        after = np.array([self._size(height, width) for height, width in batch.sizes.tolist()])
        return [resized(self, after, active, batch.sizes)]

    def _size(self, height: int, width: int) -> tuple[int, int]:
        short, long = min(height, width), max(height, width)
        short, long = self.size, int(self.size * long / short)
        if self.max_size is not None and long > self.max_size:
            short, long = int(self.max_size * short / long), self.max_size
        return (max(short, 1), long) if height <= width else (long, max(short, 1))
