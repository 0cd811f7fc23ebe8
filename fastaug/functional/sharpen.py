"""Sharpness."""

from __future__ import annotations

from ..arguments import image_shape, limits, per_sample
from ..kernels import sharpen as _kernels
from ._types import Array, Numbers

__all__ = ["adjust_sharpness"]


def adjust_sharpness(
    image: Array,
    factor: Numbers,
    *,
    value_range: tuple[float, float] | None = (0, 1),
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
