"""What `ImageDataGenerator` draws for each image, from numbers that belong to it alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ...arguments import integer
from ...kernels.streams import uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .generator import ImageDataGenerator

Parameters: TypeAlias = "dict[str, Any]"  # of a transform: numbers, or arrays of one for each image

# What they are where nothing is said.
NEUTRAL: Parameters = {
    "theta": 0.0, "tx": 0.0, "ty": 0.0, "shear": 0.0, "zx": 1.0, "zy": 1.0, "flip_horizontal": False,
    "flip_vertical": False, "channel_shift_intensity": None, "brightness": None,
}  # fmt: skip


def fresh(seed: int | None) -> int:
    """The seed, or a random one."""
    if seed is None:
        return int.from_bytes(os.urandom(8), "little")
    return integer(seed, "seed", 0, 2**64 - 1)


def draw(
    of: ImageDataGenerator, seed: int, epoch: int, index: NDArray[np.int64], height: int, width: int
) -> Parameters:
    """The parameters of the images with these indices; each is a function of (seed, epoch, index)."""
    u = uniforms(seed, epoch, index, [len(NEUTRAL)]).T
    return {
        "theta": within(u[0], of.rotation_range),
        "tx": shift(u[1], of.width_shift_range, width),
        "ty": shift(u[2], of.height_shift_range, height),
        "shear": within(u[3], of.shear_range),
        "zx": between(u[4], *of.zoom_range),
        "zy": between(u[5], *of.zoom_range),
        "flip_horizontal": (u[6] < 0.5) & of.horizontal_flip,
        "flip_vertical": (u[7] < 0.5) & of.vertical_flip,
        "channel_shift_intensity": within(u[8], of.channel_shift_range) if of.channel_shift_range else None,
        "brightness": None if of.brightness_range is None else between(u[9], *of.brightness_range),
    }


def shuffled(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    """The order of an epoch: by a number that each sample draws."""
    numbers = uniforms(seed, epoch, np.arange(count, dtype=np.int64), [0, 1])
    return np.argsort(numbers[:, 0], kind="stable")


def between(u: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    return low + (high - low) * u


def within(u: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    return between(u, -most, most)


def shift(u: NDArray[np.float64], given: Any, side: int) -> NDArray[np.float64]:
    """Pixels. An integer n: one of -n + 1 .. n - 1; a float: a share of the side below 1, else pixels; an array: one of
    its elements, as shares of the side if all are below 1."""
    if isinstance(given, (int, np.integer)):
        most = max(int(given) - 1, 0)
        return np.floor(u * (2 * most + 1)) - most
    values = np.asarray(given, np.float64)
    pixels = float(side) if (np.abs(values) < 1).all() else 1.0
    if values.ndim == 0:
        return within(u, float(values) * pixels)
    return values[(u * len(values)).astype(np.intp)] * pixels
