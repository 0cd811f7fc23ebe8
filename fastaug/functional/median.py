"""Medians of neighbourhoods."""

from __future__ import annotations

from ..arguments import image_shape, odd_sizes
from ..kernels import median as _kernels
from ._types import Array, Integers

__all__ = ["median_blur"]


def median_blur(image: Array, size: Integers, *, out: Array | None = None, threads: int | None = None) -> Array:
    """The median of each neighbourhood of `size` x `size` pixels, each channel by itself; edges stay.

    Outside the image stands its nearest pixel, as in OpenCV and in SciPy's mode "nearest". Sizes 3 and 5 are much the
    fastest; from 7 on the cost for uint8 hardly depends on the size.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64, without NaN.
    size : int or N ints
        Side of the neighbourhood, odd, in 1 .. 255: one for all images of a batch or one for each. 1 changes nothing.
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
        If the image has another dtype or the size is no integer.
    ValueError
        If the size is even or out of range, or there is another number of them.

    Examples
    --------
    >>> image = np.array([[10, 10, 10, 90], [10, 255, 10, 90], [10, 10, 10, 90]], dtype=np.uint8)
    >>> fastaug.median_blur(image, 3)[1]
    array([10, 10, 10, 90], dtype=uint8)
    """
    return _kernels.median_blur(image, odd_sizes(size, "size", image_shape(image)[0]), out, threads)
