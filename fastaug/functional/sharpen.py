"""Sharpness."""

from __future__ import annotations

from typing import Any

from ..arguments import ValueRange, border_code, image_shape, limits, per_sample
from ..kernels import sharpen as _kernels
from ._types import Array, Integers, Numbers
from .filters import most_taps

__all__ = ["adjust_sharpness", "sharpen", "unsharp_mask"]

MOST = 1000  # amounts, beyond which every edge is clipped anyway


def adjust_sharpness(
    image: Array,
    factor: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Moves pixels from or towards a smoothed image: out = clip(factor * image + (1 - factor) * smooth).

    Smooth is the mean of the 3 x 3 neighbourhood, in which the pixel itself counts five times: within a level of
    Pillow's and torchvision's. The outermost pixels stay as they are.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    factor : float or N floats
        1 changes nothing, 0 smoothes, above 1 sharpens.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`: image + (factor - 1) / 13 * (9 * image - sum of the neighbourhood).

    Raises
    ------
    TypeError
        If the image has another dtype or the factor is no number.
    ValueError
        If the factor is not finite or there is another number of them.

    Examples
    --------
    >>> image = np.array([[10, 10, 10], [10, 23, 10], [10, 10, 10]], dtype=np.uint8)
    >>> fastaug.adjust_sharpness(image, 2)[1]
    array([10, 31, 10], dtype=uint8)
    """
    return _kernels.sharpen(
        image, per_sample(factor, "factor", image_shape(image)[0]), limits(value_range), out, threads
    )


def sharpen(
    image: Array,
    amount: Numbers,
    *,
    lightness: Numbers = 1,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds what a pixel has beyond its 8 neighbours: (1 - amount) * x + amount * ((8 + lightness) * x - their sum).

    Outside the image it is reflected about the outermost pixels.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    amount : float or N floats
        0 changes nothing, 1 is the whole kernel; at most 1000.
    lightness : float or N floats
        Flat parts are multiplied by 1 + amount * (lightness - 1): 1 keeps them; at most 1000.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
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
        If a parameter is negative, too large or not finite, or there is another number of them.

    Examples
    --------
    >>> image = np.array([[10, 10, 10], [10, 20, 10], [10, 10, 10]], dtype=np.uint8)
    >>> fastaug.sharpen(image, 0.5)[1]
    array([ 0, 60,  0], dtype=uint8)
    """
    count = image_shape(image)[0]
    amounts, lights = per_sample(amount, "amount", count, 0, MOST), per_sample(lightness, "lightness", count, 0, MOST)
    return _kernels.edges(image, amounts, lights, limits(value_range), out, threads)


def unsharp_mask(
    image: Array,
    sigma: Numbers,
    amount: Numbers,
    *,
    threshold: Numbers = 0,
    radius: Integers | None = None,
    border: str = "reflect",
    fill: Any = 0,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds what a blur takes away: x + amount * (x - gaussian_blur(x, sigma)).

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    sigma : float or N floats
        Standard deviation of the blur in pixels, in 0 .. 1000 (see `gaussian_blur`).
    amount : float or N floats
        0 changes nothing, 1 doubles the difference; at most 1000.
    threshold : float or N floats
        Only where image and blur are further apart than this is anything changed; in units of the full range.
    radius : int or N ints, optional
        In 0 .. 18: the weights of the blur reach no farther.
    border : {"reflect", "constant", "edge", "symmetric", "wrap"}
        What stands outside the image, by the names of `numpy.pad`.
    fill : number or C numbers
        The value outside for "constant".
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`, which the blur has too.

    Raises
    ------
    TypeError, ValueError
        If a parameter is negative, too large or no number, the image is bool, or the border is unknown.

    Examples
    --------
    >>> image = np.array([[50, 50, 50, 100, 100, 100]], dtype=np.uint8)
    >>> fastaug.unsharp_mask(image, 0.5, 1)
    array([[ 50,  50,  45, 105, 100, 100]], dtype=uint8)
    """
    count = image_shape(image)[0]
    sigmas, amounts = per_sample(sigma, "sigma", count, 0, 1000), per_sample(amount, "amount", count, 0, MOST)
    return _kernels.unsharp_mask(
        image,
        sigmas,
        most_taps(radius, count),
        amounts,
        per_sample(threshold, "threshold", count, 0, 1),
        border_code(border),
        fill,
        limits(value_range),
        out,
        threads,
    )
