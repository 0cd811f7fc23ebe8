"""Channels shifted, scaled, in another order, or dropped, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import per_sample, top_of_range
from ..bands import channel_order, rgb_shifts, without_channels
from ..colors import rgb_only
from ..temperature import COLDEST, HOTTEST, temperature_gains
from ._batches import on_batches, per_image
from ._borders import fill_value
from ._values import finished, real_type

__all__ = ["channel_dropout", "channel_shuffle", "color_temperature", "rgb_shift"]


@on_batches("r", "g", "b")
def rgb_shift(image, r, g, b, *, value_range=(0, 1), out=None, threads=None):
    return affine(image, np.ones(3), rgb_shifts(image, r, g, b)[0] * top_of_range(image.dtype), value_range)


def color_temperature(image, kelvin, *, value_range=(0, 1), out=None, threads=None):
    gains = temperature_gains(per_sample(kelvin, "kelvin", rgb_only(image, "color_temperature"), COLDEST, HOTTEST))
    return _scaled(image, per_image(gains, image), value_range, out=out)


@on_batches("gains")
def _scaled(image, gains, value_range, *, out=None):
    return affine(image, gains, np.zeros(3), value_range)


def affine(image, scale, offset, value_range):
    """Each channel of one image times a number, plus a number in units of the dtype."""
    real = real_type(image.dtype)
    values = image.astype(real) * scale.astype(real) + offset.astype(real)
    return finished(values, image.dtype, value_range)


def channel_shuffle(image, order, *, out=None, threads=None):
    return _moved(image, per_image(channel_order(order, image), image), 0, out=out)


def channel_dropout(image, channels, *, fill=0, out=None, threads=None):
    return _moved(image, per_image(without_channels(channels, image), image), fill, out=out)


@on_batches("source")
def _moved(image, source, fill, *, out=None):
    return np.where(source < 0, fill_value(fill, image), image[..., source])
