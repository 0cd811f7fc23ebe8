"""Gain, contrast and gamma of each channel, in NumPy."""

from __future__ import annotations

import numpy as np

from ..bands import band_values
from ..colors import gamma_tables
from ._batches import on_batches, per_image
from .channels import affine
from .color import power
from .tone import look_up

__all__ = ["band_contrast", "band_gain", "band_gamma"]


def band_gain(image, gains, *, out=None, threads=None):
    return _gained(image, per_image(band_values(gains, "gains", image), image), out=out)


@on_batches("gains")
def _gained(image, gains, *, out=None):
    return affine(image, gains, np.zeros(len(gains)), None)


def band_contrast(image, factors, *, out=None, threads=None):
    return _stretched(image, per_image(band_values(factors, "factors", image), image), out=out)


@on_batches("factors")
def _stretched(image, factors, *, out=None):
    return stretched(image, factors, None)


def stretched(image, factors, value_range):
    """Each channel of one image about its mean."""
    means = image.sum((0, 1), dtype=np.float64) / max(image.shape[0] * image.shape[1], 1)
    return affine(image, factors, (1 - factors) * means, value_range)


def band_gamma(image, gammas, *, out=None, threads=None):
    return _bent(image, per_image(band_values(gammas, "gammas", image, 0), image), out=out)


@on_batches("gammas")
def _bent(image, gammas, *, out=None):
    if image.dtype.kind == "u":
        return look_up(image, gamma_tables(gammas, image.dtype))
    return power(image, gammas, None)
