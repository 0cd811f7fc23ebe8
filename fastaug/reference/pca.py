"""Colours shifted along principal components, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import image_shape, top_of_range
from ..bands import band_values
from ..pca import shifts
from ._batches import on_batches
from .channels import affine

__all__ = ["fancy_pca"]


def fancy_pca(image, alphas, eigen, *, value_range=(0, 1), out=None, threads=None):
    offsets = shifts(band_values(alphas, "alphas", image), eigen) * top_of_range(image.dtype)
    return _shifted(image, np.broadcast_to(offsets, (image_shape(image)[0], offsets.shape[1])), value_range, out=out)


@on_batches("offsets")
def _shifted(image, offsets, value_range, *, out=None):
    return affine(image, np.ones(len(offsets)), offsets, value_range)
