"""AugMix: the image mixed with what short chains of operations make of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arguments import integer, number
from ..passes.base import Flags, Pass
from ..passes.mix import Mixture
from ..transforms.base import Drawn, Uniforms
from ..transforms.ranges import GAMMA, dirichlet
from .base import Policy, pick
from .tables import AUGMIX, FACTORS, LEVELS, Table, magnitudes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..plan import Batch

__all__ = ["AugMix"]

DEEPEST = 3  # chain, unless its depth is given
MOST_STEPS = 64  # of a sample


@dataclass(frozen=True, repr=False)
class AugMix(Policy):
    """Mixes the image with what a few short chains of operations make of it (Hendrycks et al. 2020).

    The result is (1 - m) image + m (w_1 chain_1 + ... + w_width chain_width), with m ~ Beta(alpha, alpha) and
    w ~ Dirichlet(alpha, ..., alpha), rounded once. It shows several moves at once, so that masks, boxes and keypoints
    stay.

    Parameters
    ----------
    severity : int
        The levels to draw from, of 10: those below it.
    width : int
        How many chains.
    depth : int
        How many operations in a chain; -1: one, two or three.
    alpha : float
        Of the distributions: above 1 the shares are more alike, below 1 less.
    all_ops : bool
        Whether Brightness, Color, Contrast and Sharpness are among the operations.
    interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number.
    fill : number or numbers
        The value outside.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.AugMix()(image, rng=0).dtype
    dtype('uint8')
    """

    severity: int = 3
    width: int = 3
    depth: int = -1
    alpha: float = 1.0
    all_ops: bool = True
    interpolation: Any = "bilinear"
    fill: Any = 0
    p: float = 1.0

    fill_mask = 0

    def check(self) -> None:
        super().check()
        if integer(self.severity, "severity", 1) > LEVELS:
            raise ValueError(f"severity must be in 1 .. {LEVELS}, got {self.severity}")
        if integer(self.depth, "depth", -1) == 0:
            raise ValueError("depth must be at least 1, or -1 for one to three, got 0")
        if integer(self.width, "width", 1) * (self._deepest + 1) >= MOST_STEPS:
            got = f"{self.width} chains of {self._deepest}"
            raise ValueError(f"width and depth must make fewer than {MOST_STEPS} steps, got {got}")
        if not number(self.alpha, "alpha", 0) > 0:
            raise ValueError(f"alpha must be above 0, got {self.alpha!r}")

    @cached_property
    def _table(self) -> Table:  # type: ignore[override]
        return tuple(op for op in AUGMIX if self.all_ops or op.name not in FACTORS)

    @cached_property
    def _magnitudes(self) -> NDArray[np.float64]:
        """Of each operation at each level."""
        return magnitudes(self._table, np.arange(LEVELS) / (LEVELS - 1))

    @property
    def _deepest(self) -> int:
        return DEEPEST if self.depth < 0 else self.depth

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 * GAMMA + self.width * (GAMMA + 1 + 3 * self._deepest)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op (-1 for none) and magnitude: (N, width * depth), chain by chain; weights: (N, 1 + width)."""
        count, most = self.width, self._deepest
        of_two, of_chains, lengths, ops = np.split(u, np.cumsum([2 * GAMMA, count * GAMMA, count]), axis=1)
        depth = 1 + pick(lengths, most) if self.depth < 0 else np.full(lengths.shape, most)
        which, level, way = np.moveaxis(ops.reshape(-1, 3, count * most), 1, 0)
        there = (np.arange(most) < depth[..., None]).reshape(-1, count * most)
        op = np.where(there, pick(which, len(self._table)), -1)
        drawn = self._drawn(op, self._magnitudes[op, pick(level, self.severity)], way, batch)
        mixed = dirichlet(self.alpha, of_two.reshape(-1, 2, GAMMA))[:, 1:]
        weights = mixed * dirichlet(self.alpha, of_chains.reshape(-1, count, GAMMA))
        weights = np.rint(weights * 2.0**24) / 2.0**24  # so that the last bit of a logarithm does not matter
        return {**drawn, "weights": np.concatenate([1 - weights.sum(axis=1, keepdims=True), weights], axis=1)}

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        chains = []
        for k in range(self.width):
            part = slice(k * self._deepest, (k + 1) * self._deepest)
            branch = batch.branch()
            branch.add(super().passes({key: drawn[key][:, part] for key in ("op", "magnitude")}, active, batch), "")
            chains.append(branch.passes)
        return [Mixture(active, chains, drawn["weights"])]
