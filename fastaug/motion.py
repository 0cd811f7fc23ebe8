"""The pixels that a motion blur averages, shared by the kernels and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .matrices import cos_sin

if TYPE_CHECKING:
    from numpy.typing import NDArray

Lines = tuple["NDArray[np.int64]", "NDArray[np.int64]"]  # taps (T, 2) of all lines, and where each begins and ends


def lines(
    size: NDArray[np.int64],
    angle_deg: NDArray[np.float64],
    direction: NDArray[np.float64],
    shift: NDArray[np.float64] | None = None,
) -> Lines:
    """The pixels (y, x) under lines through the origin, in the order of rows.

    `size` points, from -r to r for direction 0 (r = size // 2), from 0 to r for 1, from -r to 0 for -1, are rounded to
    pixels, of which each counts once. shift: (N, 2), how far the lines are moved in y and x; what would lie beyond r is
    moved to r.
    """
    count = max(map(len, (size, angle_deg, direction)))
    cosines, sines = cos_sin(angle_deg)
    each = [np.broadcast_to(values, count).tolist() for values in (size, direction, cosines, sines)]
    shifts = [(0.0, 0.0)] * count if shift is None else shift.tolist()
    taps: list[tuple[int, int]] = []
    starts = [0]
    for n, towards, c, s, (dy, dx) in zip(*each, shifts, strict=True):
        r = n // 2
        first, last = -r * min(1.0, 1 - towards), r * min(1.0, 1 + towards)
        found = set()
        for k in range(n):
            t = first + (last - first) * (k / max(n - 1, 1))
            found.add((_within(dy - s * t, r), _within(dx + c * t, r)))
        taps += sorted(found)
        starts.append(len(taps))
    return np.array(taps, np.int64).reshape(-1, 2), np.array(starts, np.int64)


def _within(value: float, r: int) -> int:
    return min(max(round(value), -r), r)
