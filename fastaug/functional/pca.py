"""Colours shifted along the principal components of a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arguments import ValueRange, image_shape, limits, top_of_range
from ..bands import band_values
from ..kernels import channels as _kernels
from ..pca import shifts
from ._types import Array

__all__ = ["fancy_pca", "fit_pca"]

BLOCK = 1 << 18  # pixels that are float64 at a time


def fancy_pca(
    image: Array,
    alphas: Any,
    eigen: tuple[Any, Any],
    *,
    value_range: ValueRange = (0, 1),
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Adds the same colour to every pixel: out = clip(image + eigenvectors @ (alphas * eigenvalues)).

    That is the colour augmentation of Krizhevsky et al. (2012), who draw the alphas from a normal distribution of
    standard deviation 0.1, once for each image.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    alphas : C floats, or array of shape (N, C)
        How far to go along each component, for all images or for each.
    eigen : (C eigenvalues, C x C eigenvectors)
        Of the covariance of colours in units of the full range, from `fit_pca`; the eigenvectors are columns.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. Integers are rounded half to even and saturate.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`.

    Raises
    ------
    ValueError
        If there is not one alpha, eigenvalue and eigenvector for each channel, or one is not finite.

    Examples
    --------
    >>> eigen = (0.2, 0.1), ((0.6, -0.8), (0.8, 0.6))
    >>> fastaug.fancy_pca(np.full((1, 1, 2), 100, np.uint8), (1, 0), eigen)
    array([[[131, 141]]], dtype=uint8)
    """
    offset = shifts(band_values(alphas, "alphas", image), eigen)
    return _kernels.affine(image, None, offset, limits(value_range), out, threads)


def fit_pca(images: Array | Iterable[Array]) -> tuple[Array, Array]:
    """The principal components of the colours of a dataset, for `fancy_pca` and `FancyPCA`.

    Parameters
    ----------
    images : ndarray of shape (H, W, C) or (N, H, W, C), or several of them
        At least 2 channels, and in all the same number; several may be a list or a generator. Mapped files are read
        once, block by block, and all sums are in float64.

    Returns
    -------
    eigenvalues : ndarray of shape (C,)
        Variances along the components, the greatest first, of colours in units of the full range.
    eigenvectors : ndarray of shape (C, C)
        The components as columns, of length 1; the largest number of each is positive.

    Raises
    ------
    ValueError
        If there are fewer than 2 channels or pixels, or the values are not finite.

    Examples
    --------
    >>> grays = np.arange(0, 250, 50, dtype=np.uint8)[:, None, None].repeat(3, axis=2)
    >>> values, vectors = fastaug.fit_pca(grays)
    >>> values.round(3), vectors[:, 0].round(3)
    (array([0.231, 0.   , 0.   ]), array([0.577, 0.577, 0.577]))
    """
    count, mean, squares = 0, np.zeros(0), np.zeros((0, 0))
    for block in _blocks([images] if isinstance(images, np.ndarray) else images):
        own = np.full(len(block), 1 / max(len(block), 1)) @ block  # faster than mean(axis=0)
        centered = block - own
        if count == 0:
            mean, squares = np.zeros_like(own), np.zeros((len(own), len(own)))
        if len(own) != len(mean):
            raise ValueError(f"images must have one number of channels, got {len(mean)} and {len(own)}")
        apart, total = own - mean, count + len(block)  # Chan's sums of parts: nothing large is subtracted
        squares += centered.T @ centered + np.outer(apart, apart) * (count * len(block) / total)
        mean, count = mean + apart * (len(block) / total), total
    if count < 2:
        raise ValueError(f"images must have at least 2 pixels, got {count}")
    if not np.isfinite(squares).all():
        raise ValueError("images must be finite, got others")
    values, vectors = np.linalg.eigh(squares / count)
    values, vectors = values[::-1], vectors[:, ::-1]
    largest = np.take_along_axis(vectors, abs(vectors).argmax(axis=0)[None], axis=0)
    return np.maximum(values, 0), vectors * np.sign(largest)


def _blocks(images: Iterable[Array]) -> Iterable[Array]:
    """(pixels, C) in float64 and in units of the full range."""
    for array in images:
        channels = image_shape(array, "images")[3]
        if channels < 2:
            raise ValueError(f"images must have at least 2 channels, got {channels} in shape {array.shape}")
        if array.dtype.name not in ("uint8", "uint16", "float32", "float64"):
            raise TypeError(f"images must be uint8, uint16, float32 or float64, got {array.dtype}")
        stack = array if array.ndim == 4 else array[None]
        count, height, width, _ = stack.shape if stack.size else (0, 1, 1, 0)
        some, rows = max(BLOCK // (height * width), 1), max(BLOCK // width, 1)
        for first in range(0, count, some):
            for top in range(0, height, rows):
                block = stack[first : first + some, top : top + rows].astype(np.float64)
                yield block.reshape(-1, channels) / top_of_range(array.dtype)
