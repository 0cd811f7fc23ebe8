"""MixUp and CutMix, on batches with labels; copy-paste and mosaics."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import RGB, Contest, case, copying
from ..libraries import OPENCV, alb_mixing, albucore, cv2
from .erase import box_of
from .geometry import height_width

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

    def floor(out):
        """Reads as much as one batch has from the two, not the same in every call, and writes one."""
        k = live.integers(len(images), endpoint=True)
        np.copyto(out[:k], images[:k])
        np.copyto(out[k:], others[k:])

    return Contest(
        ours=lambda out, threads: fastaug.cutmix(images, y1, others, y2, 1.0, live, out=out, threads=threads)[0],
        reference=lambda: reference.cutmix(images, y1, others, y2, 1.0, seed)[0],
        fill={"NumPy by hand": copies(lambda source, target: np.copyto(target, source)), OPENCV: copies(opencv_copy)},
        floor=floor,
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


def disc(image):
    """A mask of the pixels in the middle third."""
    h, w = height_width(image)
    y, x = np.mgrid[:h, :w]
    return (np.hypot(x - w / 2, y - h / 2) < min(h, w) / 3).astype(np.uint8)


@case("copy_paste", channels=RGB)
def copy_paste(image):
    other = np.ascontiguousarray(image[::-1, ::-1])
    mask = np.ascontiguousarray(np.broadcast_to(disc(image), image.shape[:-1]))

    def by_hand(out):
        np.copyto(out, image)
        np.copyto(out, other, where=mask[..., None] != 0)
        return out, np.where(mask, mask, mask)

    def opencv(out):
        np.copyto(out, image)
        cv2.copyTo(other, mask, out)
        return out, cv2.copyTo(mask, mask, mask.copy())

    def albumentations():
        blended = alb_mixing.copy_and_paste_blend(image, other, mask, (0, 0))
        return blended, alb_mixing.copy_and_paste_blend(mask, mask, mask, (0, 0))

    return Contest(
        ours=lambda out, threads: fastaug.copy_paste(image, mask, other, mask, out=out, threads=threads)[0],
        reference=lambda: reference.copy_paste(image, mask, other, mask)[0],
        fill={"NumPy by hand": by_hand, OPENCV: opencv},
        make={"Albumentations": lambda: albumentations()[0]},
        floor=copying(image),
    )


@case("mosaic")
def mosaic(image):
    """Four of the image, on a canvas of its size."""
    h, w = height_width(image)
    x, y = w * 2 // 3, h // 3
    corners = {  # rows and columns of the canvas, and of the image there
        (0, 0, x, y): image[h - y :, w - x :],
        (x, 0, w, y): image[h - y :, : w - x],
        (0, y, x, h): image[: h - y, w - x :],
        (x, y, w, h): image[: h - y, : w - x],
    }

    def by_hand(out):
        out[...] = 0
        for (left, top, right, bottom), part in corners.items():
            out[top:bottom, left:right] = part

    def albumentations():
        cells = {place: {"image": part} for place, part in corners.items()}
        return alb_mixing.assemble_mosaic_from_processed_cells(cells, image.shape, image.dtype, "image", 0)

    return Contest(
        ours=lambda out, threads: fastaug.mosaic([image] * 4, h, w, (x, y), out=out, threads=threads),
        reference=lambda: reference.mosaic([image] * 4, h, w, (x, y)),
        fill={"NumPy by hand": by_hand},
        make={"Albumentations": albumentations},
        floor=copying(image),
    )
