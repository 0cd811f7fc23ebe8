"""Rotations, affine and perspective maps, displacement fields: every output pixel is sampled where they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import (
    displacement,
    image_shape,
    integer,
    output_shape,
    sampling,
    warp_center,
)
from ..kernels import warp as _kernels
from ..matrices import affine_inverses, from_parameters, perspective_inverses, rotations, shifting, zooming
from ._types import Array, Numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "affine_matrix",
    "affine_transform",
    "displace",
    "perspective_matrix",
    "perspective_transform",
    "rotate",
    "shear",
    "translate",
    "zoom",
]

SMALLEST_ZOOM = 1e-3


def rotate(
    image: Array,
    angle_deg: Numbers,
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    center: str | tuple[float, float] | None = None,
    output_size: tuple[int, int] | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Turns the image counter-clockwise.

    Output pixel (x, y) shows the input at (cx + c dx - s dy, cy + s dx + c dy), where c and s are cosine and sine of
    the angle and (dx, dy) = (x - ox, y - oy). Multiples of 90 degrees are exact: on square images they equal
    `numpy.rot90`, and 180 degrees equals ``image[::-1, ::-1]`` on any.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64, or bool with "nearest".
    angle_deg : float or N floats
        Degrees, counter-clockwise as displayed; one for all images of a batch or one for each.
    interpolation : {"bilinear", "nearest", "bicubic"}
        Nearest is floor(x + 1/2). Bicubic is Keys' with a = -0.75.
    border : {"constant", "edge", "reflect", "symmetric", "wrap"}
        What stands outside the image, by the names of `numpy.pad`. At the rim "constant" blends with `fill`.
    fill : number or C numbers
        The value outside for "constant".
    center : (x, y) or "image", optional
        The point that stays where it is, in pixels, pixel centres at integers. None: the centre of the image,
        ((W - 1) / 2, (H - 1) / 2), which goes to the centre of the result.
    output_size : (height, width), optional
        Size of the result, in pixels; that of the image if not given.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The dtype of `image`. Values are within 0.52 of a level of the exact ones for uint8 and uint16, and within
        1e-6 of the range for float32.

    Raises
    ------
    ValueError
        If a parameter is out of range or not finite.

    Examples
    --------
    >>> fastaug.rotate(np.array([[1, 2], [3, 4]], dtype=np.uint8), 90)
    array([[2, 4],
           [1, 3]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    size = output_shape(output_size, h, w)
    inverse = rotations(angle_deg, count, (h, w), size, None if center is None else warp_center(center, h, w))
    return _kernels.matrix(image, inverse, size, interpolation, border, fill, out, threads)


def affine_transform(
    image: Array,
    matrix_2x3: Any,
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    center: str | tuple[float, float] | None = None,
    output_size: tuple[int, int] | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Moves the image by a matrix: input (x, y) goes to (a x + b y + tx, c x + d y + ty).

    The matrix is inverted once, and every output pixel samples the input where the inverse says. The same as OpenCV's
    warpAffine, with exact coordinates.

    Parameters
    ----------
    image, interpolation, border, fill, out, threads
        As in `rotate`.
    matrix_2x3 : array of shape (2, 3) or (N, 2, 3)
        [[a, b, tx], [c, d, ty]], from input to output, in pixels; one for all images of a batch or one for each.
    center : (x, y) or "image", optional
        The point the matrix is applied about. None: the centre of the top-left pixel, (0, 0).
    output_size : (height, width), optional
        Size of the result, in pixels; that of the image if not given.

    Returns
    -------
    ndarray
        The dtype of `image`.

    Raises
    ------
    ValueError
        If the matrix is singular or not finite.

    Examples
    --------
    >>> fastaug.affine_transform(np.array([[1, 2, 3]], dtype=np.uint8), [[1, 0, 1], [0, 1, 0]])
    array([[0, 1, 2]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    size = output_shape(output_size, h, w)
    inverse = affine_inverses(matrix_2x3, count, size, warp_center(center, h, w))
    return _kernels.matrix(image, inverse, size, interpolation, border, fill, out, threads)


def perspective_transform(
    image: Array,
    matrix_3x3: Any,
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    center: str | tuple[float, float] | None = None,
    output_size: tuple[int, int] | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Moves the image by a homography: input (x, y, 1) goes to (u, v, w), shown at (u / w, v / w).

    What lies behind the viewer (w <= 0, seen from the image's centre) is outside the image.

    Parameters
    ----------
    image, interpolation, border, fill, out, threads
        As in `rotate`.
    matrix_3x3 : array of shape (3, 3) or (N, 3, 3)
        From input to output, in pixels; one for all images of a batch or one for each.
    center, output_size
        As in `affine_transform`.

    Returns
    -------
    ndarray
        The dtype of `image`.

    Raises
    ------
    ValueError
        If the matrix is singular or not finite.

    Examples
    --------
    >>> fastaug.perspective_transform(np.array([[1, 2, 3]], dtype=np.uint8), np.diag([1, 1, 1]))
    array([[1, 2, 3]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    size = output_shape(output_size, h, w)
    inverse = perspective_inverses(matrix_3x3, count, (h, w), size, warp_center(center, h, w))
    return _kernels.matrix(image, inverse, size, interpolation, border, fill, out, threads)


def displace(
    image: Array,
    dx: NDArray[np.floating[Any]],
    dy: NDArray[np.floating[Any]],
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Samples the image beside each pixel: out(y, x) = image(y + dy, x + dx).

    Parameters
    ----------
    image, interpolation, border, fill, out, threads
        As in `rotate`.
    dx, dy : float arrays of shape (H, W) or (N, H, W)
        How far to the right and down to look, in pixels; used as float32. Beyond 32768 pixels, and where it is
        not a number, a displacement counts as 32768 pixels.

    Returns
    -------
    ndarray
        The shape and dtype of `image`.

    Raises
    ------
    ValueError
        If the fields have another size than the image.

    Examples
    --------
    >>> fastaug.displace(np.array([[10, 20, 30]], dtype=np.uint8), np.full((1, 3), 0.5), np.zeros((1, 3)))
    array([[15, 25, 15]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    if not _kernels.are_fields(dx, dy, h, w):
        dx, dy = displacement(dx, "dx", count, h, w), displacement(dy, "dy", count, h, w)
        if len(dx) != len(dy):
            raise ValueError(f"dx and dy must have the same shape, got {dx.shape} and {dy.shape}")
    kind, code = sampling(image, interpolation, border)
    return _kernels.field(image, dx, dy, kind, code, fill, out, threads)


def affine_matrix(
    height: int,
    width: int,
    rotate: float = 0.0,
    translate: tuple[float, float] = (0.0, 0.0),
    scale: float | tuple[float, float] = 1.0,
    shear: tuple[float, float] = (0.0, 0.0),
    center: tuple[float, float] | None = None,
) -> Array:
    """The matrix that scales, shears, turns and then shifts an image about its centre.

    Matrices compose: ``b @ a`` does a first, and ``numpy.linalg.inv`` undoes one.

    Parameters
    ----------
    height, width : int
        Size of the image, in pixels.
    rotate : float
        Degrees, counter-clockwise as displayed.
    translate : (x, y)
        Pixels to the right and down.
    scale : float or (x, y)
        Above 1 enlarges.
    shear : (x, y)
        Degrees: x moves by tan(x) y, y by tan(y) x.
    center : (x, y), optional
        The point about which; the centre of the image if not given.

    Returns
    -------
    ndarray
        float64 of shape (3, 3), from input (x, y, 1) to output; its first two rows suit `affine_transform`.

    Examples
    --------
    >>> fastaug.affine_matrix(3, 3, translate=(1, 0), scale=2)
    array([[ 2.,  0.,  0.],
           [ 0.,  2., -1.],
           [ 0.,  0.,  1.]])
    """
    middle = ((integer(width, "width", 0) - 1) / 2, (integer(height, "height", 0) - 1) / 2)
    about = middle if center is None else warp_center(center, height, width)
    return from_parameters(rotate, translate, scale, shear, about)


def perspective_matrix(src: Any, dst: Any) -> Array:
    """The homography that moves four points to four others.

    Parameters
    ----------
    src, dst : arrays of shape (4, 2)
        Points (x, y) of the input and of the output, in pixels; no three of them on one line.

    Returns
    -------
    ndarray
        float64 of shape (3, 3), for `perspective_transform`; its last entry is 1.

    Raises
    ------
    ValueError
        If there is no such homography.

    Examples
    --------
    >>> corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    >>> fastaug.perspective_matrix(corners, [(2 * x, 3 * y) for x, y in corners]).round(6) + 0.0
    array([[2., 0., 0.],
           [0., 3., 0.],
           [0., 0., 1.]])
    """
    points = [np.asarray(given) for given in (src, dst)]
    if any(p.dtype.kind not in "uif" or p.shape != (4, 2) or not np.isfinite(p).all() for p in points):
        raise ValueError(f"src and dst must be four points (x, y) each, got {src!r} and {dst!r}")
    rows, wanted = np.zeros((8, 8)), points[1].reshape(-1)
    for k, ((x, y), (u, v)) in enumerate(zip(*points, strict=True)):
        rows[2 * k] = x, y, 1, 0, 0, 0, -u * x, -u * y
        rows[2 * k + 1] = 0, 0, 0, x, y, 1, -v * x, -v * y
    try:
        made = np.append(np.linalg.solve(rows, wanted), 1.0).reshape(3, 3)
    except np.linalg.LinAlgError:
        raise ValueError(f"three of four points must not lie on one line, got {src!r} and {dst!r}") from None
    return made


def shear(
    image: Array,
    x_deg: float,
    y_deg: float = 0.0,
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Slants the image about its centre: x moves by tan(x_deg) y, and y by tan(y_deg) x.

    Parameters
    ----------
    image, interpolation, border, fill, out, threads
        As in `rotate`.
    x_deg, y_deg : float
        Degrees.

    Examples
    --------
    >>> fastaug.shear(np.array([[1, 0, 0], [0, 2, 0], [0, 0, 3]], dtype=np.uint8), -45)
    array([[0, 1, 0],
           [0, 2, 0],
           [0, 3, 0]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    matrix = from_parameters(0.0, (0.0, 0.0), 1.0, (x_deg, y_deg), ((w - 1) / 2, (h - 1) / 2), 2)
    inverse = affine_inverses(matrix, count, (h, w), (0.0, 0.0))
    return _kernels.matrix(image, inverse, (h, w), interpolation, border, fill, out, threads)


def translate(
    image: Array,
    dx: Numbers,
    dy: Numbers,
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Shifts the image.

    Parameters
    ----------
    image, interpolation, border, fill, out, threads
        As in `rotate`.
    dx, dy : float or N floats
        Pixels to the right and down.

    Examples
    --------
    >>> fastaug.translate(np.array([[1, 2, 3]], dtype=np.uint8), 1, 0)
    array([[0, 1, 2]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    inverse = affine_inverses(shifting(dx, dy, count), count, (h, w), (0.0, 0.0))
    return _kernels.matrix(image, inverse, (h, w), interpolation, border, fill, out, threads)


def zoom(
    image: Array,
    factor: Numbers,
    *,
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Enlarges the image about its centre; its size stays.

    Parameters
    ----------
    image, interpolation, border, fill, out, threads
        As in `rotate`.
    factor : float or N floats
        Above 0; above 1 enlarges, below 1 shrinks.

    Examples
    --------
    >>> fastaug.zoom(np.array([[0, 2, 4]], dtype=np.uint8), 2)
    array([[1, 2, 3]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    inverse = affine_inverses(zooming(factor, count, SMALLEST_ZOOM), count, (h, w), ((w - 1) / 2, (h - 1) / 2))
    return _kernels.matrix(image, inverse, (h, w), interpolation, border, fill, out, threads)
