"""MixUp, CutMix, copy-paste and mosaics in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import generator, integer
from ..collages import check_four, check_masked, mosaic_centers
from ..draws import mix_weights
from ..labels import check_pair, label_pair
from ._batches import into
from ._values import as_dtype, real_type

__all__ = ["copy_paste", "cutmix", "mixup", "mosaic"]

TINY = np.finfo(np.float64).tiny


def mixup(x1, y1, x2, y2, alpha=0.2, rng=None, *, lam=None, num_classes=None, out=None, threads=None):
    count, _, _, _ = check_pair(x1, x2)
    y1, y2 = label_pair(y1, y2, x1, num_classes)
    weights = mix_weights(rng, alpha, lam, count)
    return mix(x1, x2, None, weights, None, out, threads), labels(y1, y2, None, weights)


def cutmix(x1, y1, x2, y2, alpha=1.0, rng=None, *, lam=None, num_classes=None, out=None, threads=None):
    count, h, w, _ = check_pair(x1, x2)
    y1, y2 = label_pair(y1, y2, x1, num_classes)
    rng = generator(rng)
    weights = mix_weights(rng, alpha, lam, count)
    places, shares = boxes(weights, rng.random((count, 2)), h, w)
    return mix(x1, x2, None, None, places, out, threads), labels(y1, y2, None, shares)


def copy_paste(image, mask, other, other_mask, *, out=None, threads=None):
    check_masked(image, mask, other, other_mask)
    where = other_mask != 0
    pasted = np.where(where if image.ndim == 2 else where[..., None], other, image)
    return into(out, pasted), np.where(where, other_mask, mask)


def mosaic(images, height, width, center=None, *, fill=0, out=None, threads=None):
    count = check_four(images)
    height, width = integer(height, "height", 0), integer(width, "width", 0)
    centers = mosaic_centers(center, count, height, width)
    first = images[0]
    made = np.empty((*first.shape[: first.ndim // 4], height, width, *first.shape[first.ndim // 4 + 2 :]), first.dtype)
    made[...] = np.rint(fill) if first.dtype.kind == "u" else fill
    batches = [image if image.ndim == 4 else image[None] for image in (*images, made)]
    for (x, y), top_left, top_right, low_left, low_right, canvas in zip(centers, *batches, strict=True):
        _corner(canvas[:y, :x][::-1, ::-1], top_left[::-1, ::-1])
        _corner(canvas[:y, x:][::-1], top_right[::-1])
        _corner(canvas[y:, :x][:, ::-1], low_left[:, ::-1])
        _corner(canvas[y:, x:], low_right)
    return into(out, made)


def _corner(quarter, image):
    """Lays the image into the quarter, from the corner (0, 0) on."""
    height, width = np.minimum(quarter.shape[:2], image.shape[:2])
    quarter[:height, :width] = image[:height, :width]


def draw(u, per_sample, odds, alphas, p, lam, correct_lam, h, w):
    """How the samples of a batch are mixed: (partner, weights, boxes, lam), the last one for the labels.

    u: (N, 7) in [0, 1), the first of which order the samples in a circle, where each is mixed with the next;
    per_sample: False where all are mixed as the first of them; odds and alphas: of MixUp and of CutMix; lam: None, or
    one for all or for each.
    """
    order = np.argsort(u[:, 0], kind="stable")
    partner = np.empty(len(u), np.int64)
    partner[order] = np.roll(order, -1)
    u = u if per_sample else np.broadcast_to(u[order[0]], u.shape)
    pasted = u[:, 2] * sum(odds) >= odds[0]
    weights = _beta(np.where(pasted, alphas[1], alphas[0]), u[:, 3], u[:, 4]) if lam is None else lam
    weights = np.where(u[:, 1] < p, weights, 1.0)
    places, shares = boxes(np.where(pasted, weights, 1.0), u[:, 5:7], h, w)
    return partner, np.where(pasted, 1.0, weights), places, np.where(pasted & correct_lam, shares, weights)


def _beta(alpha, u, v):
    """Beta(alpha, alpha) from two uniform numbers (Devroye 1996, by Bailey's polar method); 1 for alpha 0.

    Rounded to units of 2^-32, so that the last bit of a power or a cosine does not matter.
    """
    c = np.cos(2 * np.pi * v)
    power = (1 - u) ** (1 / np.maximum(alpha, TINY))
    rest = 1 - power
    signed = c * np.sqrt(rest / np.maximum(power + rest * c * c, TINY))
    made = np.rint((0.5 + 0.5 * signed) * 2.0**32) * 2.0**-32
    return np.where(alpha > 0, np.minimum(np.maximum(made, 0), 1), 1.0)


def boxes(weights, centers, h, w):
    """Rectangles (top, left, height, width) with sides sqrt(1 - weight) of the image's, clipped to it, and the shares
    of pixels outside; centers: in shares of its sides."""
    size = np.array((h, w))
    sides = np.rint(np.sqrt(1 - weights)[:, None] * size).astype(np.int64)
    starts = (centers * size).astype(np.int64) - sides // 2
    firsts = np.maximum(starts, 0)
    sides = np.minimum(starts + sides, size) - firsts
    return np.concatenate((firsts, sides), axis=1), 1 - sides.prod(axis=1) / max(h * w, 1)


def labels(y1, y2, partner, weights):
    """weight * y1 + (1 - weight) * y2[partner], in float64, or in float32 where both are."""
    y2 = y2 if partner is None else y2[partner]
    weights = weights.astype(y1.dtype if y1.dtype == y2.dtype else np.float64)
    weight = weights[:, None] if y1.ndim == 2 else weights[0]
    return weight * y1 + (1 - weight) * y2


def mix(x1, x2, partner, weights, boxes, out, threads):
    """Each image blended with its partner, or with a rectangle of it where the weight is 1; see the kernel."""
    if weights is not None and x1.dtype == np.bool_:
        raise TypeError("images must be uint8, uint16, float32 or float64, got bool, which cannot be blended")
    mixed = np.empty(x1.shape, x1.dtype)
    firsts, seconds, targets = (x if x.ndim == 4 else x[None] for x in (x1, x2, mixed))
    for i, (first, target) in enumerate(zip(firsts, targets, strict=True)):
        second, weight = seconds[i if partner is None else partner[i]], 1 if weights is None else weights[i]
        target[...] = _blend(first, second, weight)
        if boxes is not None and weight == 1:
            top, left, height, width = boxes[i]
            target[top : top + height, left : left + width] = second[top : top + height, left : left + width]
    return into(out, mixed)


def _blend(a, b, weight):
    if weight in (0, 1):
        return a if weight else b
    if a.dtype == np.uint8:
        w = min(int(np.rint(weight * 32768)), 32767)
        return b + ((a.astype(np.int32) - b) * w + 16384 >> 15)
    real = real_type(a.dtype)
    return as_dtype(a.astype(real) * real(weight) + b.astype(real) * real(1 - weight), a.dtype)
