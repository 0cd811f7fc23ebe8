"""Brightness, contrast, saturation, hue, gamma, grey, jitter and normalisation in NumPy."""

from __future__ import annotations

import math

import numpy as np

from ..arguments import clip_limits, image_shape, top_of_range
from ..colors import (
    HSV,
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
from ._batches import into, on_batches
from ._values import as_dtype, clipped, finished, real_type

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


def _pivot(values, image, pivot):
    """The pivot of a contrast: a float64 number or one per channel. `values` are those of `image` after some steps."""
    kind, number = pivot_code(pivot, 1)
    if kind == 3:
        return number.item() * top_of_range(image.dtype)
    channels = values.shape[2]
    if image.dtype.kind == "u":  # sums of multiples of 1/256 are exact in any order
        values = np.rint(values * np.float32(256)).astype(np.float64) / 256
    means = values.sum((0, 1), dtype=np.float64) / max(values[..., 0].size, 1)
    if kind == 1:
        return means
    if kind == 0 and channels == 3:
        return means[0] * 0.299 + means[1] * 0.587 + means[2] * 0.114
    return means.sum() / channels if channels == 3 else values.sum(dtype=np.float64) / max(values.size, 1)


def _contrast(values, factor, pivot):
    real = values.dtype.type
    return values * real(factor) + np.asarray((1 - factor) * pivot).astype(real)


def _saturation(values, factor, weights):
    real = values.dtype.type
    r, g, b = np.moveaxis(values, 2, 0)
    wr, wg, wb = weights.astype(real)
    gray = (r * wr + g * wg) + b * wb
    return values * real(factor) + (gray * real(1 - factor))[..., None]


def _value_and_least(values):
    """The greatest and the least channel of each pixel."""
    r, g, b = np.moveaxis(values, 2, 0)
    return np.maximum(np.maximum(r, g), b), np.minimum(np.minimum(r, g), b)


def _hue(values, turns):
    """Times c = max - min the hue h in sixths is a sum of differences; see csrc/color_hue.h."""
    turns = turns - math.floor(turns)
    r, g, b = np.moveaxis(values, 2, 0)
    v, least = _value_and_least(values)
    c = v - least
    c2 = c + c
    c3 = c2 + c
    c5, c6 = c3 + c2, c3 + c3
    h = np.where(v == r, (g - b) + c3, np.where(v == g, (b - r) + c5, (r - g) + c))
    if values.dtype.kind == "f":
        h = h + c * values.dtype.type(turns * 6)
    else:
        h = h + ((c * (math.floor(turns * 49152 + 0.5) % 49152) + 4096) >> 13)
    h = np.where(h >= c6, h - c6, h)
    channels = ((v + c) - abs(h - c3), (v - c2) + abs(abs(h - c5) - c3), (v - c2) + abs(abs(h - c) - c3))
    return np.stack([np.minimum(np.maximum(channel, least), v) for channel in channels], axis=2)


def _hsv(values, hue, saturation, value, top):
    """Each channel x lies v - x below the value v; that is scaled to the new chroma. See csrc/color_chain.h."""
    real = values.dtype.type
    v, least = (x[..., None] for x in _value_and_least(values))
    c = v - least
    new_v = np.minimum(np.maximum(v + real(value), 0), real(top))
    with np.errstate(all="ignore"):
        s = np.minimum(np.maximum(c / v + real(saturation), 0), 1)
        scale = np.where(c < np.finfo(real).tiny, real(0), s * new_v / c)
    return new_v - (v - _hue(values, hue)) * scale


@on_batches("delta", "factor")
def adjust_brightness(image, delta=0.0, *, factor=1.0, value_range=(0, 1), out=None, threads=None):
    real = real_type(image.dtype)
    values = image.astype(real) * real(factor) + real(delta * top_of_range(image.dtype))
    return finished(values, image.dtype, value_range)


def scale_brightness(image, factor, *, value_range=(0, 1), out=None, threads=None):
    return adjust_brightness(image, factor=factor, value_range=value_range, out=out)


@on_batches("factor", "pivot")
def adjust_contrast(image, factor, *, pivot="gray", value_range=(0, 1), out=None, threads=None):
    values = _contrast(image.astype(real_type(image.dtype)), factor, _pivot(image, image, pivot))
    return finished(values, image.dtype, value_range)


@on_batches("gamma")
def adjust_gamma(image, gamma, *, value_range=(0, 1), out=None, threads=None):
    if image.dtype.kind == "u":
        return gamma_tables(np.array([gamma], np.float64), image.dtype)[0][image]
    return power(image, gamma, value_range)


def power(image, gamma, value_range):
    """Floats to one power, or to one for each channel."""
    values = np.power(np.maximum(image, 0).astype(np.float64), gamma)
    return clipped(values, image.dtype, value_range).astype(image.dtype)


def _fixed_saturation(image, factor, weights):
    """In fixed point with the most bits that fit; the coefficients sum to one, so that gray stays gray."""
    factor, shift = min(factor, 32000), 14
    while shift and factor * 2**shift >= 32000:
        shift -= 1
    one = 2**shift
    own = math.floor(factor * one + 0.5)
    red, blue = (math.floor((1 - factor) * weights[k] * one + 0.5) for k in (0, 2))
    r, g, b = np.moveaxis(image.astype(np.int64), 2, 0)
    gray = red * r + (one - own - red - blue) * g + blue * b
    return np.clip((gray[..., None] + own * image.astype(np.int64) + one // 2) >> shift, 0, 255).astype(np.uint8)


@on_batches("factor")
def adjust_saturation(image, factor, *, weights="601", value_range=(0, 1), out=None, threads=None):
    rgb_only(image, "adjust_saturation")
    if image.dtype == np.uint8:
        return _fixed_saturation(image, factor, gray_weights(weights))
    values = _saturation(image.astype(real_type(image.dtype)), factor, gray_weights(weights))
    return finished(values, image.dtype, value_range)


@on_batches()
def to_grayscale(image, *, weights="601", channels=3, out=None, threads=None):
    return adjust_saturation(image, 0, weights=weights, value_range=None)[..., :channels]


@on_batches("turns")
def adjust_hue(image, turns, *, value_range=(0, 1), out=None, threads=None):
    rgb_only(image, "adjust_hue")
    if image.dtype == np.uint8:
        return _hue(image.astype(np.int32), turns).astype(np.uint8)
    return finished(_hue(image.astype(real_type(image.dtype)), turns), image.dtype, value_range)


@on_batches("hue", "saturation", "value")
def shift_hsv(image, hue=0.0, saturation=0.0, value=0.0, *, value_range=(0, 1), out=None, threads=None):
    rgb_only(image, "shift_hsv")
    hue, saturation, value = (shift.item() for shift in hsv_shifts(hue, saturation, value, 1))
    return _chain(image, [[(HSV, hue, saturation, value)]], "gray", gray_weights("601"), value_range)


def color_jitter(
    image,
    brightness=0.2,
    contrast=0.2,
    saturation=0.2,
    hue=0.0,
    rng=None,
    *,
    order="random",
    pivot="gray",
    weights="601",
    value_range=(0, 1),
    out=None,
    threads=None,
):
    count = image_shape(image)[0]
    ranges = color_ranges(image, brightness, contrast, saturation, hue)
    steps = color_steps(rng, count, ranges, color_order(order))
    return _chain(image, steps, pivot, gray_weights(weights), value_range, out=out)


@on_batches("steps", "pivot")
def _chain(image, steps, pivot, weights, value_range, *, out=None):
    return chain(image, steps, pivot, weights, value_range)


def chain(image, steps, pivot, weights, value_range, rounded=True):
    """One image through steps (op, a, b, c), by the codes of COLOR_STEPS, each followed by a clip, and one rounding."""
    top = top_of_range(image.dtype)
    values = image.astype(real_type(image.dtype))
    for op, a, b, c in steps:
        if op == 0:
            values = values * values.dtype.type(a) + values.dtype.type(b * top)
        elif op == 1:
            values = _contrast(values, a, _pivot(values, image, pivot))
        elif op == 2:
            values = _saturation(values, a, weights)
        elif op == 3:
            values = _hue(values, a)
        else:
            values = _hsv(values, a, b, c * top, clip_limits(image.dtype, value_range)[1])
        values = clipped(values, image.dtype, value_range)
    return as_dtype(values, image.dtype) if rounded else values


@on_batches()
def _scaled(image, numbers, *, out=None):
    return image.astype(np.float32) * numbers[0] + numbers[1]


def normalize(image, mean, std, *, layout="HWC", out=None, threads=None):
    channels = image_shape(image)[3]
    result = _scaled(image, np.array(channel_scale(mean, std, channels, top_of_range(image.dtype)), np.float32))
    if layout == "CHW" and image.ndim > 2:
        result = np.moveaxis(result, -1, -3)
    return into(out, result)
