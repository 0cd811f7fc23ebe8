"""Displacement fields and elastic deformation."""

from __future__ import annotations

from typing import Any

from ..arguments import image_shape, sampling
from ..kernels import elastic as _kernels
from ._types import Array, Numbers, Rng
from .warp import displace

__all__ = ["elastic_field", "elastic_transform"]


def elastic_field(
    height: int,
    width: int,
    alpha: Numbers,
    sigma: Numbers,
    rng: Rng = None,
    method: str = "gaussian",
    *,
    normalize: str = "none",
    count: int | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """A smooth random displacement field (Simard et al. 2003).

    dx and dy are independent uniform noise on (-1, 1), one value per pixel, each smoothed by a Gaussian of `sigma`
    pixels (beyond the border the noise is mirrored about the end pixels) and multiplied by `alpha`. Inside, their
    standard deviation is alpha / (sigma sqrt(12 pi)). The Gaussian is exact to 0.05 % (rms); from sigma 2.5 on
    it is applied on a coarse lattice, to 0.3 %, at a cost that does not grow with sigma.

    Parameters
    ----------
    height, width : int
        Size of the field, in pixels.
    alpha : float or N floats
        Strength, at least 0; what it measures is said by `normalize`.
    sigma : float or N floats
        Standard deviation of the Gaussian in pixels, at least 0; 0 does not smooth.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each field takes one 64-bit number.
    method : {"gaussian", "lattice"}
        "lattice" draws noise on the lattice itself where sigma is at least 2.5: the same law inside, and the same
        strength at the border, where the mirrored noise of "gaussian" is up to 1.4 times as strong along an edge.
    normalize : {"none", "max", "std"}
        "none": alpha multiplies the smoothed noise. "max": alpha is the length of the longest shift, in pixels.
        "std": alpha is the standard deviation of the law of dx and of dy inside a large image, in pixels.
    count : int, optional
        N fields at once, with the numbers of N calls; alpha and sigma may then differ from field to field.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    dx, dy : ndarray
        float32 of shape (height, width), or (count, height, width): shifts to the right and down, in pixels.

    Raises
    ------
    TypeError, ValueError
        If a size, alpha or sigma is negative or no number, or an option is unknown.

    Examples
    --------
    >>> dx, dy = fastaug.elastic_field(48, 64, alpha=100, sigma=6, rng=0)
    >>> dx.shape, dx.dtype
    ((48, 64), dtype('float32'))
    """
    return _kernels.elastic_field(height, width, alpha, sigma, rng, method, normalize, count, threads)


def elastic_transform(
    image: Array,
    alpha: Numbers = 100,
    sigma: Numbers = 10,
    rng: Rng = None,
    *,
    method: str = "gaussian",
    normalize: str = "none",
    interpolation: str = "bilinear",
    border: str = "constant",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Deforms the image smoothly and randomly: ``displace(image, *elastic_field(H, W, alpha, sigma, rng))``.

    The defaults shift pixels by about 1.6 in each direction (standard deviation). Each image of a batch has a field of
    its own.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64, and bool for "nearest".
    alpha, sigma, rng, method, normalize
        As in `elastic_field`.
    interpolation, border, fill, out, threads
        As in `displace`.

    Returns
    -------
    ndarray
        The shape and dtype of `image`.

    Examples
    --------
    >>> image = np.full((32, 32, 3), 7, np.uint8)
    >>> bool((fastaug.elastic_transform(image, rng=0, border="edge") == image).all())
    True
    """
    count, height, width, _ = image_shape(image)
    kind, code = sampling(image, interpolation, border)
    plans, factors, seeds, longest = _kernels.planned(height, width, count, alpha, sigma, rng, method, normalize)
    if plans and longest is None and width <= _kernels.WIDEST:
        return _kernels.transform(image, plans, factors, seeds, kind, code, fill, out, threads)
    dx, dy = _kernels.fields(count, height, width, plans, factors, seeds, longest, threads)
    return displace(image, dx, dy, interpolation=interpolation, border=border, fill=fill, out=out, threads=threads)
