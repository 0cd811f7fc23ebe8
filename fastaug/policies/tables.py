"""The tables of the policies: operations, and how strong they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Op(NamedTuple):
    """An operation, whose magnitude goes from `low` at the lowest level to `high` at the highest in equal steps.

    Magnitudes are slopes of shears, degrees, pixels or shares of the size of shifts, what is added to a factor of 1
    (Brightness, Color, Contrast, Sharpness), kept bits, and of 255 levels the threshold of Solarize and what
    SolarizeAdd adds. BrightnessAdd adds a share of the range. Cutout has half of its side in pixels.
    """

    name: str
    low: float = 0.0
    high: float = 0.0
    signed: bool = False  # half of the time the other way
    whole: np.ufunc | None = None  # what makes magnitudes whole numbers
    of_size: bool = False  # in shares of the width or height

    @property
    def varies(self) -> bool:
        """Whether it has a magnitude."""
        return self.low != self.high

    def __str__(self) -> str:
        if not self.varies:
            return self.name
        unit = " of the size" if self.of_size else ""
        return f"{self.name} {self.low:g} to {self.high:.4g}{unit}{', either way' if self.signed else ''}"


Table: TypeAlias = "tuple[Op, ...]"

LEVELS = 10  # of AutoAugment and AugMix


def magnitudes(table: Table, shares: Any) -> NDArray[np.float64]:
    """(operations, shares): the magnitude of each operation so far up its range, from 0 to 1."""
    rows = []
    for op in table:
        row = op.low + (op.high - op.low) * np.asarray(shares, np.float64)
        rows.append(row if op.whole is None else op.whole(row))
    return np.array(rows)


def _both(name: str, *rest: Any, **more: Any) -> Table:
    """One operation along x and along y."""
    return Op(name + "X", *rest, **more), Op(name + "Y", *rest, **more)


def _factors(names: tuple[str, ...], *rest: Any) -> Table:
    return tuple(Op(name, *rest) for name in names)


FACTORS = ("Brightness", "Color", "Contrast", "Sharpness")
ADAPTIVE = (Op("AutoContrast"), Op("Equalize"))
GEOMETRY = (
    *_both("Shear", 0, 0.3, True), *_both("Translate", 0, 150 / 331, True, of_size=True), Op("Rotate", 0, 30, True),
)  # fmt: skip
SOLARIZE = Op("Solarize", 255, 0)

# torchvision's
RANDAUGMENT: Table = (
    Op("Identity"), *GEOMETRY, *_factors(FACTORS, 0, 0.9, True), Op("Posterize", 8, 4, whole=np.rint), SOLARIZE,
    *ADAPTIVE,
)  # fmt: skip
AUTOAUGMENT: Table = (*RANDAUGMENT[1:], Op("Invert"))
TRIVIAL_WIDE: Table = (
    Op("Identity"), *_both("Shear", 0, 0.99, True), *_both("Translate", 0, 32, True), Op("Rotate", 0, 135, True),
    *_factors(FACTORS, 0, 0.99, True), Op("Posterize", 8, 2, whole=np.rint), SOLARIZE, *ADAPTIVE,
)  # fmt: skip
AUGMIX: Table = (
    *_both("Shear", 0, 0.3, True), *_both("Translate", 0, 1 / 3, True, of_size=True), Op("Rotate", 0, 30, True),
    Op("Posterize", 4, 0, whole=np.rint), SOLARIZE, *ADAPTIVE, *_factors(FACTORS, 0, 0.9, True),
)  # fmt: skip

# Thirteen operations, each one way only; brightness is added.
PLAIN: Table = (
    Op("Rotate", 0, 30), *_both("Shear", 0, 0.3), *_both("Translate", 0, 150 / 331, of_size=True),
    Op("BrightnessAdd", -0.25, 0.25), Op("Contrast", -0.5, 0.5), *_factors(("Color", "Sharpness"), 0, 0.9),
    Op("Posterize", 8, 4, whole=np.rint), SOLARIZE, *ADAPTIVE,
)  # fmt: skip

# The sixteen of the code for TPUs, where levels go from 0 to 10; timm's first table is the same without Cutout.
TPU: Table = (
    *ADAPTIVE, Op("Invert"), Op("Rotate", 0, 30, True), Op("Posterize", 0, 4, whole=np.floor),
    Op("Solarize", 0, 256, whole=np.floor), *_factors(("Color", "Contrast", "Brightness", "Sharpness"), -0.9, 0.9),
    *_both("Shear", 0, 0.3, True), *_both("Translate", 0, 100, True), Op("Cutout", 0, 40, whole=np.floor),
    Op("SolarizeAdd", 0, 110, whole=np.floor),
)  # fmt: skip

SPACES = {"torchvision": RANDAUGMENT, "plain": PLAIN, "tpu": TPU}
