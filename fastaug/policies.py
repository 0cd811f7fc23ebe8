"""Policies: transforms that draw operations, and how strong they are, from published tables."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import choice, integer, number
from .named import arguments, nearest
from .passes.base import Flags, Pass
from .passes.geometry import Sampling
from .passes.mix import Mixture
from .policy_passes import Layers
from .policy_tables import AUGMIX, AUTOAUGMENT, FACTORS, POLICIES, SPACES, TRIVIAL_WIDE, Table, magnitudes
from .transforms.base import Drawn, Transform, Uniforms
from .transforms.ranges import GAMMA, dirichlet, interpolation_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .plan import Batch

__all__ = ["AugMix", "AutoAugment", "RandAugment", "TrivialAugment"]

SHIFTS = ("TranslateX", "TranslateY")


@dataclass(frozen=True, repr=False)
class Policy(Transform):
    """A transform that draws operations of a table, for each sample its own."""

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in arguments(self).items())
        return "\n    ".join([f"{type(self).__name__}({given})", *self._lines()])

    def _lines(self) -> list[str]:
        """The table in words."""
        return [str(op) for op in self._table]

    @property
    @abstractmethod
    def _table(self) -> Table:
        """The operations it draws from."""

    def check(self) -> None:
        _ = self._table, self._sampling

    @property
    def _sampling(self) -> Sampling:
        how = interpolation_name(self.interpolation)  # type: ignore[attr-defined]
        return Sampling(how, fill=self.fill, fill_mask=self.fill_mask)  # type: ignore[attr-defined]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(op.name for op in self._table)

    @cached_property
    def _kinds(self) -> NDArray[np.bool_]:
        """(4, operations): whether they go either way, shift, by a share of the size, and along x."""
        rows = [(op.signed, op.name in SHIFTS, op.of_size, op.name == SHIFTS[0]) for op in self._table]
        return np.array(rows).T

    @property
    def _more(self) -> int:
        """Numbers for an operation that has been chosen: which way, and where."""
        return 3 if "Cutout" in self._names else 1

    def _drawn(self, op: NDArray[np.int64], magnitude: NDArray[np.float64], u: Uniforms, batch: Batch) -> Drawn:
        """What is applied to each sample, one operation after the other.

        op: (N, n) indices of the table, -1 for none; magnitude: (N, n); u: (N, n `_more`).
        """
        u = u.reshape(*op.shape, self._more)
        signed, shift, of_size, along_x = self._kinds[:, op]
        sides = np.where(along_x, batch.sizes[:, 1:], batch.sizes[:, :1])
        magnitude = np.where(of_size, magnitude * sides, magnitude)
        # whole pixels, whatever the last bit of a share is
        magnitude = np.where(shift, np.floor(magnitude + 1e-6), magnitude)
        drawn = {"op": op, "magnitude": np.where(signed & (u[..., 0] < 0.5), -magnitude, magnitude)}
        if "Cutout" in self._names:
            drawn["center"] = (u[..., 1:] * batch.sizes[:, None]).astype(np.int64)
        return drawn

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        what = drawn["op"], drawn["magnitude"], drawn.get("center")
        return Layers(self._names, *what, self._sampling, active, batch).passes()


def chosen(table: Table, ops: Sequence[str] | None) -> Table:
    """The operations of the table with these names, or all."""
    if ops is None:
        return table
    known = [op.name for op in table]
    if isinstance(ops, str) or not isinstance(ops, Sequence) or not ops:
        raise TypeError(f"ops must be a list of names of operations, got {ops!r}")
    for name in ops:
        if name not in known:
            raise ValueError(f"ops must be of {', '.join(known)}, got {name!r}; {nearest(str(name), known)}")
    return tuple(op for op in table if op.name in ops)


def pick(u: Uniforms, count: int) -> NDArray[np.int64]:
    """Whole numbers below `count`, all equally likely."""
    return (u * count).astype(np.int64)


@dataclass(frozen=True, repr=False)
class RandAugment(Policy):
    """Applies `n` operations of a table, one after the other, all at level `m` (Cubuk et al. 2020).

    Operations are drawn with equal odds and may repeat; signed ones go the other way half of the time. Masks, boxes and
    keypoints move along. It may stand in a pipeline or be called by itself, with `rng`.

    Parameters
    ----------
    n : int
        How many operations.
    m : float
        The level, from 0 to `num_levels` - 1: the share m / (num_levels - 1) of the strongest.
    num_levels : int
        How many levels the table is divided into.
    space : str
        The table: "torchvision", 14 operations as there; "plain", 13 without Identity, which all go one way only and
        add brightness; "tpu", the 16 of the code for TPUs, with its `num_levels` of 11, where Posterize and Solarize
        are strongest at level 0, and the factors of Brightness, Color, Contrast and Sharpness go from 0.1 to 1.9.
    ops : list of str, optional
        The names of the operations to draw from, if not all of the table. Color takes RGB alone, and
        SolarizeAdd uint8.
    interpolation : str or int
        "nearest", "bilinear" or "bicubic", or OpenCV's number. Masks move by nearest.
    fill, fill_mask : number or numbers
        The value outside.
    p : float
        Probability.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.RandAugment()(image, rng=0).shape
    (4, 4, 3)
    >>> print(fastaug.RandAugment(1, 15, ops=["ShearX", "Solarize"]))
    RandAugment(n=1, m=15, num_levels=31, space='torchvision', ops=['ShearX', 'Solarize'], interpolation='nearest',
    fill=0, fill_mask=0, p=1.0)
        ShearX 0 to 0.3, either way: 0.15
        Solarize 255 to 0: 127.5
    """

    n: int = 2
    m: float = 9
    num_levels: int = 31
    space: str = "torchvision"
    ops: Sequence[str] | None = None
    interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        super().check()
        integer(self.n, "n", 1)
        number(self.m, "m", 0, integer(self.num_levels, "num_levels", 2) - 1)

    @cached_property
    def _table(self) -> Table:  # type: ignore[override]
        return chosen(choice(self.space, "space", SPACES), self.ops)  # type: ignore[arg-type]

    @cached_property
    def _magnitudes(self) -> NDArray[np.float64]:
        """Of each operation."""
        return magnitudes(self._table, self.m / (self.num_levels - 1))

    def _lines(self) -> list[str]:
        each = zip(self._table, self._magnitudes.tolist(), strict=True)
        return [f"{op}: {value:.4g}" if op.varies else str(op) for op, value in each]

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return self.n * (1 + self._more)

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op, magnitude and sometimes center (of Cutout): (N, n), in their order."""
        op = pick(u[:, : self.n], len(self._table))
        return self._drawn(op, self._magnitudes[op], u[:, self.n :], batch)


@dataclass(frozen=True, repr=False)
class TrivialAugment(Policy):
    """Applies one operation of a wide table, at any level (Müller and Hutter 2021).

    Parameters
    ----------
    num_levels : int
        How many levels the table is divided into; all are equally likely.
    ops, interpolation, fill, fill_mask, p
        As in `RandAugment`.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.Compose([fastaug.TrivialAugment(), fastaug.ToFloat()], seed=0)(image).dtype
    dtype('float32')
    """

    num_levels: int = 31
    ops: Sequence[str] | None = None
    interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        super().check()
        integer(self.num_levels, "num_levels", 2)

    @cached_property
    def _table(self) -> Table:  # type: ignore[override]
        return chosen(TRIVIAL_WIDE, self.ops)

    @cached_property
    def _magnitudes(self) -> NDArray[np.float64]:
        """Of each operation at each level."""
        return magnitudes(self._table, np.arange(self.num_levels) / (self.num_levels - 1))

    @property
    def numbers(self) -> int:  # type: ignore[override]
        return 2 + self._more

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op and magnitude: (N, 1)."""
        op, level = pick(u[:, :1], len(self._table)), pick(u[:, 1:2], self.num_levels)
        return self._drawn(op, self._magnitudes[op, level], u[:, 2:], batch)


LEVELS = 10  # of AutoAugment and AugMix
DEEPEST = 3  # chain of AugMix, unless its depth is given
MOST_STEPS = 64  # of a sample


@dataclass(frozen=True, repr=False)
class AutoAugment(Policy):
    """Applies one of 25 pairs of operations, each with a probability and at a level of its own (Cubuk et al. 2019).

    Parameters
    ----------
    policy : str
        "imagenet", "cifar10" or "svhn": the images that the pairs were found for.
    interpolation, fill, fill_mask, p
        As in `RandAugment`.

    Examples
    --------
    >>> image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    >>> fastaug.AutoAugment("cifar10")(image, rng=0).shape
    (4, 4, 3)
    """

    policy: str = "imagenet"
    interpolation: Any = "nearest"
    fill: Any = 0
    fill_mask: Any = 0
    p: float = 1.0

    def check(self) -> None:
        super().check()
        choice(self.policy, "policy", POLICIES)  # type: ignore[arg-type]

    @property
    def _table(self) -> Table:  # type: ignore[override]
        return AUTOAUGMENT

    def _lines(self) -> list[str]:
        """The pairs, each operation with its probability and magnitude."""
        made = []
        for which, odds, strength in zip(*(column.tolist() for column in self._pairs), strict=True):
            ops = [self._table[k] for k in which]
            levels = [f" {'+-' * op.signed}{m:.4g}" if op.varies else "" for op, m in zip(ops, strength, strict=True)]
            made.append(", ".join(f"{p}: {op.name}{m}" for op, p, m in zip(ops, odds, levels, strict=True)))
        return made

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """(25, 2): operations, probabilities and magnitudes."""
        pairs = POLICIES[self.policy]
        op = np.array([[self._names.index(name) for name, _, _ in pair] for pair in pairs])
        p = np.array([[p for _, p, _ in pair] for pair in pairs])
        level = np.array([[level for _, _, level in pair] for pair in pairs])
        return op, p, magnitudes(self._table, np.arange(LEVELS) / (LEVELS - 1))[op, level]

    numbers = 1 + 2 + 2

    def draw(self, u: Uniforms, batch: Batch) -> Drawn:
        """op (-1 for none) and magnitude: (N, 2), in their order."""
        op, p, magnitude = self._pairs
        pair = pick(u[:, 0], len(op))
        return self._drawn(np.where(u[:, 1:3] < p[pair], op[pair], -1), magnitude[pair], u[:, 3:], batch)


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
