"""Brightness, contrast, saturation, hue, gamma and gray."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice, limits
from ..colors import COLOR_STEPS, HSV
from ..passes.base import Flags, Pass
from ..passes.color import Colors, Power, Table
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interval, most_added

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["ColorJitter", "HueSaturationValue", "RandomBrightnessContrast", "RandomGamma", "ToGray"]


def chain(*columns: Any) -> Any:
    """(N, 1, 4): one step per sample from its op and three amounts, which broadcast."""
    steps = np.empty((np.broadcast(*columns).size, 1, 4))
    for k, column in enumerate(columns):
        steps[:, 0, k] = column
    return steps


def rgb_only(transform: Transform, batch: Batch) -> None:
    if batch.channels != 3:
        raise ValueError(f"{type(transform).__name__} takes images of 3 channels (RGB), got {batch.channels}")


@dataclass(frozen=True)
class RandomBrightnessContrast(Transform):
    """Multiplies by a random contrast and adds a random brightness: image * (1 + contrast) + brightness.

    Parameters
    ----------
    brightness_limit : float or (low, high)
        In units of the full range, at most 1 where floats are clipped to (0, 1); one number stands for (-limit, limit).
    contrast_limit : float or (low, high)
        Added to 1; one number stands for (-limit, limit).
    brightness_by_max : bool
        Brightness in units of the full range; the other choice, of the image's mean, is not offered.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomBrightnessContrast((0.2, 0.2), 0, p=1)])(np.array([[0, 250]], dtype=np.uint8))
    array([[ 51, 255]], dtype=uint8)
    """

    numbers = 2
    brightness_limit: Any = (-0.2, 0.2)
    contrast_limit: Any = (-0.2, 0.2)
    brightness_by_max: bool = True
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        self._ranges()
        if self.brightness_by_max is not True:
            raise ValueError(f"brightness_by_max must be True, got {self.brightness_by_max!r}")

    def _ranges(self) -> tuple[Interval, Interval]:
        most = most_added(self.value_range)
        brightness = interval(self.brightness_limit, "brightness_limit", -most, most, about=0)
        return brightness, interval(self.contrast_limit, "contrast_limit", -1, about=0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        brightness, contrast = self._ranges()
        return {"brightness": between(brightness, u[:, 0]), "contrast": between(contrast, u[:, 1])}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        steps = chain(COLOR_STEPS["brightness"], 1 + drawn["contrast"], drawn["brightness"], 0.0)
        return [Colors(active, steps, batch, self.value_range).can("brightness")]


@dataclass(frozen=True)
class HueSaturationValue(Transform):
    """Shifts hue, saturation and value, without the rounding of an HSV image between; gray stays gray.

    Parameters
    ----------
    hue_shift_limit : float or (low, high)
        In units of two degrees, as OpenCV's hue: 180 are a full turn.
    sat_shift_limit, val_shift_limit : float or (low, high)
        In units of 1/255 of the full range. One number stands for (-limit, limit), for all three.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> red = np.array([[[255, 0, 0]]], dtype=np.uint8)
    >>> fastaug.Compose([fastaug.HueSaturationValue((60, 60), 0, 0, p=1)])(red)
    array([[[  0, 255,   0]]], dtype=uint8)
    """

    numbers = 3
    hue_shift_limit: Any = (-20, 20)
    sat_shift_limit: Any = (-30, 30)
    val_shift_limit: Any = (-20, 20)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        interval(self.hue_shift_limit, "hue_shift_limit", -180, 180, about=0)
        interval(self.sat_shift_limit, "sat_shift_limit", -255, 255, about=0)
        interval(self.val_shift_limit, "val_shift_limit", -255, 255, about=0)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        rgb_only(self, batch)
        return {
            "hue": between(interval(self.hue_shift_limit, "hue_shift_limit", about=0), u[:, 0]),
            "saturation": between(interval(self.sat_shift_limit, "sat_shift_limit", about=0), u[:, 1]),
            "value": between(interval(self.val_shift_limit, "val_shift_limit", about=0), u[:, 2]),
        }

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        steps = chain(HSV, drawn["hue"] / 180, drawn["saturation"] / 255, drawn["value"] / 255)
        return [Colors(active, steps, batch, self.value_range).can("hsv")]


@dataclass(frozen=True)
class ColorJitter(Transform):
    """Changes brightness, contrast, saturation and hue, in a random order (torchvision's).

    Parameters
    ----------
    brightness, contrast, saturation : float or (low, high)
        Factors; one number stands for (1 - v, 1 + v), at least 0. Contrast turns about the mean of the image's gray,
        saturation about each pixel's.
    hue : float or (low, high)
        Turns, from -0.5 to 0.5; one number stands for (-v, v).
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> jitter = fastaug.ColorJitter((0.5, 0.5), contrast=0, saturation=0, hue=0, p=1)
    >>> fastaug.Compose([jitter])(np.array([[[100, 50, 200]]], dtype=np.uint8))
    array([[[ 50,  25, 100]]], dtype=uint8)
    """

    numbers = 8
    brightness: Any = (0.8, 1.2)
    contrast: Any = (0.8, 1.2)
    saturation: Any = (0.8, 1.2)
    hue: Any = (-0.5, 0.5)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        _ = self._ranges

    @cached_property
    def _ranges(self) -> dict[str, tuple[float, float]]:
        """Of the steps that change anything."""
        ranges = {
            "brightness": interval(self.brightness, "brightness", 0, about=1),
            "contrast": interval(self.contrast, "contrast", 0, about=1),
            "saturation": interval(self.saturation, "saturation", 0, about=1),
            "hue": interval(self.hue, "hue", -0.5, 0.5, about=0),
        }
        return {name: ends for name, ends in ranges.items() if ends != ((0, 0) if name == "hue" else (1, 1))}

    @cached_property
    def _columns(self) -> NDArray[np.intp]:
        return np.array([COLOR_STEPS[name] for name in self._ranges], np.intp)

    @cached_property
    def _limits(self) -> NDArray[np.float64]:
        """(2, steps): low and high."""
        return np.array(list(self._ranges.values())).reshape(-1, 2).T

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """amounts: of the steps that change anything, in the order of their names; order: of those steps."""
        if not {"saturation", "hue"}.isdisjoint(self._ranges):
            rgb_only(self, batch)
        low, high = self._limits
        amounts = low + (high - low) * u[:, self._columns]
        return {"amounts": amounts, "order": u[:, 4:][:, self._columns].argsort(axis=1, kind="stable")}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        if not len(self._columns):
            return []
        order, rows = drawn["order"], np.arange(len(active))[:, None]
        steps = np.zeros((*order.shape, 4))
        steps[:, :, 0], steps[:, :, 1] = self._columns[order], drawn["amounts"][rows, order]
        return [Colors(active, steps, batch, self.value_range).can(*self._ranges)]


@dataclass(frozen=True)
class RandomGamma(Transform):
    """Bends the curve of values: image ** gamma with the full range as 1.

    Parameters
    ----------
    gamma_limit : float or (low, high)
        In percent: 100 changes nothing; one number stands for (100 - limit, 100 + limit).
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.RandomGamma((200, 200), p=1)])(np.array([[0, 64, 255]], dtype=np.uint8))
    array([[  0,  16, 255]], dtype=uint8)
    """

    numbers = 1
    gamma_limit: Any = (80, 120)
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        interval(self.gamma_limit, "gamma_limit", 0, about=100)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"gamma": between(interval(self.gamma_limit, "gamma_limit", 0, about=100), u[:, 0]) / 100}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        gamma = drawn["gamma"][:, None]
        if batch.dtype.kind == "u":
            return [Table.of_gamma(active, gamma, batch.dtype)]
        return [Power(active, gamma, self.value_range)]


@dataclass(frozen=True)
class ToGray(Transform):
    """Gray in three equal channels: 0.299 R + 0.587 G + 0.114 B.

    Parameters
    ----------
    num_output_channels : int
        3, so that batches keep their shape.
    method : str
        "weighted_average".
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.ToGray(p=1)])(np.array([[[200, 100, 50]]], dtype=np.uint8))
    array([[[124, 124, 124]]], dtype=uint8)
    """

    num_output_channels: int = 3
    method: str = "weighted_average"
    p: float = 0.5

    def check(self) -> None:
        choice(self.method, "method", ("weighted_average",))
        if self.num_output_channels != 3:
            raise ValueError(f"num_output_channels must be 3, got {self.num_output_channels!r}")

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        rgb_only(self, batch)
        return {}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        steps = chain(np.full(len(active), COLOR_STEPS["saturation"]), 0.0, 0.0, 0.0)
        return [Colors(active, steps, batch).can("saturation")]
