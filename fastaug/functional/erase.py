"""Random erasing."""

from __future__ import annotations

from typing import Any

from ..arguments import generator
from ..draws import erasures
from ..kernels import erase as _kernels
from ._types import Array, Numbers, Rng

__all__ = ["random_erasing"]


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
    boxes, fill, patches = erasures(generator(rng), image, area_ratio, ratio, log_ratio, fill)
    return _kernels.erase(image, boxes, fill, patches, out, threads)
