"""Resizing, alone and with a crop."""

from __future__ import annotations

from typing import Any

from ..kernels import resize as _kernels
from ._types import Array, Integers

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
    return _kernels.resize(image, height, width, interpolation, antialias, out, threads)


def resized_crop(
    image: Array,
    top: Integers,
    left: Integers,
    height: Integers,
    width: Integers,
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
    return _kernels.resized_crop(
        image, top, left, height, width, out_height, out_width, interpolation, antialias, out, threads
    )


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
    return _kernels.resized_to_side(image, size, True, interpolation, antialias, out, threads)


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
    return _kernels.resized_to_side(image, size, False, interpolation, antialias, out, threads)


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
    return _kernels.letterbox(image, height, width, interpolation, antialias, border, fill, out, threads)
