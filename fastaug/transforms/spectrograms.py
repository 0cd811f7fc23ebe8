"""Spans of spectrograms: rows are frequencies, columns are time steps (SpecAugment, Park et al. 2019)."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..arguments import integer
from .base import Drawn, Uniforms, seeds
from .erase import Holes

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["FrequencyMasking", "TimeMasking"]


@dataclass(frozen=True)
class SpanMasking(Holes):
    """Base of both: 0 to `longest` rows or columns, all lengths equally likely, and so all places."""

    axis: ClassVar[int]
    numbers = 3

    @property
    @abstractmethod
    def longest(self) -> int: ...

    def check(self) -> None:
        super().check()
        _ = self.longest

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        sides = batch.sizes[:, self.axis]
        length = np.floor((np.minimum(self.longest, sides) + 1) * u[:, 0]).astype(np.int64)
        boxes = np.concatenate([np.zeros_like(batch.sizes), batch.sizes], axis=1)  # top, left, height, width
        boxes[:, self.axis] = np.floor((sides - length + 1) * u[:, 1])
        boxes[:, 2 + self.axis] = length
        return {"boxes": boxes[:, None], "seed": seeds(u[:, 2])}


@dataclass(frozen=True)
class TimeMasking(SpanMasking):
    """Fills a span of columns, the time steps of a spectrogram.

    Parameters
    ----------
    time_mask_param : int
        The longest span, in columns; at most all.
    fill : number, C numbers or "random"
        What the span shows; "random": random values, each pixel its own.
    fill_mask : number, optional
        The same for masks; None leaves masks as they are.
    p : float
        Probability.

    Examples
    --------
    >>> made = fastaug.Compose([fastaug.TimeMasking(3, p=1)], seed=1)(np.ones((2, 6), np.float32))
    >>> bool((made[0] == made[1]).all() and made[0].sum() >= 3)
    True
    """

    axis = 1
    time_mask_param: int = 40
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    @property
    def longest(self) -> int:
        return integer(self.time_mask_param, "time_mask_param", 1)


@dataclass(frozen=True)
class FrequencyMasking(SpanMasking):
    """Fills a span of rows, the frequencies of a spectrogram.

    Parameters
    ----------
    freq_mask_param : int
        The longest span, in rows; at most all.
    fill, fill_mask, p
        As in `TimeMasking`.

    Examples
    --------
    >>> made = fastaug.Compose([fastaug.FrequencyMasking(3, p=1)], seed=1)(np.ones((6, 2), np.float32))
    >>> bool((made[:, 0] == made[:, 1]).all() and made[:, 0].sum() >= 3)
    True
    """

    axis = 0
    freq_mask_param: int = 30
    fill: Any = 0
    fill_mask: Any = None
    p: float = 0.5

    @property
    def longest(self) -> int:
        return integer(self.freq_mask_param, "freq_mask_param", 1)
