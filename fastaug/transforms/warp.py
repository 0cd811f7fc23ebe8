"""Rotations, affine and perspective maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..matrices import cos_sin
from ..passes.base import Flags, Pass
from ..passes.geometry import Resample, Sampling, identities
from .base import Drawn, Transform, Uniforms
from .ranges import between, border_name, interpolation_name, interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["Rotate"]


@dataclass(frozen=True)
class Rotate(Transform):
    """Turns the image counter-clockwise about its centre by a random angle.

    Parameters
    ----------
    limit : float or (low, high)
        Degrees; one number stands for (-limit, limit).
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    border_mode : str or int
        "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Rotate((90, 90), p=1)])(np.array([[1, 2], [3, 4]], dtype=np.uint8))
    array([[2, 4],
           [1, 3]], dtype=uint8)
    """

    numbers = 1
    limit: Any = (-90, 90)
    interpolation: Any = "bilinear"
    border_mode: Any = "constant"
    mask_interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        interval(self.limit, "limit", about=0)
        sampling(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"angle": between(interval(self.limit, "limit", about=0), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        c, s = cos_sin(drawn["angle"])
        return [linear(np.stack([c, -s, s, c], axis=-1), sampling(self), active, batch)]


def sampling(transform: Any) -> Sampling:
    """How a transform with the usual five arguments finds its pixels."""
    return Sampling(
        interpolation_name(transform.interpolation),
        border_name(transform.border_mode),
        transform.fill,
        interpolation_name(transform.mask_interpolation, "mask_interpolation"),
        transform.fill_mask,
    )


def linear(
    entries: NDArray[np.float64], how: Sampling, active: Flags, batch: Batch, shift: NDArray[np.float64] | None = None
) -> Resample:
    """The pass of (N, 4) entries of matrices A about the centre: output p shows A (p - centre - shift) + centre."""
    inverse = identities(len(active)).copy()
    a = np.where(active[:, None], entries, (1, 0, 0, 1))
    center = (batch.sizes[:, ::-1] - 1) / 2
    at = center if shift is None else center + np.where(active[:, None], shift, 0)
    inverse[:, :2, :2] = a.reshape(-1, 2, 2)
    for i in (0, 1):
        inverse[:, i, 2] = center[:, i] - (a[:, 2 * i] * at[:, 0] + a[:, 2 * i + 1] * at[:, 1])
    return Resample(active, batch.sizes, batch.sizes, inverse, sampling=how)
