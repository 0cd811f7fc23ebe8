"""MixUp and CutMix in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import generator
from ..draws import mix_weights
from ..labels import check_pair, label_rows, mix_labels

__all__ = ["cutmix", "mixup"]


def mixup(x1, y1, x2, y2, alpha=0.2, rng=None, *, lam=None, num_classes=None, out=None, threads=None):
    count, _, _, _ = check_pair(x1, x2)
    y1, y2 = label_rows(y1, "y1", x1, num_classes), label_rows(y2, "y2", x1, num_classes)
    weights = mix_weights(rng, alpha, lam, count)
    label = mix_labels(x1, y1, y2, weights)
    return mix(x1, x2, None, weights, None, out, threads), label


def cutmix(x1, y1, x2, y2, alpha=1.0, rng=None, *, lam=None, num_classes=None, out=None, threads=None):
    count, h, w, _ = check_pair(x1, x2)
    y1, y2 = label_rows(y1, "y1", x1, num_classes), label_rows(y2, "y2", x1, num_classes)
    rng = generator(rng)
    weights = mix_weights(rng, alpha, lam, count)
    places = boxes(weights, rng.random((count, 2)), h, w)
    label = mix_labels(x1, y1, y2, 1 - places[:, 2] * places[:, 3] / max(h * w, 1))
    return mix(x1, x2, None, None, places, out, threads), label


def boxes(weights, centers, h, w):
    """Rectangles (top, left, height, width) with sides sqrt(1 - weight) of the image's, clipped to it; centers: in
    shares of its sides."""
    size = np.array((h, w))
    sides = np.rint(np.sqrt(1 - weights)[:, None] * size).astype(np.int64)
    starts = (centers * size).astype(np.int64) - sides // 2
    firsts = np.maximum(starts, 0)
    return np.concatenate((firsts, np.minimum(starts + sides, size) - firsts), axis=1)


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
    if out is None:
        return mixed
    out[...] = mixed
    return out


def _blend(a, b, weight):
    if weight in (0, 1):
        return a if weight else b
    if a.dtype == np.uint8:
        w = min(int(np.rint(weight * 32768)), 32767)
        return b + ((a.astype(np.int32) - b) * w + 16384 >> 15)
    real = np.float64 if a.dtype == np.float64 else np.float32
    mixed = a.astype(real) * real(weight) + b.astype(real) * real(1 - weight)
    return np.rint(mixed) if a.dtype.kind == "u" else mixed
