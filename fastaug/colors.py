"""Arguments and tables of the colour functions, shared by the public functions and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import choice, image_shape, number, per_channel, per_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAY_WEIGHTS = {
    "601": np.array([0.299, 0.587, 0.114]),
    "709": np.array([0.2126, 0.7152, 0.0722]),
    "mean": np.array([1 / 3, 1 / 3, 1 / 3]),
}
PIVOTS = {"gray": 0, "channel": 1, "global": 2}  # 3: a number
COLOR_STEPS = {"brightness": 0, "contrast": 1, "saturation": 2, "hue": 3}  # 4: HSV
_RAMPS = {most: np.arange(most + 1) / most for most in (255, 65535)}


def gray_weights(weights: str) -> NDArray[np.float64]:
    """The share of red, green and blue in gray."""
    return GRAY_WEIGHTS[choice(weights, "weights", tuple(GRAY_WEIGHTS))]


def rgb_only(image: NDArray[Any], function: str) -> None:
    """`image` has 3 channels."""
    channels = image_shape(image)[3]
    if channels != 3:
        raise ValueError(f"{function} takes images of 3 channels (RGB), got {channels} in shape {image.shape}")


def pivot_code(pivot: Any, count: int) -> tuple[int, NDArray[np.float64]]:
    """The code of a contrast's pivot, and its value where it is a number."""
    if isinstance(pivot, str):
        return choice(pivot, "pivot", PIVOTS), np.zeros(1)
    return 3, per_sample(pivot, "pivot", count)


def color_order(order: Any) -> tuple[int, ...] | None:
    """The four steps of a colour jitter by their codes; None for "random"."""
    if isinstance(order, str) and order == "random":
        return None
    if isinstance(order, (tuple, list)) and sorted(map(str, order)) == sorted(COLOR_STEPS):
        return tuple(COLOR_STEPS[step] for step in order)
    raise ValueError(f"order must be 'random' or the four names {', '.join(COLOR_STEPS)} in any order, got {order!r}")


def color_ranges(
    image: NDArray[Any], brightness: float, contrast: float, saturation: float, hue: float
) -> list[tuple[float, float]]:
    """The range (low, high) each step of a colour jitter draws its amount from; a step with low = high is not used."""
    ranges = []
    for name, value in (("brightness", brightness), ("contrast", contrast), ("saturation", saturation)):
        value = number(value, name, 0)
        ranges.append((max(0.0, 1 - value), 1 + value))
    hue = number(hue, "hue", 0, 0.5)
    ranges.append((-hue, hue))
    if saturation or hue:
        rgb_only(image, "color_jitter with saturation or hue")
    return ranges


def hsv_shifts(hue: Any, saturation: Any, value: Any, count: int) -> list[NDArray[np.float64]]:
    """What is added to hue, saturation and value, each for all images or for each."""
    return [
        per_sample(hue, "hue", count),
        per_sample(saturation, "saturation", count, -1, 1),
        per_sample(value, "value", count, -1, 1),
    ]


def channel_scale(mean: Any, std: Any, channels: int, top: float) -> tuple[list[float], list[float]]:
    """(value / top - mean) / std as value * scale + offset: the scales and the offsets, one or one per channel."""
    means, stds = per_channel(mean, "mean", channels), per_channel(std, "std", channels)
    if min(stds) <= 0:
        raise ValueError(f"std must be above 0, got {std!r}")
    longest = max(len(means), len(stds))
    means *= longest // len(means)
    stds *= longest // len(stds)
    return [1 / (top * s) for s in stds], [-m / s for m, s in zip(means, stds, strict=True)]


def gamma_tables(gamma: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """One table for each gamma: rint(most (i / most) ^ gamma) for i in 0 .. most, the top of an unsigned dtype."""
    most = 255 if dtype.itemsize == 1 else 65535
    powers = np.power(_RAMPS[most], gamma[:, None])
    powers *= most
    return np.rint(powers, out=powers).astype(dtype)
