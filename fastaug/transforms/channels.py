"""Channels shifted, scaled, in another order, or dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import ValueRange, choice, limits
from ..passes.base import Flags, Pass
from ..passes.channels import Affine, Channels
from ..passes.color import Table
from ..temperature import COLDEST, HOTTEST, WHITE, temperature_gains
from .base import Drawn, Transform, Uniforms, keys
from .color import rgb_only
from .ranges import Interval, between, interval, normals, whole_between, whole_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["ChannelDropout", "ChannelShuffle", "PlanckianJitter", "RGBShift"]


BELOW = 0.4  # the share of temperatures below white: the way up to the hottest is longer


def ranks(u: NDArray[np.float64], channels: int) -> NDArray[np.int64]:
    """(N, channels): a random order for each number in [0, 1)."""
    return keys(u, channels).argsort(axis=1, kind="stable")


def affine(
    active: Flags, batch: Batch, title: str, scales: Any = 1.0, shifts: Any = 0.0, value_range: ValueRange = (0, 1)
) -> list[Pass]:
    """Each channel times a number, plus a number in units of the full range, both (N, C): for bytes as tables, which
    join others."""
    scales, shifts = np.broadcast_arrays(np.asarray(scales, np.float64), np.asarray(shifts, np.float64))
    if batch.dtype != np.uint8:
        return [Affine(active, scales, shifts, title, value_range)]
    levels = np.arange(256, dtype=np.float32) * scales.astype(np.float32)[..., None]
    levels += (shifts * 255).astype(np.float32)[..., None]
    return [Table(active, np.rint(np.clip(levels, 0, 255)).astype(np.uint8))]


@dataclass(frozen=True)
class RGBShift(Transform):
    """Adds a random number to each channel.

    Parameters
    ----------
    r_shift_limit, g_shift_limit, b_shift_limit : float or (low, high)
        In units of the full range where both ends lie in -1 .. 1, else of 1/255 of it; one number stands for
        (-limit, limit).
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> shift = fastaug.RGBShift((51, 51), (0, 0), (-102, -102), p=1)
    >>> fastaug.Compose([shift])(np.array([[[100, 100, 100]]], dtype=np.uint8))
    array([[[151, 100,   0]]], dtype=uint8)
    """

    numbers = 3
    r_shift_limit: Any = (-20, 20)
    g_shift_limit: Any = (-20, 20)
    b_shift_limit: Any = (-20, 20)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        self._limits()

    def _limits(self) -> list[Interval]:
        found = []
        for name in ("r_shift_limit", "g_shift_limit", "b_shift_limit"):
            low, high = interval(getattr(self, name), name, -255, 255, about=0)
            unit = 255 if low < -1 or high > 1 else 1
            found.append((low / unit, high / unit))
        return found

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        rgb_only(self, batch)
        return {
            name: between(limits, u[:, k]) for k, (name, limits) in enumerate(zip("rgb", self._limits(), strict=True))
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        shifts = np.stack([drawn[name] for name in "rgb"], axis=1)
        return affine(active, batch, "rgb shift", shifts=shifts, value_range=self.value_range)


@dataclass(frozen=True)
class PlanckianJitter(Transform):
    """Changes the colour temperature, as of another light (Zini et al. 2023).

    Parameters
    ----------
    mode : str
        "blackbody"; the daylight of "cied" is not offered.
    temperature_limit : (low, high), optional
        In kelvin, from 3000 to 15000, which None stands for. 6500 changes nothing, other than in Albumentations.
    sampling_method : {"uniform", "gaussian"}
        How temperatures are drawn where 6500 lies between the limits: two fifths of them below it, the others above,
        on either side uniform, or normal about 6500 with a third of the way to the limit as standard deviation.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> light = fastaug.PlanckianJitter(temperature_limit=(4000, 4000), p=1)
    >>> fastaug.Compose([light])(np.array([[[100, 100, 100]]], dtype=np.uint8))
    array([[[129, 100,  55]]], dtype=uint8)
    """

    numbers = 3
    mode: str = "blackbody"
    temperature_limit: Any = None
    sampling_method: str = "uniform"
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        choice(self.mode, "mode", ("blackbody",))
        choice(self.sampling_method, "sampling_method", ("uniform", "gaussian"))
        self._limits()

    def _limits(self) -> Interval:
        given = (COLDEST, HOTTEST) if self.temperature_limit is None else self.temperature_limit
        low, high = interval(given, "temperature_limit", COLDEST, HOTTEST)
        if self.sampling_method == "gaussian" and not low < WHITE < high:
            raise ValueError(f"temperature_limit must have {WHITE:g} between its ends for 'gaussian', got {given!r}")
        return low, high

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        rgb_only(self, batch)
        low, high = self._limits()
        if not low < WHITE < high:
            return {"kelvin": between((low, high), u[:, 0])}
        if self.sampling_method == "uniform":
            return {"kelvin": np.interp(u[:, 0], [0, BELOW, 1], [low, WHITE, high])}
        way = np.minimum(abs(normals(u[:, 1], u[:, 2])[0]) / 3, 1)
        return {"kelvin": WHITE + way * np.where(u[:, 0] < BELOW, low - WHITE, high - WHITE)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        gains = temperature_gains(drawn["kelvin"])
        return affine(active, batch, "color temperature", gains, value_range=self.value_range)


@dataclass(frozen=True)
class ChannelShuffle(Transform):
    """Puts the channels into a random order.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[[10, 20, 30]]], dtype=np.uint8)
    >>> sorted(fastaug.Compose([fastaug.ChannelShuffle(p=1)])(image)[0, 0].tolist())
    [10, 20, 30]
    """

    numbers = 1
    p: float = 0.5

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"order": ranks(u[:, 0], batch.channels)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Channels(active, drawn["order"], 0, "channel shuffle")]


@dataclass(frozen=True)
class ChannelDropout(Transform):
    """Fills random channels with a value; at least one is left.

    Parameters
    ----------
    channel_drop_range : (int, int)
        How many are dropped; both ends may be drawn.
    fill : float
        In units of the image's dtype.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.array([[[10, 20, 30]]], dtype=np.uint8)
    >>> int((fastaug.Compose([fastaug.ChannelDropout((2, 2), p=1)])(image) == 0).sum())
    2
    """

    numbers = 2
    channel_drop_range: Any = (1, 1)
    fill: float = 0
    p: float = 0.5

    def check(self) -> None:
        whole_interval(self.channel_drop_range, "channel_drop_range", 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """dropped: (N, C), truth values."""
        fewest, most = whole_interval(self.channel_drop_range, "channel_drop_range", 1)
        if most >= batch.channels:
            raise ValueError(
                f"channel_drop_range must leave one of the {batch.channels} channels, got {self.channel_drop_range!r}"
            )
        return {"dropped": ranks(u[:, 1], batch.channels) < whole_between((fewest, most), u[:, :1])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        source = np.where(drawn["dropped"], -1, np.arange(batch.channels))
        return [Channels(active, source, self.fill, "channel dropout")]
