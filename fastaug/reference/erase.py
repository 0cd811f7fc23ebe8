"""Filling rectangles and pixels in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import generator, image_shape, per_sample
from ..draws import (
    constant_fill,
    cutout_boxes,
    dropout_boxes,
    erasures,
    given_boxes,
    grid_table,
)
from ._batches import into, on_batches, per_image
from ._borders import fill_value
from .noise import impulse_noise, random_values, seeds

__all__ = ["coarse_dropout", "cutout", "erase", "grid_mask", "pixel_dropout", "random_erasing"]


def random_erasing(
    image, area_ratio=0.2, rng=None, *, ratio=(0.3, 3.3), log_ratio=True, fill=0, out=None, threads=None
):
    boxes, fill, patches = erasures(generator(rng), image, area_ratio, ratio, log_ratio, fill)
    if patches is None:
        return _filled(image, boxes, fill, 0, out=out)
    erased = image.copy()
    each = zip(erased.reshape(image_shape(image)), boxes[:, 0], patches, strict=True)
    for one, (top, left, height, width), patch in each:
        one[top : top + height, left : left + width] = patch
    return into(out, erased)


def erase(image, top, left, height, width, *, fill=0, out=None, threads=None):
    return _filled(image, given_boxes(image, top, left, height, width), fill, 0, out=out)


def coarse_dropout(image, holes, height, width, rng=None, *, fill=0, out=None, threads=None):
    rng = generator(rng)
    boxes = dropout_boxes(rng, image, holes, height, width)
    fill = constant_fill(fill, image)
    return _filled(image, boxes, fill, seeds(image, rng) if fill is None else 0, out=out)


def cutout(image, size, rng=None, *, fill=0, out=None, threads=None):
    return _filled(image, cutout_boxes(generator(rng), image, size), fill, 0, out=out)


def grid_mask(image, unit, ratio=0.5, top=0, left=0, *, fill=0, out=None, threads=None):
    return _grid_mask(image, grid_table(image, unit, ratio, top, left), fill, out=out)


def pixel_dropout(image, p, rng=None, *, fill=0, per_channel=False, out=None, threads=None):
    chances = per_image(per_sample(p, "p", image_shape(image)[0], 0, 1), image)
    fill = constant_fill(fill, image)
    fills = None if fill is None else (fill, fill)
    return impulse_noise(image, chances, 0, fills, seeds(image, rng), per_channel, out=out)


@on_batches("boxes", "seed")
def _filled(image, boxes, fill, seed, *, out=None):
    hole = np.zeros(image.shape[:2], bool)
    for top, left, height, width in boxes.tolist():
        hole[top : top + height, left : left + width] = True
    return filled(image, hole, fill, seed)


@on_batches("grid")
def _grid_mask(image, grid, fill, *, out=None):
    return filled(image, holes_of_grid(image, grid), fill, 0)


def holes_of_grid(image, grid):
    unit_height, unit_width, height, width, top, left = grid.tolist()
    rows, columns = (np.arange(n) for n in image.shape[:2])
    return ((rows - top) % unit_height < height)[:, None] & ((columns - left) % unit_width < width)


def filled(image, hole, fill, seed):
    """One image with what is True in `hole`, (H, W), replaced by a fill, or by random values if that is None."""
    value = random_values(image, int(seed)) if fill is None else fill_value(fill, image)
    return np.where(hole[..., None], value, image)
