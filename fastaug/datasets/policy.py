"""A mild augmentation fit for photographs, each image with its own random numbers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..functional import (
    adjust_brightness,
    adjust_contrast,
    adjust_hue,
    adjust_saturation,
    affine_transform,
    elastic_transform,
)

OPS = ("flip", "rotate", "scale", "elastic", "jitter")
DEGREES = 15  # of rotation, at most
SCALE = 0.1  # how much larger or smaller, at most
SHIFT, SMOOTH = 0.008, 0.1  # of the elastic step: standard deviation and smoothness, as a share of the shorter side
COLOR = 0.2  # of the factors of brightness, contrast and saturation, from 1, at most
HUE = 0.02  # turns, at most


def augment_batch(
    images: NDArray[Any],
    first: int = 0,
    copy: int = 0,
    *,
    seed: int = 0,
    ops: Collection[str] = OPS,
    threads: int | None = None,
) -> NDArray[Any]:
    """Augments images first .. first + N - 1 of a set, for one copy of each.

    Parameters
    ----------
    images : ndarray
        Shape (N, H, W, C); uint8, uint16, float32 or float64.
    first : int
        Number of the first image in its set.
    copy : int
        Number of the copy, from 0.
    seed : int
        From 0 to 2**64 - 1. The random numbers of an image depend on (seed, its number, copy) alone.
    ops : collection of str
        Any of `OPS`; leaving one out changes no other's random numbers.
    threads : int, optional
        At most this many threads.

    Returns
    -------
    ndarray
        The shape and dtype of `images`.
    """
    check_ops(ops)
    if np.ndim(images) != 4:
        raise ValueError(f"images must have shape (N, H, W, C), got {np.shape(images)}")
    words = stream(seed, copy, 0, 8 * first).random_raw(8 * len(images)).reshape(-1, 8)
    # Each column of numbers in 0 .. 1 belongs to one op, taken or not.
    flip, angle, scale, brightness, contrast, saturation, hue = ((words[:, :7] >> np.uint64(11)) * 2.0**-53).T
    if not {"flip", "rotate", "scale"}.isdisjoint(ops):
        matrix = matrices(
            (flip < 0.5) & ("flip" in ops),
            np.radians(between(-DEGREES, DEGREES, angle)) * ("rotate" in ops),
            between(1 - SCALE, 1 + SCALE, scale) if "scale" in ops else np.ones(len(images)),
        )
        images = affine_transform(images, matrix, center="image", border="reflect", threads=threads)
    if "elastic" in ops:
        side = min(images.shape[1:3])
        images = elastic_transform(
            images,
            SHIFT * side,
            SMOOTH * side,
            np.random.Generator(stream(seed, copy, 1, first)),  # of which each image takes one word
            method="lattice",
            normalize="std",
            border="reflect",
            threads=threads,
        )
    if "jitter" in ops:
        factors = 1 - COLOR, 1 + COLOR
        images = adjust_brightness(images, factor=between(*factors, brightness), threads=threads)
        images = adjust_contrast(images, between(*factors, contrast), threads=threads)
        if images.shape[-1] == 3:
            images = adjust_saturation(images, between(*factors, saturation), threads=threads)
            images = adjust_hue(images, between(-HUE, HUE, hue), threads=threads)
    return images


def check_ops(ops: Collection[str]) -> None:
    if isinstance(ops, str) or not ops or not set(ops) <= set(OPS):
        got = repr(ops) if isinstance(ops, str) else ", ".join(map(str, ops)) or "none"
        raise ValueError(f"ops must be names among {', '.join(OPS)}, got {got}")


def matrices(flip: NDArray[np.bool_], angle: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float64]:
    """(N, 2, 3) matrices about the centre: a flip, then a turn counter-clockwise by an angle in radians and a scale."""
    c, s, sign, zero = scale * np.cos(angle), scale * np.sin(angle), np.where(flip, -1.0, 1.0), np.zeros(len(flip))
    return np.stack([c * sign, s, zero, -s * sign, c, zero], axis=-1).reshape(-1, 2, 3)


def between(least: float, most: float, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    return least + (most - least) * uniform


def stream(seed: int, copy: int, kind: int, at: int) -> np.random.Philox:
    """The stream of random words of (seed, copy, kind), from word number `at` on."""
    philox = np.random.Philox(key=seed, counter=at // 4 + (copy << 128) + (kind << 192))  # four words to a count
    philox.random_raw(at % 4)
    return philox
