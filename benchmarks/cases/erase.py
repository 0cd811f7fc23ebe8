"""Random erasing, on batches."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import RGB, Contest, case, copying
from ..libraries import alb_dropout


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


def box_of(mask):
    """(rows, columns) around what is True, as slices."""
    found = mask if mask.ndim == 2 else mask.any(-1)
    rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
