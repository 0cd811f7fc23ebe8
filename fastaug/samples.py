"""The arrays of a call: one image, an (N, H, W, C) batch, or a list of images of any sizes; and the results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .passes.base import Sizes
from .plan import Batch

try:
    from numpy.lib.array_utils import byte_bounds
except ImportError:  # NumPy 1
    from numpy import byte_bounds  # type: ignore[attr-defined, no-redef]

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = ("uint8", "uint16", "float32", "float64", "bool")
DTYPES = frozenset(map(np.dtype, NAMES))  # in native byte order


@dataclass
class Samples:
    """N images: `arrays` is one (N, H, W, C) array or a list of N arrays of shape (H, W) or (H, W, C)."""

    arrays: Any
    single: bool
    sizes: Sizes
    dtype: np.dtype[Any]
    channels: int
    boxes: Callable[[int], NDArray[np.float64]] | None = None  # of a sample: edges x_min, y_min, x_max, y_max in pixels

    @property
    def count(self) -> int:
        return len(self.sizes)

    def batch(self, epoch: int, uniforms: Any, record: Any, fuse: bool) -> Batch:
        """What a pipeline walks with; the arguments are those of `Batch`."""
        return Batch(self.sizes, self.dtype, self.channels, epoch, uniforms, record, fuse, self.boxes)


def images(given: Any, name: str) -> Samples:
    """Takes what the caller gave as images."""
    if isinstance(given, np.ndarray) and given.ndim == 4:
        sizes = np.empty((len(given), 2), np.int64)
        sizes[:] = given.shape[1:3]
        return _checked(Samples(given, False, sizes, given.dtype, given.shape[3]), name)
    if isinstance(given, np.ndarray):
        return _checked(_listed([given], name, single=True), name)
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"{name} must be a NumPy array or a list of them, got {type(given).__name__}")
    return _checked(_listed(list(given), name, single=False), name)


def _listed(arrays: list[Any], name: str, single: bool) -> Samples:
    for i, array in enumerate(arrays):
        at = name if single else f"{name}[{i}]"
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{at} must be a NumPy array, got {type(array).__name__}")
        if array.ndim not in (2, 3):
            raise ValueError(f"{at} must have shape (H, W) or (H, W, C), got {array.shape}")
        if (array.dtype, array.shape[2:]) != (arrays[0].dtype, arrays[0].shape[2:]):
            raise ValueError(
                f"{at} must have the dtype and channels of {name}[0], {arrays[0].dtype} {arrays[0].shape[2:]}, got "
                f"{array.dtype} {array.shape[2:]}"
            )
    sizes = np.array([array.shape[:2] for array in arrays], np.int64).reshape(-1, 2)
    dtype = arrays[0].dtype if arrays else np.dtype(np.uint8)
    channels = arrays[0].shape[2] if arrays and arrays[0].ndim == 3 else 1
    return Samples(arrays, single, sizes, dtype, channels)


def _checked(samples: Samples, name: str) -> Samples:
    if samples.count == 0:
        raise ValueError(f"{name} must hold at least one image, got none")
    if samples.dtype not in DTYPES:
        raise TypeError(f"{name} must be {', '.join(NAMES[:-1])} or bool in native byte order, got {samples.dtype}")
    if not samples.sizes.all() or not samples.channels:
        i = int(np.flatnonzero((samples.sizes == 0).any(axis=1))[0]) if samples.channels else 0
        raise ValueError(f"{name} must have pixels, got an empty image as sample {i}")
    return samples


def shapes(like: Samples, sizes: Sizes, channels: int, planar: bool) -> list[tuple[int, ...]]:
    """The shape of each result, of the rank of what came in."""
    flat = not isinstance(like.arrays, np.ndarray) and like.arrays[0].ndim == 2
    if len(sizes) > 1 and (sizes == sizes[0]).all():
        return shapes(like, sizes[:1], channels, planar) * len(sizes)
    if planar:
        return [(channels, h, w) for h, w in sizes.tolist()]
    return [(h, w) if flat and channels == 1 else (h, w, channels) for h, w in sizes.tolist()]


def results(like: Samples, wanted: list[tuple[int, ...]], dtype: np.dtype[Any]) -> Any:
    """Empty arrays for the results: one array for a batch where all have one shape, else a list."""
    if not like.single and alike(wanted):
        return np.empty((len(wanted), *wanted[0]), dtype)
    return [np.empty(shape, dtype) for shape in wanted]


def alike(wanted: list[tuple[int, ...]]) -> bool:
    return wanted.count(wanted[0]) == len(wanted)


def check_out(out: Any, single: bool, wanted: list[tuple[int, ...]], dtype: np.dtype[Any]) -> Any:
    """`out` as `results` would have made it, after a check that it fits."""
    if single or not isinstance(out, list):
        if not alike(wanted):
            raise ValueError("out must be a list: the results have different shapes")
        _check_one(out, wanted[0] if single else (len(wanted), *wanted[0]), dtype, "out")
        return [out] if single else out
    if len(out) != len(wanted):
        raise ValueError(f"out must be a list of {len(wanted)} arrays, got {len(out)}")
    for i, (one, shape) in enumerate(zip(out, wanted, strict=True)):
        _check_one(one, shape, dtype, f"out[{i}]")
    return out


def _check_one(out: Any, shape: tuple[int, ...], dtype: np.dtype[Any], name: str) -> None:
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"{out.dtype} {out.shape}" if isinstance(out, np.ndarray) else type(out).__name__
        raise ValueError(f"{name} must be a {dtype} array of shape {shape}, got {got}")
    if not out.flags.writeable:
        raise ValueError(f"{name} must be writeable, got a read-only array")


def writable_at_once(out: Any, inputs: Any) -> bool:
    """Whether the kernels can write into `out` itself: no gaps in its rows, and apart from the inputs."""
    if isinstance(out, np.ndarray) and isinstance(inputs, np.ndarray):
        return bool(out.flags.c_contiguous) and not np.may_share_memory(out, inputs)
    outs, ins = _ends(out), _ends(inputs)
    overlap = (outs[:, :1] < ins[:, 1]) & (ins[:, 0] < outs[:, 1:])
    return all(o.flags.c_contiguous for o in _listed_out(out)) and not overlap.any()


def _listed_out(arrays: Any) -> list[NDArray[Any]]:
    return arrays if isinstance(arrays, list) else [arrays]


def _ends(arrays: Any) -> NDArray[np.int64]:
    """(N, 2): first and last address of each array."""
    return np.array([byte_bounds(array) for array in _listed_out(arrays)], np.int64)


def copy_into(out: Any, made: Any) -> None:
    """Both are one array, or `out` is a list, for which an array may have been made all the same."""
    for o, m in zip(*((out, made) if isinstance(out, list) else ([out], [made])), strict=True):
        np.copyto(o, m)
