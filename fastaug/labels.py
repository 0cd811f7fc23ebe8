"""Labels of mixed images, shared by the public functions and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .arguments import integer
from .kernels.mix import check_pair as check_pair

if TYPE_CHECKING:
    from numpy.typing import NDArray


def label_rows(y: Any, name: str, image: NDArray[Any], num_classes: int | None) -> NDArray[Any]:
    """The labels of `image` as floating-point rows of shape (K,) for one image, (N, K) for a batch.

    Class numbers, which need `num_classes`, become one-hot rows.
    """
    y = np.asarray(y)
    batch = image.shape[:1] if image.ndim == 4 else ()
    if y.dtype.kind not in "buif":
        raise TypeError(f"{name} must hold numbers, got {y.dtype}")
    if num_classes is not None:
        num_classes = integer(num_classes, "num_classes", 1)
    if y.shape == batch:
        if num_classes is None:
            raise ValueError(f"{name} of shape {y.shape} holds class numbers, which need num_classes")
        if y.dtype.kind not in "ui":
            raise TypeError(f"{name} must hold integers to be class numbers, got {y.dtype}")
        numbers = y.reshape(-1).tolist()
        if numbers and not 0 <= min(numbers) <= max(numbers) < num_classes:
            raise ValueError(f"{name} must lie in 0 .. {num_classes - 1}, got {min(numbers)} .. {max(numbers)}")
        rows = np.zeros((len(numbers), num_classes))
        for row, number in zip(rows, numbers, strict=True):
            row[number] = 1
        return rows.reshape(*batch, num_classes)
    if y.shape[:-1] != batch or y.ndim == 0 or (num_classes is not None and y.shape[-1] != num_classes):
        k = "K" if num_classes is None else num_classes
        shapes = f"(N, {k}) or (N,) with N = {batch[0]}" if batch else f"({k},) or ()"
        raise ValueError(f"{name} must have shape {shapes}, got {y.shape}")
    return y if y.dtype == np.float32 else y.astype(np.float64)


def label_pair(y1: Any, y2: Any, image: NDArray[Any], num_classes: int | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """The rows of both, which must have the same shape."""
    y1, y2 = label_rows(y1, "y1", image, num_classes), label_rows(y2, "y2", image, num_classes)
    if y1.shape != y2.shape:
        raise ValueError(f"y1 and y2 must have the same shape, got {y1.shape} and {y2.shape}")
    return y1, y2
