"""Arguments of transforms that stand for an interval to draw from."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import BORDERS, INTERPOLATIONS, border_code
from ..schedules import Schedule

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
    single: bool = False,
) -> Interval:
    """(low, high) of a pair, or of one number v: (v, v), or (about - v, about + v) with the low end cut to `least`.

    Where a schedule stands for a number nothing is checked; it is when its number is known.
    """
    pair = not single and isinstance(value, (tuple, list, np.ndarray)) and len(value) == 2
    return _interval(tuple(value) if pair else (value,), name, least, most, about, single)


@lru_cache(maxsize=1024)  # of a transform the same are asked for at every draw
def _interval(
    ends: tuple[Any, ...], name: str, least: float, most: float, about: float | None, single: bool
) -> Interval:
    if any(isinstance(end, Schedule) for end in ends):
        return 0.0, 0.0
    value: Any = ends if len(ends) == 2 else ends[0]
    for end in ends:
        if isinstance(end, bool) or not isinstance(end, (int, float, np.integer, np.floating)):
            raise TypeError(f"{name} must be a number{'' if single else ' or (low, high)'}, got {value!r}")
    if len(ends) == 2:
        low, high = map(float, ends)
    elif about is None:
        low = high = float(value)
    else:
        low, high = max(about - float(value), least), about + float(value)
    if not least <= low <= high <= most or not math.isfinite(low) or not math.isfinite(high):
        limits = f" in {least:g} .. {most:g}" if least > -math.inf or most < math.inf else ""
        what = "" if single else ", or (low, high) with low at most high"
        raise ValueError(f"{name} must be finite{limits}{what}, got {value!r}")
    return low, high


def between(limits: Interval, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Uniform over the interval."""
    low, high = limits
    return low + (high - low) * u


def interpolation_name(value: Any, name: str = "interpolation") -> str:
    """Our name of an interpolation, for it or OpenCV's number."""
    found = CV2_INTERPOLATIONS.get(value, value) if isinstance(value, int) else value
    if found not in INTERPOLATIONS:
        raise ValueError(f"{name} must be one of {', '.join(INTERPOLATIONS)} or OpenCV's number, got {value!r}")
    return str(found)


def border_name(value: Any, name: str = "border_mode") -> str:
    """Our name of a border rule, for it or OpenCV's number."""
    found = CV2_BORDERS.get(value, value) if isinstance(value, int) else value
    try:
        code = border_code(str(found))
    except ValueError:
        raise ValueError(f"{name} must be one of {', '.join(BORDERS)} or OpenCV's number, got {value!r}") from None
    return next(border for border, c in BORDERS.items() if c == code)
