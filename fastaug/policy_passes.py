"""The operations of policies as passes, of which each sample is in those that it has drawn."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import top_of_range
from .colors import COLOR_STEPS
from .matrices import cos_sin
from .passes import tone
from .passes.base import Flags, Pass
from .passes.color import Colors, Table
from .passes.erase import Erase
from .passes.geometry import Sampling
from .passes.sharpen import Sharpen
from .tones import bytes_only, posterize_tables, solarize_tables
from .transforms.warp import linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .plan import Batch

MOVES = ("Rotate", "ShearX", "ShearY", "TranslateX", "TranslateY")
INVERTING = ("Solarize", "Invert")
BRIGHTNESS = ("Brightness", "BrightnessAdd")
STEPS = {
    "Brightness": "brightness", "BrightnessAdd": "brightness", "Contrast": "contrast", "Color": "saturation",
}  # fmt: skip
LEVELS = np.arange(256, dtype=np.uint8)
DARK = 128  # SolarizeAdd leaves the levels from here on


class Layers:
    """One operation after the other for each sample, in n layers.

    In a layer a sample is in at most one pass, so that those may stand in any order. Which passes there are depends on
    the names of the policy, never on what was drawn.
    """

    def __init__(
        self, names: tuple[str, ...], op: NDArray[np.int64], magnitude: NDArray[np.float64],
        center: NDArray[np.int64] | None, how: Sampling, active: Flags, batch: Batch,
    ) -> None:  # fmt: skip
        """op: (N, n) indices of names, -1 for none; magnitude: (N, n) as in fastaug.policy_tables, shifts in whole
        pixels; center: (N, n, 2) row and column, of Cutout."""
        self.names, self.center, self.how, self.active, self.batch = names, center, how, active, batch
        self.op, self.magnitude = np.ascontiguousarray(op.T), np.ascontiguousarray(magnitude.T)  # (n, N)

    def passes(self) -> list[Pass]:
        """In a layer first what may join an earlier move, last what may join a later scaling of the values; every
        other layer turned about, so that the last of one and the first of the next may join."""
        kinds = [
            self._moves(), self._sharpness(), self._autocontrast(), self._equalize(), self._cutouts(), *self._tones(),
            self._colors(),
        ]  # fmt: skip
        layers = list(zip(*filter(None, kinds), strict=True))
        return [p for k, layer in enumerate(layers) for p in layer[:: 1 if (len(layers) - k) % 2 else -1]]

    def _has(self, *names: str) -> bool:
        return not set(names).isdisjoint(self.names)

    def _on(self, *names: str) -> Flags:
        """(n, N): the samples that have one of these operations."""
        return among(self.names, names)[self.op] & self.active

    def _of(self, name: str) -> NDArray[np.float64]:
        """(n, N): the magnitudes of an operation, 0 for the samples that have another."""
        return np.where(self._on(name), self.magnitude, 0.0)

    def _moves(self) -> list[Pass]:
        if not self._has(*MOVES):
            return []
        c, s = cos_sin(self._of("Rotate"))
        x, y = self._of("ShearX"), self._of("ShearY")
        height, width = self.batch.sizes.T
        # shears are about the corner where the edges of the image meet, and all matrices about its centre
        shift = np.stack([self._of("TranslateX") - x * height / 2, self._of("TranslateY") - y * width / 2], axis=-1)
        parts = zip(np.stack([c, x - s, y + s, c], axis=-1), self._on(*MOVES), shift, strict=True)
        return [linear(entries, self.how, on, self.batch, by) for entries, on, by in parts]

    def _sharpness(self) -> list[Pass]:
        if not self._has("Sharpness"):
            return []
        return [Sharpen(on, 1 + change) for on, change in zip(self._on("Sharpness"), self.magnitude, strict=True)]

    def _autocontrast(self) -> list[Pass]:
        return [tone.Autocontrast(on, 0) for on in self._on("AutoContrast")] if self._has("AutoContrast") else []

    def _equalize(self) -> list[Pass]:
        return [tone.Equalize(on) for on in self._on("Equalize")] if self._has("Equalize") else []

    def _cutouts(self) -> list[Pass]:
        if self.center is None:
            return []
        made: list[Pass] = []
        for on, half, center in zip(
            self._on("Cutout"), self._of("Cutout"), np.moveaxis(self.center, 1, 0), strict=True
        ):
            reach = half.astype(np.int64)[:, None]
            start, stop = np.maximum(center - reach, 0), np.minimum(center + reach, self.batch.sizes)
            boxes = np.concatenate([start, stop - start], axis=1)[:, None]
            made.append(Erase(on, boxes, self.how.fill, None, np.zeros(len(on), np.uint64)))
        return made

    def _tones(self) -> list[list[Pass]]:
        """What changes each value by itself: of bytes all as one table."""
        if self.batch.dtype == np.uint8:
            return [self._tables()]
        if self._has("SolarizeAdd"):
            bytes_only(self.batch.dtype, "SolarizeAdd")
        made: list[list[Pass]] = []
        if self._has("Posterize"):
            bits = self.magnitude.astype(np.int64)
            made.append([tone.Posterize(*each) for each in zip(self._on("Posterize"), bits, strict=True)])
        if self._has(*INVERTING):
            threshold = self._threshold * (top_of_range(self.batch.dtype) / 255)
            made.append([tone.Solarize(*each) for each in zip(self._on(*INVERTING), threshold, strict=True)])
        return made

    def _tables(self) -> list[Pass]:
        parts = {
            ("Posterize",): lambda on: posterize_tables(self.magnitude[on].astype(np.int64), self.batch.dtype),
            INVERTING: lambda on: solarize_tables(self._threshold[on], self.batch.dtype),
            ("SolarizeAdd",): lambda on: solarize_add_tables(self.magnitude[on]),
            BRIGHTNESS: lambda on: Colors(np.ones(on.sum(), np.bool_), self._steps[on], self.batch).tables(),
        }
        parts = {names: tables for names, tables in parts.items() if self._has(*names)}
        if not parts:
            return []
        made = np.empty((*self.op.shape, 1, 256), np.uint8)
        for names, tables in parts.items():
            on = self._on(*names)
            made[on] = tables(on)
        on = self._on(*(name for names in parts for name in names))
        return [Table(*each) for each in zip(on, made, strict=True)]

    @property
    def _threshold(self) -> NDArray[np.float64]:
        return np.where(self._on("Invert"), -np.inf, self.magnitude)

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        """(n, N, 1, 4): a colour chain of one step for each sample."""
        steps = np.zeros((*self.op.shape, 1, 4))
        codes = np.array([COLOR_STEPS.get(STEPS.get(name, ""), -1) for name in self.names])
        steps[..., 0, 0], steps[..., 0, 1] = codes[self.op], 1 + self.magnitude
        if self._has("BrightnessAdd"):
            added = self._on("BrightnessAdd")
            steps[added, 0, 1], steps[added, 0, 2] = 1, self.magnitude[added]
        return steps

    def _colors(self) -> list[Pass]:
        names = ["Contrast", "Color", *(BRIGHTNESS if self.batch.dtype != np.uint8 else ())]
        names = [name for name in names if self._has(name)]
        if not names:
            return []
        if "Color" in names and self.batch.channels != 3:
            raise ValueError(f"Color takes images of 3 channels (RGB), got {self.batch.channels}")
        parts: Any = zip(self._on(*names), self._steps, strict=True)
        return [Colors(on, steps, self.batch).can(*(STEPS[name] for name in names)) for on, steps in parts]


@lru_cache(maxsize=256)  # every plan asks for the same
def among(names: tuple[str, ...], wanted: tuple[str, ...]) -> Flags:
    """Which of the names are wanted; one more entry, False, for the index -1."""
    return np.array([*(name in wanted for name in names), False])


def solarize_add_tables(added: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(N, 1, 256): so many levels are added to the dark ones."""
    lighter = np.minimum(LEVELS + added[:, None, None], 255)
    return np.where(LEVELS < DARK, lighter, LEVELS).astype(np.uint8)
