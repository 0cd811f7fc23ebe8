"""Gain, contrast and gamma of each channel, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import image_shape
from ..bands import band_values
from ..colors import gamma_tables
from ._batches import on_batches
from .channels import affine
from .color import power

__all__ = ["band_contrast", "band_gain", "band_gamma"]


def band_gain(image, gains, *, out=None, threads=None):
    return _gained(image, _each(gains, "gains", image), out=out)


@on_batches("gains")
def _gained(image, gains, *, out=None):
    return affine(image, gains, np.zeros(len(gains)), None)


def band_contrast(image, factors, *, out=None, threads=None):
    return _stretched(image, _each(factors, "factors", image), out=out)


@on_batches("factors")
def _stretched(image, factors, *, out=None):
    return stretched(image, factors, None)


def stretched(image, factors, value_range):
    """Each channel of one image about its mean."""
    means = image.sum((0, 1), dtype=np.float64) / max(image.shape[0] * image.shape[1], 1)
    return affine(image, factors, (1 - factors) * means, value_range)


def band_gamma(image, gammas, *, out=None, threads=None):
    return _bent(image, _each(gammas, "gammas", image, 0), out=out)


@on_batches("gammas")
def _bent(image, gammas, *, out=None):
    if image.dtype.kind == "u":
        return gamma_tables(gammas, image.dtype)[np.arange(len(gammas)), image]
    return power(image, gammas, None)


def _each(values, name, image, least=None):
    rows = band_values(values, name, image, least)
    return np.broadcast_to(rows, (image_shape(image)[0], rows.shape[1]))
