"""How an axis of n pixels becomes one of `out` pixels: where each output starts to read, and by which weights."""

from __future__ import annotations

import numpy as np


def nearest(n, out):
    """The source pixel of each output by the half-pixel rule: floor((j + 0.5) * n / out)."""
    return (2 * np.arange(out) + 1) * n // (2 * out)


def blend(n, out):
    """First pixel and fraction of the next one, in units of 2^-15; the next one is the same where n is 1."""
    q = np.rint(((np.arange(out) + 0.5) * (n / out) - 0.5) * 32768.0)
    q = np.clip(q, 0, max((n - 1) * 32768 - 1, 0)).astype(np.int64)
    return q >> 15, q & 32767


def weights(n, out, interpolation, antialias):
    """First source pixel of each output, and the weights of that one and the next ones: (taps, out), sums above 0."""
    if interpolation == "area":
        return _box(n, out)
    if interpolation == "bicubic" and not antialias:
        return _cubic_edge(n, out)
    scale = n / out
    width = scale if antialias and scale > 1 else 1.0
    support = width if interpolation == "bilinear" else 2.0 * width
    taps = min(n, int(np.ceil(2.0 * support)))
    centre = (np.arange(out) + 0.5) * scale
    first = np.clip(np.floor(centre - support + 0.5), 0, n - taps)
    u = np.abs((first + np.arange(taps)[:, None] + 0.5 - centre) * (1.0 / width))
    return first.astype(np.int64), np.maximum(1.0 - u, 0.0) if interpolation == "bilinear" else _cubic(u, -0.5)


def _cubic(u, a):
    near = ((a + 2.0) * u - (a + 3.0)) * u * u + 1.0
    far = (((u - 5.0) * u + 8.0) * u - 4.0) * a
    return np.where(u < 1.0, near, np.where(u < 2.0, far, 0.0))


def _cubic_edge(n, out):
    """The interpolating cubic of four taps, a = -0.75; taps beyond an end count for the pixel at the end."""
    taps = min(n, 4)
    x = (np.arange(out) + 0.5) * (n / out) - 0.5
    low = np.floor(x)
    first = np.clip(low.astype(np.int64) - 1, 0, n - taps)
    w = np.zeros((taps, out))
    for t in range(-1, 3):
        w[np.clip(low.astype(np.int64) + t, 0, n - 1) - first, np.arange(out)] += _cubic(np.abs(x - low - t), -0.75)
    return first, w


def _box(n, out):
    """The share of the interval [j, j + 1) * n / out in each source pixel, in whole units of 1 / out."""
    taps = min(n, n // out + 2) if n % out else n // out
    low = np.arange(out) * n
    first = np.minimum(low // out, n - taps)
    start = (first + np.arange(taps)[:, None]) * out
    share = np.minimum(start + out, low + n) - np.maximum(start, low)
    return first, np.maximum(share, 0).astype(np.float64)


def fixed(w, bits):
    """Weights as integers of sum exactly 2^bits: differences of the rounded running sum."""
    running = np.cumsum(w, axis=0)
    return np.diff(np.rint(running * (2.0**bits / running[-1])).astype(np.int64), axis=0, prepend=0)


def real(w, dtype):
    """Weights of sum 1."""
    return (w / np.cumsum(w, axis=0)[-1]).astype(dtype)
