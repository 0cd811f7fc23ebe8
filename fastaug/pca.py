"""Principal components of the colours of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import image_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of the RGB colours of ImageNet in 0 .. 1: eigenvalues, and eigenvectors as columns (fb.resnet.torch).
IMAGENET = (
    (0.2175, 0.0188, 0.0045),
    ((-0.5675, 0.7192, 0.4009), (-0.5808, -0.0045, -0.8140), (-0.5836, -0.6948, 0.4203)),
)


def components(eigen: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The eigenvalues (C,), and the eigenvectors (C, C) as columns."""
    try:
        values, vectors = (np.asarray(part, np.float64) for part in eigen)
    except (TypeError, ValueError):
        raise ValueError(f"eigen must be (eigenvalues, eigenvectors), got {eigen!r}") from None
    if values.ndim != 1 or vectors.shape != (len(values), len(values)):
        raise ValueError(
            f"eigen must be C eigenvalues and C x C eigenvectors, got shapes {values.shape} and {vectors.shape}"
        )
    if not (np.isfinite(values).all() and np.isfinite(vectors).all()):
        raise ValueError(f"eigen must be finite, got {eigen!r}")
    return values, vectors


def shifts(alphas: NDArray[np.float64], eigen: Any, image: NDArray[Any]) -> NDArray[np.float64]:
    """(N, C): what is added to each channel in units of the full range, from alphas of that shape."""
    values, vectors = components(eigen)
    channels = image_shape(image)[3]
    if len(values) != channels:
        raise ValueError(f"eigen must be of the image's {channels} channels, got {len(values)} eigenvalues")
    return mixed(alphas, values, vectors)


def mixed(
    alphas: NDArray[np.float64], values: NDArray[np.float64], vectors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """vectors @ (alphas * values) for each row, added up one after the other: the same bits for any number of rows."""
    weights = alphas * values
    total = np.zeros_like(weights)
    for k in range(len(values)):
        total += weights[:, k, None] * vectors[:, k]
    return total
