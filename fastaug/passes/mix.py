"""Mixtures of an image with what other passes make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..kernels.mix import Branch
from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Mixture(Pass):
    """The weighted sum of the image and of what each chain of passes makes of it. Masks, boxes and keypoints stay."""

    def __init__(self, active: Flags, chains: list[list[Pass]], weights: NDArray[np.float64]) -> None:
        """chains: of passes that change no shape and no dtype; weights: (N, 1 + chains)."""
        super().__init__(active)
        self.chains, self.weights = chains, weights

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"mix with {len(self.chains)} times: " + ", ".join(p.title for p in self.chains[0])

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        made: list[Any] = []
        last = len(self.chains)
        for k, weight in enumerate(self.weights.T):
            made.append(Branch(weight, k == 0, k == last, self.active))
            for p in self.chains[k] if k < last else ():
                made += p.native(image, mask)
        return made

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        real = np.float64 if image.dtype == np.float64 else np.float32
        first, *rest = self.weights[sample].astype(real)
        total = image.astype(real) * first
        for chain, weight in zip(self.chains, rest, strict=True):
            made = image
            for p in chain:
                if p.active[sample]:
                    made = p.reference(made, sample, mask)
            total += made.astype(real) * weight
        return (np.rint(total) if image.dtype.kind == "u" else total).astype(image.dtype)
