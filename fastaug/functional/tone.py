"""Inverting, solarizing, posterizing, tone curves, autocontrast, equalizing, and tables of values."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import ValueRange, image_shape, limits, per_sample, per_sample_integer
from ..kernels import color as _color
from ..kernels import tone as _kernels
from ..tones import MOST_BITS, curve_tables, curve_terms, cutoffs, lookup_tables
from ._types import Array, Integers, Numbers

__all__ = ["apply_lut", "autocontrast", "equalize", "invert", "posterize", "solarize", "tone_curve"]

EVERYTHING = np.full(1, -np.inf)  # the threshold of a solarization that inverts


def invert(
    image: Array, *, value_range: ValueRange = (0, 1), out: Array | None = None, threads: int | None = None
) -> Array:
    """The negative: out = top - image, where top is 255 for uint8, 65535 for uint16 and 1 for floats.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`.

    Raises
    ------
    TypeError
        If the image has another dtype.

    Examples
    --------
    >>> fastaug.invert(np.array([[0, 100, 255]], dtype=np.uint8))
    array([[255, 155,   0]], dtype=uint8)
    """
    return _kernels.solarize(image, EVERYTHING, limits(value_range), out, threads)


def solarize(
    image: Array,
    threshold: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Inverts the values from a threshold on: out = image where image < threshold, else top - image.

    Parameters
    ----------
    image, value_range, out, threads
        As in `invert`.
    threshold : float or N floats
        0 .. 1 in units of the full range: Pillow's threshold of 128 levels is 128 / 255. 0 inverts everything.

    Raises
    ------
    ValueError
        If a threshold lies beyond 0 .. 1 or there is another number of them.

    Examples
    --------
    >>> fastaug.solarize(np.array([[0, 127, 128, 255]], dtype=np.uint8), 0.5)
    array([[  0, 127, 127,   0]], dtype=uint8)
    """
    thresholds = per_sample(threshold, "threshold", image_shape(image)[0], 0, 1)
    return _kernels.solarize(image, thresholds, limits(value_range), out, threads)


def posterize(image: Array, bits: Integers, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Keeps the highest bits: 2**bits levels. Floats: out = floor(image * 2**bits) / 2**bits, from 0 to below 1.

    Parameters
    ----------
    image, out, threads
        As in `invert`.
    bits : int or N ints
        0 .. 16; 0 gives black, and all the bits of an integer image change nothing.

    Raises
    ------
    ValueError
        If bits lie beyond 0 .. 16 or there is another number of them.

    Examples
    --------
    >>> fastaug.posterize(np.array([[0, 100, 127, 255]], dtype=np.uint8), 2)
    array([[  0,  64,  64, 192]], dtype=uint8)
    """
    every = per_sample_integer(bits, "bits", image_shape(image)[0], 0, MOST_BITS)
    return _kernels.posterize(image, every, out, threads)


def apply_lut(image: Array, table: Any, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Looks every value up in a table: out = table[image].

    Parameters
    ----------
    image, out, threads
        As in `invert`; uint8 or uint16.
    table : array of integers
        256 entries for uint8, 65536 for uint16, of shape (entries,); (C, entries) with a table for each channel; or
        (N, C, entries) with tables for each image, or (N, 1, entries) with one. Entries lie in the image's range.

    Raises
    ------
    TypeError
        If the image has another dtype, or the table is not of integers.
    ValueError
        If the table has another shape, or entries out of range.

    Examples
    --------
    >>> fastaug.apply_lut(np.array([[0, 100, 255]], dtype=np.uint8), np.arange(256) // 2)
    array([[  0,  50, 127]], dtype=uint8)
    """
    return _color.lookup(image, lookup_tables(table, image), out, threads)


def tone_curve(
    image: Array, low: Numbers, high: Numbers, *, out: Array | None = None, threads: int | None = None
) -> Array:
    """Bends values along a cubic Bezier curve from 0 to 1: out = 3 (1-x)^2 x low + 3 (1-x) x^2 high + x^3.

    Parameters
    ----------
    image, out, threads
        As in `invert`. Integers go by a table with the full range as 1; floats are clipped to 0 .. 1.
    low, high : float, N floats, or array of shape (N, C)
        Heights of the control points that bend the shadows and the lights, 0 .. 1; an array has one for each channel of
        each image. 1/3 and 2/3 change nothing, 0 and 1 make an S-curve.

    Raises
    ------
    ValueError
        If a height lies beyond 0 .. 1 or there is another number of them.

    Examples
    --------
    >>> fastaug.tone_curve(np.array([[0, 64, 128, 255]], dtype=np.uint8), 0.2, 0.9)
    array([[  0,  58, 138, 255]], dtype=uint8)
    """
    terms = curve_terms(low, high, image)
    if image.dtype.char in "BH":
        return _color.lookup(image, curve_tables(terms, image.dtype), out, threads)
    return _color.curve(image, terms, out, threads)


def autocontrast(image: Array, cutoff: Numbers = 0, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Stretches each channel so that its least value becomes 0 and its greatest the top of the range.

    Parameters
    ----------
    image, out, threads
        As in `invert`. Integers are truncated, as by Pillow; channels of one value stay as they are.
    cutoff : float or N floats
        Percent of the pixels to leave out at either end, 0 .. 100; they are clipped. For floats 0.

    Raises
    ------
    ValueError
        If the cutoff lies beyond 0 .. 100, or is not 0 for floats.

    Examples
    --------
    >>> fastaug.autocontrast(np.array([[20, 71, 122]], dtype=np.uint8))
    array([[  0, 127, 255]], dtype=uint8)
    """
    count = image_shape(image)[0]
    return _kernels.spread(image, cutoffs(cutoff, image.dtype, count), False, out, threads)


def equalize(image: Array, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Spreads the levels of each channel so that all become about equally frequent, as Pillow does.

    Parameters
    ----------
    image, out, threads
        As in `invert`. Channels of one value, and images of less than 255 pixels below their greatest value, stay as
        they are. Values of other dtypes than uint8 are first rounded to 256 levels over the range.

    Examples
    --------
    >>> image = np.repeat(np.array([[100, 110, 120]], dtype=np.uint8), 400, axis=0)
    >>> fastaug.equalize(image)[0]
    array([  0, 133, 255], dtype=uint8)
    """
    return _kernels.spread(image, np.zeros(1), True, out, threads)
