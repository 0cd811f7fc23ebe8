"""Smooth fields laid over images, as scanners lay them: bias fields, and a gamma in a window."""

from __future__ import annotations

from typing import Any

from ..arguments import ValueRange, image_shape, limits, per_sample
from ..colors import gamma_shifts
from ..kernels import shading as _kernels
from ..shading import MIDDLE, field_terms, window_centers
from ._types import Array, Numbers

__all__ = ["bias_field", "local_gamma"]


def bias_field(
    image: Array,
    coefficients: Any,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Multiplies by a smooth field, the bias field of a magnetic resonance scan: out = clip(image * exp(P(x, y))).

    P is a polynomial, the sum of coefficients[i, j] x^i y^j as in `numpy.polynomial.polynomial.polyval2d`; x and y go
    from -1 at the centre of the first pixel to 1 at that of the last, along rows and columns. This is the model of Van
    Leemput et al. (1999) and of TorchIO, who have the powers with i + j up to 3.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64. All channels have the same field.
    coefficients : array of shape (K, L) or (N, K, L)
        For all images or for each; K and L up to 16. Without signs they sum up to at most 80.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. The field is of float32, within some millionths of itself.

    Raises
    ------
    TypeError
        If the image has another dtype or a coefficient is no number.
    ValueError
        If the coefficients have another shape or are out of range.

    Examples
    --------
    >>> fastaug.bias_field(np.full((1, 5), 100, np.uint8), [[0], [0.5]])  # exp(x / 2)
    array([[ 61,  78, 100, 128, 165]], dtype=uint8)
    """
    terms = field_terms(coefficients, image_shape(image)[0])
    return _kernels.bias_field(image, terms, limits(value_range), out, threads)


def local_gamma(
    image: Array,
    gamma: Numbers,
    center: Any = MIDDLE,
    scale: Numbers = 0.25,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Bends the curve of values about a point: out = clip((1 - k) image + k image ** gamma) with a Gaussian window k.

    k is 1 at the point and falls to 0 around it; the full range counts as 1.

    Parameters
    ----------
    image, value_range, out, threads
        As in `bias_field`. To the power, values below 0 count as 0.
    gamma : float or N floats
        At least 0; above 1 darkens, below 1 lightens, 1 changes nothing but negative values.
    center : (x, y) or array of shape (N, 2)
        The point in shares of width and height, (0.5, 0.5) being the middle; it may lie outside.
    scale : float or N floats
        Standard deviation of the window as a share of the shorter side, at least 0.001.

    Examples
    --------
    >>> fastaug.local_gamma(np.full((5, 5), 64, np.uint8), 2, scale=0.2)[2]
    array([58, 35, 16, 35, 58], dtype=uint8)
    """
    count = image_shape(image)[0]
    gammas = per_sample(gamma, "gamma", count, 0)
    window = window_centers(center, count), per_sample(scale, "scale", count, 1e-3, 1e6)
    shifts = gamma_shifts(gammas, image.dtype) if image.dtype.char in "BH" else None
    return _kernels.local_gamma(image, gammas, *window, shifts, limits(value_range), out, threads)
