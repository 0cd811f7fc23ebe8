"""Noise."""

from __future__ import annotations

from ..arguments import ValueRange
from ..draws import scikit_noise
from ..kernels import noise as _kernels
from ._types import Array, Numbers, Rng

__all__ = [
    "gaussian_noise",
    "poisson_noise",
    "random_noise",
    "rician_noise",
    "salt_and_pepper",
    "speckle_noise",
    "uniform_noise",
]


def gaussian_noise(
    image: Array,
    std: Numbers,
    mean: Numbers = 0,
    rng: Rng = None,
    *,
    per_channel: bool = True,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds independent normal numbers: out = clip(image + mean + std * normal).

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    std : float or N floats
        Standard deviation in units of the full range, at least 0: 0.1 is 25.5 levels of uint8, 6553.5 of uint16 and 0.1
        of floats.
    mean : float or N floats
        In the same units.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    per_channel : bool
        False adds the same number to all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. For integers the noise is rounded to whole levels (half to
        even), and the result saturates.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. The normal numbers are float32 and within 5.4 of 0. For uint8, a mean of 0 and
        noise per channel they are drawn as whole levels, in chances of 1/32768, which end at 4.3 standard deviations.

    Raises
    ------
    TypeError
        If the image has another dtype or a parameter is no number.
    ValueError
        If std is negative, or a parameter is not finite or has another length.

    Examples
    --------
    >>> image = np.full((100, 100), 128, np.uint8)
    >>> noisy = fastaug.gaussian_noise(image, 0.1, rng=0)
    >>> bool(abs(noisy.std() - 25.5) < 0.5)
    True
    """
    return _kernels.gaussian(image, std, mean, rng, value_range, per_channel, out, threads)


def salt_and_pepper(
    image: Array,
    amount: Numbers,
    salt_share: Numbers = 0.5,
    rng: Rng = None,
    *,
    per_channel: bool = False,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Makes random pixels white or black: the top of the range (255, 65535, 1 or True) or 0.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    amount : float or N floats
        The chance of each pixel to change, in 0 .. 1, rounded to a multiple of 1/65536.
    salt_share : float or N floats
        The share of white among the pixels that change.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    per_channel : bool
        True changes single values, False whole pixels.
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
        If amount or salt_share is not in 0 .. 1 or has another length.

    Examples
    --------
    >>> image = np.full((100, 100), 128, np.uint8)
    >>> noisy = fastaug.salt_and_pepper(image, 0.1, rng=0)
    >>> np.unique(noisy).tolist(), bool(abs((noisy != 128).mean() - 0.1) < 0.01)
    ([0, 128, 255], True)
    """
    return _kernels.salt_and_pepper(image, amount, salt_share, rng, per_channel, out, threads)


def speckle_noise(
    image: Array,
    std: Numbers,
    rng: Rng = None,
    *,
    mean: Numbers = 0,
    per_channel: bool = True,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Multiplies by random normal numbers about 1: out = clip(image + image * (mean + std * normal)).

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    std : float or N floats
        Standard deviation of the factor, at least 0.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    mean : float or N floats
        Of the factor, less 1.
    per_channel : bool
        False uses the same random number for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded (half to even) and saturate.
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
        If std is negative, or a parameter is not finite or has another length.

    Examples
    --------
    >>> image = np.full((100, 100), 100, np.uint8)
    >>> round(float(fastaug.speckle_noise(image, 0.1, rng=0).std()))
    10
    """
    return _kernels.real_noise(image, _kernels.SPECKLE, std, mean, rng, value_range, per_channel, out, threads)


def uniform_noise(
    image: Array,
    low: Numbers,
    high: Numbers,
    rng: Rng = None,
    *,
    per_channel: bool = True,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds independent uniform numbers: out = clip(image + uniform).

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    low, high : float or N floats
        Between which the numbers lie, in units of the full range: 0.1 is 25.5 levels of uint8 and 0.1 of floats.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    per_channel : bool
        False uses the same random number for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded (half to even) and saturate.
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
        If low is above high, or a parameter is not finite or has another length.

    Examples
    --------
    >>> noisy = fastaug.uniform_noise(np.full((99, 99), 100, np.uint8), -10 / 255, 10 / 255, rng=0)
    >>> int(noisy.min()), int(noisy.max())
    (90, 110)
    """
    return _kernels.real_noise(image, _kernels.UNIFORM, low, high, rng, value_range, per_channel, out, threads)


def rician_noise(
    image: Array,
    std: Numbers,
    rng: Rng = None,
    *,
    per_channel: bool = True,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds complex normal noise and takes the magnitude, as in magnetic resonance images.

    out = clip(sqrt((image + std * normal) ** 2 + (std * normal) ** 2)), with two independent normal numbers.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    std : float or N floats
        Standard deviation of both parts in units of the full range, at least 0: 0.1 is 25.5 levels of uint8.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    per_channel : bool
        False uses the same random number for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded (half to even) and saturate.
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
        If std is negative, or a parameter is not finite or has another length.

    Examples
    --------
    >>> dark = fastaug.rician_noise(np.zeros((100, 100), np.float32), 0.1, rng=0)
    >>> round(float(dark.mean()), 2)  # 0.1 * sqrt(pi / 2)
    0.13
    """
    return _kernels.real_noise(image, _kernels.RICIAN, std, 0, rng, value_range, per_channel, out, threads)


def poisson_noise(
    image: Array,
    peak: Numbers,
    rng: Rng = None,
    *,
    per_channel: bool = True,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Replaces each value by a count of photons: out = clip(Poisson(image * peak) / peak), image in units of the full
    range.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    peak : float or N floats
        The mean count that stands for the top of the range (255, 65535 or 1), above 0 and at most 1e6. The fewer, the
        more noise. Negative values count as 0.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    per_channel : bool
        False uses the same random number for all channels of a pixel.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded (half to even) and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`.
        Counts of a mean below 10 follow the Poisson law within 1e-6 of its distribution function, others, by an
        expansion of the quantile, within 5e-5.

    Raises
    ------
    TypeError
        If the image has another dtype or a parameter is no number.
    ValueError
        If peak is not above 0, or a parameter is not finite or has another length.

    Examples
    --------
    >>> image = np.full((100, 100), 0.5, np.float32)
    >>> noisy = fastaug.poisson_noise(image, 50, rng=0)  # counts of mean 25 and standard deviation 5
    >>> round(float(noisy.mean()), 1), round(float(noisy.std()), 1)
    (0.5, 0.1)
    """
    return _kernels.real_noise(image, _kernels.POISSON, peak, 0, rng, value_range, per_channel, out, threads)


def random_noise(
    image: Array,
    mode: str = "gaussian",
    rng: Rng = None,
    *,
    mean: Numbers = 0,
    var: Numbers = 0.01,
    amount: Numbers = 0.05,
    salt_vs_pepper: Numbers = 0.5,
    local_vars: Array | None = None,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds the noise that scikit-image's function of the same name adds, and keeps the image's dtype.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    mode : str
        "gaussian" and "speckle" take `mean` and `var`, "localvar" takes `local_vars`, "salt" and "pepper" take
        `amount`, "s&p" also `salt_vs_pepper`. "poisson" counts photons: 2 ** ceil(log2(n)) of them stand for the top
        of the range in an image of n different values; `poisson_noise` takes a number of your own.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator, of which each image takes one 64-bit number.
    mean, var : float or N floats
        Mean and variance, with the full range as 1.
    amount : float or N floats
        The chance of each value to become salt or pepper.
    salt_vs_pepper : float or N floats
        The share of salt among them.
    local_vars : ndarray
        A variance above 0 for each value, with the full range as 1; of the image's shape, or one that broadcasts to it.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Salt and pepper are 1 and 0.
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
        If the mode is unknown, or a parameter is out of range or has another length.

    Examples
    --------
    >>> image = np.full((100, 100), 128, np.uint8)
    >>> round(float(fastaug.random_noise(image, "gaussian", 0, var=0.01).std()), 1)
    25.5
    """
    kind, a, b = scikit_noise(image, mode, mean, var, amount, salt_vs_pepper, local_vars)
    if kind == "gaussian":
        return _kernels.gaussian(image, a, b, rng, value_range, True, out, threads)
    if kind == "s&p":
        return _kernels.salt_and_pepper(image, a, b, rng, True, out, threads)
    if kind == "localvar":
        return _kernels.real_noise(image, _kernels.LOCAL, 0, 0, rng, value_range, True, out, threads, a)
    law = _kernels.SPECKLE if kind == "speckle" else _kernels.POISSON
    return _kernels.real_noise(image, law, a, b, rng, value_range, True, out, threads)
