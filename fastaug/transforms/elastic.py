"""Elastic deformation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice
from ..kernels.elastic import strength
from ..passes.base import Flags, Pass
from ..passes.displacements import Waves
from ..passes.geometry import Resample
from ..smoothing import METHODS, NORMALIZE, field_plan
from .base import Drawn, Transform, Uniforms
from .ranges import between, interval
from .warp import sampling

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["ElasticTransform"]

SIGMAS = 32  # steps of an interval of sigma: the weights of a Gaussian are kept from batch to batch


@dataclass(frozen=True)
class ElasticTransform(Transform):
    """Deforms the image smoothly and randomly, each by a field of its own (Simard et al. 2003).

    The defaults shift pixels by about 1.6 in each direction (standard deviation).

    Parameters
    ----------
    alpha : float or (low, high)
        Strength; what it measures is said by `normalize`.
    sigma : float or (low, high)
        Standard deviation of the Gaussian that smooths the field, in pixels; of an interval, one of 33 values evenly
        spaced.
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    border_mode : str or int
        "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    normalize : {"none", "max", "std"}
        "none": alpha multiplies smoothed noise on (-1, 1). "max": it is the longest shift, in pixels. "std": it is the
        standard deviation of the shifts, in pixels.
    method : {"gaussian", "lattice"}
        "lattice" is faster, by noise on coarser points (see `elastic_field`).
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.ElasticTransform(3, 8, normalize="max", p=1)])(np.zeros((20, 30), np.uint8)).shape
    (20, 30)
    """

    numbers = 4
    alpha: Any = 100
    sigma: Any = 10
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    normalize: str = "none"
    method: str = "gaussian"
    p: float = 0.5

    def check(self) -> None:
        interval(self.alpha, "alpha", 0, 1e9)
        interval(self.sigma, "sigma", 0, 1e6)
        choice(self.normalize, "normalize", NORMALIZE)
        choice(self.method, "method", METHODS)
        sampling(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """alpha, sigma, and the seed of the noise."""
        step = np.floor(u[:, 1] * (SIGMAS + 1)) / SIGMAS
        high, low = (np.floor(u[:, k] * 2.0**32).astype(np.uint64) for k in (2, 3))
        return {
            "alpha": between(interval(self.alpha, "alpha", 0, 1e9), u[:, 0]),
            "sigma": between(interval(self.sigma, "sigma", 0, 1e6), step),
            "seed": (high << np.uint64(32)) | low,
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        fields = self._fields(drawn, active, batch)
        return [Resample(active, batch.sizes, batch.sizes, sampling=sampling(self), displacements=fields)]

    def _fields(self, drawn: Drawn, active: Flags, batch: Batch) -> Waves:
        plans: list[Any] = [None] * batch.count
        scales = [0.0] * batch.count
        longest: list[float | None] = [None] * batch.count
        alphas, sigmas, sizes = drawn["alpha"].tolist(), drawn["sigma"].tolist(), batch.sizes.tolist()
        for i in np.flatnonzero(active).tolist():
            plans[i] = field_plan(*sizes[i], sigmas[i], self.method)
            scales[i], longest[i] = strength(plans[i], alphas[i], sigmas[i], self.normalize)
        return Waves(active, batch.sizes, plans, scales, drawn["seed"].tolist(), longest)
