"""How many threads a call may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .kernels._core import _chosen_threads, get_num_threads, set_num_threads

__all__ = ["get_num_threads", "num_threads", "set_num_threads"]


@contextmanager
def num_threads(threads: int) -> Iterator[None]:
    """`set_num_threads` for the calls inside a with block.

    Examples
    --------
    >>> with fastaug.num_threads(1):
    ...     fastaug.get_num_threads()
    1
    """
    before = _chosen_threads()
    set_num_threads(threads)
    try:
        yield
    finally:
        set_num_threads(before)
