"""Displacement fields and elastic deformation in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import choice, generator, image_shape, integer, per_sample
from ..draws import image_seeds
from ..smoothing import field_plan, law_std
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
    seeds = image_seeds(generator(rng), n)
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
    y_taps = y.taps * np.float32(scale)
    if x.base is None:
        made = _turned(_fir(_turned(_fir(_noise(seed, height, width), x, x.taps)), y, y_taps))
    else:
        noise = _noise(seed, _inputs(y, height), _inputs(x, width))
        nodes = _turned(_fir(_down(_turned(noise), y), y, y_taps))
        made = _turned(_up(_turned(_up(_fir(_down(nodes, x), x, x.taps), x)), y))
    return made if longest is None else _stretched(made, longest)


def _noise(seed, rows, columns):
    """(2, rows, columns): 65536 times uniform noise on (-1, 1), from the low and the high half of each word."""
    words = noise_words(seed, rows, columns, FIELD_STREAM)
    return np.stack([((words << 16).view(np.int32) >> 15) | 1, (words.view(np.int32) >> 15) | 1]).astype(np.float32)


def _inputs(axis, samples):
    """How many noise values an axis starts from."""
    return samples if axis.base is None or axis.down is not None else len(axis.source)


# The steps below work along the last axis.


def _turned(x):
    return x.swapaxes(-1, -2)


def _fir(x, axis, taps):
    r = len(taps) - 1
    columns = x[..., axis.source]
    n = len(axis.source) - 2 * r
    out = columns[..., r : r + n] * taps[0]
    for k in range(1, r + 1):
        out += (columns[..., r - k : r - k + n] + columns[..., r + k : r + k + n]) * taps[k]
    return out


def _down(x, axis):
    """Samples to nodes: a node is the weighted mean of the samples near it."""
    if axis.down is None:
        return x
    m = int(axis.source.max()) - 1
    nodes = np.zeros((*x.shape[:-1], m + 3), np.float32)
    for i, base in enumerate(axis.base):
        nodes[..., base : base + 4] += x[..., i, None] * axis.down[i]
    nodes[..., 2] += nodes[..., 0]  # what falls beyond the ends is mirrored
    nodes[..., m] += nodes[..., m + 2]
    nodes[..., [1, m + 1]] *= 2
    return nodes


def _up(nodes, axis):
    p = [nodes[..., axis.base + j] * axis.up[:, j] for j in range(4)]
    return ((p[0] + p[1]) + p[2]) + p[3]


def _stretched(field, alpha):
    """The field with its longest shift alpha pixels long."""
    longest = np.sqrt((field[0] * field[0] + field[1] * field[1]).max())
    return field * np.float32(alpha / float(longest)) if longest > 0 else field
