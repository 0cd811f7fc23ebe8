"""Contrast-limited adaptive histogram equalisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..passes.base import Flags, Pass
from ..passes.clahe import Clahe
from ..tones import bytes_only, tile_grid
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["CLAHE"]


@dataclass(frozen=True)
class CLAHE(Transform):
    """Contrast-limited adaptive histogram equalisation, of the luma of RGB images. For uint8.

    Parameters
    ----------
    clip_limit : float or (low, high)
        How many times the mean of its tile a level may be counted; one number v stands for (1, v). At least 1.
    tile_grid_size : (rows, columns)
        How many tiles there are.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[100, 110], [120, 130]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.CLAHE((200, 200), (1, 1), p=1)])(image)
    array([[ 64, 128],
           [191, 255]], dtype=uint8)
    """

    numbers = 1
    clip_limit: Any = 4.0
    tile_grid_size: tuple[int, int] = (8, 8)
    p: float = 0.5

    def check(self) -> None:
        self._clip_limits()
        tile_grid(self.tile_grid_size, "tile_grid_size")

    def _clip_limits(self) -> Interval:
        return interval(self.clip_limit, "clip_limit", 1, start=1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"clip_limit": between(self._clip_limits(), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        bytes_only(batch.dtype, "CLAHE")
        return [Clahe(active, drawn["clip_limit"], tile_grid(self.tile_grid_size, "tile_grid_size"))]
