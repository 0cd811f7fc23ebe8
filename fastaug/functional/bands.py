"""Gain, contrast and gamma of each channel: for images of many bands, whose values have no common range."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..bands import band_values
from ..colors import PIVOTS, gamma_tables
from ..kernels import channels as _channels
from ..kernels import color as _color
from ._types import Array

__all__ = ["band_contrast", "band_gain", "band_gamma"]

ANY_VALUE = (-math.inf, math.inf)


def band_gain(image: Array, gains: Any, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Multiplies each channel by a number of its own: out = image * gains.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    gains : C floats, or array of shape (N, C)
        One for each channel, of all images or of each.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. Floats are not clipped; integers are rounded half to even and saturate.
        Computed in float32, for float64 images in float64.

    Raises
    ------
    TypeError
        If the image has another dtype or a parameter is no number.
    ValueError
        If there is not one finite number for each channel.

    Examples
    --------
    >>> fastaug.band_gain(np.array([[[0.5, 2, -3, 100]]]), (1, 2, 1, 0.5))
    array([[[ 0.5,  4. , -3. , 50. ]]])
    """
    return _channels.affine(image, band_values(gains, "gains", image), None, ANY_VALUE, out, threads)


def band_contrast(image: Array, factors: Any, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Stretches each channel about its own mean: out = factors * image + (1 - factors) * mean.

    Parameters
    ----------
    image, out, threads
        As in `band_gain`; so are the dtypes and the rounding of the result.
    factors : C floats, or array of shape (N, C)
        1 changes nothing, 0 leaves the mean of the channel alone.

    Examples
    --------
    >>> fastaug.band_contrast(np.array([[[1.0, 10], [3, 30]]]), (2, 0))
    array([[[ 0., 20.],
            [ 4., 20.]]])
    """
    every = band_values(factors, "factors", image)
    return _color.contrast(image, every, PIVOTS["channel"], np.zeros(1), ANY_VALUE, out, threads)


def band_gamma(image: Array, gammas: Any, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Bends the curve of each channel: out = image ** gammas with the full range as 1.

    Parameters
    ----------
    image, out, threads
        As in `band_gain`; so are the dtypes and the rounding of the result. Values below 0 count as 0.
    gammas : C floats, or array of shape (N, C)
        At least 0; 1 changes nothing but negative values.

    Examples
    --------
    >>> fastaug.band_gamma(np.array([[[4.0, 4, 4]]]), (0.5, 1, 2))
    array([[[ 2.,  4., 16.]]])
    """
    every = band_values(gammas, "gammas", image, 0)
    if image.dtype.char in "BH":
        return _color.lookup(image, gamma_tables(every, image.dtype), out, threads)
    return _color.power(image, every, ANY_VALUE, out, threads)
