"""Displacement fields of grids, lenses and thin-plate splines, for `displace`."""

from __future__ import annotations

from typing import Any

from ..draws import grid_distortions, optical_distortions, piecewise_affines, thin_plate_splines
from ..kernels import fields as _kernels
from ._types import Array, Numbers, Rng

__all__ = ["grid_distortion_field", "optical_distortion_field", "piecewise_affine_field", "thin_plate_spline_field"]


def grid_distortion_field(
    height: int,
    width: int,
    num_steps: int = 5,
    distort_limit: Numbers = 0.3,
    rng: Rng = None,
    *,
    normalized: bool = True,
    shifts: Any = None,
    count: int | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """A field that makes the cells of a grid narrower and wider.

    The nodes of the grid lie end to end over the pixel centres; within each cell the field is bilinear. Each column of
    cells and each row of cells shows 1 + u times as many pixels as it has, with u uniform in -distort_limit ..
    distort_limit.

    Parameters
    ----------
    height, width : int
        Size of the field, in pixels.
    num_steps : int
        Cells along each side, at least 1.
    distort_limit : float or N floats
        In 0 .. 1.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.
    normalized : bool
        Whether the cells are scaled so that together they show the whole image.
    shifts : array of shape (rows, columns, 2) or (N, rows, columns, 2), optional
        dx and dy of the nodes, in pixels, in place of drawn ones; at least two rows and two columns.
    count : int, optional
        N fields at once, each with numbers of its own.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    dx, dy : ndarray
        float32 of shape (height, width), or (count, height, width): shifts to the right and down, in pixels.

    Raises
    ------
    TypeError, ValueError
        If a size is negative, or an argument out of its range.

    Examples
    --------
    >>> dx, dy = fastaug.grid_distortion_field(3, 5, shifts=[[(0, 0), (4, 0)], [(0, 0), (4, 2)]])
    >>> dx[0], dy[:, 4]
    (array([0., 1., 2., 3., 4.], dtype=float32), array([0., 1., 2.], dtype=float32))
    """
    made = grid_distortions(height, width, num_steps, distort_limit, rng, normalized, shifts, count)
    return _kernels.fields(count, *made, threads)


def optical_distortion_field(
    height: int,
    width: int,
    k: Numbers,
    mode: str = "camera",
    *,
    count: int | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """The radial field of a lens: a pixel at p from the centre shows what is at p (1 + k r^2 + k r^4).

    Parameters
    ----------
    height, width, count, threads
        As in `grid_distortion_field`.
    k : float or N floats
        In -1e3 .. 1e3; above 0 the image shrinks towards its centre, more so at its corners.
    mode : {"camera", "fisheye"}
        "camera": r^2 = (x / width)^2 + (y / height)^2, as of a camera whose focal lengths are the image's sides.
        "fisheye": r is 1 at the corners, and there is no term r^4.

    Returns
    -------
    dx, dy : ndarray
        As in `grid_distortion_field`.

    Raises
    ------
    TypeError, ValueError
        If a size is negative, k is no number, or the mode is unknown.

    Examples
    --------
    >>> dx, dy = fastaug.optical_distortion_field(1, 5, 0.5, "fisheye")
    >>> dx.round(2)
    array([[-0.62, -0.08,  0.  ,  0.08,  0.62]], dtype=float32)
    """
    return _kernels.fields(count, *optical_distortions(height, width, k, mode, count), threads)


def thin_plate_spline_field(
    height: int,
    width: int,
    src: Any,
    dst: Any,
    *,
    count: int | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """The field that moves points to others, and bends the image as little as it can (Bookstein 1989).

    Parameters
    ----------
    height, width, count, threads
        As in `grid_distortion_field`.
    src, dst : arrays of shape (K, 2) or (N, K, 2)
        Points (x, y) of the input and where they come to in the output, in pixels, at least three. No two points of
        the output may be at the same place, nor all of them on one line.

    Returns
    -------
    dx, dy : ndarray
        As in `grid_distortion_field`. They are the spline itself, to about 1e-5 of the image's size unless the
        points are crowded.

    Raises
    ------
    TypeError, ValueError
        If a size is negative, or there is no such spline.

    Examples
    --------
    >>> corners = [(0, 0), (30, 0), (0, 20), (30, 20)]
    >>> dx, dy = fastaug.thin_plate_spline_field(21, 31, [*corners, (13, 10)], [*corners, (15, 10)])
    >>> round(float(dx[10, 15]), 3), abs(round(float(dx[20, 30]), 3))
    (-2.0, 0.0)
    """
    return _kernels.fields(count, *thin_plate_splines(height, width, src, dst, count), threads)


def piecewise_affine_field(
    height: int,
    width: int,
    scale: Numbers = 0.04,
    nb_rows: int = 4,
    nb_cols: int = 4,
    rng: Rng = None,
    *,
    shifts: Any = None,
    count: int | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """A field that moves the nodes of a grid, and is affine between them.

    The nodes lie end to end over the pixel centres; each cell is cut into two triangles, from its top left to its
    bottom right. The shifts are normally distributed, and cut so that no node shows what is beyond the image.

    Parameters
    ----------
    height, width, rng, shifts, count, threads
        As in `grid_distortion_field`.
    scale : float or N floats
        Three standard deviations of the shifts, as a share of the image's shorter side, at least 0.
    nb_rows, nb_cols : int
        Nodes of a column and of a row, at least 2.

    Returns
    -------
    dx, dy : ndarray
        As in `grid_distortion_field`.

    Raises
    ------
    TypeError, ValueError
        If a size is negative, or an argument out of its range.

    Examples
    --------
    >>> dx, dy = fastaug.piecewise_affine_field(3, 3, shifts=[[(0, 0), (2, 0)], [(0, 0), (0, 0)]])
    >>> dx
    array([[0., 1., 2.],
           [0., 0., 1.],
           [0., 0., 0.]], dtype=float32)
    """
    made = piecewise_affines(height, width, scale, nb_rows, nb_cols, rng, shifts, count)
    return _kernels.fields(count, *made, threads)
