"""Inverting, solarizing, posterizing, and tables of values in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import image_shape, limits, per_sample, per_sample_integer, top_of_range
from ..tones import MOST_BITS, lookup_tables, posterize_masks
from ._batches import on_batches

__all__ = ["apply_lut", "invert", "posterize", "solarize"]


def fold(image, threshold, value_range):
    """Values from the threshold on, in units of the dtype, are inverted."""
    inverted = image.dtype.type(top_of_range(image.dtype)) - image
    if image.dtype.kind == "u":
        return np.where(image < threshold, image, inverted)
    low, high = map(image.dtype.type, limits(value_range))
    return np.minimum(np.maximum(np.where(image < image.dtype.type(threshold), image, inverted), low), high)


@on_batches()
def invert(image, *, value_range=(0, 1), out=None, threads=None):
    return fold(image, -np.inf, value_range)


@on_batches("threshold")
def solarize(image, threshold, *, value_range=(0, 1), out=None, threads=None):
    return fold(image, per_sample(threshold, "threshold", 1, 0, 1).item() * top_of_range(image.dtype), value_range)


@on_batches("bits")
def posterize(image, bits, *, out=None, threads=None):
    bits = per_sample_integer(bits, "bits", 1, 0, MOST_BITS)
    if image.dtype.kind == "u":
        return image & posterize_masks(bits, image.dtype)[0]
    levels = image.dtype.type(2 ** bits.item())
    return np.clip(np.floor(image * levels), 0, levels - 1) / levels


def apply_lut(image, table, *, out=None, threads=None):
    tables = lookup_tables(table, image)
    return _look_up(image, np.broadcast_to(tables, (image_shape(image)[0], *tables.shape[1:])), out=out)


@on_batches("tables")
def _look_up(image, tables, *, out=None):
    return tables[np.arange(image.shape[2]) % len(tables), image]
