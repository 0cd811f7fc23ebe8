"""MixUp and CutMix in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import generator
from ..draws import cutmix_boxes, mix_weights
from ..labels import check_pair, label_rows, mix_labels

__all__ = ["cutmix", "mixup"]


def mixup(x1, y1, x2, y2, alpha=0.2, rng=None, *, lam=None, num_classes=None, out=None, threads=None):
    count, h, w, c = check_pair(x1, x2)
    y1, y2 = label_rows(y1, "y1", x1, num_classes), label_rows(y2, "y2", x1, num_classes)
    weights = mix_weights(rng, alpha, lam, count)
    label = mix_labels(x1, y1, y2, weights)
    pairs = zip(x1.reshape(count, h, w, c), x2.reshape(count, h, w, c), weights, strict=True)
    mixed = np.array([_blend(*pair) for pair in pairs], x1.dtype).reshape(x1.shape)
    return _into(out, mixed), label


def cutmix(x1, y1, x2, y2, alpha=1.0, rng=None, *, lam=None, num_classes=None, out=None, threads=None):
    count, h, w, c = check_pair(x1, x2)
    y1, y2 = label_rows(y1, "y1", x1, num_classes), label_rows(y2, "y2", x1, num_classes)
    rng = generator(rng)
    boxes = cutmix_boxes(rng, mix_weights(rng, alpha, lam, count), h, w)
    mixed = x1.copy()
    source, target = x2.reshape(count, h, w, c), mixed.reshape(count, h, w, c)
    pasted = np.zeros(count)
    for i, (top, left, height, width) in enumerate(boxes):
        box = np.s_[i, top : top + height, left : left + width]
        target[box] = source[box]
        pasted[i] = height * width / max(h * w, 1)
    return _into(out, mixed), mix_labels(x1, y1, y2, 1 - pasted)


def _blend(a, b, weight):
    if weight in (0, 1):
        return a if weight else b
    if a.dtype == np.uint8:
        w = min(int(np.rint(weight * 32768)), 32767)
        return b + ((a.astype(np.int32) - b) * w + 16384 >> 15)
    real = np.float64 if a.dtype == np.float64 else np.float32
    mixed = a.astype(real) * real(weight) + b.astype(real) * real(1 - weight)
    return np.rint(mixed) if a.dtype.kind == "u" else mixed


def _into(out, made):
    if out is None:
        return np.ascontiguousarray(made)
    out[...] = made
    return out
