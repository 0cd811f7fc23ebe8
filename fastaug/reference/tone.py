"""Inverting, solarizing, posterizing, tone curves, autocontrast, equalizing, and tables of values in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import per_sample, per_sample_integer, top_of_range
from ..tones import (
    MOST_BITS,
    cubic,
    curve_tables,
    curve_terms,
    cutoffs,
    levels_of,
    lookup_tables,
    posterize_masks,
)
from ._batches import on_batches, per_image
from ._values import clipped

__all__ = ["apply_lut", "autocontrast", "equalize", "invert", "posterize", "solarize", "tone_curve"]


def fold(image, threshold, value_range):
    """Values from the threshold on, in units of the dtype, are inverted."""
    inverted = image.dtype.type(top_of_range(image.dtype)) - image
    if image.dtype.kind == "u":
        return np.where(image < threshold, image, inverted)
    return clipped(np.where(image < image.dtype.type(threshold), image, inverted), image.dtype, value_range)


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


def tone_curve(image, low, high, *, out=None, threads=None):
    return _curved(image, per_image(curve_terms(low, high, image), image), out=out)


@on_batches("terms")
def _curved(image, terms, *, out=None):
    if image.dtype.kind == "u":
        return look_up(image, curve_tables(terms[None], image.dtype)[0])
    return cubic(image, terms)


def apply_lut(image, table, *, out=None, threads=None):
    return _looked_up(image, per_image(lookup_tables(table, image), image), out=out)


@on_batches("tables")
def _looked_up(image, tables, *, out=None):
    return look_up(image, tables)


def look_up(image, tables):
    """One image by one table, or by one for each channel."""
    return tables[np.arange(image.shape[2]) % len(tables), image]


@on_batches("cutoff")
def autocontrast(image, cutoff=0, *, out=None, threads=None):
    cutoff = cutoffs(cutoff, image.dtype, 1).item()
    stretch = _stretch if image.dtype.kind == "u" else _stretch_real
    return np.stack([stretch(channel, cutoff) for channel in np.moveaxis(image, 2, 0)], axis=-1)


def _stretch(channel, cutoff):
    levels = np.arange(levels_of(channel.dtype))
    counts = np.bincount(channel.ravel(), minlength=len(levels))
    cut = int(channel.size * cutoff // 100)
    if 2 * cut >= channel.size:
        return channel
    low, high = np.argmax(counts.cumsum() > cut), levels[-1] - np.argmax(counts[::-1].cumsum() > cut)
    if low == high:
        return channel
    scale = levels[-1] / (high - low)
    table = np.clip(levels * scale - low * scale, 0, levels[-1])
    return table.astype(channel.dtype)[channel]


def _stretch_real(channel, cutoff):
    real = channel.dtype.type
    low, high = (float(found) for found in (channel.min(), channel.max())) if channel.size else (0.0, 0.0)
    if not np.finfo(real).tiny <= high - low < np.inf:
        return np.clip(channel, 0, 1)
    scale = 1 / (high - low)
    return np.clip(channel * real(scale) + real(-low * scale), 0, 1)


@on_batches()
def equalize(image, *, out=None, threads=None):
    return np.stack([_equalize(channel) for channel in np.moveaxis(image, 2, 0)], axis=-1)


def _equalize(channel):
    levels = _levels(channel)
    counts = np.bincount(levels.ravel(), minlength=256)
    step = (channel.size - counts[levels.max(initial=0)]) // 255
    if step == 0:
        return channel
    below = counts.cumsum() - counts
    table = np.minimum((step // 2 + below) // step, 255)
    if channel.dtype.kind == "f":
        return (table / 255).astype(channel.dtype)[levels]
    return (table * (top_of_range(channel.dtype) / 255)).astype(channel.dtype)[levels]


def _levels(channel):
    """The nearest of 256 levels."""
    if channel.dtype.kind == "f":
        return np.rint(np.clip(channel * channel.dtype.type(255), 0, 255)).astype(np.intp)
    return channel if channel.dtype == np.uint8 else (channel.astype(np.intp) + 128) // 257
