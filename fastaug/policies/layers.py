"""The operations of policies as passes, of which each sample is in those that it has drawn."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import top_of_range
from ..colors import COLOR_STEPS
from ..matrices import cos_sin
from ..passes import tone
from ..passes.base import Flags, Pass
from ..passes.color import Colors, Table, brightness_tables
from ..passes.erase import Erase
from ..passes.geometry import Sampling
from ..passes.sharpen import Sharpen
from ..tones import bytes_only, posterize_tables, solarize_tables
from ..transforms.warp import linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

MOVES = ("Rotate", "ShearX", "ShearY", "TranslateX", "TranslateY")
INVERTING = ("Solarize", "Invert")
BRIGHTNESS = ("Brightness", "BrightnessAdd")
TABLED = ("Posterize", "SolarizeAdd", *INVERTING, *BRIGHTNESS)
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
        """op: (N, n) indices of names, -1 for none; magnitude: (N, n) as in the tables, shifts in whole
        pixels; center: (N, n, 2) row and column, of Cutout."""
        self.names, self.center, self.how, self.active, self.batch = names, center, how, active, batch
        self.op, self.magnitude = np.ascontiguousarray(op.T), np.ascontiguousarray(magnitude.T)  # (n, N)
        self._rows = {name: k for k, name in enumerate(names)}
        # (names + 1, n, N): the samples that have each, and no sample for names that are not among them
        self._each = (self.op == np.arange(len(names) + 1)[:, None, None]) & active

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
        return any(name in self._rows for name in names)

    def _on(self, *names: str) -> Flags:
        """(n, N): the samples that have one of these operations."""
        rows = [self._rows.get(name, -1) for name in names]
        return self._each[rows].any(axis=0) if len(rows) > 1 else self._each[rows[0]]

    def _of(self, *names: str) -> NDArray[np.float64]:
        """(names, n, N): the magnitudes of operations, 0 for the samples that have another."""
        return np.where(self._each[[self._rows.get(name, -1) for name in names]], self.magnitude, 0.0)

    def _moves(self) -> list[Pass]:
        if not self._has(*MOVES):
            return []
        angle, x, y, right, down = self._of(*MOVES)
        c, s = cos_sin(angle)
        entries, shift = np.empty((*c.shape, 4)), np.empty((*c.shape, 2))
        entries[..., 0], entries[..., 1], entries[..., 2], entries[..., 3] = c, x - s, y + s, c
        # shears are about the corner where the edges of the image meet, and all matrices about its centre
        height, width = self.batch.sizes.T
        shift[..., 0], shift[..., 1] = right - x * height / 2, down - y * width / 2
        parts = zip(entries, self._on(*MOVES), shift, strict=True)
        return [linear(matrices, self.how, on, self.batch, by) for matrices, on, by in parts]

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
            self._on("Cutout"), self._of("Cutout")[0], np.moveaxis(self.center, 1, 0), strict=True
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
        if not self._has(*TABLED):
            return []
        on = self._on(*TABLED)
        made = np.empty((on.size, 1, 256), np.uint8)
        which = np.flatnonzero(on)
        ops, strengths = self.op.reshape(-1)[which].tolist(), self.magnitude.reshape(-1)[which].tolist()
        for k, op, strength in zip(which.tolist(), ops, strengths, strict=True):
            made[k, 0] = table(self.names[op], strength)
        return [Table(*each) for each in zip(on, made.reshape(*on.shape, 1, 256), strict=True)]

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


@lru_cache(maxsize=1024)  # policies have few levels
def table(name: str, strength: float) -> NDArray[np.uint8]:
    """What an operation makes of each byte."""
    if name == "Posterize":
        return posterize_tables(np.array([int(strength)]), LEVELS.dtype)[0, 0]
    if name in INVERTING:
        return solarize_tables(np.array([-np.inf if name == "Invert" else strength]), LEVELS.dtype)[0, 0]
    if name == "SolarizeAdd":
        return np.where(LEVELS < DARK, np.minimum(LEVELS + strength, 255), LEVELS).astype(np.uint8)
    step = (0, 1, strength, 0) if name == "BrightnessAdd" else (0, 1 + strength, 0, 0)
    return brightness_tables(np.reshape(step, (1, 1, 4)).astype(np.float64), LEVELS.dtype)[0, 0]
