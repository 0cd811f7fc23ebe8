"""Colours: neighbouring steps as one chain, neighbouring tables as one table, and the float32 result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import ValueRange, clip_limits, limits, top_of_range
from ..colors import COLOR_STEPS, GRAY_WEIGHTS, HSV, gamma_tables
from ..kernels import color_passes as _kernels
from ..tones import cubic
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch


NONE = -1.0  # the op of no step


class Colors(Pass):
    """Colour steps one after the other, in floating point with one rounding at the end.

    RGB may go on to float32 at once, and is not rounded then.
    """

    def __init__(
        self, active: Flags, steps: NDArray[np.float64], batch: Batch, value_range: ValueRange = (0, 1)
    ) -> None:
        """steps: (N, S, 4) op, a, b, c with the codes of fastaug.colors."""
        super().__init__(active)
        self.chain = np.where(active[:, None, None], steps, NONE)
        self.dtype, self.channels = batch.dtype, batch.channels
        self.value_range, self.limits = value_range, clip_limits(batch.dtype, value_range)
        self.ops: set[int] = set()  # that any sample could have
        self.scale: Scale | None = None

    def can(self, *ops: str) -> Colors:
        """Says which steps there may be, whatever was drawn."""
        self.ops = {COLOR_STEPS.get(op, HSV) for op in ops}
        return self

    def join(self, other: Pass) -> Pass | None:
        if self.scale is not None:
            return self._scaled(self.scale.join(other))
        if isinstance(other, Scale):
            return self._scaled(other) if self.channels == 3 else None
        if isinstance(other, Table) and self.dtype.kind == "u" and self.ops == {COLOR_STEPS["brightness"]}:
            return Table(self.active, self.tables()).join(other)
        if not isinstance(other, Colors) or self.chain.shape[1] + other.chain.shape[1] > _kernels.MOST_STEPS:
            return None
        if self.ops & other.ops & {COLOR_STEPS["contrast"]}:  # a chain knows one mean
            return None
        if self.limits != other.limits:
            return None
        self.active, self.ops = self.active | other.active, self.ops | other.ops
        self.chain = np.concatenate([self.chain, other.chain], axis=1)
        return self

    def _scaled(self, scale: Pass | None) -> Pass | None:
        """With this scale for all samples; None stays None."""
        if not isinstance(scale, Scale):
            return None
        self.scale, self.active, self.planar = scale, scale.active, scale.planar
        return self

    def result(self, dtype: np.dtype[Any], channels: int) -> tuple[np.dtype[Any], int]:
        return (dtype if self.scale is None else np.dtype(np.float32)), channels

    def tables(self) -> NDArray[Any]:
        """What brightness steps make of each value."""
        return brightness_tables(self.chain, self.dtype)

    @property
    def title(self) -> str:  # type: ignore[override]
        names = {**{code: name for name, code in COLOR_STEPS.items()}, HSV: "hsv"}
        steps = "colors: " + ", ".join(names[op] for op in sorted(self.ops))
        return steps if self.scale is None else f"{steps}, {self.scale.title}"

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        top = top_of_range(image.dtype)
        scale = None if self.scale is None else (self.scale.scales, self.scale.offsets, self.planar)
        return [_kernels.Colors(self.chain, GRAY_WEIGHTS["601"], self.limits, top, scale, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.color import adjust_hue, adjust_saturation, chain

        steps = [tuple(step) for step in self.chain[sample].tolist() if step[0] != NONE]
        weights = GRAY_WEIGHTS["601"]
        if self.scale is not None:
            values = chain(image, steps, "gray", weights, self.value_range, rounded=False) if steps else image
            return self.scale.reference(values, sample, mask)
        if len(steps) == 1 and image.dtype == np.uint8:
            op, amount = steps[0][:2]
            if op in (COLOR_STEPS["saturation"], COLOR_STEPS["hue"]):
                exact = adjust_saturation if op == COLOR_STEPS["saturation"] else adjust_hue
                return exact(image, amount)
        return chain(image, steps, "gray", weights, self.value_range)


def brightness_tables(chain: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """(N, 1, levels), from (N, S, 4) brightness steps."""
    top = top_of_range(dtype)
    values = np.broadcast_to(np.arange(top + 1, dtype=np.float32), (len(chain), int(top) + 1))
    for step in np.moveaxis(chain, 1, 0):
        factor, delta = step[:, 1, None].astype(np.float32), (step[:, 2, None] * top).astype(np.float32)
        changed = np.clip(values * factor + delta, np.float32(0), np.float32(top))
        values = np.where(step[:, :1] == NONE, values, changed)
    return np.rint(values).astype(dtype)[:, None]


class Matrix(Pass):
    """RGB times a matrix."""

    title = "color matrix"

    def __init__(self, active: Flags, matrices: NDArray[np.float64], value_range: ValueRange) -> None:
        """matrices: (N, 3, 4), the last column in units of the full range."""
        super().__init__(active)
        self.matrices, self.value_range = matrices, value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        matrices = self.matrices * [1, 1, 1, top_of_range(image.dtype)]
        return [_kernels.Matrix(matrices, clip_limits(image.dtype, self.value_range), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.color_matrix import mixed

        return mixed(image, self.matrices[sample], self.value_range)


class Table(Pass):
    """out = table[image], for integers."""

    title = "table"

    def __init__(self, active: Flags, tables: NDArray[Any]) -> None:
        """tables: (N, 1 or C, 256 or 65536), of which those of samples that are not active are not looked at."""
        super().__init__(active)
        self.tables = tables

    @classmethod
    def of_gamma(cls, active: Flags, gamma: NDArray[np.float64], dtype: np.dtype[Any]) -> Table:
        """gamma: (N, 1 or C)."""
        return cls(active, gamma_tables(gamma, dtype))

    def join(self, other: Pass) -> Pass | None:
        if isinstance(other, Colors) and other.ops == {COLOR_STEPS["brightness"]}:
            other = Table(other.active, other.tables())
        if not isinstance(other, Table):
            return None
        tables = np.take_along_axis(other._for_all(), self._for_all().astype(np.intp), axis=2)
        return Table(self.active | other.active, tables)

    def _for_all(self) -> NDArray[Any]:
        """The tables, and those of samples that are not active, which change nothing."""
        levels = np.arange(self.tables.shape[2]).astype(self.tables.dtype)
        return np.where(self.active[:, None, None], self.tables, levels)

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Table(np.ascontiguousarray(self.tables), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.tone import look_up

        return look_up(image, self.tables[sample])


class Power(Pass):
    """out = clip(max(image, 0) ** gamma), for floats."""

    title = "power"

    def __init__(self, active: Flags, gamma: NDArray[np.float64], value_range: ValueRange = (0, 1)) -> None:
        """gamma: (N, 1 or C)."""
        super().__init__(active)
        self.gamma, self.value_range = gamma, value_range

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Power(self.gamma, limits(self.value_range), self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.color import power

        return power(image, self.gamma[sample], self.value_range)


class Curve(Pass):
    """A cubic through 0, for floats."""

    title = "curve"
    value_range = (0, 1)

    def __init__(self, active: Flags, terms: NDArray[np.float64]) -> None:
        """terms: (N, 3, 1 or C), of the third, second and first power."""
        super().__init__(active)
        self.terms = terms

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Curve(self.terms, self.active)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        return cubic(image, self.terms[sample])


class Scale(Pass):
    """out = image * scale + offset in float32."""

    def __init__(self, active: Flags, scales: list[float], offsets: list[float], planar: bool = False) -> None:
        super().__init__(active)
        self.scales, self.offsets, self.planar = scales, offsets, planar

    @property
    def title(self) -> str:  # type: ignore[override]
        return "scale to float32" + (" (C, H, W)" if self.planar else "")

    def join(self, other: Pass) -> Pass | None:
        if not isinstance(other, Planes):
            return None
        return Scale(self.active, self.scales, self.offsets, True)

    def result(self, dtype: np.dtype[Any], channels: int) -> tuple[np.dtype[Any], int]:
        return np.dtype(np.float32), channels

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Scale(self.scales, self.offsets, self.planar)]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        scale, offset = (np.array(v, np.float32) for v in (self.scales, self.offsets))
        made = image.astype(np.float32) * scale + offset
        return np.moveaxis(made, -1, 0) if self.planar else made


class Planes(Pass):
    """(H, W, C) to (C, H, W)."""

    title = "(C, H, W)"
    planar = True

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        return [_kernels.Planes()]

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        return np.moveaxis(image, -1, 0)
