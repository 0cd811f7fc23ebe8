"""Colours shifted along the principal components of a dataset."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import limits
from ..kernels.channels import along_components, components
from ..passes.base import Flags, Pass
from ..pca import IMAGENET
from .base import Drawn, Transform, Uniforms
from .channels import affine
from .ranges import interval, normals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["FancyPCA"]


@dataclass(frozen=True)
class FancyPCA(Transform):
    """Adds one random colour to all pixels, along the principal components of a dataset (Krizhevsky et al. 2012).

    Parameters
    ----------
    alpha : float
        Standard deviation of how far to go along each component, in units of its eigenvalue.
    eigen : (C eigenvalues, C x C eigenvectors), optional
        What `fit_pca` finds, other than in Albumentations, which takes those of each image; None: those of ImageNet.
    value_range : (low, high) or None
        Where float images are clipped; None: not at all. By keyword only.
    p : float
        Probability.

    Examples
    --------
    >>> gray = np.full((1, 1, 3), 0.5)
    >>> shifted = fastaug.Compose([fastaug.FancyPCA(0.1, p=1)], seed=0)(gray)
    >>> bool((shifted != gray).all() and abs(shifted - gray).max() < 0.2)
    True
    """

    alpha: Any = 0.1
    eigen: Any = None
    value_range: Any = field(default=(0, 1), kw_only=True)
    p: float = 0.5

    def check(self) -> None:
        limits(self.value_range)
        interval(self.alpha, "alpha", 0, single=True)
        _ = self._components

    @cached_property
    def _components(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return components(IMAGENET if self.eigen is None else self.eigen)

    @cached_property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 * ((len(self._components[0]) + 1) // 2)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """alphas: (N, C)."""
        channels = len(self._components[0])
        if batch.channels != channels:
            raise ValueError(f"FancyPCA has the components of {channels} channels, got images of {batch.channels}")
        every = np.concatenate(normals(u[:, ::2], u[:, 1::2]), axis=1)
        return {"alphas": float(self.alpha) * every[:, :channels]}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        shifts = along_components(drawn["alphas"], *self._components)
        return affine(active, batch, "fancy pca", shifts=shifts, value_range=self.value_range)
