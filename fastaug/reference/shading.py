"""Smooth fields laid over images, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import clip_limits, image_shape, per_sample
from ..colors import gamma_shifts
from ..shading import field_coefficients, of_powers_of_two, window_centers
from ._batches import on_batches

__all__ = ["bias_field", "local_gamma"]

# 2^r for r in -1/2 .. 1/2, the highest power first
EXP2 = [0.00015353361959569156, 0.0013398875016719103, 0.00961843691766262, 0.055503323674201965,
        0.24022647738456726, 0.6931471824645996, 1.0]  # fmt: skip
BELL = np.array([[0, 0, -0.72134752], [0, 0, 0], [-0.72134752, 0, 0]], np.float32)  # -1/2 to base 2


def bias_field(image, coefficients, *, value_range=(0, 1), out=None, threads=None):
    count = image_shape(image)[0]
    terms = of_powers_of_two(field_coefficients(coefficients, count))
    return _biased(image, np.broadcast_to(terms, (count, *terms.shape[1:])), value_range, out=out)


@on_batches("terms")
def _biased(image, terms, value_range, *, out=None):
    return biased(image, terms, value_range)


def local_gamma(image, gamma, center=(0.5, 0.5), scale=0.25, *, value_range=(0, 1), out=None, threads=None):
    count = image_shape(image)[0]
    gammas = np.broadcast_to(per_sample(gamma, "gamma", count, 0), count)
    centers = np.broadcast_to(window_centers(center, count), (count, 2))
    scales = np.broadcast_to(per_sample(scale, "scale", count, 1e-3, 1e6), count)
    return _bent(image, gammas, centers, scales, value_range, out=out)


@on_batches("gamma", "center", "scale")
def _bent(image, gamma, center, scale, value_range, *, out=None):
    return bent(image, gamma, center, scale, value_range)


def biased(image, terms, value_range):
    """One image times the field of coefficients to base 2."""
    height, width = image.shape[:2]
    middle = (width - 1) / 2, (height - 1) / 2
    units = [2 / (side - 1) if side > 1 else 0 for side in (width, height)]
    field = _field(terms, middle, units, height, width)[..., None]
    return _finished(image.astype(_real(image)) * field, image, value_range)


def bent(image, gamma, center, scale, value_range):
    """One image with a gamma in a window."""
    height, width = image.shape[:2]
    middle = center[0] * width - 0.5, center[1] * height - 0.5
    units = [1 / max(scale * min(height, width), 1e-3)] * 2  # scales are at least 1e-3; an image may have no pixels
    window = _field(BELL, middle, units, height, width)[..., None]
    values = image.astype(_real(image))
    if image.dtype.kind == "u":
        shifts = gamma_shifts(np.array([gamma]), image.dtype)[0][image]
    else:
        shifts = np.power(np.maximum(image, 0).astype(np.float64), gamma).astype(image.dtype) - image
    return _finished(values + window * shifts, image, value_range)


def _field(terms, middle, units, height, width):
    """(height, width) float32: 2 ^ (the sum of terms[i, j] x^i y^j), by Horner's rule."""
    x, y = (
        (np.arange(side).astype(np.float32) - np.float32(at)) * np.float32(unit)
        for side, at, unit in zip((width, height), middle, units, strict=True)
    )
    return _exp2(_horner([_horner(row, y[:, None]) for row in terms], x))


def _horner(terms, at):
    values = terms[-1]
    for term in terms[-2::-1]:
        values = values * at + term
    return values + np.zeros_like(at)


def _exp2(t):
    t = np.minimum(np.maximum(t, np.float32(-126)), np.float32(127))
    whole = np.rint(t)
    power = _horner(np.array(EXP2[::-1], np.float32), t - whole)
    return power * ((whole.astype(np.int32) + 127) << 23).view(np.float32)


def _real(image):
    """The type to compute in."""
    return np.float64 if image.dtype == np.float64 else np.float32


def _finished(values, image, value_range):
    low, high = clip_limits(image.dtype, value_range)
    values = np.minimum(np.maximum(values, values.dtype.type(low)), values.dtype.type(high))
    return (np.rint(values) if image.dtype.kind == "u" else values).astype(image.dtype)
