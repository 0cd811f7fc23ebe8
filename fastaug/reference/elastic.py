"""Displacement fields and elastic deformation in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import choice, image_shape, integer, per_sample
from ..draws import image_seeds
from ..smoothing import FIR_BITS, field_plan, law_std
from ._lattice import fir, smoothed, turned
from ._philox import noise_words
from .warp import displace

__all__ = ["elastic_field", "elastic_transform"]

FIELD_STREAM = 1  # of the noise words, as in csrc/elastic.h


def elastic_field(
    height, width, alpha, sigma, rng=None, method="gaussian", *, normalize="none", count=None, threads=None
):
    height, width = integer(height, "height", 0), integer(width, "width", 0)
    n = 1 if count is None else integer(count, "count", 0)
    alphas = np.broadcast_to(per_sample(alpha, "alpha", n, 0, 1e9), n).tolist()
    sigmas = np.broadcast_to(per_sample(sigma, "sigma", n, 0, 1e6), n).tolist()
    choice(method, "method", ("gaussian", "lattice"))
    choice(normalize, "normalize", ("none", "max", "std"))
    seeds = image_seeds(rng, n)
    fields = np.zeros((n, 2, height, width), np.float32)
    if height and width:
        for i in range(n):
            fields[i] = _field(height, width, alphas[i], sigmas[i], seeds[i], method, normalize)
    dx, dy = np.ascontiguousarray(fields[:, 0]), np.ascontiguousarray(fields[:, 1])
    return (dx[0], dy[0]) if count is None else (dx, dy)


def elastic_transform(
    image, alpha=100, sigma=10, rng=None, *, method="gaussian", normalize="none", interpolation="bilinear",
    border="constant", fill=0, out=None, threads=None,
):  # fmt: skip
    count, height, width, _ = image_shape(image)
    dx, dy = elastic_field(height, width, alpha, sigma, rng, method, normalize=normalize, count=count)
    return displace(image, dx, dy, interpolation=interpolation, border=border, fill=fill, out=out)


def _field(height, width, alpha, sigma, seed, method, normalize):
    plan = field_plan(height, width, sigma, method)
    factor = plan[2]
    if normalize != "max":
        factor *= alpha / law_std(sigma) if normalize == "std" else alpha
    return field(height, width, plan, factor / 65536, seed, alpha if normalize == "max" else None)


def field(height, width, plan, scale, seed, longest=None):
    """(2, height, width): dx and dy from a plan of fastaug.smoothing, the scale of the noise (which runs from -65535 to
    65535), and the length in pixels of the longest shift, if that is to be set."""
    y, x, _ = plan
    if x.base is None:
        down = _fir(turned(_halves(seed, height, width)), y) >> FIR_BITS
        made = _fir(turned(down), x)
        made = made.astype(np.float32) * np.float32(2 * scale / 2**FIR_BITS)
    else:
        noise = (2 * _halves(seed, _inputs(y, height), _inputs(x, width)) + 1).astype(np.float32)
        made = smoothed(noise, y, x, y.taps * np.float32(scale))
    return made if longest is None else _stretched(made, longest)


def _halves(seed, rows, columns):
    """(2, rows, columns): noise of whole numbers from the low and the high half of each word; each stands for itself
    and a half, so that the mean is 0."""
    words = noise_words(seed, rows, columns, FIELD_STREAM)
    return np.stack([(words << 16).view(np.int32) >> 16, words.view(np.int32) >> 16])


def _fir(x, axis):
    """2^15 times x smoothed and negated, in whole numbers: -1 is a weight of 16 bits, and 1 is not."""
    taps = (axis.taps * -(2.0**FIR_BITS)).astype(np.int32)
    return fir(x, axis, taps) - 2 ** (FIR_BITS - 1)


def _inputs(axis, samples):
    """How many noise values an axis starts from."""
    return samples if axis.base is None or axis.down is not None else len(axis.source)


def _stretched(field, alpha):
    """The field with its longest shift alpha pixels long."""
    longest = np.sqrt((field[0] * field[0] + field[1] * field[1]).max())
    return field * np.float32(alpha / float(longest)) if longest > 0 else field
