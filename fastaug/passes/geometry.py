"""Resampling: all neighbouring geometric steps as one matrix, with at most one displacement field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..arguments import BORDERS, WARP_INTERPOLATIONS
from ..carriers import carried, carried_fill
from ..kernels.matrices import beyond, identities, product, shifts
from ..kernels.pipeline import Cut
from ..kernels.warp import Resample as NativeResample
from ..matrices import FARTHEST
from .base import Flags, Geometric, Pass, Sizes, check_blends
from .displacements import Displacements

if TYPE_CHECKING:
    from numpy.typing import NDArray

IDENTITY = np.eye(3)
Matrices: TypeAlias = "NDArray[np.float64]"  # (N, 3, 3), output (x, y, 1) to input


@dataclass(frozen=True)
class Sampling:
    """How pixels are found between and outside pixels."""

    interpolation: str = "bilinear"
    border: str = "constant"
    fill: Any = 0
    mask_interpolation: str = "nearest"
    fill_mask: Any = 0


class Resample(Geometric):
    """Output pixel p shows the input at inverse (p + d(p)), inside the window that earlier crops left."""

    def __init__(
        self,
        active: Flags,
        before: Sizes,
        after: Sizes,
        inverse: Matrices | None = None,
        *,
        sampling: Sampling | None = None,
        crop: bool = False,
        pad: bool = False,
        projective: bool = False,
        displacements: Displacements | None = None,
    ) -> None:
        """sampling: None for moves of whole pixels. crop: the matrices cut rectangles out. pad: they may reach
        beyond the image, but only by whole pixels."""
        super().__init__(active)
        self.before, self.after = before, after
        self.inverse = identities(len(active)) if inverse is None else inverse
        self.sampling, self.crop, self.pad, self.projective = sampling, crop, pad, projective
        self.displacements = displacements
        if crop and not pad and sampling is None:
            corner = self.inverse[:, :2, 2].astype(np.int64)
            self.window = np.concatenate([corner[:, ::-1], after], axis=1)
            self.inverse = identities(len(active))
            self.crop = False

    @property
    def resamples(self) -> bool:
        return self.sampling is not None and not self.pad

    def join(self, other: Pass) -> Pass | None:
        if not isinstance(other, Resample) or self.displacements is not None or not self._fits(other):
            return None
        if other.window is not None and self.sampling is None:
            self._cut(other.window)
        elif other.window is not None:
            self.inverse = product(self.inverse, shifts(other.window[:, :2]))
            self.crop = True
        self.inverse = product(self.inverse, other.inverse)
        self.active = self.active | other.active
        self.after = other.after
        whole = not self.resamples and not other.resamples
        self.sampling = other.sampling if other.resamples else self.sampling or other.sampling
        self.pad = whole and self.sampling is not None
        self.crop |= other.crop
        self.projective |= other.projective
        self.displacements = other.displacements
        return self

    def _fits(self, other: Resample) -> bool:
        """What lies outside after this pass must be what lies outside in the joined one."""
        a, b = self.sampling, other.sampling
        if a is None or b is None:
            return True
        if self.crop or (other.pad and not self.pad) or (self.projective and other.displacements):
            return False
        if (a.border, a.fill, a.fill_mask) != (b.border, b.fill, b.fill_mask):
            return False
        return a.border in ("constant", "edge") if self.pad else a == b

    def _cut(self, window: NDArray[np.int64]) -> None:
        """A rectangle of the result, which shows whole pixels, as one of the image."""
        sides = window[:, 2:]
        first = apply(self.inverse, window[:, 1], window[:, 0])
        last = apply(self.inverse, window[:, 1] + sides[:, 1] - 1, window[:, 0] + sides[:, 0] - 1)
        low, high = np.minimum(first, last), np.maximum(first, last)  # (N, 2): x, y
        inside = np.stack([low[:, 1], low[:, 0], high[:, 1] - low[:, 1] + 1, high[:, 0] - low[:, 0] + 1], axis=1)
        inside = inside.astype(np.int64)
        self.inverse = product(self.inverse, shifts(window[:, :2]))
        self.inverse = product(shifts(-inside[:, :2]), self.inverse)
        if self.window is not None:
            inside[:, :2] += self.window[:, :2]
        self.window = inside

    @property
    def title(self) -> str:  # type: ignore[override]
        if self.sampling is None:
            return "move pixels"
        how = "pad" if self.pad else f"resample {self.sampling.interpolation}"
        return f"{how}, border {self.sampling.border}" + (", with a field" if self.displacements else "")

    def _sampling(self, mask: bool) -> tuple[str, str, Any]:
        s = self.sampling or Sampling()
        return (s.mask_interpolation, s.border, s.fill_mask) if mask else (s.interpolation, s.border, s.fill)

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        interpolation, border, fill = self._sampling(mask)
        if self.resamples:
            check_blends(image, interpolation, mask)
            self._check_reach()
        if mask:
            image, fill = carried(image), carried_fill(fill, image)
        made: list[Any] = [] if self.window is None else [Cut(self.window, self.active)]
        code = WARP_INTERPOLATIONS[interpolation], BORDERS[border], fill, image, self.active
        if self.displacements is not None:
            made.append(self.displacements.step(self.inverse, self.after, *code))
        elif self.sampling is not None or not (self.inverse == IDENTITY).all():
            made.append(NativeResample(self.inverse, self.after, *code))
        return made

    def _check_reach(self) -> None:
        """The kernels' coordinates are numbers of so many bits."""
        sample = beyond(self.inverse, self.after, FARTHEST)
        if sample >= 0:
            names = " + ".join(self.steps)
            raise ValueError(f"{names} take a pixel of sample {sample} from 2^30 or more pixels away")

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        from ..reference.warp import by_matrix

        interpolation, border, fill = self._sampling(mask)
        if self.window is not None:
            top, left, height, width = self.window[sample].tolist()
            image = image[top : top + height, left : left + width]
        inverse, size = self.inverse[sample], tuple(self.after[sample].tolist())
        field = None
        if self.displacements is not None and self.displacements.displaced[sample]:
            field = self.displacements.field(sample)
        elif is_move(inverse):
            interpolation = "nearest"
        return by_matrix(image, inverse.reshape(-1), size, interpolation, border, fill, field)

    def move(self, x: NDArray[np.float64], y: NDArray[np.float64], sample: int) -> tuple[Any, Any]:
        if self.window is not None:
            x, y = x - self.window[sample, 1], y - self.window[sample, 0]
        x, y = forward(self.inverse[sample], x, y)
        if self.displacements is not None and self.displacements.displaced[sample]:
            x, y = displaced(self.displacements.made(sample), x, y)
        return x, y

    def bends(self, sample: int) -> bool:
        return self.displacements is not None and bool(self.displacements.displaced[sample])


def apply(matrix: Matrices, x: Any, y: Any) -> NDArray[np.float64]:
    """(N, 2): the points (x, y) under affine matrices."""
    return matrix[:, :2, 0] * x[:, None] + matrix[:, :2, 1] * y[:, None] + matrix[:, :2, 2]


def is_move(m: NDArray[np.float64]) -> bool:
    """Whether a matrix only moves whole pixels."""
    whole = bool((np.abs(m) == np.rint(np.abs(m))).all() and (np.abs(m[:2, :2]).sum(axis=1) == 1).all())
    return whole and bool((np.abs(m[:2, :2]).sum(axis=0) == 1).all() and (m[2] == (0, 0, 1)).all())


def forward(inverse: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
    """Points under the inverse of one matrix; what lies behind the viewer goes to infinity."""
    u, v, w = np.linalg.inv(inverse) @ np.stack([x, y, np.ones_like(x)])
    w = np.where(w > 0, w, np.nan)
    return u / w, v / w


def displaced(field: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
    """The points p with p + d(p) = (x, y), by fixed-point iteration; NaN stays."""
    height, width = field.shape[1:]
    nowhere = np.isnan(x)
    x, y = np.where(nowhere, 0, x), np.where(nowhere, 0, y)
    px, py = x, y
    for _ in range(20):
        u, v = np.clip(px, 0, width - 1), np.clip(py, 0, height - 1)
        i, j = np.minimum(v.astype(int), max(height - 2, 0)), np.minimum(u.astype(int), max(width - 2, 0))
        fy, fx = v - i, u - j
        i1, j1 = np.minimum(i + 1, height - 1), np.minimum(j + 1, width - 1)
        top = field[:, i, j] * (1 - fx) + field[:, i, j1] * fx
        low = field[:, i1, j] * (1 - fx) + field[:, i1, j1] * fx
        dx, dy = top * (1 - fy) + low * fy
        px, py = x - dx, y - dy
    return np.where(nowhere, np.nan, px), np.where(nowhere, np.nan, py)
