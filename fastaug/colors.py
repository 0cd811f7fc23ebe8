"""Arguments and tables of the colour functions, shared by the public functions and the reference."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import choice, per_channel, per_sample
from .arguments import rgb_only as rgb_only
from .kernels.color import color_matrices as color_matrices
from .kernels.color import color_ranges as color_ranges
from .kernels.color import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

GRAY_WEIGHTS = {
    "601": np.array([0.299, 0.587, 0.114]),
    "709": np.array([0.2126, 0.7152, 0.0722]),
    "mean": np.array([1 / 3, 1 / 3, 1 / 3]),
}
PIVOTS = {"gray": 0, "channel": 1, "global": 2}  # 3: a number
COLOR_STEPS = {"brightness": 0, "contrast": 1, "saturation": 2, "hue": 3}
_ORDERS = {names: tuple(COLOR_STEPS[name] for name in names) for names in itertools.permutations(COLOR_STEPS)}
HSV = 4  # the code of that step, which no jitter has
# Y, I and Q of R, G and B; gray has neither I nor Q.
YIQ = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
FROM_YIQ = np.linalg.inv(YIQ)
# FROM_YIQ @ (a turn of I and Q) @ YIQ: what stays, what goes with the cosine, and what with the sine of the turn.
_CHROMA_TURN = np.stack([
    np.outer(FROM_YIQ[:, 0], YIQ[0]),
    np.outer(FROM_YIQ[:, 1], YIQ[1]) + np.outer(FROM_YIQ[:, 2], YIQ[2]),
    np.outer(FROM_YIQ[:, 1], YIQ[2]) - np.outer(FROM_YIQ[:, 2], YIQ[1]),
])  # fmt: skip
_NO_NUMBER = np.zeros(1)
_RAMPS = {most: np.arange(most + 1) / most for most in (255, 65535)}


def gray_weights(weights: str) -> NDArray[np.float64]:
    """The share of red, green and blue in gray."""
    return choice(weights, "weights", GRAY_WEIGHTS)


def pivot_code(pivot: Any, count: int) -> tuple[int, NDArray[np.float64]]:
    """The code of a contrast's pivot, and its value where it is a number."""
    if isinstance(pivot, str):
        return choice(pivot, "pivot", PIVOTS), _NO_NUMBER
    return 3, per_sample(pivot, "pivot", count)


def color_order(order: Any) -> tuple[int, ...] | None:
    """The four steps of a colour jitter by their codes; None for "random"."""
    if isinstance(order, str) and order == "random":
        return None
    try:
        return _ORDERS[tuple(order)]
    except (TypeError, KeyError):
        names = ", ".join(COLOR_STEPS)
        raise ValueError(f"order must be 'random' or the four names {names} in any order, got {order!r}") from None


def hsv_shifts(hue: Any, saturation: Any, value: Any, count: int) -> list[NDArray[np.float64]]:
    """What is added to hue, saturation and value, each for all images or for each."""
    return [
        per_sample(hue, "hue", count),
        per_sample(saturation, "saturation", count, -1, 1),
        per_sample(value, "value", count, -1, 1),
    ]


def channel_scale(mean: Any, std: Any, channels: int, top: float) -> tuple[list[float], list[float]]:
    """(value / top - mean) / std as value * scale + offset: the scales and the offsets, one or one per channel."""
    try:
        return _known_scale(_hashable(mean), _hashable(std), channels, top)
    except TypeError:  # not hashable, hence no numbers: the checks below say so
        return _channel_scale(mean, std, channels, top)


def _hashable(numbers: Any) -> Any:
    if type(numbers) is np.ndarray and numbers.ndim == 1:
        return tuple(numbers.tolist())
    return tuple(numbers) if type(numbers) is list else numbers


def _channel_scale(mean: Any, std: Any, channels: int, top: float) -> tuple[list[float], list[float]]:
    means, stds = per_channel(mean, "mean", channels), per_channel(std, "std", channels)
    if min(stds) <= 0:
        raise ValueError(f"std must be above 0, got {std!r}")
    if len(means) != len(stds):
        means, stds = means * len(stds), stds * len(means)
    return [1 / (top * s) for s in stds], [-m / s for m, s in zip(means, stds, strict=True)]


_known_scale = functools.lru_cache(maxsize=64)(_channel_scale)


def gamma_tables(gamma: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    """A table for each gamma: rint(most (i / most) ^ gamma) for i in 0 .. most, the top of an unsigned dtype."""
    few = gamma.size == 1 or (gamma.size <= 16 and dtype.itemsize == 1)
    return _few_gamma_tables(gamma.tobytes(), gamma.shape, dtype.itemsize) if few else _powers(gamma, dtype)


@functools.lru_cache(maxsize=16)
def _few_gamma_tables(gamma: bytes, shape: tuple[int, ...], itemsize: int) -> NDArray[Any]:
    return _powers(np.frombuffer(gamma).reshape(shape), np.dtype(f"u{itemsize}"))


def _powers(gamma: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[Any]:
    powers = _unrounded(gamma, dtype.itemsize)
    return np.rint(powers, out=powers).astype(dtype)


def gamma_shifts(gamma: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[np.float32]:
    """What is to be added to each value for the unrounded ones of `gamma_tables`."""
    return _gamma_shift(gamma.item(), dtype.itemsize) if gamma.size == 1 else _shifts(gamma, dtype.itemsize)


@functools.lru_cache(maxsize=16)
def _gamma_shift(gamma: float, itemsize: int) -> NDArray[np.float32]:
    return _shifts(np.array([gamma]), itemsize)


def _shifts(gamma: NDArray[np.float64], itemsize: int) -> NDArray[np.float32]:
    powers = _unrounded(gamma, itemsize)
    powers -= np.arange(powers.shape[-1])
    return powers.astype(np.float32)


def _unrounded(gamma: NDArray[np.float64], itemsize: int) -> NDArray[np.float64]:
    most = 255 if itemsize == 1 else 65535
    powers = np.power(_RAMPS[most], gamma[..., None])
    powers *= most
    return powers


def hue_matrices(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3, 4): rotations of the plane of I and Q from red towards green."""
    return turned(turns, _CHROMA_TURN)
