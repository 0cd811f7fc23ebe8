"""Filling rectangles and pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import flag, generator, image_shape, per_sample
from ..draws import (
    constant_fill,
    cutout_boxes,
    dropout_boxes,
    erasures,
    given_boxes,
    grid_table,
    image_seeds,
)
from ..kernels import erase as _kernels
from ..kernels import noise as _noise
from ._types import Array, Integers, Numbers, Rng

__all__ = ["coarse_dropout", "cutout", "erase", "grid_mask", "pixel_dropout", "random_erasing"]

NO_SECOND = np.zeros(1)  # of the two kinds of impulses


def random_erasing(
    image: Array,
    area_ratio: Numbers | tuple[float, float] = 0.2,
    rng: Rng = None,
    *,
    ratio: tuple[float, float] = (0.3, 3.3),
    log_ratio: bool = True,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Fills a random rectangle of each image.

    Its sides are rounded so that it covers `area_ratio` of the image as nearly as whole pixels can, and every place
    that holds it is equally likely. Where the image is too narrow for a drawn shape, only the shapes that fit are
    drawn; where none of `ratio` fits, the nearest shape is taken. So the erased area does not depend on the shape.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    area_ratio : float, N floats or (low, high)
        Share of the image to erase, in 0 .. 1: one for all images, an array of one for each, or a tuple, from which
        each image draws its own, uniformly. 0 erases nothing.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.
    ratio : (low, high)
        Limits of height / width.
    log_ratio : bool
        Whether the logarithm of height / width is uniform (wide and tall are equally likely), else height / width.
    fill : number, C numbers, "mean" or "random"
        What to fill with: a value, the image's own mean for each channel, or for each pixel a random value over the
        full range of integers or in [0, 1) for floats.
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
    ValueError
        If area_ratio is not in 0 .. 1, ratio is not two positive numbers in order, or fill does not fit the image.

    Examples
    --------
    >>> fastaug.random_erasing(np.ones((3, 4), np.uint8), 0.25, rng=1, ratio=(0.3, 0.4))
    array([[1, 0, 0, 0],
           [1, 1, 1, 1],
           [1, 1, 1, 1]], dtype=uint8)
    """
    flag(log_ratio, "log_ratio")
    boxes, fill, patches = erasures(generator(rng), image, area_ratio, ratio, log_ratio, fill)
    if patches is not None:
        return _kernels.paste(image, boxes, patches, out, threads)
    return _kernels.erasures(image, boxes, fill, None, out, threads)


def erase(
    image: Array,
    top: Integers,
    left: Integers,
    height: Integers,
    width: Integers,
    *,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Fills a given rectangle: out[top : top + height, left : left + width] = fill. What of it is not in the image is
    left out.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    top, left, height, width : int or N ints
        The rectangle in pixels, of sides of at least 0.
    fill : number or C numbers
        What to fill with.
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
        If the image has another dtype or a parameter is no number.
    ValueError
        If height or width is negative, a parameter has another length, or fill does not fit the image.

    Examples
    --------
    >>> fastaug.erase(np.ones((3, 4), np.uint8), 1, 2, 5, 1)
    array([[1, 1, 1, 1],
           [1, 1, 0, 1],
           [1, 1, 0, 1]], dtype=uint8)
    """
    return _kernels.erasures(image, given_boxes(image, top, left, height, width), fill, None, out, threads)


def coarse_dropout(
    image: Array,
    holes: Integers,
    height: Integers,
    width: Integers,
    rng: Rng = None,
    *,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Fills rectangles at random places inside each image; they may overlap.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    holes : int or N ints
        How many.
    height, width : int or N ints
        Their sides in pixels, cut to those of the image.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.
    fill : number, C numbers or "random"
        What to fill with: a value, or for each pixel a random one over the full range of integers or in [0, 1) for
        floats (not for bool).
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
        If the image has another dtype or a parameter is no number.
    ValueError
        If a number is negative or has another length, or fill does not fit the image.

    Examples
    --------
    >>> fastaug.coarse_dropout(np.ones((3, 4), np.uint8), 1, 2, 3, rng=0)
    array([[1, 1, 1, 1],
           [0, 0, 0, 1],
           [0, 0, 0, 1]], dtype=uint8)
    """
    source = generator(rng)
    boxes = dropout_boxes(source, image, holes, height, width)
    fill = constant_fill(fill, image)
    return _kernels.erasures(
        image, boxes, fill, image_seeds(source, len(boxes)) if fill is None else None, out, threads
    )


def cutout(
    image: Array,
    size: Integers,
    rng: Rng = None,
    *,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Fills a square whose centre is any pixel of the image, with equal chances (DeVries and Taylor 2017). Near the
    border part of the square lies outside.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    size : int or N ints
        Side of the square in pixels. It begins size // 2 above and left of its centre.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.
    fill : number or C numbers
        What to fill with.
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
        If the image has another dtype or a parameter is no number.
    ValueError
        If size is negative or has another length, or fill does not fit the image.

    Examples
    --------
    >>> fastaug.cutout(np.ones((3, 4), np.uint8), 2, rng=0)
    array([[0, 0, 1, 1],
           [0, 0, 1, 1],
           [1, 1, 1, 1]], dtype=uint8)
    """
    return _kernels.erasures(image, cutout_boxes(generator(rng), image, size), fill, None, out, threads)


def grid_mask(
    image: Array,
    unit: Integers,
    ratio: Numbers = 0.5,
    top: Integers = 0,
    left: Integers = 0,
    *,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Fills a grid of squares (Chen et al. 2020).

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    unit : int or N ints
        From one square to the next in pixels, at least 2.
    ratio : float or N floats
        Side of a square as a share of the unit, rounded down to whole pixels in 1 .. unit - 1.
    top, left : int or N ints
        A corner of one of the squares; the grid goes on from there in all directions.
    fill : number or C numbers
        What to fill with.
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
        If the image has another dtype or a parameter is no number.
    ValueError
        If unit is below 2, ratio not in 0 .. 1, a parameter has another length, or fill does not fit the image.

    Examples
    --------
    >>> fastaug.grid_mask(np.ones((3, 5), np.uint8), 3, 0.4, top=1)
    array([[1, 1, 1, 1, 1],
           [0, 1, 1, 0, 1],
           [1, 1, 1, 1, 1]], dtype=uint8)
    """
    return _kernels.grid(image, grid_table(image, unit, ratio, top, left), fill, out, threads)


def pixel_dropout(
    image: Array,
    p: Numbers,
    rng: Rng = None,
    *,
    fill: Any = 0,
    per_channel: bool = False,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Fills random pixels.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    p : float or N floats
        The chance of each pixel to be filled, in 0 .. 1, rounded to a multiple of 1/65536.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    fill : number, C numbers or "random"
        What to fill with: a value, or for each pixel a random one over the full range of integers or in [0, 1) for
        floats (not for bool).
    per_channel : bool
        True fills single values, False whole pixels.
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
        If the image has another dtype or a parameter is no number.
    ValueError
        If p is not in 0 .. 1 or has another length, or fill does not fit the image.

    Examples
    --------
    >>> dropped = fastaug.pixel_dropout(np.ones((100, 100), np.uint8), 0.2, rng=0)
    >>> bool(abs(dropped.mean() - 0.8) < 0.02)
    True
    """
    chances = per_sample(p, "p", image_shape(image)[0], 0, 1)
    fill = constant_fill(fill, image)
    flag(per_channel, "per_channel")
    fills = None if fill is None else (fill, fill)
    return _noise.impulses(image, chances, NO_SECOND, rng, fills, per_channel, out, threads)
