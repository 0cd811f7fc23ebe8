"""What the random functions draw, shared by the public functions and the reference."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arguments import choice, image_shape, per_sample


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


def mix_weights(rng: np.random.Generator, alpha: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Weights of the first image, Beta(alpha, alpha); 1 where alpha is 0. `alpha` has length 1 or `count`."""
    some = np.maximum(alpha, 1e-10)  # already 0 or 1 in nearly every draw
    return np.where(alpha == 0, 1.0, rng.beta(some, some, count))


def cutmix_boxes(rng: np.random.Generator, weights: NDArray[np.float64], h: int, w: int) -> NDArray[np.int64]:
    """Rectangles (top, left, height, width) with sides sqrt(1 - weight) of the image's, their centres uniform over its
    pixels, clipped to it."""
    share = np.sqrt(1 - weights)
    first, size = [], []
    for length in (h, w):
        side = np.rint(length * share).astype(np.int64)
        start = rng.integers(0, max(length, 1), len(weights)) - side // 2
        clipped = np.clip(start, 0, length)
        first.append(clipped)
        size.append(np.clip(start + side, 0, length) - clipped)
    return np.stack((*first, *size), axis=1)


def erasures(
    rng: np.random.Generator, image: Any, area_ratio: Any, ratio: Any, log_ratio: bool, fill: Any
) -> tuple[NDArray[np.int64], Any, list[NDArray[Any]] | None]:
    """What to erase: rectangles (top, left, height, width), the fill value, and for "mean" and "random" the pixels to
    put into each rectangle instead."""
    count, h, w, c = image_shape(image)
    low, high = area_ratio if isinstance(area_ratio, tuple) and len(area_ratio) == 2 else (area_ratio, area_ratio)
    low, high = (per_sample(end, "area_ratio", count, 0, 1) for end in (low, high))
    if (low > high).any():
        raise ValueError(f"area_ratio must be a number or (low, high) with low at most high, got {area_ratio!r}")
    limits = np.asarray(ratio)
    if limits.dtype.kind not in "uif" or limits.shape != (2,) or not 0 < limits[0] <= limits[1] < np.inf:
        raise ValueError(f"ratio must be (low, high), positive numbers with low at most high, got {ratio!r}")
    boxes = _erase_boxes(rng, low, high, limits, log_ratio, count, h, w)
    if not isinstance(fill, str):
        return boxes, fill, None
    patches = _random_patches if choice(fill, "fill", ("mean", "random")) == "random" else _mean_patches
    return boxes, 0, patches(rng, image.reshape(count, h, w, c), boxes)


def _erase_boxes(
    rng: np.random.Generator,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    ratio: NDArray[np.float64],
    log_ratio: bool,
    count: int,
    h: int,
    w: int,
) -> NDArray[np.int64]:
    """height / width is (log-)uniform over what of `ratio` fits into the image, else the nearest that fits."""
    area = rng.uniform(low, high, count) * (h * w)
    part, top, left = rng.random((3, count))
    if h * w == 0:
        return np.zeros((count, 4), np.int64)
    fits = area / w**2, h**2 / np.maximum(area, 0.25)
    first, last = np.clip(ratio[0], *fits), np.clip(ratio[1], *fits)
    aspect = first * (last / first) ** part if log_ratio else first + (last - first) * part
    height = np.clip(np.rint(np.sqrt(area * aspect)), 1, h)
    width = np.minimum(np.rint(area / height), w)
    place = np.floor(top * (h - height + 1)), np.floor(left * (w - width + 1))
    return np.stack((*place, height, width), axis=1).astype(np.int64)


def _random_patches(rng: np.random.Generator, images: NDArray[Any], boxes: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Random pixels: integers over their full range, floats in [0, 1)."""
    dtype, shapes = images.dtype, [(h, w, images.shape[3]) for _, _, h, w in boxes.tolist()]
    if dtype.kind == "f":
        return [rng.random(shape).astype(dtype) for shape in shapes]
    most = 1 if dtype == np.bool_ else 255 if dtype == np.uint8 else 65535
    return [rng.integers(0, most, shape, np.uint16, endpoint=True).astype(dtype) for shape in shapes]


def _mean_patches(rng: np.random.Generator, images: NDArray[Any], boxes: NDArray[np.int64]) -> list[NDArray[Any]]:
    """The mean of each channel of each image, rounded half to even for integers."""
    real = images.dtype.kind == "f"
    pixels = max(images.shape[1] * images.shape[2], 1)
    means = images.sum(axis=1, dtype=np.float64 if real else np.uint64).sum(axis=1) / pixels
    means = (means if real else np.rint(means)).astype(images.dtype)
    return [np.broadcast_to(mean, (h, w, len(mean))).copy() for mean, (_, _, h, w) in zip(means, boxes, strict=True)]
