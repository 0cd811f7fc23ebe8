"""Filters: every output pixel is made from a neighbourhood."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import border_code, image_shape, odd_sizes, per_sample, per_sample_integer
from ..kernels import filters as _kernels
from ..kernels.matrices import motion_lines
from ._types import Array, Integers, Numbers

__all__ = ["box_blur", "gaussian_blur", "motion_blur"]

MOST_RADIUS = 18  # FA_TAPS_RADIUS
AS_SIGMA_ASKS = np.zeros(1, np.int64)


def gaussian_blur(
    image: Array,
    sigma: Numbers,
    *,
    radius: Integers | None = None,
    border: str = "reflect",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Blurs the image by a Gaussian of `sigma` pixels, as ``scipy.ndimage.gaussian_filter(truncate=4)`` does.

    The weights reach int(4 sigma + 0.5) pixels far and sum to one; rows and columns are blurred one after the other.
    For uint8 those below 2^-12 are left out, which stays within one level.
    From sigma 4.5 (uint8) or 3.5 on, the Gaussian is applied on a coarse lattice, at a cost that does not grow with
    sigma.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    sigma : float or N floats
        Standard deviation of the Gaussian in pixels, in 0 .. 1000: one for all images of a batch or one for each. 0
        changes nothing.
    radius : int or N ints, optional
        In 0 .. 18: the weights reach no farther than that many pixels, as OpenCV's and torchvision's of size
        2 radius + 1.
    border : {"reflect", "constant", "edge", "symmetric", "wrap"}
        What stands outside the image, by the names of `numpy.pad`. "reflect" (SciPy's "mirror") is the fastest.
    fill : number or C numbers
        The value outside for "constant".
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. uint8 is within one level of SciPy's result in float64. The others are computed
        in float32: within 1e-5 of the range on plain weights, and within 2e-3 on the lattice (1e-3 rms of what varies).

    Raises
    ------
    TypeError, ValueError
        If sigma is negative, too large or no number, radius is not in 0 .. 18, the image is bool, or the border is
        unknown.

    Examples
    --------
    >>> image = np.zeros((3, 5), np.uint8)
    >>> image[1, 2] = 255
    >>> fastaug.gaussian_blur(image, 0.6)
    array([[  0,  14,  56,  14,   0],
           [  1,  28, 113,  28,   1],
           [  0,  14,  56,  14,   0]], dtype=uint8)
    """
    count = image_shape(image)[0]
    sigmas = per_sample(sigma, "sigma", count, 0, 1000)
    return _kernels.gaussian_blur(image, sigmas, most_taps(radius, count), border_code(border), fill, out, threads)


def most_taps(radius: Integers | None, count: int) -> Array:
    """How many taps a Gaussian has from the middle on, at most; 0: as many as sigma asks for."""
    return AS_SIGMA_ASKS if radius is None else 1 + per_sample_integer(radius, "radius", count, 0, MOST_RADIUS)


def box_blur(
    image: Array,
    size: Integers,
    *,
    border: str = "reflect",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """The mean of `size` x `size` pixels about each, as ``scipy.ndimage.uniform_filter`` gives it.

    The cost does not grow with the size.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64, without NaN.
    size : int or N ints
        Side of the box in pixels, odd, in 1 .. 255: one for all images of a batch or one for each. 1 changes nothing.
    border : {"reflect", "constant", "edge", "symmetric", "wrap"}
        What stands outside the image, by the names of `numpy.pad`.
    fill : number or C numbers
        The value outside for "constant".
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. Integers are exact sums, divided and rounded to nearest; floats are summed in
        float64.

    Raises
    ------
    TypeError, ValueError
        If the size is even, out of range or no integer, the image is bool, or the border is unknown.

    Examples
    --------
    >>> fastaug.box_blur(np.array([[0, 0, 90, 0, 0]], dtype=np.uint8), 3)
    array([[ 0, 30, 30, 30,  0]], dtype=uint8)
    """
    sizes = odd_sizes(size, "size", image_shape(image)[0])
    return _kernels.box_blur(image, sizes, border_code(border), fill, out, threads)


def motion_blur(
    image: Array,
    size: Integers,
    angle_deg: Numbers,
    *,
    direction: Numbers = 0,
    border: str = "reflect",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """The mean of the pixels on a line through each: what a moving camera sees.

    `size` points evenly spaced on the line are rounded to pixels, each of which counts once and all of them alike.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    size : int or N ints
        Length of the line in pixels, odd, in 1 .. 255: one for all images of a batch or one for each. 1 changes
        nothing.
    angle_deg : float or N floats
        Angle of the line in degrees, counter-clockwise: 0 is along rows, 90 along columns.
    direction : float or N floats
        Which part of the line counts, in -1 .. 1: 0 both halves, 1 only the one that the angle points to, -1 only the
        other.
    border : {"reflect", "constant", "edge", "symmetric", "wrap"}
        What stands outside the image, by the names of `numpy.pad`.
    fill : number or C numbers
        The value outside for "constant".
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`; means of integers are rounded half up.

    Raises
    ------
    TypeError, ValueError
        If the size is even, out of range or no integer, an angle is not finite, a direction is out of range, the image
        is bool, or the border is unknown.

    Examples
    --------
    >>> fastaug.motion_blur(np.array([[0, 0, 90, 0, 0]], dtype=np.uint8), 3, 0)
    array([[ 0, 30, 30, 30,  0]], dtype=uint8)
    >>> fastaug.motion_blur(np.array([[0, 0, 90, 0, 0]], dtype=np.uint8), 3, 0, direction=1)
    array([[ 0, 45, 45,  0,  0]], dtype=uint8)
    """
    count = image_shape(image)[0]
    taps, starts = motion_lines(
        odd_sizes(size, "size", count),
        per_sample(angle_deg, "angle_deg", count),
        per_sample(direction, "direction", count, -1, 1),
    )
    return _kernels.motion_blur(image, taps, starts, border_code(border), fill, out, threads)
