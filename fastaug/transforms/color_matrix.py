"""Colours times a matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import limits
from ..colors import color_matrices, hue_matrices
from ..passes.base import Flags, Pass
from ..passes.color import Matrix
from .base import Drawn, Transform, Uniforms
from .color import rgb_only
from .ranges import between, interval

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["ApplyColorMatrix", "HueRotate"]


@dataclass(frozen=True)
class ApplyColorMatrix(Transform):
    """Mixes the channels of each pixel by a given matrix: for sepia, other primaries, swapped channels.

    Parameters
    ----------
    matrix : array of shape (3, 3) or (3, 4)
        A row for each channel of the result; a fourth column is added, in units of the full range.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> swap = fastaug.ApplyColorMatrix(((0, 0, 1), (0, 1, 0), (1, 0, 0)), p=1)
    >>> fastaug.Compose([swap])(np.array([[[10, 20, 30]]], dtype=np.uint8))
    array([[[30, 20, 10]]], dtype=uint8)
    """

    matrix: Any
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        if np.ndim(self.matrix) != 2:
            raise ValueError(f"matrix must have shape (3, 3) or (3, 4), got {np.shape(self.matrix)}")
        color_matrices(self.matrix, 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        rgb_only(self, batch)
        return {}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        matrices = np.repeat(color_matrices(self.matrix, 1), batch.count, axis=0)
        return [Matrix(active, matrices, self.value_range)]


@dataclass(frozen=True)
class HueRotate(Transform):
    """Rotates all colours by a random angle in the plane of chroma, which keeps the luma and gray (see `hue_rotate`).

    Parameters
    ----------
    limit : float or (low, high)
        In whole turns; one number stands for (-limit, limit).
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.HueRotate((1 / 3, 1 / 3), p=1)])(np.array([[[200, 100, 100]]], dtype=np.uint8))
    array([[[ 80, 173,  37]]], dtype=uint8)
    """

    numbers = 1
    limit: Any = (-0.1, 0.1)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        interval(self.limit, "limit", about=0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        rgb_only(self, batch)
        return {"turns": between(interval(self.limit, "limit", about=0), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Matrix(active, hue_matrices(drawn["turns"]), self.value_range)]
