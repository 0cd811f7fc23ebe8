"""Sharpness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..passes.base import Flags, Pass
from ..passes.sharpen import Sharpen
from .base import Drawn, Transform, Uniforms
from .ranges import between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["RandomAdjustSharpness"]


@dataclass(frozen=True)
class RandomAdjustSharpness(Transform):
    """Moves pixels from or towards a smoothed image (torchvision's).

    Parameters
    ----------
    sharpness_factor : float or (low, high)
        1 changes nothing, 0 smoothes, above 1 sharpens; at least 0.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[10, 10, 10], [10, 23, 10], [10, 10, 10]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.RandomAdjustSharpness(2, p=1)])(image)[1]
    array([10, 31, 10], dtype=uint8)
    """

    numbers = 1
    sharpness_factor: Any = 2.0
    p: float = 0.5

    def check(self) -> None:
        interval(self.sharpness_factor, "sharpness_factor", 0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"factor": between(interval(self.sharpness_factor, "sharpness_factor", 0), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Sharpen(active, drawn["factor"])]
