"""Arguments of transforms that stand for an interval to draw from."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import BORDERS, WARP_INTERPOLATIONS, ValueRange, border_code, integer, limits
from ..matrices import cos_sin

if TYPE_CHECKING:
    from numpy.typing import NDArray

Interval = tuple[float, float]
CV2_INTERPOLATIONS = {0: "nearest", 1: "bilinear", 2: "bicubic", 3: "area"}
CV2_BORDERS = {0: "constant", 1: "edge", 2: "symmetric", 3: "wrap", 4: "reflect"}


def interval(
    value: Any,
    name: str,
    least: float = -math.inf,
    most: float = math.inf,
    *,
    about: float | None = None,
    start: float | None = None,
    single: bool = False,
) -> Interval:
    """(low, high) of a pair, or of one number v: (v, v), (about - v, about + v) with the low end cut to `least`, or
    (start, v)."""
    pair = not single and isinstance(value, (tuple, list, np.ndarray)) and len(value) == 2
    for end in value if pair else (value,):
        if isinstance(end, bool) or not isinstance(end, (int, float, np.integer, np.floating)):
            raise TypeError(f"{name} must be a number{'' if single else ' or (low, high)'}, got {value!r}")
    return _interval(tuple(value) if pair else (value,), name, least, most, about, start, single)


@lru_cache(maxsize=1024)  # of a transform the same are asked for at every draw
def _interval(
    ends: tuple[Any, ...], name: str, least: float, most: float, about: float | None, start: float | None, single: bool
) -> Interval:
    value: Any = ends if len(ends) == 2 else ends[0]
    low, high = float(ends[0]), float(ends[-1])
    if len(ends) == 1 and about is not None:
        low, high = max(about - high, least), about + high
    elif len(ends) == 1 and start is not None:
        low = start
    if not least <= low <= high <= most or not math.isfinite(low) or not math.isfinite(high):
        limits = f" in {least:g} .. {most:g}" if least > -math.inf or most < math.inf else ""
        what = "" if single else ", or (low, high) with low at most high"
        raise ValueError(f"{name} must be finite{limits}{what}, got {value!r}")
    return low, high


def most_added(value_range: ValueRange) -> float:
    """How much may be added, in units of the full range, to floats that are clipped there."""
    return 1 if limits(value_range) == (0, 1) else 1e6


def between(limits: Interval, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniform over the interval."""
    low, high = limits
    return low + (high - low) * u


def by_factors(limits: Interval, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniform in the logarithm over an interval above 0."""
    low, high = limits
    return low * (high / low) ** u


def whole_interval(
    value: Any, name: str, least: float = -math.inf, most: float = math.inf, *, start: float | None = None
) -> tuple[int, int]:
    """An `interval` whose ends are whole numbers."""
    low, high = interval(value, name, least, most, start=start)
    if low % 1 or high % 1:
        raise ValueError(f"{name} must be whole, got {value!r}")
    return int(low), int(high)


def anywhere(room: Any, u: NDArray[np.float64]) -> NDArray[np.int64]:
    """0 .. room, all equally likely."""
    return np.floor((room + 1) * u).astype(np.int64)


def whole_between(limits: Any, u: NDArray[np.float64]) -> NDArray[np.int64]:
    """low .. high, all equally likely."""
    low, high = limits
    return np.asarray(low + anywhere(high - low, u))


def odd_sizes(value: Any, name: str, most: int) -> tuple[int, int]:
    """(low, high) of odd sizes from a pair of whole numbers, or from one for (3, value)."""
    low, high = value if isinstance(value, (tuple, list)) and len(value) == 2 else (3, value)
    low, high = integer(low, name, 3) | 1, integer(high, name, 3)
    if not low <= high <= most:
        raise ValueError(
            f"{name} must be an integer or (low, high) with an odd size in it, up to {most}, got {value!r}"
        )
    return low, high


def one_of_odd(limits: tuple[int, int], u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Uniform over the odd sizes low, low + 2, ... up to high."""
    low, high = limits
    return low + 2 * anywhere((high - low) // 2, u)


def interpolation_name(value: Any, name: str = "interpolation", allowed: dict[str, int] = WARP_INTERPOLATIONS) -> str:
    """Our name of an interpolation, for it or OpenCV's number."""
    found = CV2_INTERPOLATIONS.get(value, value) if isinstance(value, int) else value
    if found not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)} or OpenCV's number, got {value!r}")
    return str(found)


Axes = tuple[Interval, Interval]


def axes(value: Any, name: str, default: float, least: float = -math.inf, most: float = math.inf) -> Axes:
    """The intervals of x and y, from {"x": ..., "y": ...}, or from one of them for both."""
    if not isinstance(value, dict):
        value = {"x": value, "y": value}
    if not value or not set(value) <= {"x", "y"}:
        raise ValueError(f"{name} must be a number, (low, high) or a dict with keys 'x' and 'y', got {value!r}")
    x, y = (interval(value.get(key, default), name, least, most) for key in "xy")
    return x, y


def between_each(limits: Axes, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 2): uniform over the interval of x and that of y."""
    low, high = np.array(limits).T
    return low + (high - low) * u


def normals(u: NDArray[np.float64], v: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two arrays of normally distributed numbers, from two of numbers in [0, 1) (Box and Muller)."""
    radius = np.sqrt(-2 * np.log(1 - u))
    c, s = cos_sin(360 * v)
    return radius * c, radius * s


TRIES = 6  # all of which fail once in 10^7 times
GAMMA = 4 * TRIES + 1  # numbers of a draw


def log_gammas(alpha: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms of Gamma(alpha) from (..., GAMMA) numbers in [0, 1) (Marsaglia and Tsang 2000)."""
    d = alpha + 1 - 1 / 3
    x = np.concatenate(normals(u[..., :TRIES], u[..., TRIES : 2 * TRIES]), axis=-1)
    v = (1 + x / np.sqrt(9 * d)) ** 3
    logs = np.log(np.maximum(v, np.finfo(np.float64).tiny))
    taken = np.log1p(-u[..., 2 * TRIES : 4 * TRIES]) < 0.5 * x * x + d * (1 - v + logs)
    first = np.take_along_axis(logs, (taken & (v > 0)).argmax(axis=-1)[..., None], axis=-1)[..., 0]
    return np.log(d) + first + np.log1p(-u[..., -1]) / alpha


def dirichlet(alpha: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, k): shares that add up to 1, all of the same distribution, from (N, k, GAMMA) numbers in [0, 1)."""
    logs = log_gammas(alpha, u)
    parts = np.exp(logs - logs.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def border_name(value: Any, name: str = "border_mode") -> str:
    """Our name of a border rule, for it or OpenCV's number."""
    found = CV2_BORDERS.get(value, value) if isinstance(value, int) else value
    try:
        code = border_code(str(found))
    except ValueError:
        raise ValueError(f"{name} must be one of {', '.join(BORDERS)} or OpenCV's number, got {value!r}") from None
    return next(border for border, c in BORDERS.items() if c == code)
