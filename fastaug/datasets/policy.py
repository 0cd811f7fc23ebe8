"""A mild augmentation fit for photographs, each image with its own random numbers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..functional import horizontal_flip

OPS = ("flip",)
WORDS = 8  # random words for each image and copy: two Philox blocks


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
    words = random_words(seed, first, len(images), copy)
    uniform = (words >> np.uint64(11)) * 2.0**-53
    flipped = uniform[:, 0] < 0.5
    if "flip" in ops and flipped.any():
        images = images.copy()
        images[flipped] = horizontal_flip(images[flipped], threads=threads)
    return images


def random_words(seed: int, first: int, count: int, copy: int) -> NDArray[np.uint64]:
    """(count, WORDS) words of Philox keyed by the seed: its counter is made of the image's number and the copy's."""
    stream = np.random.Philox(key=seed, counter=first * (WORDS // 4) + (copy << 128))
    words: NDArray[np.uint64] = stream.random_raw(count * WORDS).reshape(count, WORDS)
    return words
