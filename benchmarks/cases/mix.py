"""MixUp and CutMix, on batches with labels."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import RGB, Contest, case, copying
from ..libraries import OPENCV, albucore, cv2
from .erase import box_of

CLASSES = 10


def labels(count):
    """Images of class 0 and of class 1, so that the mixed labels tell the shares."""
    one = np.eye(CLASSES, dtype=np.float32)
    return np.repeat(one[:1], count, 0), np.repeat(one[1:2], count, 0)


@case("mixup", channels=RGB, whole_batch=True)
def mixup(images):
    """Each pair with its own share; the rivals get those that the seed draws."""
    seed, live = 5, np.random.default_rng(1)
    others = np.ascontiguousarray(images[::-1])
    y1, y2 = labels(len(images))
    shares = reference.mixup(images, y1, others, y2, 0.2, seed)[1][:, 0].astype(float)

    def opencv(out):
        for a, b, share, target in zip(images, others, shares, out, strict=True):
            cv2.addWeighted(a, share, b, 1 - share, 0, target)
        return out, y1 * shares[:, None] + y2 * (1 - shares[:, None])

    def albumentations():
        pairs = zip(images, others, shares.tolist(), strict=True)
        return [albucore.add_weighted(a, share, b, 1 - share) for a, b, share in pairs]

    return Contest(
        ours=lambda out, threads: fastaug.mixup(images, y1, others, y2, 0.2, live, out=out, threads=threads)[0],
        reference=lambda: reference.mixup(images, y1, others, y2, 0.2, seed)[0],
        fill={OPENCV: opencv},
        make={"Albumentations": albumentations},
        floor=lambda out: np.maximum(images, others, out=out),  # reads two, writes one
    )


@case("cutmix", channels=RGB, whole_batch=True)
def cutmix(images):
    """Each pair with its own box; the rivals get those that the seed draws."""
    seed, live = 5, np.random.default_rng(1)
    others = np.ascontiguousarray(images[::-1])
    y1, y2 = labels(len(images))
    drawn, mixed = reference.cutmix(
        np.zeros(images.shape, np.uint8), y1, np.ones(images.shape, np.uint8), y2, 1.0, seed
    )
    boxes = [box_of(mask) for mask in drawn == 1]

    def copies(copy):
        def fill(out):
            copy(images, out)
            for b, (rows, columns), target in zip(others, boxes, out, strict=True):
                target[rows, columns] = b[rows, columns]
            return out, y1 * mixed[:, :1] + y2 * mixed[:, 1:2]

        return fill

    def opencv_copy(source, target):
        for a, b in zip(source, target, strict=True):
            cv2.copyTo(a, None, b)

    return Contest(
        ours=lambda out, threads: fastaug.cutmix(images, y1, others, y2, 1.0, live, out=out, threads=threads)[0],
        reference=lambda: reference.cutmix(images, y1, others, y2, 1.0, seed)[0],
        fill={"NumPy by hand": copies(lambda source, target: np.copyto(target, source)), OPENCV: copies(opencv_copy)},
        floor=copying(images),
    )


@case("MixUp", channels=RGB, whole_batch=True)
def mixup_batch(images):
    """Within a batch; the rivals get the partners and shares that the seed draws."""
    mix, index = fastaug.MixUp(0.2, seed=5), np.arange(len(images))
    y, _ = labels(len(images))
    _, _, shares, partner = mix(images, y, index=index)

    def opencv(out):
        for a, j, share, target in zip(images, partner, shares, out, strict=True):
            cv2.addWeighted(a, share, images[j], 1 - share, 0, target)
        return out, y * shares[:, None] + y[partner] * (1 - shares[:, None])

    return Contest(
        ours=lambda out, threads: mix(images, y, index=index, out=out, threads=threads).images,
        reference=lambda: mix.reference(images, y, index=index).images,
        fill={OPENCV: opencv},
        floor=lambda out: np.maximum(images, images[::-1], out=out),
    )


@case("CutMix", channels=RGB, whole_batch=True)
def cutmix_batch(images):
    """Within a batch; the rival gets the partners and boxes that the seed draws."""
    mix, index = fastaug.CutMix(1.0, seed=5), np.arange(len(images))
    y, _ = labels(len(images))
    marks = np.zeros(images.shape[:3], np.uint8)
    marks += np.arange(len(images), dtype=np.uint8)[:, None, None]
    _, _, shares, partner, drawn, _ = mix(images, y, index=index, masks=marks)
    boxes = [box_of(mask) for mask in drawn != marks]

    def by_hand(out):
        np.copyto(out, images)
        for j, (rows, columns), target in zip(partner, boxes, out, strict=True):
            target[rows, columns] = images[j, rows, columns]
        return out, y * shares[:, None] + y[partner] * (1 - shares[:, None])

    return Contest(
        ours=lambda out, threads: mix(images, y, index=index, out=out, threads=threads).images,
        reference=lambda: mix.reference(images, y, index=index).images,
        fill={"NumPy by hand": by_hand},
        floor=copying(images),
    )
