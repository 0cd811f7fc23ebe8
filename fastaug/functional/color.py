"""Brightness, contrast, saturation, hue, gamma, grey, jitter and normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import ValueRange, image_shape, limits, per_sample, top_of_range
from ..colors import (
    channel_scale,
    color_order,
    color_ranges,
    gamma_tables,
    gray_weights,
    hsv_shifts,
    pivot_code,
    rgb_only,
)
from ..draws import color_steps
from ..kernels import color as _kernels
from ._types import Array, Numbers, Rng

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "color_jitter",
    "normalize",
    "scale_brightness",
    "shift_hsv",
    "to_grayscale",
]


def adjust_brightness(
    image: Array,
    delta: Numbers = 0.0,
    *,
    factor: Numbers = 1.0,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds and multiplies: out = clip(factor * image + delta).

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    delta : float or N floats
        In units of the full range: 0.1 adds 25.5 levels to uint8, 6553.5 to uint16, 0.1 to floats.
    factor : float or N floats
        0.5 halves, as the brightness of torchvision and Pillow.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`. Computed in float32, for float64 images in float64.

    Raises
    ------
    TypeError
        If the image has another dtype or a parameter is no number.
    ValueError
        If a parameter is not finite or has another length.

    Examples
    --------
    >>> fastaug.adjust_brightness(np.array([[0, 100, 250]], dtype=np.uint8), 0.2)
    array([[ 51, 151, 255]], dtype=uint8)
    """
    count = image_shape(image)[0]
    deltas, factors = per_sample(delta, "delta", count), per_sample(factor, "factor", count)
    return _kernels.brightness(image, factors, deltas, limits(value_range), out, threads)


def scale_brightness(
    image: Array,
    factor: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Multiplies: out = clip(factor * image), which is `adjust_brightness` with a factor alone.

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`.
    factor : float or N floats
        0.5 halves.

    Examples
    --------
    >>> fastaug.scale_brightness(np.array([[0, 100, 250]], dtype=np.uint8), 1.5)
    array([[  0, 150, 255]], dtype=uint8)
    """
    return adjust_brightness(image, factor=factor, value_range=value_range, out=out, threads=threads)


def adjust_contrast(
    image: Array,
    factor: Numbers,
    *,
    pivot: str | Numbers = "gray",
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Stretches values about a pivot: out = clip(factor * image + (1 - factor) * pivot).

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`.
    factor : float or N floats
        1 changes nothing, 0 leaves the pivot alone.
    pivot : {"gray", "channel", "global"}, float or N floats
        What stays as it is. "gray": the mean of 0.299 R + 0.587 G + 0.114 B over the image, and the mean of all values
        where there are not 3 channels. "channel": each channel's own mean. "global": the mean of all values. A number
        in units of the full range: 0.5 is 127.5 for uint8. Means are not rounded.

    Examples
    --------
    >>> fastaug.adjust_contrast(np.array([[100, 110, 150]], dtype=np.uint8), 2)
    array([[ 80, 100, 180]], dtype=uint8)
    """
    count = image_shape(image)[0]
    kind, pivots = pivot_code(pivot, count)
    return _kernels.contrast(
        image, per_sample(factor, "factor", count), kind, pivots, limits(value_range), out, threads
    )


def adjust_gamma(
    image: Array,
    gamma: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Bends the curve of values: out = image ** gamma with the full range as 1.

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`. Values below 0 count as 0.
    gamma : float or N floats
        At least 0; above 1 darkens, below 1 lightens, 1 changes nothing.

    Examples
    --------
    >>> fastaug.adjust_gamma(np.array([[0, 64, 255]], dtype=np.uint8), 2)
    array([[  0,  16, 255]], dtype=uint8)
    """
    gammas = per_sample(gamma, "gamma", image_shape(image)[0], 0)
    clip = limits(value_range)
    if image.dtype.char in "BH":
        return _kernels.lookup(image, gamma_tables(gammas, image.dtype), out, threads)
    return _kernels.power(image, gammas, clip, out, threads)


def adjust_saturation(
    image: Array,
    factor: Numbers,
    *,
    weights: str = "601",
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Moves colours from or towards gray: out = clip(factor * image + (1 - factor) * gray).

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`; 3 channels. uint8 is computed in fixed point (coefficients in 1/16384 for factors
        below 2, rounded half up), and gray pixels stay as they are.
    factor : float or N floats
        At least 0; 0 gives gray, 1 changes nothing.
    weights : {"601", "709", "mean"}
        Gray: ITU-R 601 (0.299, 0.587, 0.114), ITU-R 709 (0.2126, 0.7152, 0.0722) or the mean of the channels.

    Raises
    ------
    ValueError
        If the image has not 3 channels.

    Examples
    --------
    >>> fastaug.adjust_saturation(np.array([[[200, 100, 0]]], dtype=np.uint8), 0.5)
    array([[[159, 109,  59]]], dtype=uint8)
    """
    factors = per_sample(factor, "factor", rgb_only(image, "adjust_saturation"), 0)
    return _kernels.saturation(image, factors, gray_weights(weights), 3, limits(value_range), out, threads)


def to_grayscale(
    image: Array,
    *,
    weights: str = "601",
    channels: int = 3,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """The gray of each pixel, in three equal channels or in one.

    Parameters
    ----------
    image, weights, out, threads
        As in `adjust_saturation`.
    channels : {3, 1}
        Channels of the result: 3 keeps the shape, 1 gives (H, W, 1) or (N, H, W, 1).

    Examples
    --------
    >>> fastaug.to_grayscale(np.array([[[200, 100, 50]]], dtype=np.uint8), channels=1)
    array([[[124]]], dtype=uint8)
    """
    rgb_only(image, "to_grayscale")
    if channels not in (1, 3):
        raise ValueError(f"channels must be 3 or 1, got {channels!r}")
    return _kernels.saturation(image, np.zeros(1), gray_weights(weights), channels, (-np.inf, np.inf), out, threads)


def adjust_hue(
    image: Array,
    turns: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Turns the hue: RGB to HSV, h + turns modulo 1, and back, without the rounding of an HSV image between.

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`; 3 channels. For uint8 the turn is rounded to 1/49152 and the result is the correctly
        rounded HSV turn. Gray pixels stay as they are.
    turns : float or N floats
        In whole turns of the colour circle: 1/3 makes red green, 0.5 gives the opposite colour.

    Raises
    ------
    ValueError
        If the image has not 3 channels.

    Examples
    --------
    >>> fastaug.adjust_hue(np.array([[[255, 0, 0]]], dtype=np.uint8), 1 / 3)
    array([[[  0, 255,   0]]], dtype=uint8)
    """
    values = per_sample(turns, "turns", rgb_only(image, "adjust_hue"))
    return _kernels.hue(image, values, limits(value_range), out, threads)


def shift_hsv(
    image: Array,
    hue: Numbers = 0.0,
    saturation: Numbers = 0.0,
    value: Numbers = 0.0,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds to hue, saturation and value: RGB to HSV, three sums, and back, in floating point with one rounding.

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`; 3 channels. Gray pixels have no hue, and stay gray.
    hue : float or N floats
        In whole turns of the colour circle, as in `adjust_hue`.
    saturation : float or N floats
        -1 .. 1, added to (max - min) / max, which is then clipped to 0 .. 1.
    value : float or N floats
        -1 .. 1 in units of the full range, added to max, which is then clipped to 0 .. the top of the range.

    Raises
    ------
    ValueError
        If the image has not 3 channels, or saturation or value lie beyond -1 .. 1.

    Examples
    --------
    >>> fastaug.shift_hsv(np.array([[[200, 100, 100]]], dtype=np.uint8), 1 / 3, 0.25, -0.2)
    array([[[ 37, 149,  37]]], dtype=uint8)
    """
    hues, saturations, values = hsv_shifts(hue, saturation, value, rgb_only(image, "shift_hsv"))
    return _kernels.hsv(image, hues, saturations, values, limits(value_range), out, threads)


def color_jitter(
    image: Array,
    brightness: float = 0.2,
    contrast: float = 0.2,
    saturation: float = 0.2,
    hue: float = 0.0,
    rng: Rng = None,
    *,
    order: str | tuple[str, ...] = "random",
    pivot: str | float = "gray",
    weights: str = "601",
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Changes brightness, contrast, saturation and hue by random amounts; each image of a batch by its own.

    Parameters
    ----------
    image, value_range, out, threads
        As in `adjust_brightness`. Saturation and hue need 3 channels. All steps are computed in floating point, each
        with a clip, and integers are rounded once at the end.
    brightness, contrast, saturation : float
        v draws a factor from max(0, 1 - v) .. 1 + v: brightness multiplies, the others as in `adjust_contrast` and
        `adjust_saturation`. 0 leaves the step out.
    hue : float
        v draws turns from -v .. v, at most 0.5.
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.
    order : "random" or a tuple of the four names
        In which order the steps follow: a random one for each image, or a fixed one such as
        ``("brightness", "contrast", "saturation", "hue")``.
    pivot, weights
        As in `adjust_contrast` and `adjust_saturation`.

    Examples
    --------
    >>> gray = np.full((2, 2, 3), 100, np.uint8)
    >>> bool((fastaug.color_jitter(gray, 0, 0.2, 0.2, 0.1, rng=0) == gray).all())  # only brightness moves a flat gray
    True
    """
    count = image_shape(image)[0]
    ranges = color_ranges(image, brightness, contrast, saturation, hue)
    kind, pivots = pivot_code(pivot, count)
    shares, clip = gray_weights(weights), limits(value_range)
    steps = color_steps(rng, count, ranges, color_order(order))
    return _kernels.chain(image, steps, kind, pivots, shares, clip, out, threads)


def normalize(
    image: Array,
    mean: Any,
    std: Any,
    *,
    layout: str = "HWC",
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Scales to float32 with a given mean and deviation: out = (image / full range - mean) / std.

    Parameters
    ----------
    image, out, threads
        As in `adjust_brightness`; `out` is float32 in the layout of the result.
    mean, std : float or C floats
        In units of the full range, for all channels or one for each; std above 0.
    layout : {"HWC", "CHW"}
        Of the result: (H, W, C) as it comes, or (C, H, W); batches (N, H, W, C) or (N, C, H, W). Images of shape
        (H, W) keep it.

    Returns
    -------
    ndarray
        float32: image * scale + offset with scale = 1 / (full range * std) and offset = -mean / std in float32.

    Examples
    --------
    >>> fastaug.normalize(np.array([[0, 255]], dtype=np.uint8), 0.5, 0.5)
    array([[-1.,  1.]], dtype=float32)
    """
    channels = image_shape(image)[3]
    scales, offsets = channel_scale(mean, std, channels, top_of_range(image.dtype))
    if layout not in ("HWC", "CHW"):
        raise ValueError(f"layout must be 'HWC' or 'CHW', got {layout!r}")
    return _kernels.normalize(image, scales, offsets, layout == "CHW", out, threads)
