"""Where the random numbers of a pipeline come from: a pure function of (seed, epoch, sample index, slot, number)."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import integer
from .kernels._core import in_worker
from .kernels.streams import uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Stream", "uniforms"]

_fresh: dict[int, int] = {}  # process id: its own randomness


def process_entropy() -> int:
    """64 random bits that no other process has, forked or not."""
    pid = os.getpid()
    if pid not in _fresh:
        _fresh.clear()
        _fresh[pid] = int.from_bytes(os.urandom(8), "little")
    return _fresh[pid]


class Stream:
    """The keys of the samples that a pipeline sees.

    With an index they are (seed, epoch, index), wherever and in whatever order the samples come. Without one they are
    running numbers; worker processes then mix in randomness of their own, so that no two of them repeat each other.
    Without a seed every stream is fresh.
    """

    def __init__(self, seed: int | None = None) -> None:
        if seed is not None and integer(seed, "seed", 0) >= 2**64:
            raise ValueError(f"seed must be in 0 .. 2**64 - 1, got {seed}")
        self.seed = seed
        self._base = int.from_bytes(os.urandom(8), "little") if seed is None else int(seed)
        self._next = 0
        self._lock = threading.Lock()

    def keys(self, index: Any, epoch: int, count: int) -> tuple[int, int, NDArray[np.int64]]:
        """Seed, epoch and an index for each of `count` samples."""
        if integer(epoch, "epoch", 0) >= 2**32:
            raise ValueError(f"epoch must be in 0 .. 2**32 - 1, got {epoch}")
        if index is not None:
            # with neither seed nor state to keep, a pipeline without a seed still gives every process its own numbers
            base = self._base ^ process_entropy() if self.seed is None else self._base
            return base, epoch, indices(index, count)
        with self._lock:
            first, self._next = self._next, self._next + count
        base = self._base ^ process_entropy() if self.seed is None or in_worker() else self._base
        return base, epoch, np.arange(first, first + count, dtype=np.int64)

    def __getstate__(self) -> dict[str, Any]:
        return {"seed": self.seed}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]


def indices(index: Any, count: int) -> NDArray[np.int64]:
    """`index` as one int64 per sample."""
    values = np.asarray(index)
    if values.dtype.kind not in "iu" or values.shape not in ((), (count,)) or (count != 1 and values.ndim == 0):
        raise ValueError(f"index must be one integer for each of {count} samples, got {index!r}")
    if values.size and (values.min() < 0 or values.max() >= 2**63):
        raise ValueError(f"index must be at least 0 and below 2**63, got {index!r}")
    return np.ascontiguousarray(values.reshape(-1).astype(np.int64))
