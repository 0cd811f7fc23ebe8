"""Principal components of the colours of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .kernels.channels import along_components, components

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of the RGB colours of ImageNet in 0 .. 1: eigenvalues, and eigenvectors as columns (fb.resnet.torch).
IMAGENET = (
    (0.2175, 0.0188, 0.0045),
    ((-0.5675, 0.7192, 0.4009), (-0.5808, -0.0045, -0.8140), (-0.5836, -0.6948, 0.4203)),
)


def shifts(alphas: NDArray[np.float64], eigen: Any) -> NDArray[np.float64]:
    """(N, C): what is added to each channel in units of the full range, from alphas of that shape."""
    values, vectors = components(eigen)
    if len(values) != alphas.shape[1]:
        raise ValueError(f"eigen must be of the image's {alphas.shape[1]} channels, got {len(values)} eigenvalues")
    return along_components(alphas, values, vectors)
