"""What the random functions draw, shared by the public functions and the reference."""

from __future__ import annotations

from typing import Any

import numpy as np


def crop_corner(
    rng: np.random.Generator, count: int | None, h: int, w: int, crop_h: int, crop_w: int
) -> tuple[Any, Any]:
    """Top and left of a crop, uniform over all places; where the crop is larger, over the places that hold the image.

    `count` None draws two numbers, else two arrays.
    """
    top = rng.integers(min(0, h - crop_h), max(0, h - crop_h), size=count, endpoint=True)
    left = rng.integers(min(0, w - crop_w), max(0, w - crop_w), size=count, endpoint=True)
    return (int(top), int(left)) if count is None else (top, left)


def color_steps(rng: np.random.Generator, count: int, limits: Any, order: tuple[int, ...] | None) -> tuple[Any, Any]:
    """The amounts of the steps of a colour jitter, uniform from limits[0] up by limits[1], and their order.

    Both have a row per image. Without an order it is random; as much is drawn either way.
    """
    steps = len(limits[0])
    drawn = rng.random((count, 2 * steps))
    amounts = limits[0] + limits[1] * drawn[:, :steps]
    if order is None:
        return amounts, drawn[:, steps:].argsort()
    return amounts, np.array([order] * count, np.int64).reshape(count, steps)
