"""Weights of Gaussian smoothing, shared by the kernels and the reference.

Two ways to smooth an axis of n samples, both mirrored about its end samples:

- a plain FIR of radius 4 sigma, for a small sigma, in whole numbers;
- a lattice of nodes sigma / 1.5 apart, for a large one: samples go `down` to the nodes with cubic B-spline weights, a
  short FIR smooths the nodes, and B-splines lead `up` to the samples again. The cost does not grow with sigma.

Exponentials come from `math`, and taps are multiples of 2^-20 or 2^-15, so that weights do not depend on NumPy's build.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "FIR_BITS",
    "LATTICE_FROM",
    "METHODS",
    "NORMALIZE",
    "Axis",
    "FieldPlan",
    "field_plan",
    "gaussian_taps",
    "lattice",
    "law_std",
    "rounded",
]

LATTICE_FROM = 2.5  # the least sigma for which the lattice is the faster way
RATIO = 1.5  # nodes per sigma
NODE_RADIUS = 8  # of the FIR on the nodes, enough for every spacing the lattice may take
FIELD_RADIUS = 6  # the same where noise is born on the nodes
FIR_BITS = 15  # of the taps of a plain FIR
FOUR = np.arange(4)
METHODS = ("gaussian", "lattice")
NORMALIZE = ("none", "max", "std")


class Axis(NamedTuple):
    """How one axis of n samples is smoothed; outputs are the samples, or with a lattice the node rows `up` reads."""

    taps: NDArray[np.float32]  # (r + 1,): the middle of the FIR and one side
    source: NDArray[np.int32]  # (outputs + 2 r,): which input row the FIR reads
    base: NDArray[np.int32] | None = None  # (n,): the first of the four node rows of each sample; None: no lattice
    up: NDArray[np.float32] | None = None  # (n, 4)
    down: NDArray[np.float32] | None = None  # (n, 4); None: noise is born on the nodes


FieldPlan: TypeAlias = tuple[Axis, Axis, float]


def law_std(sigma: float) -> float:
    """Standard deviation of uniform noise on (-1, 1) smoothed by a Gaussian, inside a large image."""
    if sigma >= 1:
        return 1 / (math.sqrt(12 * math.pi) * sigma)
    return _inner_energy(sigma) / math.sqrt(3)


@lru_cache(maxsize=256)
def _inner_energy(sigma: float) -> float:
    taps = gaussian_taps(sigma)
    return float(taps[0] ** 2 + 2 * (taps[1:] ** 2).sum())


@lru_cache(maxsize=256)
def field_plan(height: int, width: int, sigma: float, method: str) -> FieldPlan:
    """The two axes (y, x) of a field, and the factor of the noise that keeps its law."""
    if sigma < LATTICE_FROM:
        return _fir(height, sigma), _fir(width, sigma), 1.0
    if method == "gaussian":
        return lattice(height, sigma), lattice(width, sigma), 1.0
    return _noise_lattice(height, sigma), _noise_lattice(width, sigma), RATIO / sigma


@lru_cache(maxsize=256)
def _fir(n: int, sigma: float) -> Axis:
    taps = _fir_taps(n, sigma)
    r = len(taps) - 1
    return Axis(rounded(taps, FIR_BITS), _mirror(np.arange(-r, n + r), n - 1))


@lru_cache(maxsize=256)
def lattice(n: int, sigma: float) -> Axis:
    """Nodes 0 .. m lie on samples 0 .. n-1 end to end, so the samples' mirror is that of the nodes."""
    m = max(2, math.ceil((n - 1) * RATIO / sigma))
    r = min(m, NODE_RADIUS)
    taps = rounded(_node_taps(sigma * m / max(n - 1, 1), 8, r, m))
    source = 1 + _mirror(np.arange(-1 - r, m + 2 + r), m)
    i = np.arange(n)
    base = np.minimum(i * m // max(n - 1, 1), m - 1)
    up = _spline((i * m - base * (n - 1)) / max(n - 1, 1)).astype(np.float32)
    down = up.astype(np.float64)
    down[0] *= 0.5  # the end samples are on the axis of the mirror
    down[-1] *= 0.5
    if n == 1:
        base, down = np.array([1]), np.array([[0.5, 1, 0.5, 0]])
    rows = base[:, None] + FOUR
    total = np.bincount(rows.ravel(), down.ravel(), m + 3)
    total[2] += total[0]  # what falls beyond the ends is mirrored
    total[m] += total[m + 2]
    total[1] *= 2
    total[m + 1] *= 2
    total[0], total[m + 2] = total[2], total[m]
    down *= (1 / total)[rows]
    return Axis(taps, source, base.astype(np.int32), up, down.astype(np.float32))


@lru_cache(maxsize=256)
def _noise_lattice(n: int, sigma: float) -> Axis:
    """Nodes sigma / 1.5 apart that reach beyond the samples, so the field is as strong at the border as inside."""
    at = np.arange(n, dtype=np.float64) * (RATIO / sigma)
    base = np.floor(at)
    r = FIELD_RADIUS
    taps = rounded(_node_taps(RATIO, 4, r, 32))
    source = np.arange(int(base[-1]) + 4 + 2 * r, dtype=np.int32)
    return Axis(taps, source, base.astype(np.int32), _spline(at - base).astype(np.float32))


def gaussian_taps(sigma: float, radius: int | None = None) -> NDArray[np.float64]:
    """The middle and one side of a sampled Gaussian of radius 4 sigma, or of a smaller one."""
    reach = int(4 * sigma + 0.5)
    radius = reach if radius is None else min(radius, reach)
    side = [math.exp(-0.5 * (k / sigma) * (k / sigma)) if k else 1.0 for k in range(radius + 1)]
    return np.array(side) / (side[0] + 2 * sum(side[1:]))


def _fir_taps(n: int, sigma: float) -> NDArray[np.float64]:
    taps = gaussian_taps(sigma)
    radius = len(taps) - 1
    if radius < n:
        return taps
    period = max(2 * n - 2, 1)  # mirrored samples repeat: the taps of the same one are summed
    folded = np.zeros(period)
    k = np.arange(-radius, radius + 1)
    np.add.at(folded, k % period, taps[np.abs(k)])
    folded[n - 1] /= 1 if n == 1 else 2  # met from both sides
    return folded[:n]


def _node_taps(spread: float, power: int, radius: int, intervals: int) -> NDArray[np.float64]:
    """A Gaussian of `spread` nodes divided by the response of the B-splines, sinc ** power, on a mirrored lattice."""
    half = min(intervals, 32)
    response = [1.0]
    for j in range(1, half + 1):
        x = 0.5 * math.pi * j / half
        response.append(math.exp(-2 * (spread * x) * (spread * x)) / (math.sin(x) / x) ** power)
    response[half] /= 2
    taps = _cosines(half, radius) @ np.array(response)
    if radius == intervals:
        taps[radius] /= 2  # met from both sides
    return taps / (taps[0] + 2 * taps[1:].sum())


@lru_cache(maxsize=64)
def _cosines(half: int, radius: int) -> NDArray[np.float64]:
    return np.array(
        [[(1 if j == 0 else 2) * math.cos(math.pi * j * k / half) for j in range(half + 1)] for k in range(radius + 1)]
    ) / (2 * half)


def rounded(taps: NDArray[np.float64], bits: int = 20) -> NDArray[np.float32]:
    """Multiples of 2^-bits that sum to exactly one."""
    taps = np.rint(taps * 2.0**bits)
    taps[0] = 2.0**bits - 2 * taps[1:].sum()
    return (taps / 2.0**bits).astype(np.float32)


def _spline(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cubic B-spline weights of the nodes -1, 0, 1, 2 for places t in 0 .. 1."""
    s = 1 - t
    weights = np.empty((len(t), 4))
    weights[:, 0] = s * s * s / 6
    weights[:, 1] = 2 / 3 - t * t * (1 + s) / 2
    weights[:, 2] = 2 / 3 - s * s * (1 + t) / 2
    weights[:, 3] = t * t * t / 6
    return weights


def _mirror(i: NDArray[np.int64], last: int) -> NDArray[np.int32]:
    """i folded into 0 .. last, the ends standing once."""
    i = np.abs(i) % max(2 * last, 1)
    return np.minimum(i, 2 * last - i).astype(np.int32)
