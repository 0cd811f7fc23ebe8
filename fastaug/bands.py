"""Arguments of the channel functions, shared by the public functions and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import image_shape, per_sample
from .colors import rgb_only

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rgb_shifts(image: NDArray[Any], r: Any, g: Any, b: Any) -> NDArray[np.float64]:
    """(1 or N, 3): what is added, in units of the full range."""
    count = rgb_only(image, "rgb_shift")
    values = [per_sample(v, name, count) for v, name in ((r, "r"), (g, "g"), (b, "b"))]
    shifts = np.empty((max(map(len, values)) if count else 0, 3))
    for c in range(3):
        shifts[:, c] = values[c]
    return shifts


def band_values(values: Any, name: str, image: NDArray[Any], least: float | None = None) -> NDArray[np.float64]:
    """(1 or N, C): a number for each channel, of all images or of each."""
    count, _, _, channels = image_shape(image)
    given = np.asarray(values)
    if given.dtype.kind not in "buif":
        raise TypeError(f"{name} must be numbers, got {values!r}")
    if given.shape != (channels,) and given.shape != (count, channels):
        raise ValueError(
            f"{name} must have shape ({channels},) or ({count}, {channels}), a number for each channel, "
            f"got {given.shape}"
        )
    every = np.array(given, np.float64, order="C", ndmin=2)
    if not np.isfinite(every).all() or (least is not None and (every < least).any()):
        raise ValueError(f"{name} must be {'finite' if least is None else f'at least {least}'}, got {values!r}")
    return every


def _are_channels(values: Any, channels: int) -> bool:
    """The usual case, which needs none of NumPy's overhead: a few channels for all images."""
    return type(values) in (tuple, list) and all([type(c) is int and 0 <= c < channels for c in values])


def _indices(value: Any, name: str, image: NDArray[Any]) -> NDArray[np.int64]:
    """Channels as (1 or N, k)."""
    count, _, _, channels = image_shape(image)
    values = np.asarray(value)
    if values.dtype.kind not in "ui" and values.size:
        raise TypeError(f"{name} must be integers, got {value!r}")
    if values.ndim > 2 or (values.ndim == 2 and len(values) != count):
        raise ValueError(f"{name} must have shape (k,) or ({count}, k), got {values.shape}")
    if values.size and not 0 <= values.min() <= values.max() < channels:
        raise ValueError(f"{name} must be in 0 .. {channels - 1}, got {value!r}")
    return values.astype(np.int64) if values.ndim == 2 else values.astype(np.int64).reshape(1, values.size)


def channel_order(order: Any, image: NDArray[Any]) -> NDArray[np.int64]:
    """(1 or N, C): permutations."""
    channels = image_shape(image)[3]
    if _are_channels(order, channels) and sorted(order) == [*range(channels)]:
        return np.array([order], np.int64)
    orders = _indices(order, "order", image)
    if orders.shape[1] != channels or (np.sort(orders, axis=1) != np.arange(channels)).any():
        raise ValueError(f"order must name each of the {channels} channels once, got {order!r}")
    return orders


def without_channels(channels: Any, image: NDArray[Any]) -> NDArray[np.int64]:
    """(1 or N, C): each channel's own number, or -1 for those that are dropped."""
    count = image_shape(image)[3]
    given = (channels,) if type(channels) is int else channels
    if _are_channels(given, count):
        source = np.arange(count, dtype=np.int64).reshape(1, count)
        for c in given:
            source[0, c] = -1
        return source
    dropped = _indices(channels, "channels", image)
    source = np.tile(np.arange(count), (len(dropped), 1))
    np.put_along_axis(source, dropped, -1, axis=1)
    return source
