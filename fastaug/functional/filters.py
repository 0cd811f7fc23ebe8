"""Filters: every output pixel is made from a neighbourhood."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import border_code, image_shape, per_sample, per_sample_integer
from ..kernels import filters as _kernels
from ._types import Array, Numbers

__all__ = ["gaussian_blur"]

MOST_RADIUS = 18  # FA_TAPS_RADIUS


def gaussian_blur(
    image: Array,
    sigma: Numbers,
    *,
    radius: Numbers | None = None,
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
    count, _, _, _ = image_shape(image)
    if image.dtype == bool:
        raise TypeError("image must be uint8, uint16, float32 or float64, got bool")
    sigmas = per_sample(sigma, "sigma", count, 0, 1000)
    taps = np.zeros(1, np.int64) if radius is None else 1 + per_sample_integer(radius, "radius", count, 0, MOST_RADIUS)
    return _kernels.gaussian_blur(image, sigmas, taps, border_code(border), fill, out, threads)
