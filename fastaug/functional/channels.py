"""Channels shifted, scaled, in another order, or dropped."""

from __future__ import annotations

from typing import Any

from ..arguments import ValueRange, limits, per_sample
from ..bands import channel_order, rgb_shifts, without_channels
from ..colors import rgb_only
from ..kernels import channels as _kernels
from ..temperature import COLDEST, HOTTEST, temperature_gains
from ._types import Array, Numbers

__all__ = ["channel_dropout", "channel_shuffle", "color_temperature", "rgb_shift"]


def rgb_shift(
    image: Array,
    r: Numbers,
    g: Numbers,
    b: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds a number to each channel: out = clip(image + (r, g, b)).

    Parameters
    ----------
    image : ndarray
        Shape (H, W, 3) or (N, H, W, 3); uint8, uint16, float32 or float64.
    r, g, b : float or N floats
        In units of the full range: 0.1 adds 25.5 levels to uint8.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
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
        If the image has not 3 channels, or a number is not finite.

    Examples
    --------
    >>> fastaug.rgb_shift(np.array([[[100, 100, 100]]], dtype=np.uint8), 0.2, 0, -0.4)
    array([[[151, 100,   0]]], dtype=uint8)
    """
    return _kernels.affine(image, None, rgb_shifts(image, r, g, b), limits(value_range), out, threads)


def color_temperature(
    image: Array,
    kelvin: Numbers,
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Scales red and blue so that white gets the colour of a black body: below 6500 K warm, above it cold.

    Parameters
    ----------
    image, value_range, out, threads
        As in `rgb_shift`.
    kelvin : float or N floats
        3000 .. 15000; 6500 changes nothing. The factors are those of Zini et al., "Planckian Jitter" (ICLR 2023), as in
        kornia and Albumentations, over those at 6500 K, and linear between steps of 500 K.

    Raises
    ------
    ValueError
        If the image has not 3 channels, or a temperature lies beyond 3000 .. 15000.

    Examples
    --------
    >>> fastaug.color_temperature(np.array([[[100, 100, 100]]], dtype=np.uint8), 4000)
    array([[[129, 100,  55]]], dtype=uint8)
    """
    kelvins = per_sample(kelvin, "kelvin", rgb_only(image, "color_temperature"), COLDEST, HOTTEST)
    return _kernels.affine(image, temperature_gains(kelvins), None, limits(value_range), out, threads)


def channel_shuffle(image: Array, order: Any, *, out: Array | None = None, threads: int | None = None) -> Array:
    """Channels in another order: out = image[..., order].

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32, float64 or bool.
    order : C ints, or array of shape (N, C)
        The channel that each one of the result takes.
    out, threads
        As in `rgb_shift`.

    Raises
    ------
    ValueError
        If the order does not name each channel once.

    Examples
    --------
    >>> fastaug.channel_shuffle(np.array([[[10, 20, 30]]], dtype=np.uint8), (2, 0, 1))
    array([[[30, 10, 20]]], dtype=uint8)
    """
    return _kernels.move(image, channel_order(order, image), 0, out, threads)


def channel_dropout(
    image: Array, channels: Any, *, fill: Any = 0, out: Array | None = None, threads: int | None = None
) -> Array:
    """Fills some of the channels with a value.

    Parameters
    ----------
    image, out, threads
        As in `channel_shuffle`.
    channels : int, ints, or array of shape (N, k)
        Which ones are dropped, in all images or k in each.
    fill : number or C numbers
        In units of the dtype.

    Raises
    ------
    ValueError
        If there is no such channel, or the fill does not fit the dtype.

    Examples
    --------
    >>> fastaug.channel_dropout(np.array([[[10, 20, 30]]], dtype=np.uint8), 1)
    array([[[10,  0, 30]]], dtype=uint8)
    """
    return _kernels.move(image, without_channels(channels, image), fill, out, threads)
