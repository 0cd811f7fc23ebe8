"""Smooth fields laid over images, in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import image_shape, per_sample
from ..colors import gamma_shifts
from ..shading import MIDDLE, field_terms, window_centers
from ._batches import on_batches, per_image
from ._values import finished, real_type

__all__ = ["bias_field", "local_gamma"]

# 2^r for r in -1/2 .. 1/2, the highest power first
EXP2 = [0.001326472731307149, 0.009671512991189957, 0.05550733581185341, 0.24022242426872253, 0.6931470036506653, 1.0]


def bias_field(image, coefficients, *, value_range=(0, 1), out=None, threads=None):
    terms = field_terms(coefficients, image_shape(image)[0])
    return _biased(image, per_image(terms, image), value_range, out=out)


@on_batches("terms")
def _biased(image, terms, value_range, *, out=None):
    return biased(image, terms, value_range)


def local_gamma(image, gamma, center=MIDDLE, scale=0.25, *, value_range=(0, 1), out=None, threads=None):
    count = image_shape(image)[0]
    window = window_centers(center, count), per_sample(scale, "scale", count, 1e-3, 1e6)
    every = (per_image(values, image) for values in (per_sample(gamma, "gamma", count, 0), *window))
    return _bent(image, *every, value_range, out=out)


@on_batches("gamma", "center", "scale")
def _bent(image, gamma, center, scale, value_range, *, out=None):
    return bent(image, gamma, center, scale, value_range)


def biased(image, terms, value_range):
    """One image times the field 2 ^ (the sum of terms[i, j] x^i y^j), by Horner's rule."""
    y, x = (_along(side) for side in image.shape[:2])
    field = _exp2(_horner([_horner(row[::-1], y[:, None]) for row in terms[::-1]], x))
    values = image.astype(real_type(image.dtype)) * field[..., None]
    return finished(values, image.dtype, value_range)


def bent(image, gamma, center, scale, value_range):
    """One image with a gamma in a window."""
    sides = image.shape[:2]
    unit = 1 / max(scale * min(sides), 1e-3)  # scales are at least 1e-3; an image may have no pixels
    down, across = (_bell(side, share, unit) for side, share in zip(sides, center[::-1], strict=True))
    window = (across * down[:, None])[..., None]
    if image.dtype.kind == "u":
        shifts = gamma_shifts(np.array([gamma]), image.dtype)[0][image]
    else:
        shifts = np.power(np.maximum(image, 0).astype(np.float64), gamma).astype(image.dtype) - image
    values = image.astype(real_type(image.dtype)) + window * shifts
    return finished(values, image.dtype, value_range)


def _along(side):
    """From -1 at the centre of the first pixel to 1 at that of the last."""
    unit = 2 / (side - 1) if side > 1 else 0
    return (np.arange(side).astype(np.float32) - np.float32((side - 1) / 2)) * np.float32(unit)


def _bell(side, share, unit):
    """The Gaussian window of one side, cut off where it is nearly nothing."""
    x = (np.arange(side).astype(np.float32) - np.float32(share * side - 0.5)) * np.float32(unit)
    return _exp2(np.maximum(x * x * np.float32(-0.72134752), np.float32(-60)))


def _horner(terms, at):
    values = terms[0] + np.zeros_like(at)
    for term in terms[1:]:
        values = values * at + term
    return values


def _exp2(t):
    whole = np.rint(t)
    power = _horner(np.array(EXP2, np.float32), t - whole)
    return power * ((whole.astype(np.int32) + 127) << 23).view(np.float32)
