"""Colours times a matrix."""

from __future__ import annotations

from typing import Any

from ..arguments import ValueRange, limits, per_sample
from ..colors import color_matrices, hue_matrices, rgb_only
from ..kernels import color as _kernels
from ._types import Array, Numbers

__all__ = ["apply_color_matrix", "hue_rotate"]


def apply_color_matrix(
    image: Array,
    matrix: Any,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Mixes the channels of each pixel: out = clip(matrix @ (R, G, B)).

    Parameters
    ----------
    image : ndarray
        Shape (H, W, 3) or (N, H, W, 3); uint8, uint16, float32 or float64.
    matrix : array of shape (3, 3) or (3, 4), or N of them
        A row for each channel of the result; a fourth column is added, in units of the full range.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. Computed in float32, for float64 images in float64, and for uint8 in fixed point
        (coefficients in 1/16384 for those below 2, rounded half up).

    Raises
    ------
    ValueError
        If the image has not 3 channels, or the matrix has another shape or is not finite.

    Examples
    --------
    >>> swap = [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    >>> fastaug.apply_color_matrix(np.array([[[10, 20, 30]]], dtype=np.uint8), swap)
    array([[[30, 20, 10]]], dtype=uint8)
    """
    matrices = color_matrices(matrix, rgb_only(image, "apply_color_matrix"))
    return _kernels.matrix(image, matrices, limits(value_range), out, threads)


def hue_rotate(
    image: Array,
    turns: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Rotates the colours of each pixel in the plane of chroma (I and Q of YIQ), which keeps the luma Y and gray.

    Other than `adjust_hue` this is linear: the colours are others, and their saturation changes.

    Parameters
    ----------
    image, value_range, out, threads
        As in `apply_color_matrix`.
    turns : float or N floats
        In whole turns; a third moves red towards green.

    Raises
    ------
    ValueError
        If the image has not 3 channels, or a turn is not finite.

    Examples
    --------
    >>> fastaug.hue_rotate(np.array([[[200, 100, 100]]], dtype=np.uint8), 1 / 3)
    array([[[ 80, 173,  37]]], dtype=uint8)
    """
    values = per_sample(turns, "turns", rgb_only(image, "hue_rotate"))
    return _kernels.matrix(image, hue_matrices(values), limits(value_range), out, threads)
