"""What becomes of a batch: passes of the kernels, run together up to where their results must be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...kernels.channels import Affine, Measured
from ...kernels.color_passes import Scale
from ...kernels.pipeline import run_lanes
from ...matrices import cos_sin
from ...passes.geometry import Resample, Sampling
from .random import Parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray


SCIPY_BORDERS = {"constant": "grid-constant", "edge": "nearest", "symmetric": "reflect", "wrap": "grid-wrap"}
ONE, ZERO = np.ones((1, 1)), np.zeros((1, 1))


class Chain:
    """N images of one shape (H, W, C), as floats, and what is still to be done to them."""

    def __init__(self, images: Any, dtype: np.dtype[Any], scale: Any = ONE, offset: Any = ZERO) -> None:
        """images: an (N, H, W, C) array or a list of N; dtype: float32 or float64, in which all is computed; scale,
        offset: (1, 1 or C), what they are multiplied by and what is added as they become floats."""
        self._images, self.dtype = images, dtype
        self._passes: list[Any] = []
        self._own = False
        self.count, self.shape = len(images), images[0].shape
        if dtype == np.float64:
            self._images = [image.astype(dtype, copy=False) for image in images]
        plain = scale is ONE and offset is ZERO
        if not plain or (images[0].dtype != dtype and dtype == np.float32):
            self._passes.append(Scale(*(np.broadcast_to(v, (1, self.shape[2]))[0] for v in (scale, offset)), False))

    def values(self) -> NDArray[Any]:
        """The images after all that was to be done, which may be written to."""
        if self._passes or not self._own:
            made = np.empty((self.count, *self.shape), self.dtype)
            run_lanes(self.count, [(self._images, made, self._passes)], None)
            self._images, self._passes, self._own = made, [], True
        return self._images

    def warp(self, parameters: Parameters, order: int, border: str, fill: Any) -> None:
        """Rotation, shift, shear, zoom and flips, as one resampling by splines of an order."""
        inverse = inverses(parameters, self.count, *self.shape[:2])
        if order > 1:
            self._by_scipy(inverse, order, border, fill)
            return
        size = np.broadcast_to(np.array(self.shape[:2], np.int64), (self.count, 2))
        every = np.ones(self.count, np.bool_)
        sampling = Sampling(("nearest", "bilinear")[order], border, fill)
        resample = Resample(every, size, size, inverse, sampling=sampling)
        resample.steps = ["these parameters"]
        self._passes += resample.native(np.empty((0, 0, self.shape[2]), self.dtype), False)

    def _by_scipy(self, inverse: NDArray[np.float64], order: int, border: str, fill: Any) -> None:
        from scipy.ndimage import affine_transform

        images = self.values()
        self._images = np.empty_like(images)
        fills = np.broadcast_to(fill, self.shape[2]).tolist()
        for image, made, m in zip(images, self._images, inverse[:, [1, 0]][..., [1, 0, 2]], strict=True):  # of (y, x)
            for c, value in enumerate(fills):
                how = {"order": order, "mode": SCIPY_BORDERS[border], "cval": value}
                affine_transform(image[..., c], m[:, :2], m[:, 2], output=made[..., c], **how)

    def measured(self, kind: str, amount: Any) -> None:
        """What the values of each image decide about: see `Measured`. amount: a number, or N."""
        self._passes.append(Measured(kind, np.broadcast_to(amount, self.count)))

    def affine(self, scale: Any, offset: Any) -> None:
        """Values times and plus a number: (1, 1 or C)."""
        if (scale != 1).any() or offset.any():
            each = self.count, self.shape[2]
            limits = -np.inf, np.inf
            self._passes.append(Affine(np.broadcast_to(scale, each), np.broadcast_to(offset, each), limits))


def inverses(p: Parameters, count: int, height: int, width: int) -> NDArray[np.float64]:
    """(N, 3, 3), from output (x, y, 1) to input: rotation, shift, shear, zoom and flip about the centre.

    Pixel (x, y) right of and below the centre shows the input at R (t + S Z F (x, y)).
    """
    c, s = cos_sin(np.asarray(p["theta"], np.float64))
    across, down = cos_sin(np.asarray(p["shear"], np.float64))[::-1]
    zx, zy = np.where(p["flip_horizontal"], -1, 1) * p["zx"], np.where(p["flip_vertical"], -1, 1) * p["zy"]
    cx, cy = (width - 1) / 2, (height - 1) / 2
    made = np.zeros((count, 3, 3))
    made[:, 0, 0], made[:, 0, 1] = c * zx, -(c * across + s * down) * zy
    made[:, 1, 0], made[:, 1, 1] = s * zx, (c * down - s * across) * zy
    made[:, 0, 2] = cx - (made[:, 0, 0] * cx + made[:, 0, 1] * cy) + (c * p["tx"] - s * p["ty"])
    made[:, 1, 2] = cy - (made[:, 1, 0] * cx + made[:, 1, 1] * cy) + (s * p["tx"] + c * p["ty"])
    made[:, 2, 2] = 1
    return made
