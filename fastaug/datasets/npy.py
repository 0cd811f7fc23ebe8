""".npy files larger than memory: mapped for reading, and new ones that appear only when they are whole."""

from __future__ import annotations

import errno
import math
import mmap
import os
import secrets
import shutil
import tokenize
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray


class Source:
    """An .npy file, mapped, read a run of rows at a time."""

    def __init__(self, path: Path, name: str):
        try:
            with open(path, "rb"):  # NumPy's own errors come later and say less
                pass
            self.array = open_memmap(path, mode="r")
        except OSError as error:
            raise named(error, f"{name}: cannot read {path}") from None
        except (ValueError, EOFError, OverflowError, SyntaxError, TypeError, tokenize.TokenError) as error:
            reason = str(error).split(": ")[0].splitlines()[0]
            raise ValueError(f"{name} must be a whole .npy file of plain numbers, got {path}: {reason}") from None
        self.path = path
        self.dtype = self.array.dtype.newbyteorder("=")
        self.scattered = self.array.flags.f_contiguous and not self.array.flags.c_contiguous

    def rows(self, first: int, last: int) -> NDArray[Any]:
        """Rows first .. last - 1 as an array of its own, C-contiguous and in native byte order."""
        shape = (last - first, *self.array.shape[1:])
        rows: NDArray[Any] = np.empty(shape, self.dtype)
        if self.scattered:  # Fortran order: a row lies all over the file, so only a part of it is mapped at a time
            for place in np.ndindex(shape[2:]):
                column: tuple[Any, ...] = (..., *place)
                rows[column] = self.array[first:last][column]
                forget(self.array)
        else:
            rows[...] = self.array[first:last]
            forget(self.array)
        return rows


class NewFiles:
    """Files that appear together when all are whole, or not at all.

    In a with block they are written under passing names. When it ends well they are put on disk and get their own
    names; else they are removed.
    """

    def __init__(self, finals: list[Path], overwrite: bool):
        """Whether the files can be made is told here, before any work."""
        for final in finals:
            if not final.parent.is_dir():
                raise FileNotFoundError(errno.ENOENT, f"cannot write {final}: there is no folder {final.parent}")
            if final.is_dir():
                raise IsADirectoryError(errno.EISDIR, f"cannot write {final}: it is a folder")
            if final.exists() and not overwrite:
                raise FileExistsError(errno.EEXIST, f"{final} exists already; --force (force=True) replaces it")
        self.names: dict[Path, Path] = {}  # final name: passing name
        self.arrays: list[np.memmap[Any, Any]] = []

    def path(self, final: Path) -> Path:
        """A new empty file that is to become `final`."""
        passing = final.with_name(f".{final.name}.{secrets.token_hex(4)}.part")
        self.names[final] = passing  # before it is there: an interruption may come at any moment
        try:
            os.close(os.open(passing, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except OSError as error:
            raise named(error, f"cannot write {final}") from None
        return passing

    def array(self, final: Path, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
        """A mapped array that is to become the .npy file `final`, with all its space on disk."""
        size, free = math.prod(shape) * dtype.itemsize, shutil.disk_usage(final.parent).free
        if size > free:
            raise OSError(errno.ENOSPC, f"{final} takes {megabytes(size)}, its disk has {megabytes(free)} free")
        passing = self.path(final)
        try:
            array = open_memmap(passing, mode="w+", dtype=dtype, shape=shape)
            reserve(passing)
        except OSError as error:
            raise named(error, f"cannot write {final}") from None
        self.arrays.append(array)
        return array

    def __enter__(self) -> NewFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            for passing in self.names.values():
                with suppress(FileNotFoundError):
                    passing.unlink()

    def _finish(self) -> None:
        for array in self.arrays:
            array.flush()
        for final, passing in self.names.items():
            try:
                with open(passing, "rb+") as file:
                    os.fsync(file.fileno())
            except OSError as error:
                raise named(error, f"cannot write {final}") from None
        for final, passing in self.names.items():
            os.replace(passing, final)


def forget(array: NDArray[Any]) -> None:
    """Takes the pages of a mapped array out of this process's memory; what was written to them stays in the file."""
    mapped = array.base
    if isinstance(mapped, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def reserve(path: Path) -> None:
    """Gives a file all its space on disk, since writing to a mapped file on a full disk kills the process."""
    if not hasattr(os, "posix_fallocate"):
        return
    with open(path, "rb+") as file:
        try:
            os.posix_fallocate(file.fileno(), 0, os.fstat(file.fileno()).st_size)
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):  # the file system cannot
                raise


def named(error: OSError, what: str) -> OSError:
    """The same error of the system, saying what it befell."""
    return OSError(error.errno, f"{what}: {error.strerror or error}")


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
