"""Arguments of the channel functions, shared by the public functions and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arguments import image_shape, per_band, per_sample
from .colors import rgb_only
from .kernels.channels import all_but, channel_rows, is_order, side_by_side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def rgb_shifts(image: NDArray[Any], r: Any, g: Any, b: Any) -> NDArray[np.float64]:
    """(1 or N, 3): what is added, in units of the full range."""
    count = rgb_only(image, "rgb_shift")
    return side_by_side(per_sample(r, "r", count), per_sample(g, "g", count), per_sample(b, "b", count))


def band_values(values: Any, name: str, image: NDArray[Any], least: float | None = None) -> NDArray[np.float64]:
    """(1 or N, C): a number for each channel, of all images or of each."""
    count, _, _, channels = image_shape(image)
    return per_band(values, name, count, channels, least)


def channel_order(order: Any, image: NDArray[Any]) -> NDArray[np.int64]:
    """(1 or N, C): permutations."""
    count, _, _, channels = image_shape(image)
    orders = channel_rows(order, "order", count, channels)
    if not is_order(orders, channels):
        raise ValueError(f"order must name each of the {channels} channels once, got {order!r}")
    return orders


def without_channels(channels: Any, image: NDArray[Any]) -> NDArray[np.int64]:
    """(1 or N, C): each channel's own number, or -1 for those that are dropped."""
    count, _, _, all_channels = image_shape(image)
    return all_but(channel_rows(channels, "channels", count, all_channels), all_channels)
