"""Flips, quarter turns, transposes, crops and pads: pixels move, values stay."""

from __future__ import annotations

from typing import Any

from ..arguments import D4_NAMES, choice, generator, image_shape, integer
from ..draws import crop_corner
from ..kernels import geometry as _kernels
from ..sizes import around
from ._types import Array, Integers, Rng

__all__ = [
    "center_crop",
    "crop",
    "d4",
    "horizontal_flip",
    "pad",
    "pad_if_needed",
    "random_crop",
    "rot90",
    "transpose",
    "vertical_flip",
]


def horizontal_flip(image: Array, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Mirrors left and right: out[i, j] = image[i, W - 1 - j].

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`; bit-equal to ``image[:, ::-1]``.

    Examples
    --------
    >>> fastaug.horizontal_flip(np.array([[1, 2, 3]], dtype=np.uint8))
    array([[3, 2, 1]], dtype=uint8)
    """
    return _kernels.permute(image, False, False, True, out, threads)


def vertical_flip(image: Array, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Mirrors top and bottom: out[i, j] = image[H - 1 - i, j].

    Parameters and result as in `horizontal_flip`; bit-equal to ``image[::-1]``.

    Examples
    --------
    >>> fastaug.vertical_flip(np.array([[1], [2]], dtype=np.uint8))
    array([[2],
           [1]], dtype=uint8)
    """
    return _kernels.permute(image, False, True, False, out, threads)


def rot90(image: Array, k: int = 1, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Turns by k quarters, counter-clockwise, as `numpy.rot90`.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    k : int
        Number of quarter turns; any integer, negative is clockwise.
    out, threads
        As in `horizontal_flip`.

    Returns
    -------
    ndarray
        Height and width change places for odd k.

    Raises
    ------
    TypeError
        If k is not an integer.

    Examples
    --------
    >>> fastaug.rot90(np.array([[1, 2]], dtype=np.uint8))
    array([[2],
           [1]], dtype=uint8)
    """
    k = integer(k, "k") % 4
    return _kernels.permute(image, k in (1, 3), k in (2, 3), k in (1, 2), out, threads)


def transpose(image: Array, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Mirrors at the main diagonal: out[i, j] = image[j, i].

    Parameters and result as in `horizontal_flip`; height and width change places.

    Examples
    --------
    >>> fastaug.transpose(np.array([[1, 2]], dtype=np.uint8))
    array([[1],
           [2]], dtype=uint8)
    """
    return _kernels.permute(image, True, False, False, out, threads)


def crop(
    image: Array,
    top: Integers,
    left: Integers,
    height: int,
    width: int,
    *,
    border: str | None = None,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Cuts a rectangle out: out[i, j] = image[top + i, left + j].

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    top, left : int or N ints
        First row and column, in pixels; one for all images of a batch or one for each.
    height, width : int
        Size of the result, in pixels.
    border : {"constant", "edge", "reflect", "symmetric", "wrap"}, optional
        What stands outside the image, by the names of `numpy.pad`. None: the rectangle must lie inside.
    fill : number or C numbers
        The value outside for "constant".
    out, threads
        As in `horizontal_flip`.

    Returns
    -------
    ndarray
        Shape (height, width), (height, width, C) or (N, height, width, C), a copy.

    Raises
    ------
    ValueError
        If `border` is None and the rectangle does not lie inside the image.

    Examples
    --------
    >>> fastaug.crop(np.arange(9, dtype=np.uint8).reshape(3, 3), 1, 1, 2, 2)
    array([[4, 5],
           [7, 8]], dtype=uint8)
    """
    count, h, w, _ = image_shape(image)
    height, width = integer(height, "height", 0), integer(width, "width", 0)
    tops = _kernels.starts(top, "top", height, "height", h, count, border is None)
    lefts = _kernels.starts(left, "left", width, "width", w, count, border is None)
    code = 0 if border is None else _kernels.outside(border, h * w, height * width)
    return _kernels.crop(image, tops, lefts, height, width, code, fill, out, threads)


def center_crop(
    image: Array,
    height: int,
    width: int,
    *,
    border: str | None = None,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Cuts the middle out: a `crop` at ((H - height) // 2, (W - width) // 2).

    Parameters, result and errors as in `crop`.

    Examples
    --------
    >>> fastaug.center_crop(np.arange(9, dtype=np.uint8).reshape(3, 3), 1, 1)
    array([[4]], dtype=uint8)
    """
    _, h, w, _ = image_shape(image)
    top, left = (h - integer(height, "height", 0)) // 2, (w - integer(width, "width", 0)) // 2
    return crop(image, top, left, height, width, border=border, fill=fill, out=out, threads=threads)


def random_crop(
    image: Array,
    crop_h: int,
    crop_w: int,
    rng: Rng = None,
    *,
    border: str | None = None,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Cuts a rectangle out at a random place, every place equally likely; each image of a batch at its own.

    Parameters
    ----------
    image, border, fill, out, threads
        As in `crop`. With `border` the rectangle may be larger than the image, which then lies at a random place in it.
    crop_h, crop_w : int
        Size of the result, in pixels.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.

    Examples
    --------
    >>> fastaug.random_crop(np.zeros((5, 6, 3), np.uint8), 2, 3, rng=0).shape
    (2, 3, 3)
    """
    count, h, w, _ = image_shape(image)
    crop_h, crop_w = integer(crop_h, "crop_h", 0), integer(crop_w, "crop_w", 0)
    if border is None and (crop_h > h or crop_w > w):
        raise ValueError(f"crop_h and crop_w must be at most {h} and {w}, the image's size, got {crop_h} and {crop_w}")
    top, left = crop_corner(generator(rng), count if image.ndim == 4 else None, h, w, crop_h, crop_w)
    return crop(image, top, left, crop_h, crop_w, border=border, fill=fill, out=out, threads=threads)


def pad(
    image: Array,
    padding: int | tuple[int, int, int, int],
    *,
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds pixels around the image.

    Parameters
    ----------
    image, fill, out, threads
        As in `crop`.
    padding : int or (left, top, right, bottom)
        How many pixels, on all sides or on each.
    border : {"constant", "edge", "reflect", "symmetric", "wrap"}
        What they are, by the names of `numpy.pad`.

    Examples
    --------
    >>> fastaug.pad(np.array([[1, 2]], dtype=np.uint8), (1, 0, 2, 0), border="edge")
    array([[1, 1, 2, 2, 2]], dtype=uint8)
    """
    return _padded(image, _kernels.sides(padding), border, fill, out, threads)


def _padded(
    image: Array, sides: tuple[int, int, int, int], border: str, fill: Any, out: Array | None, threads: int | None
) -> Array:
    """sides: what to add left, top, right and below."""
    _, h, w, _ = image_shape(image)
    left, top, right, bottom = sides
    height, width = h + top + bottom, w + left + right
    code = _kernels.outside(border, h * w, height * width)
    return _kernels.crop(image, -top, -left, height, width, code, fill, out, threads)


def d4(image: Array, element: str, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Lays the image on itself: one of the eight symmetries of the square, the dihedral group D4.

    Parameters
    ----------
    image, out, threads
        As in `horizontal_flip`.
    element : {"e", "r90", "r180", "r270", "v", "hvt", "h", "t"}
        Nothing; a turn counter-clockwise by 90, 180 or 270 degrees; a vertical flip; a mirroring about the second
        diagonal; a horizontal flip; a mirroring about the first diagonal, which swaps rows and columns.

    Examples
    --------
    >>> fastaug.d4(np.array([[1, 2], [3, 4]], dtype=np.uint8), "hvt")
    array([[4, 2],
           [3, 1]], dtype=uint8)
    """
    number = D4_NAMES.index(choice(element, "element", D4_NAMES))
    if number < 4:
        return rot90(image, number, out=out, threads=threads)
    if element in ("h", "v"):
        return (horizontal_flip if element == "h" else vertical_flip)(image, out=out, threads=threads)
    both = element == "hvt"
    return _kernels.permute(image, True, both, both, out, threads)


def pad_if_needed(
    image: Array,
    height: int,
    width: int,
    *,
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds pixels around an image that is smaller than `height` x `width`, so that it lies in the middle.

    Parameters
    ----------
    image, border, fill, out, threads
        As in `pad`.
    height, width : int
        Least size of the result, in pixels. The odd pixel goes right or below.

    Examples
    --------
    >>> fastaug.pad_if_needed(np.array([[1, 2]], dtype=np.uint8), 1, 5)
    array([[0, 1, 2, 0, 0]], dtype=uint8)
    """
    _, h, w, _ = image_shape(image)
    sides = around(h, w, integer(height, "height", 0), integer(width, "width", 0))
    return _padded(image, sides, border, fill, out, threads)
