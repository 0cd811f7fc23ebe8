"""Standardisation: for each channel a number less and times a number, and ZCA whitening."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .chain import Chain
    from .generator import ImageDataGenerator

TINY = 1e-6  # what Keras adds to a standard deviation
Standard: TypeAlias = "tuple[NDArray[np.float64], NDArray[np.float64]]"  # center, scale: (1, 1 or C)


def standardize(chain: Chain, of: ImageDataGenerator) -> None:
    """All but the whitening."""
    chain.affine(*line(by_feature(by_sample(chain, of), of, chain.shape[2]), chain.dtype))


def line(standard: Standard, dtype: np.dtype[Any]) -> Standard:
    """(image - center) * scale as image * scale + offset: scale, offset. The offset is rounded as the products are, so
    that what equals its mean becomes 0."""
    center, scale = (values.astype(dtype) for values in standard)
    return scale, -(center * scale)


def by_sample(chain: Chain, of: ImageDataGenerator) -> Standard:
    """`preprocessing_function` and the standardisation of the sample; returns what is left of the rescaling."""
    if of.preprocessing_function is not None:
        _prepare(chain.values(), of)
    if not of.samplewise_center:
        return rescaling(of)
    kind = "standardize" if of.samplewise_std_normalization else "center"
    chain.measured(kind, of.rescale or 1.0)
    return np.zeros((1, 1)), np.ones((1, 1))


def rescaling(of: ImageDataGenerator) -> Standard:
    return np.zeros((1, 1)), np.full((1, 1), of.rescale or 1.0)


def by_feature(standard: Standard, of: ImageDataGenerator, channels: int) -> Standard:
    """The same, followed by the mean and the deviation of the data."""
    center, scale = standard
    if of.featurewise_center and known(of, "mean", "featurewise_center"):
        center = center + per_channel(of.mean, "mean", channels) / scale
    if of.featurewise_std_normalization and known(of, "std", "featurewise_std_normalization"):
        scale = scale / (per_channel(of.std, "std", channels) + TINY)
    return center, scale


def _prepare(images: NDArray[Any], of: ImageDataGenerator) -> None:
    for image in of.outward(images):
        made = np.asarray(of.preprocessing_function(image))  # type: ignore[misc]
        if made.shape != image.shape:
            raise ValueError(
                f"preprocessing_function must return an image of the shape {image.shape} that it got, got {made.shape}"
            )
        image[...] = made


def known(of: ImageDataGenerator, name: str, why: str) -> bool:
    """Whether `fit`, or the user, has given what is needed."""
    if getattr(of, name) is None:
        warnings.warn(f"{why} needs {name}: call fit(x) first; the images stay as they are", stacklevel=2)
        return False
    return True


def per_channel(given: Any, name: str, channels: int) -> NDArray[np.float64]:
    values = np.asarray(given, np.float64)
    if values.size not in (1, channels):
        raise ValueError(f"{name} must be a number or {channels} numbers, one per channel, got shape {values.shape}")
    return values.reshape(1, -1)


def whitening(images: NDArray[Any], epsilon: float) -> NDArray[Any]:
    """The matrix that makes the values of these centred images uncorrelated: u diag(sqrt(n) / (s + epsilon)) u', with
    the singular values s and vectors u of the images as columns."""
    rows = images.reshape(len(images), -1)
    u, s, _ = np.linalg.svd(rows.T, full_matrices=False)
    made: NDArray[Any] = (u * (np.sqrt(len(rows)) / (s + epsilon)).astype(u.dtype)) @ u.T
    return made


def whitened(images: NDArray[Any], of: ImageDataGenerator) -> NDArray[Any]:
    if not of.zca_whitening or not known(of, "zca_whitening_matrix", "zca_whitening"):
        return images
    rows = images.reshape(len(images), -1)
    matrix = np.asarray(of.zca_whitening_matrix)
    if matrix.shape != (rows.shape[1],) * 2:
        wanted = (rows.shape[1],) * 2
        raise ValueError(f"zca_whitening_matrix must have shape {wanted} for these images, got {matrix.shape}")
    made: NDArray[Any] = (rows @ matrix.astype(images.dtype, copy=False)).reshape(images.shape)
    return made
