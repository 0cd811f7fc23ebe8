"""Inverted, solarized, posterized, bent, stretched and equalized images."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import ValueRange, choice, flag, limits, number, top_of_range
from ..kernels.tone import bezier_terms
from ..passes import tone
from ..passes.base import Flags, Pass
from ..passes.color import Curve, Table
from ..tones import (
    MOST_BITS,
    curve_tables,
    cutoffs,
    lookup_tables,
    posterize_tables,
    solarize_tables,
)
from .base import Drawn, Transform, Uniforms, uniforms
from .ranges import between, interval, normals, whole_between, whole_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["ApplyLut", "AutoContrast", "Equalize", "InvertImg", "Posterize", "RandomToneCurve", "Solarize"]


def solarized(threshold: NDArray[np.float64], active: Flags, batch: Batch, value_range: ValueRange) -> list[Pass]:
    """threshold: in units of the full range; -inf inverts all."""
    if batch.dtype.kind == "u":
        return [Table(active, solarize_tables(threshold * top_of_range(batch.dtype), batch.dtype))]
    return [tone.Solarize(active, threshold, value_range)]


@dataclass(frozen=True)
class InvertImg(Transform):
    """The negative: the top of the range minus the image.

    Parameters
    ----------
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.InvertImg(p=1)])(np.array([[0, 100, 255]], dtype=np.uint8))
    array([[255, 155,   0]], dtype=uint8)
    """

    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return solarized(np.full(len(active), -np.inf), active, batch, self.value_range)


@dataclass(frozen=True)
class Solarize(Transform):
    """Inverts the values from a threshold on.

    Parameters
    ----------
    threshold_range : float or (low, high)
        In units of the full range, 0 to 1.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Solarize((0.5, 0.5), p=1)])(np.array([[0, 127, 128, 255]], dtype=np.uint8))
    array([[  0, 127, 127,   0]], dtype=uint8)
    """

    numbers = 1
    threshold_range: Any = (0.5, 0.5)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        interval(self.threshold_range, "threshold_range", 0, 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"threshold": between(interval(self.threshold_range, "threshold_range", 0, 1), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return solarized(drawn["threshold"], active, batch, self.value_range)


@dataclass(frozen=True)
class Posterize(Transform):
    """Keeps the highest bits of all values.

    Parameters
    ----------
    num_bits : int or (low, high)
        How many stay, from 0 (black) to 16; both ends may be drawn.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Posterize(2, p=1)])(np.array([[0, 100, 127, 255]], dtype=np.uint8))
    array([[  0,  64,  64, 192]], dtype=uint8)
    """

    numbers = 1
    num_bits: Any = 4
    p: float = 0.5

    def check(self) -> None:
        whole_interval(self.num_bits, "num_bits", 0, MOST_BITS)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"bits": whole_between(whole_interval(self.num_bits, "num_bits", 0, MOST_BITS), u[:, 0])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        if batch.dtype.kind == "u":
            return [Table(active, posterize_tables(drawn["bits"], batch.dtype))]
        return [tone.Posterize(active, drawn["bits"])]


@dataclass(frozen=True)
class ApplyLut(Transform):
    """Looks every value up in a given table: table[image].

    Parameters
    ----------
    table : array of integers
        256 entries for uint8, 65536 for uint16, of shape (entries,) or, with a table for each channel, (C, entries).
    p : float
        Probability.

    Examples
    --------
    >>> halve = fastaug.ApplyLut(np.arange(256) // 2, p=1)
    >>> fastaug.Compose([halve])(np.array([[0, 100, 255]], dtype=np.uint8))
    array([[  0,  50, 127]], dtype=uint8)
    """

    table: Any
    p: float = 0.5

    def check(self) -> None:
        if np.ndim(self.table) not in (1, 2):
            raise ValueError(f"table must have shape (entries,) or (C, entries), got {np.shape(self.table)}")

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        tables = lookup_tables(self.table, np.empty((0, 0, batch.channels), batch.dtype))
        return [Table(active, np.repeat(tables, batch.count, axis=0))]


@dataclass(frozen=True)
class RandomToneCurve(Transform):
    """Bends values along a cubic Bezier curve with random heights of its two control points.

    Parameters
    ----------
    scale : float
        Standard deviation of the heights about 1/4 and 3/4, 0 to 1; they are cut to 0 .. 1.
    per_channel : bool
        Each channel its own curve.
    p : float
        Probability.

    Examples
    --------
    >>> curve = fastaug.RandomToneCurve(scale=0, p=1)  # always the same S-curve
    >>> fastaug.Compose([curve])(np.array([[0, 64, 128, 255]], dtype=np.uint8))
    array([[  0,  58, 128, 255]], dtype=uint8)
    """

    numbers = 1
    scale: Any = 0.1
    per_channel: bool = False
    p: float = 0.5

    def check(self) -> None:
        flag(self.per_channel, "per_channel")
        interval(self.scale, "scale", 0, 1, single=True)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """low, high: (N, 1 or C)."""
        curves = batch.channels if self.per_channel else 1
        every = uniforms(u[:, 0], 2 * curves)
        low, high = normals(every[:, :curves], every[:, curves:])
        scale = float(self.scale)
        return {"low": np.clip(0.25 + scale * low, 0, 1), "high": np.clip(0.75 + scale * high, 0, 1)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        terms = bezier_terms(drawn["low"], drawn["high"])
        if batch.dtype.kind == "u":
            return [Table(active, curve_tables(terms, batch.dtype))]
        return [Curve(active, terms)]


@dataclass(frozen=True)
class AutoContrast(Transform):
    """Stretches each channel so that its least value becomes 0 and its greatest the top of the range.

    Parameters
    ----------
    cutoff : float
        Percent of the pixels to leave out at either end; for float images 0.
    ignore : None
        A value to leave out is not offered.
    method : str
        "pil", Pillow's rule; "cdf" is not offered.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.AutoContrast(p=1)])(np.array([[20, 71, 122]], dtype=np.uint8))
    array([[  0, 127, 255]], dtype=uint8)
    """

    cutoff: float = 0
    ignore: None = None
    method: str = "pil"
    p: float = 0.5

    def check(self) -> None:
        number(self.cutoff, "cutoff", 0, 100)
        choice(self.method, "method", ("pil",))
        if self.ignore is not None:
            raise ValueError(f"ignore must be None, got {self.ignore!r}")

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        cutoffs(self.cutoff, batch.dtype, 1)
        return [tone.Autocontrast(active, self.cutoff)]


@dataclass(frozen=True)
class Equalize(Transform):
    """Spreads the levels of each channel so that all become about equally frequent: 256 levels, whatever the dtype.

    Parameters
    ----------
    mode : str
        "pil", Pillow's rule; "cv" is not offered.
    by_channels : bool
        True; each channel has its own table.
    mask : None
        Levels are counted in the whole image.
    mask_params : ()
        Nothing else is offered.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.repeat(np.array([[100, 110, 120]], dtype=np.uint8), 400, axis=0)
    >>> fastaug.Compose([fastaug.Equalize(p=1)])(image)[0]
    array([  0, 133, 255], dtype=uint8)
    """

    mode: str = "pil"
    by_channels: bool = True
    mask: None = None
    mask_params: tuple[()] = ()
    p: float = 0.5

    def check(self) -> None:
        choice(self.mode, "mode", ("pil",))
        for name, only in (("by_channels", True), ("mask", None), ("mask_params", ())):
            if (given := getattr(self, name)) != only:
                raise ValueError(f"{name} must be {only}, got {given!r}")

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [tone.Equalize(active)]
