"""The operations of policies as passes: one layer, in which every sample has an operation of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

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
from .transforms.color import chain
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


@dataclass
class Layer:
    """One operation for each sample. A sample is in at most one of its passes, so they may stand in any order."""

    names: tuple[str, ...]  # the operations of the policy; which passes there are depends on them alone
    op: NDArray[np.int64]  # (N,) indices of names; -1: none
    magnitude: NDArray[np.float64]  # (N,) as in fastaug.policy_tables; shifts in whole pixels
    center: NDArray[np.int64] | None  # (N, 2) row and column, of Cutout
    how: Sampling
    active: Flags
    batch: Batch

    def passes(self) -> list[Pass]:
        """First what may join an earlier move, last what may join a later scaling of the values."""
        return [
            *self._moves(), *self._sharpness(), *self._spreads(), *self._cutouts(), *self._tables(), *self._colors()
        ]  # fmt: skip

    @cached_property
    def _chosen(self) -> dict[str, Flags]:
        """The samples that have each operation."""
        return {name: self.active & (self.op == k) for k, name in enumerate(self.names)}

    def _on(self, *names: str) -> Flags:
        """The samples that have one of these operations."""
        flags = [self._chosen[name] for name in names if name in self._chosen]
        return np.logical_or.reduce(flags) if flags else np.zeros_like(self.active)

    def _of(self, name: str) -> NDArray[np.float64]:
        """The magnitudes of an operation, 0 for the samples that have another."""
        return np.where(self._on(name), self.magnitude, 0.0)

    def _has(self, *names: str) -> bool:
        return not self._chosen.keys().isdisjoint(names)

    def _moves(self) -> list[Pass]:
        if not self._has(*MOVES):
            return []
        c, s = cos_sin(self._of("Rotate"))
        x, y = self._of("ShearX"), self._of("ShearY")
        height, width = self.batch.sizes.T
        # shears are about the corner where the edges of the image meet, and all matrices about its centre
        shift = np.stack([self._of("TranslateX") - x * height / 2, self._of("TranslateY") - y * width / 2], axis=1)
        return [linear(np.stack([c, x - s, y + s, c], axis=-1), self.how, self._on(*MOVES), self.batch, shift)]

    def _sharpness(self) -> list[Pass]:
        return [Sharpen(self._on("Sharpness"), 1 + self._of("Sharpness"))] if self._has("Sharpness") else []

    def _spreads(self) -> list[Pass]:
        made: list[Pass] = []
        if self._has("AutoContrast"):
            made.append(tone.Autocontrast(self._on("AutoContrast"), 0))
        if self._has("Equalize"):
            bytes_only(self.batch.dtype, "Equalize")
            made.append(tone.Equalize(self._on("Equalize")))
        return made

    def _cutouts(self) -> list[Pass]:
        if self.center is None:
            return []
        half = self._of("Cutout").astype(np.int64)[:, None]
        start, stop = np.maximum(self.center - half, 0), np.minimum(self.center + half, self.batch.sizes)
        boxes, seeds = np.concatenate([start, stop - start], axis=1), np.zeros(len(half), np.uint64)
        return [Erase(self._on("Cutout"), boxes[:, None], self.how.fill, None, seeds)]

    def _tables(self) -> list[Pass]:
        """What changes each value by itself: of bytes all as one table."""
        if self.batch.dtype != np.uint8:
            return self._without_tables()
        parts = [
            (("Posterize",), lambda i: posterize_tables(self._bits[i], self.batch.dtype)),
            (INVERTING, lambda i: solarize_tables(self._threshold[i], self.batch.dtype)),
            (("SolarizeAdd",), lambda i: solarize_add_tables(self.magnitude[i])),
            (BRIGHTNESS, lambda i: Colors(self.active[i], self._steps[i], self.batch).tables()),
        ]
        parts = [(names, tables) for names, tables in parts if self._has(*names)]
        made = np.repeat(LEVELS[None, None], len(self.op), axis=0)
        for names, tables in parts:
            rows = np.flatnonzero(self._on(*names))
            made[rows] = tables(rows)
        return [Table(self._on(*(name for names, _ in parts for name in names)), made)] if parts else []

    def _without_tables(self) -> list[Pass]:
        made: list[Pass] = []
        if self._has("SolarizeAdd"):
            bytes_only(self.batch.dtype, "SolarizeAdd")
        if self._has("Posterize"):
            made.append(tone.Posterize(self._on("Posterize"), self._bits))
        if self._has(*INVERTING):
            unit = top_of_range(self.batch.dtype) / 255
            made.append(tone.Solarize(self._on(*INVERTING), self._threshold * unit))
        return made

    @property
    def _bits(self) -> NDArray[np.int64]:
        return self._of("Posterize").astype(np.int64)

    @property
    def _threshold(self) -> NDArray[np.float64]:
        return np.where(self._on("Invert"), -np.inf, self._of("Solarize"))

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        """(N, 1, 4): the step of a colour chain for each sample."""
        codes = np.array([COLOR_STEPS.get(STEPS.get(name, ""), -1) for name in self.names])
        added = self._on("BrightnessAdd")
        return chain(codes[self.op], np.where(added, 1, 1 + self.magnitude), np.where(added, self.magnitude, 0), 0.0)

    def _colors(self) -> list[Pass]:
        names = ["Contrast", "Color", *(BRIGHTNESS if self.batch.dtype != np.uint8 else ())]
        names = [name for name in names if self._has(name)]
        if "Color" in names and self.batch.channels != 3:
            raise ValueError(f"Color takes images of 3 channels (RGB), got {self.batch.channels}")
        return [Colors(self._on(*names), self._steps, self.batch).can(*(STEPS[n] for n in names))] if names else []


def solarize_add_tables(added: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(N, 1, 256): so many levels are added to the dark ones."""
    lighter = np.minimum(LEVELS + added[:, None, None], 255)
    return np.where(LEVELS < DARK, lighter, LEVELS).astype(np.uint8)
