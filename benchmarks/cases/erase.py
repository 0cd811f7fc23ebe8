"""Filling rectangles and pixels."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference
from fastaug.draws import dropout_boxes

from ..contest import RGB, Contest, case, copying
from ..libraries import alb_dropout, alb_pixels


@case("random_erasing", channels=RGB, whole_batch=True)
def random_erasing(images):
    """The rivals get the boxes that the seed draws."""
    seed, live = 5, np.random.default_rng(1)
    boxes = [box_of(hole) for hole in reference.random_erasing(np.ones(images.shape, np.uint8), 0.2, seed) == 0]

    def numpy_by_hand(out):
        np.copyto(out, images)
        for image, (rows, columns) in zip(out, boxes, strict=True):
            image[rows, columns] = 0

    def albumentations():
        holes = [np.array([[c.start, r.start, c.stop, r.stop]]) for r, c in boxes]
        return [alb_dropout.cutout(image, hole, 0, live) for image, hole in zip(images, holes, strict=True)]

    return Contest(
        ours=lambda out, threads: fastaug.random_erasing(images, 0.2, live, out=out, threads=threads),
        reference=lambda: reference.random_erasing(images, 0.2, seed),
        fill={"NumPy by hand": numpy_by_hand},
        make={"Albumentations": albumentations},
        floor=copying(images),
    )


@case("coarse_dropout", channels=RGB, whole_batch=True)
def coarse_dropout(images):
    """Eight holes of an eighth of the sides; the rivals get places of their own."""
    seed, live, (h, w) = 5, np.random.default_rng(1), images.shape[1:3]
    height, width = max(h // 8, 1), max(w // 8, 1)
    boxes = dropout_boxes(np.random.default_rng(seed), images, 8, height, width).tolist()

    def numpy_by_hand(out):
        np.copyto(out, images)
        for image, holes in zip(out, boxes, strict=True):
            for top, left, height, width in holes:
                image[top : top + height, left : left + width] = 0

    def albumentations():
        holes = [np.array([[left, t, left + width, t + height] for t, left, height, width in of]) for of in boxes]
        return [alb_dropout.cutout(image, some, 0, live) for image, some in zip(images, holes, strict=True)]

    return Contest(
        ours=lambda out, threads: fastaug.coarse_dropout(images, 8, height, width, live, out=out, threads=threads),
        reference=lambda: reference.coarse_dropout(images, 8, height, width, seed),
        fill={"NumPy by hand": numpy_by_hand},
        make={"Albumentations": albumentations},
        floor=copying(images),
    )


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
        ours=lambda out, threads: fastaug.pixel_dropout(image, 0.1, live, out=out, threads=threads),
        reference=lambda: reference.pixel_dropout(image, 0.1, live),
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
