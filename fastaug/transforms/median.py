"""Medians of neighbourhoods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..passes.base import Flags, Pass
from ..passes.median import MedianBlur as MedianPass
from .base import Drawn, Transform, Uniforms
from .ranges import odd_sizes, one_of_odd

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["MedianBlur"]


@dataclass(frozen=True)
class MedianBlur(Transform):
    """Each pixel becomes the median of a square neighbourhood of random size.

    Parameters
    ----------
    blur_limit : int or (low, high)
        Odd sizes in pixels, 3 .. 255; one number stands for (3, blur_limit).
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[10, 10, 10, 90], [10, 255, 10, 90], [10, 10, 10, 90]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.MedianBlur(3, p=1)])(image)[1]
    array([10, 10, 10, 90], dtype=uint8)
    """

    numbers = 1
    blur_limit: Any = (3, 7)
    p: float = 0.5

    def check(self) -> None:
        odd_sizes(self.blur_limit, "blur_limit", 255)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"size": one_of_odd(odd_sizes(self.blur_limit, "blur_limit", 255), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [MedianPass(active, drawn["size"])]
