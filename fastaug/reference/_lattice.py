"""The steps of Gaussian smoothing (see fastaug/smoothing.py) in NumPy, along the last axis."""

from __future__ import annotations

import numpy as np


def turned(x):
    return x.swapaxes(-1, -2)


def fir(x, axis, taps):
    r = len(taps) - 1
    columns = x[..., axis.source]
    n = len(axis.source) - 2 * r
    out = columns[..., r : r + n] * taps[0]
    for k in range(1, r + 1):
        out += (columns[..., r - k : r - k + n] + columns[..., r + k : r + k + n]) * taps[k]
    return out


def down(x, axis):
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


def up(nodes, axis):
    p = [nodes[..., axis.base + j] * axis.up[:, j] for j in range(4)]
    return ((p[0] + p[1]) + p[2]) + p[3]


def smoothed(x, y_axis, x_axis, y_taps, beyond=lambda x: x):
    """x (..., y, x) smoothed along both; `beyond` adds what lies beyond the ends of the last axis."""
    nodes = turned(fir(down(beyond(turned(x)), y_axis), y_axis, y_taps))
    return turned(up(turned(up(fir(down(beyond(nodes), x_axis), x_axis, x_axis.taps), x_axis)), y_axis))
