"""Border rules and fills in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def border_index(v: NDArray[Any], n: int, border: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The index in 0 .. n-1 that stands for each v, and whether it is not the fill value. See csrc/border.h."""
    inside = (v >= 0) & (v < n)
    if border == 0 or border == 1 or n <= 1:
        return np.clip(v, 0, max(n - 1, 0)), inside if border == 0 else np.ones_like(inside)
    if border == 4:
        return v % n, np.ones_like(inside)
    period = 2 * n if border == 3 else 2 * n - 2
    v = v % period
    return np.minimum(v, (period - 1 if border == 3 else period) - v), np.ones_like(inside)


def fill_value(fill: Any, image: NDArray[Any]) -> NDArray[Any]:
    """A number, or one for each channel, in the image's dtype."""
    values = np.asarray(fill)
    rounds = image.dtype.kind in "bu" and values.dtype.kind == "f"
    return (np.rint(values) if rounds else values).astype(image.dtype)


def padded(image: NDArray[Any], r: int, border: int, fill: Any) -> NDArray[Any]:
    """An (H, W, C) image with r pixels more at every side, by the border rule."""
    (y, y_inside), (x, x_inside) = (border_index(np.arange(-r, n + r), n, border) for n in image.shape[:2])
    return np.where((y_inside[:, None] & x_inside)[..., None], image[y[:, None], x], fill)
