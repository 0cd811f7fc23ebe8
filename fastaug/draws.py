"""What the random functions draw, shared by the public functions and the reference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import (
    choice,
    generator,
    image_shape,
    integer,
    per_sample,
    per_sample_integer,
    per_sample_list,
)
from .bends import LENSES, Bend, grids, lenses, off_lines, spline, within
from .kernels import erase as _boxes
from .kernels.arguments import field_size
from .kernels.color import color_steps as color_steps
from .kernels.fields import node_shifts, spline_points
from .kernels.noise import scikit_noise as scikit_noise
from .kernels.noise import uniform_limits as uniform_limits
from .kernels.streams import image_seeds as image_seeds
from .kernels.streams import whole_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray


def crop_corner(
    rng: np.random.Generator, count: int | None, h: int, w: int, crop_h: int, crop_w: int
) -> tuple[Any, Any]:
    """Top and left of a crop, uniform over all places; where the crop is larger, over the places that hold the image.

    `count` None draws two numbers, else two arrays.
    """
    top, left = whole_numbers(rng, (h - crop_h, w - crop_w), count)
    return top, left


def mix_weights(rng: Any, alpha: Any, lam: Any, count: int) -> NDArray[np.float64]:
    """A weight of the first image for each pair: `lam` if given, else Beta(alpha, alpha), which is 1 for alpha 0."""
    if lam is not None:
        weights = per_sample(lam, "lam", count, 0, 1)
        return weights if len(weights) == count else np.full(count, weights[0])
    rng = generator(rng)
    alphas = per_sample(alpha, "alpha", count, least=0).tolist()
    if len(alphas) == 1:
        return rng.beta(alphas[0], alphas[0], count) if alphas[0] else np.ones(count)
    return np.array([rng.beta(a, a) if a else 1.0 for a in alphas])


def erasures(
    rng: np.random.Generator, image: Any, area_ratio: Any, ratio: Any, log_ratio: bool, fill: Any
) -> tuple[NDArray[np.int64], Any, list[NDArray[Any]] | None]:
    """What to erase: rectangles (N, 1, 4), the fill value, and for "mean" and "random" the pixels to put into each
    rectangle instead."""
    count, h, w, c = image_shape(image)
    if isinstance(area_ratio, tuple) and len(area_ratio) == 2:
        low, high = (per_sample(end, "area_ratio", 1, 0, 1) for end in area_ratio)
        if low > high:
            raise ValueError(f"area_ratio must be a number or (low, high) with low at most high, got {area_ratio!r}")
    else:
        low = high = per_sample(area_ratio, "area_ratio", count, 0, 1)
    limits = tuple(ratio) if isinstance(ratio, (tuple, list, np.ndarray)) else ()
    if len(limits) != 2 or not 0 < limits[0] <= limits[1] < math.inf:
        raise ValueError(f"ratio must be (low, high), positive numbers with low at most high, got {ratio!r}")
    boxes = _boxes.erasing_boxes(rng.random((count, 4)), low, high, limits, log_ratio, np.array([[h, w]]))
    if not isinstance(fill, str):
        return boxes, fill, None
    patches = _random_patches if choice(fill, "fill", ("mean", "random")) == "random" else _mean_patches
    return boxes, 0, patches(rng, image.reshape(count, h, w, c), boxes)


def _random_patches(rng: np.random.Generator, images: NDArray[Any], boxes: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Random pixels: integers over their full range, floats in [0, 1)."""
    dtype, shapes = images.dtype, [(h, w, images.shape[3]) for _, _, h, w in boxes[:, 0].tolist()]
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
    return [
        np.broadcast_to(mean, (h, w, len(mean))).copy() for mean, (_, _, h, w) in zip(means, boxes[:, 0], strict=True)
    ]


def given_boxes(image: Any, top: Any, left: Any, height: Any, width: Any) -> NDArray[np.int64]:
    """(N, 1, 4): a rectangle for each image, as far as it is in the image."""
    count, h, w, _ = image_shape(image)
    corner = _whole(top, "top", count), _whole(left, "left", count)
    sides = _whole(height, "height", count, 0), _whole(width, "width", count, 0)
    return _boxes.given_boxes(count, h, w, *corner, *sides)


def dropout_boxes(rng: np.random.Generator, image: Any, holes: Any, height: Any, width: Any) -> NDArray[np.int64]:
    """(N, most, 4): rectangles anywhere inside the images, as many as there are `holes`, then empty ones."""
    count, h, w, _ = image_shape(image)
    holes = _whole(holes, "holes", count, 0)
    sides = _whole(height, "height", count, 0), _whole(width, "width", count, 0)
    return _boxes.dropout_boxes(rng, count, h, w, holes, *sides)


def cutout_boxes(rng: np.random.Generator, image: Any, size: Any) -> NDArray[np.int64]:
    """(N, 1, 4): a square for each image, its centre anywhere in the image, clipped to it."""
    count, h, w, _ = image_shape(image)
    return _boxes.cutout_boxes(rng, count, h, w, _whole(size, "size", count, 0))


def grid_table(image: Any, unit: Any, ratio: Any, top: Any, left: Any) -> NDArray[np.int64]:
    """(N, 6): unit height and width, height and width of a hole, and top and left of the first one."""
    count = image_shape(image)[0]
    units, ratios = _whole(unit, "unit", count, 2), per_sample(ratio, "ratio", count, 0, 1)
    return _boxes.grids(count, units, ratios, _whole(top, "top", count), _whole(left, "left", count))


def constant_fill(fill: Any, image: Any) -> Any:
    """The fill, or None where it is "random"."""
    if not isinstance(fill, str):
        return fill
    if choice(fill, "fill", ("random",)) and image.dtype == np.bool_:
        raise TypeError("image must be uint8, uint16, float32 or float64 for a random fill, got bool")
    return None


def _whole(value: Any, name: str, count: int, least: int = -(2**63)) -> Any:
    """A whole number for all images, or an array with one for each."""
    if type(value) is int and least <= value < 2**63:
        return value
    numbers = per_sample_integer(value, name, count)
    if (numbers < least).any():
        raise ValueError(f"{name} must be at least {least}, got {value!r}")
    return numbers


def grid_distortions(
    height: Any, width: Any, num_steps: Any, distort_limit: Any, rng: Any, normalized: Any, shifts: Any, count: Any
) -> tuple[int, int, list[Bend]]:
    """The size of the fields, and each of them."""
    height, width, n = field_size(height, width, count)
    steps = integer(num_steps, "num_steps", 1)
    limits = per_sample_list(distort_limit, "distort_limit", n, 0, 1)
    if shifts is None:
        drawn = 1 + np.reshape(limits, (-1, 1, 1)) * (2 * generator(rng).random((n, 2, steps)) - 1)
        moved = list(off_lines(drawn, np.full(n, height), np.full(n, width), normalized))
    else:
        moved = node_shifts(shifts, n)
    return height, width, grids(height, width, moved, False)


def optical_distortions(height: Any, width: Any, k: Any, mode: Any, count: Any) -> tuple[int, int, list[Bend]]:
    height, width, n = field_size(height, width, count)
    strengths = per_sample_list(k, "k", n, -1e3, 1e3)
    choice(mode, "mode", LENSES)
    return height, width, lenses(height, width, strengths if len(strengths) == n else strengths * n, mode)


def thin_plate_splines(height: Any, width: Any, src: Any, dst: Any, count: Any) -> tuple[int, int, list[Bend]]:
    height, width, n = field_size(height, width, count)
    before, after = spline_points(src, "src", n), spline_points(dst, "dst", n)
    if n and len(before[0]) != len(after[0]):
        raise ValueError(f"src and dst must be as many points, got shapes {np.shape(src)} and {np.shape(dst)}")
    return height, width, [spline(height, width, to, start - to) for start, to in zip(before, after, strict=True)]


def piecewise_affines(
    height: Any, width: Any, scale: Any, nb_rows: Any, nb_cols: Any, rng: Any, shifts: Any, count: Any
) -> tuple[int, int, list[Bend]]:
    height, width, n = field_size(height, width, count)
    rows, columns = integer(nb_rows, "nb_rows", 2), integer(nb_cols, "nb_cols", 2)
    scales = per_sample_list(scale, "scale", n, 0, 1e6)
    if shifts is None:
        stds = np.reshape(scales, (-1, 1, 1, 1)) * min(height, width) / 3
        drawn = stds * generator(rng).standard_normal((n, rows, columns, 2))
        moved = list(within(drawn, np.full(n, height), np.full(n, width)))
    else:
        moved = node_shifts(shifts, n)
    return height, width, grids(height, width, moved, True)
