"""Contrast-limited adaptive histogram equalisation."""

from __future__ import annotations

from ..arguments import image_shape, per_sample
from ..kernels import clahe as _kernels
from ..tones import bytes_only, tile_grid
from ._types import Array, Numbers

__all__ = ["clahe"]


def clahe(
    image: Array,
    clip_limit: Numbers = 4,
    grid: tuple[int, int] = (8, 8),
    *,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Contrast-limited adaptive histogram equalisation: levels spread by what is frequent around them, as by OpenCV.

    The image is cut into tiles, each with a table of its own that makes levels equally frequent; a pixel is looked up
    in the tables of the four tiles around it, and the results blended. Gray images are within a level of OpenCV's.

    RGB images keep their hues: their luma Y = 0.299 R + 0.587 G + 0.114 B is equalised, and every channel changed by as
    much, ``out = clip(image + clahe(Y) - Y)``. Of images with other numbers of channels each channel is by itself.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8.
    clip_limit : float or N floats
        At how many times the mean of a tile its counts of levels are cut, which bounds how much contrast grows; what is
        cut off goes to all levels alike. 0: not at all.
    grid : (rows, columns)
        How many tiles there are, 1 .. 1024. Where a size is no multiple, the image is continued by its mirror image.
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
        If the image is not uint8.
    ValueError
        If a clip limit is negative, there is another number of them, or the grid is not of two numbers from 1.

    Examples
    --------
    >>> image = np.array([[100, 110], [120, 130]], dtype=np.uint8)
    >>> fastaug.clahe(image, 0, grid=(1, 1))
    array([[ 64, 128],
           [191, 255]], dtype=uint8)
    """
    count = image_shape(image)[0]
    bytes_only(image.dtype, "clahe")
    return _kernels.clahe(image, per_sample(clip_limit, "clip_limit", count, 0), *tile_grid(grid), out, threads)
