"""Resizing, alone and with a crop."""

from __future__ import annotations

from typing import Any

from ..arguments import INTERPOLATIONS, border_code, choice, flag, image_shape, integer, per_sample_integer
from ..kernels import resize as _kernels
from ..sizes import inside, with_side
from ._types import Array, Numbers

__all__ = ["letterbox", "longest_max_size", "resize", "resized_crop", "smallest_max_size"]


def resize(
    image: Array,
    height: int,
    width: int,
    *,
    interpolation: str = "bilinear",
    antialias: bool = True,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Resizes to `height` x `width`; the centre of output pixel j lies at (j + 0.5) * (W / width) - 0.5.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64, or bool with "nearest".
    height, width : int
        Size of the result, in pixels.
    interpolation : {"nearest", "bilinear", "bicubic", "area"}
        - "nearest": the source pixel at floor((j + 0.5) * W / width); labels stay labels.
        - "bilinear": a triangle filter.
        - "bicubic": a cubic filter; a = -0.5 with `antialias`, else -0.75. May overshoot; integers saturate.
        - "area": the mean over the output pixel's own box, enlarging too (which repeats pixels and blends the seams).
    antialias : bool
        For "bilinear" and "bicubic". True: along an axis that shrinks the filter widens by the scale, and weights cut
        off by the edge are shared by the others (Pillow's rule). False: the filter never widens, and beyond the edge
        lie copies of the edge pixel (OpenCV's rule). For "bilinear" the two are equal unless an axis shrinks.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        Shape (height, width), (height, width, C) or (N, height, width, C); the dtype of `image`.

    Raises
    ------
    TypeError
        If a bool image is to be interpolated.
    ValueError
        If an empty image is to fill a result that is not empty.

    Examples
    --------
    >>> fastaug.resize(np.array([[0, 100]], dtype=np.uint8), 1, 4)
    array([[  0,  25,  75, 100]], dtype=uint8)
    """
    _, h, w, _ = image_shape(image)
    height, width = integer(height, "height", 0), integer(width, "width", 0)
    return _resized(image, 0, 0, h, w, height, width, interpolation, antialias, out, threads)


def resized_crop(
    image: Array,
    top: Numbers,
    left: Numbers,
    height: Numbers,
    width: Numbers,
    out_height: int,
    out_width: int,
    *,
    interpolation: str = "bilinear",
    antialias: bool = True,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Cuts a rectangle out and resizes it, in one pass: ``resize(crop(image, top, left, height, width), ...)``.

    Parameters
    ----------
    image, interpolation, antialias, out, threads
        As in `resize`. Pixels outside the rectangle have no influence.
    top, left, height, width : int or N ints
        The rectangle, in pixels; one for all images of a batch or one for each. It must lie inside the image.
    out_height, out_width : int
        Size of the result, in pixels.

    Returns
    -------
    ndarray
        Shape (out_height, out_width), (out_height, out_width, C) or (N, out_height, out_width, C).

    Raises
    ------
    TypeError
        If a bool image is to be interpolated.
    ValueError
        If a rectangle does not lie inside the image, or is empty while the result is not.

    Examples
    --------
    >>> fastaug.resized_crop(np.arange(9, dtype=np.uint8).reshape(3, 3), 1, 1, 2, 2, 1, 1)
    array([[6]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    top, height = _span(top, height, h, "top", "height", count)
    left, width = _span(left, width, w, "left", "width", count)
    out_height, out_width = integer(out_height, "out_height", 0), integer(out_width, "out_width", 0)
    return _resized(image, top, left, height, width, out_height, out_width, interpolation, antialias, out, threads)


def longest_max_size(
    image: Array,
    size: int,
    *,
    interpolation: str = "bilinear",
    antialias: bool = True,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Resizes so that the longer side has `size` pixels; the aspect stays, up to the rounding of the other side.

    Parameters
    ----------
    image, interpolation, antialias, out, threads
        As in `resize`.
    size : int
        Of the longer side, in pixels.

    Examples
    --------
    >>> fastaug.longest_max_size(np.zeros((20, 40, 3), np.uint8), 10).shape
    (5, 10, 3)
    """
    _, h, w, _ = image_shape(image)
    height, width = with_side(h, w, size, max(h, w))
    return _resized(image, 0, 0, h, w, height, width, interpolation, antialias, out, threads)


def smallest_max_size(
    image: Array,
    size: int,
    *,
    interpolation: str = "bilinear",
    antialias: bool = True,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Resizes so that the shorter side has `size` pixels; the aspect stays, up to the rounding of the other side.

    Parameters
    ----------
    image, interpolation, antialias, out, threads
        As in `resize`.
    size : int
        Of the shorter side, in pixels.

    Examples
    --------
    >>> fastaug.smallest_max_size(np.zeros((20, 40, 3), np.uint8), 10).shape
    (10, 20, 3)
    """
    _, h, w, _ = image_shape(image)
    height, width = with_side(h, w, size, min(h, w))
    return _resized(image, 0, 0, h, w, height, width, interpolation, antialias, out, threads)


def letterbox(
    image: Array,
    height: int,
    width: int,
    *,
    interpolation: str = "bilinear",
    antialias: bool = True,
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Resizes to the largest size that fits into `height` x `width` and keeps the aspect, and pads the rest.

    Parameters
    ----------
    image, interpolation, antialias, out, threads
        As in `resize`.
    height, width : int
        Size of the result, in pixels. The image lies in the middle; the odd pixel goes right or below.
    border, fill
        As in `pad`.

    Examples
    --------
    >>> fastaug.letterbox(np.array([[8, 8]], dtype=np.uint8), 2, 2, fill=1)
    array([[8, 8],
           [1, 1]], dtype=uint8)
    """
    _, h, w, _ = image_shape(image)
    rows, columns = inside(h, w, height, width)
    flag(antialias, "antialias")
    codes = _interpolation_code(image, interpolation), antialias, border_code(border)
    return _kernels.letterbox(image, rows, columns, height, width, *codes, fill, out, threads)


def _span(first: Any, size: Any, length: int, first_name: str, size_name: str, count: int) -> tuple[Any, Any]:
    """Checks that first .. first + size lies in 0 .. length; ints stay ints, without NumPy's overhead."""
    if type(first) is int and type(size) is int:
        fine = first >= 0 and size >= 0 and first + size <= length
    else:
        first = per_sample_integer(first, first_name, count)
        size = per_sample_integer(size, size_name, count)
        fine = bool(((first >= 0) & (size >= 0) & (first <= length - size)).all())
    if not fine:
        raise ValueError(
            f"{first_name} and {size_name} must be at least 0 and {first_name} + {size_name} at most {length}, the "
            f"image's {size_name}; got {first_name} {first!r} and {size_name} {size!r}"
        )
    return first, size


def _resized(
    image: Array,
    top: Any,
    left: Any,
    height: Any,
    width: Any,
    out_height: int,
    out_width: int,
    interpolation: str,
    antialias: bool,
    out: Array | None,
    threads: int | None,
) -> Array:
    code = _interpolation_code(image, interpolation)
    flag(antialias, "antialias")
    return _kernels.resized_crop(image, top, left, height, width, out_height, out_width, code, antialias, out, threads)


def _interpolation_code(image: Array, interpolation: str) -> int:
    code: int = choice(interpolation, "interpolation", INTERPOLATIONS)
    if code and image.dtype.kind == "b":
        raise TypeError(f"interpolation must be 'nearest' for bool images, got {interpolation!r}")
    return code
