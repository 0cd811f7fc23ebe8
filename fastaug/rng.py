"""Where the random numbers of a pipeline come from: a pure function of (seed, epoch, sample index, slot, number)."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .arguments import integer
from .kernels._core import in_worker
from .kernels.streams import indices, uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Keys", "Stream", "uniforms"]

Keys: TypeAlias = "tuple[int, int, NDArray[np.int64]]"  # seed, epoch, and an index for each sample

_fresh: dict[int, int] = {}  # of each process id: its own randomness
_lock = threading.Lock()
if hasattr(os, "register_at_fork"):  # a lock that another thread holds during a fork would stay locked in the child
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


def process_entropy() -> int:
    """64 random bits that no other process has, forked or not."""
    pid = os.getpid()
    if pid not in _fresh:
        _fresh.setdefault(pid, int.from_bytes(os.urandom(8), "little"))
    return _fresh[pid]


class Stream:
    """The keys of the samples that a pipeline sees.

    With an index they are (seed, epoch, index), wherever and in whatever order the samples come. Without one they are
    running numbers. Worker processes, and any process that a pipeline was sent to, then mix in randomness of their own,
    so that no two of them repeat each other. Without a seed every stream is fresh, in every process.
    """

    def __init__(self, seed: int | None = None) -> None:
        if seed is not None:
            integer(seed, "seed", 0, 2**64 - 1)
        self.seed = seed
        self._base = int.from_bytes(os.urandom(8), "little") if seed is None else int(seed)
        self._home, self._salt = process_entropy(), 0
        self._next = 0

    def keys(self, index: Any, epoch: int, count: int) -> Keys:
        """Seed, epoch and an index for each of `count` samples."""
        integer(epoch, "epoch", 0, 2**32 - 1)
        away = in_worker() or process_entropy() != self._home
        fresh = self.seed is None or (index is None and away)
        base = self._base ^ process_entropy() ^ self._salt if fresh else self._base
        if index is not None:
            return base, epoch, indices(index, count)
        with _lock:
            first, self._next = self._next, self._next + count
        return base, epoch, np.arange(first, first + count, dtype=np.int64)

    def __getstate__(self) -> dict[str, Any]:
        return {"seed": self.seed, "_home": self._home}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["seed"])  # type: ignore[misc]
        self._home = state["_home"]
        if self._home != process_entropy():  # each of the copies that come with the tasks of a worker
            self._salt = int.from_bytes(os.urandom(8), "little")
