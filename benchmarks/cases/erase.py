"""Filling rectangles and pixels."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference
from fastaug.draws import cutout_boxes, dropout_boxes

from ..contest import RGB, Contest, case, copying, same_call
from ..libraries import OPENCV, alb_dropout, alb_pixels, cv2
from .geometry import height_width


def rivals(images, boxes):
    """(fill, make) of the rivals that fill boxes of (top, left, height, width), a list for each image."""
    live, batch = np.random.default_rng(1), images.ndim == 4

    def each(array):
        return array if batch else array[None]

    def numpy_by_hand(out):
        np.copyto(out, images)
        for image, holes in zip(each(out), boxes, strict=True):
            for top, left, height, width in holes:
                image[top : top + height, left : left + width] = 0

    def opencv(out):
        np.copyto(out, images)
        for image, holes in zip(each(out), boxes, strict=True):
            for top, left, height, width in holes:
                cv2.rectangle(image, (left, top, width, height), 0, cv2.FILLED)

    def albumentations():
        corners = [np.array([[left, t, left + width, t + height] for t, left, height, width in of]) for of in boxes]
        made = [alb_dropout.cutout(image, some, 0, live) for image, some in zip(each(images), corners, strict=True)]
        return made if batch else made[0]

    return {OPENCV: opencv, "NumPy by hand": numpy_by_hand}, {"Albumentations": albumentations}


@case("random_erasing", channels=RGB, whole_batch=True)
def random_erasing(images):
    """The rivals get the boxes that the seed draws."""
    seed, live = 5, np.random.default_rng(1)
    holes = map(box_of, reference.random_erasing(np.ones(images.shape, np.uint8), 0.2, seed) == 0)
    boxes = [[(y.start, x.start, y.stop - y.start, x.stop - x.start)] for y, x in holes]
    fill, make = rivals(images, boxes)
    return Contest(
        ours=lambda out, threads: fastaug.random_erasing(images, 0.2, live, out=out, threads=threads),
        reference=lambda: reference.random_erasing(images, 0.2, seed),
        fill=fill,
        make=make,
        floor=copying(images),
    )


@case("coarse_dropout", channels=RGB, whole_batch=True)
def coarse_dropout(images):
    """Eight holes of an eighth of the sides; the rivals get places of their own."""
    seed, live, (h, w) = 5, np.random.default_rng(1), images.shape[1:3]
    height, width = max(h // 8, 1), max(w // 8, 1)
    fill, make = rivals(images, dropout_boxes(np.random.default_rng(seed), images, 8, height, width).tolist())
    return Contest(
        ours=lambda out, threads: fastaug.coarse_dropout(images, 8, height, width, live, out=out, threads=threads),
        reference=lambda: reference.coarse_dropout(images, 8, height, width, seed),
        fill=fill,
        make=make,
        floor=copying(images),
    )


@case("cutout", channels=RGB, whole_batch=True)
def cutout(images):
    """Half the height; the rivals get the places that the seed draws."""
    seed, live, size = 5, np.random.default_rng(1), max(images.shape[1] // 2, 1)
    fill, make = rivals(images, cutout_boxes(np.random.default_rng(seed), images, size).tolist())
    return Contest(
        ours=lambda out, threads: fastaug.cutout(images, size, live, out=out, threads=threads),
        reference=lambda: reference.cutout(images, size, seed),
        fill=fill,
        make=make,
        floor=copying(images),
    )


@case("erase")
def erase(image):
    """The middle, half as high and wide."""
    h, w = height_width(image)
    box = h // 4, w // 4, h // 2, w // 2
    fill, make = rivals(image, [[box]])
    return Contest(**same_call("erase", image, *box), fill=fill, make=make, floor=copying(image))


@case("grid_mask")
def grid_mask(image):
    """Squares of 16 pixels, 32 apart; the rivals get masks and boxes that are made before."""
    h, w = height_width(image)
    fill, make = rivals(image, [[(t, left, 16, 16) for t in range(0, h, 32) for left in range(0, w, 32)]])
    kept = reference.grid_mask(np.ones((h, w), np.uint8), 32)

    def opencv(out):
        out.fill(0)
        cv2.copyTo(image, kept, out)

    fill["NumPy by hand"] = lambda out: np.multiply(image, kept if image.ndim == 2 else kept[..., None], out)
    return Contest(**same_call("grid_mask", image, 32), fill=fill | {OPENCV: opencv}, make=make, floor=copying(image))


@case("pixel_dropout")
def pixel_dropout(image):
    live, (height, width) = np.random.default_rng(1), image.shape[:2]

    def numpy_by_hand(out):
        np.copyto(out, image)
        out[live.random((height, width), np.float32) < 0.1] = 0

    def albumentations():
        mask = alb_pixels.get_drop_mask(image.shape, False, 0.1, live)
        return alb_pixels.pixel_dropout(image, mask, alb_pixels.prepare_drop_values(image, 0, live))

    return Contest(
        **same_call("pixel_dropout", image, 0.1, live),
        fill={"NumPy by hand": numpy_by_hand},
        make={"Albumentations": albumentations},
        around=image,
    )


def box_of(mask):
    """(rows, columns) around what is True, as slices."""
    found = mask if mask.ndim == 2 else mask.any(-1)
    rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
