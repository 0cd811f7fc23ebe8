"""Colours shifted along principal components, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import top_of_range
from ..bands import band_values
from ..pca import shifts
from ._batches import on_batches, per_image
from .channels import affine

__all__ = ["fancy_pca"]


def fancy_pca(image, alphas, eigen, *, value_range=(0, 1), out=None, threads=None):
    offsets = shifts(band_values(alphas, "alphas", image), eigen) * top_of_range(image.dtype)
    return _shifted(image, per_image(offsets, image), value_range, out=out)


@on_batches("offsets")
def _shifted(image, offsets, value_range, *, out=None):
    return affine(image, np.ones(len(offsets)), offsets, value_range)
