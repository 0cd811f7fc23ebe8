"""Grid and lens distortion, thin-plate splines and piecewise affine maps."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import choice, integer
from ..bends import LENSES, Bend, grids, lenses, nodes, off_lines, spline, within
from ..passes.base import Flags, Pass
from ..passes.displacements import Bends
from ..passes.geometry import Resample
from .base import Drawn, Transform, Uniforms
from .ranges import Interval, between, interval, normals, whole_between, whole_interval
from .warp import sampling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["GridDistortion", "OpticalDistortion", "PiecewiseAffine", "ThinPlateSpline"]


class Distortion(Transform):
    """Resamples each image along a field that follows from few numbers."""

    @abstractmethod
    def bend(self, height: int, width: int, drawn: dict[str, Any]) -> Bend:
        """The field of one sample, from what was drawn for it."""

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        bends: list[Bend | None] = [None] * batch.count
        sizes = batch.sizes.tolist()
        for i in np.flatnonzero(active).tolist():
            height, width = sizes[i]
            bends[i] = self.bend(height, width, {name: values[i] for name, values in drawn.items()})
        fields = Bends(active, bends)
        return [Resample(active, batch.sizes, batch.sizes, sampling=sampling(self), displacements=fields)]


@dataclass(frozen=True)
class GridDistortion(Distortion):
    """Makes the cells of a grid narrower and wider (see `grid_distortion_field`).

    Parameters
    ----------
    num_steps : int
        Cells along each side.
    distort_limit : float or (low, high)
        A column or row of cells shows 1 + u times as many pixels as it has, with u uniform in this interval, within
        -1 .. 1; one number stands for (-d, d).
    interpolation, mask_interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    normalized : bool
        Whether the cells are scaled so that together they show the whole image.
    border_mode : str or int
        "constant", "edge", "reflect", "symmetric" or "wrap", or OpenCV's number.
    fill, fill_mask : number or numbers
        The value outside for "constant".
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.GridDistortion(num_steps=3, p=1)])(np.zeros((20, 30), np.uint8)).shape
    (20, 30)
    """

    num_steps: Any = 5
    distort_limit: Any = (-0.3, 0.3)
    interpolation: Any = "bilinear"
    normalized: Any = True
    mask_interpolation: Any = "nearest"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        integer(self.num_steps, "num_steps", 1)
        interval(self.distort_limit, "distort_limit", -1, 1, about=0)
        sampling(self)

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 * integer(self.num_steps, "num_steps", 1)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """How many pixels each cell shows for one it has, along x and along y."""
        limits = interval(self.distort_limit, "distort_limit", -1, 1, about=0)
        return {"steps": 1 + between(limits, u).reshape(batch.count, 2, -1)}

    def bend(self, height: int, width: int, drawn: dict[str, Any]) -> Bend:
        shifts = off_lines(drawn["steps"][None], [height], [width], self.normalized)
        return grids(height, width, [shifts[0]], triangles=False)[0]


@dataclass(frozen=True)
class OpticalDistortion(Distortion):
    """Shows the image through a lens (see `optical_distortion_field`).

    Parameters
    ----------
    distort_limit : float or (low, high)
        The lens's k; one number stands for (-k, k). For "fisheye" about 0.3 is a strong one, for "camera" 0.5.
    mode : {"camera", "fisheye"}
        "camera": p (1 + k r^2 + k r^4), with the image's sides as focal lengths. "fisheye": p (1 + k r^2), with r = 1
        at the corners.
    interpolation, mask_interpolation, border_mode, fill, fill_mask, p
        As in `GridDistortion`.

    Examples
    --------
    >>> fastaug.Compose([fastaug.OpticalDistortion(0.3, mode="fisheye", p=1)])(np.zeros((20, 30), np.uint8)).shape
    (20, 30)
    """

    numbers = 1
    distort_limit: Any = (-0.05, 0.05)
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    mode: str = "camera"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        interval(self.distort_limit, "distort_limit", -1e3, 1e3, about=0)
        choice(self.mode, "mode", LENSES)
        sampling(self)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        return {"k": between(interval(self.distort_limit, "distort_limit", -1e3, 1e3, about=0), u[:, 0])}

    def bend(self, height: int, width: int, drawn: dict[str, Any]) -> Bend:
        return lenses(height, width, [drawn["k"]], self.mode)[0]


@dataclass(frozen=True)
class ThinPlateSpline(Distortion):
    """Moves the nodes of a grid and bends the image smoothly between them (see `thin_plate_spline_field`).

    Parameters
    ----------
    scale_range : (low, high)
        Ten standard deviations of the shifts, as a share of the image's sides, within 0 .. 1.
    num_control_points : int
        Nodes along each side, at least 2; where there are two, the centre is one more.
    interpolation, mask_interpolation, border_mode, fill, fill_mask, p
        As in `GridDistortion`.

    Examples
    --------
    >>> fastaug.Compose([fastaug.ThinPlateSpline(p=1)])(np.zeros((20, 30), np.uint8)).shape
    (20, 30)
    """

    scale_range: Any = (0.2, 0.4)
    num_control_points: Any = 4
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        interval(self.scale_range, "scale_range", 0, 1)
        integer(self.num_control_points, "num_control_points", 2)
        sampling(self)

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        side = integer(self.num_control_points, "num_control_points", 2)
        return 1 + 2 * max(side * side, 5)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """Shifts of the nodes, as shares of the image's sides."""
        stds = between(interval(self.scale_range, "scale_range", 0, 1), u[:, 0]) / 10
        return {"shifts": np.stack(normals(u[:, 1::2], u[:, 2::2]), axis=2) * stds[:, None, None]}

    def bend(self, height: int, width: int, drawn: dict[str, Any]) -> Bend:
        side = self.num_control_points
        at = nodes(max(height, 2), max(width, 2), side, side).reshape(-1, 2)
        if side == 2:
            at = np.append(at, [at.mean(axis=0)], axis=0)
        return spline(height, width, at, drawn["shifts"] * (width, height))


@dataclass(frozen=True)
class PiecewiseAffine(Distortion):
    """Moves the nodes of a grid; between them the map is affine (see `piecewise_affine_field`).

    Parameters
    ----------
    scale : float or (low, high)
        Three standard deviations of the shifts, as a share of the image's shorter side; one number stands for
        (0, scale).
    nb_rows, nb_cols : int or (low, high)
        Nodes of a column and of a row, at least 2, both ends included.
    interpolation, mask_interpolation, border_mode, fill, fill_mask, p
        As in `GridDistortion`.
    absolute_scale : bool
        Whether `scale` is in pixels.

    Examples
    --------
    >>> fastaug.Compose([fastaug.PiecewiseAffine(p=1)])(np.zeros((20, 30), np.uint8)).shape
    (20, 30)
    """

    scale: Any = (0.03, 0.05)
    nb_rows: Any = (4, 4)
    nb_cols: Any = (4, 4)
    interpolation: Any = "bilinear"
    mask_interpolation: Any = "nearest"
    absolute_scale: Any = False
    border_mode: Any = "constant"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 0.5

    def check(self) -> None:
        self._scales()
        self._counts()
        sampling(self)

    def _scales(self) -> Interval:
        return interval(self.scale, "scale", 0, 1e9, start=0)

    def _counts(self) -> NDArray[np.int64]:
        """(2, 2): the fewest and the most of nb_rows, and of nb_cols."""
        return np.array([whole_interval(self.nb_rows, "nb_rows", 2), whole_interval(self.nb_cols, "nb_cols", 2)])

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return 3 + 2 * int(self._counts()[:, 1].prod())

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """Rows and columns of nodes, and shifts of the most there may be."""
        stds = between(self._scales(), u[:, 2]) / 3 * (1 if self.absolute_scale else batch.sizes.min(axis=1))
        shifts = np.stack(normals(u[:, 3::2], u[:, 4::2]), axis=2) * stds[:, None, None]
        return {
            "nodes": whole_between(self._counts().T, u[:, :2]),
            "shifts": shifts.reshape(batch.count, *self._counts()[:, 1], 2),
        }

    def bend(self, height: int, width: int, drawn: dict[str, Any]) -> Bend:
        rows, columns = drawn["nodes"].tolist()
        shifts = within(drawn["shifts"][:rows, :columns], height, width)
        return grids(height, width, [shifts], triangles=True)[0]
