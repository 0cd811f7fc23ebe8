"""One .npy file of images to another, of augmented copies."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arguments import integer
from .npy import NewFiles, Source, forget, named
from .policy import OPS, augment_batch, check_ops

DTYPES = ("uint8", "uint16", "float32", "float64")
BATCH_BYTES = 1 << 20  # little enough to stay in the cache from step to step
SHEET_ROWS, SHEET_COPIES = 4, 5  # of the preview, at most


def augment_file(
    images: str | os.PathLike[str],
    augmented: str | os.PathLike[str],
    *,
    copies: int = 1,
    labels: str | os.PathLike[str] | None = None,
    seed: int = 0,
    keep_originals: bool = False,
    ops: Collection[str] = OPS,
    preview: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[int, ...]:
    """Writes augmented copies of every image of an .npy file, of any size, to another, within a few batches of memory.

    The copies of the first image come first, then those of the second, and so on. What a copy looks like depends on
    (seed, number of the image, number of the copy) alone. The new files appear when all are whole; after an error
    there are none.

    Parameters
    ----------
    images : path
        An .npy file of shape (N, H, W) or (N, H, W, C); uint8, uint16, or float32 or float64 (0 to 1 for "jitter").
    augmented : path
        The .npy file to write, of the same dtype and, but for the number of rows, shape.
    copies : int
        Copies of each image.
    labels : path, optional
        An .npy file with a row for each image. Its rows, repeated in step, are written beside `augmented`, to
        name.labels.npy for name.npy.
    seed : int
        From 0 to 2**64 - 1.
    keep_originals : bool
        Puts each image itself before its copies.
    ops : collection of str
        Any of "flip", "rotate", "scale", "elastic", "jitter".
    preview : path, optional
        A contact sheet to write, some originals beside their copies; a .png file (needs Pillow).
    force : bool
        Replaces files that exist already.
    threads : int, optional
        At most this many threads; the result does not depend on it.
    progress : callable, optional
        Called with the number of images done and that of all, after each batch.

    Returns
    -------
    tuple of int
        The shape of the result.

    Raises
    ------
    OSError
        If a file cannot be read or written, or exists already, or the disk is too small.
    TypeError, ValueError
        If a file or an option is not as described.
    """
    copies, seed = integer(copies, "copies", 1), integer(seed, "seed", 0)
    if seed >= 2**64:
        raise ValueError(f"seed must be at most 2**64 - 1, got {seed}")
    check_ops(ops)
    sources = [image_source(Path(images))]
    targets = [named_like(augmented, ".npy", "augmented")]
    if labels is not None:
        sources.append(label_source(Path(labels), sources[0].array.shape))
        targets.append(targets[0].with_suffix(".labels.npy"))
    if preview is not None:
        from ..preview import save_sheet  # Pillow is asked for before any work

        targets.append(named_like(preview, ".png", "preview"))
    different_files([source.path for source in sources], targets)

    def copy_of(rows: NDArray[Any], first: int, copy: int) -> NDArray[Any]:
        return augment_batch(rows, first, copy, seed=seed, ops=ops, threads=threads)

    each = copies + bool(keep_originals)
    count = len(sources[0].array)
    with NewFiles(targets, overwrite=force) as new:
        results = [
            new.array(target, (count * each, *source.array.shape[1:]), source.dtype)
            for source, target in zip(sources, targets, strict=False)
        ]
        if labels is not None:
            for first, rows in batches(sources[1]):
                for copy in range(each):
                    put(results[1], first, copy, each, rows)
        for first, rows in batches(sources[0]):
            originals = channels_last(rows, first, "jitter" in ops)
            if keep_originals:
                put(results[0], first, 0, each, originals)
            for copy in range(copies):
                put(results[0], first, each - copies + copy, each, copy_of(originals, first, copy))
            if progress:
                progress(first + len(rows), count)
        if preview is not None:
            sheet = []
            for row in np.linspace(0, count - 1, min(count, SHEET_ROWS)).round().astype(int).tolist():
                original = channels_last(sources[0].rows(row, row + 1), row)
                copied = [copy_of(original, row, copy) for copy in range(min(copies, SHEET_COPIES))]
                sheet.append(np.concatenate([original, *copied]))
            passing = new.path(targets[-1])
            try:
                save_sheet(passing, sheet)
            except OSError as error:
                raise named(error, f"cannot write {preview}") from None
    return results[0].shape


def image_source(path: Path) -> Source:
    source = Source(path, "images")
    shape = source.array.shape
    if source.dtype.name not in DTYPES:
        raise TypeError(f"images must be {', '.join(DTYPES[:-1])} or {DTYPES[-1]}, got {source.dtype} in {path}")
    if len(shape) not in (3, 4):
        raise ValueError(f"images must have shape (N, H, W) or (N, H, W, C), got {shape} in {path}")
    if 0 in shape:
        raise ValueError(f"images must hold at least one pixel, got shape {shape} in {path}")
    return source


def label_source(path: Path, images: tuple[int, ...]) -> Source:
    source = Source(path, "labels")
    shape = source.array.shape
    if not shape or shape[0] != images[0]:
        raise ValueError(f"labels must have a row for each of the {images[0]} images, got shape {shape} in {path}")
    if shape[1:3] == images[1:3]:
        raise ValueError(f"labels must be one for each image, got masks of shape {shape}, which would not move along")
    return source


def named_like(path: str | os.PathLike[str], suffix: str, name: str) -> Path:
    path = Path(path)
    if path.suffix != suffix:
        raise ValueError(f"{name} must be a name that ends in {suffix}, got {path}")
    return path


def different_files(sources: list[Path], targets: list[Path]) -> None:
    seen = {source.resolve() for source in sources}
    for target in targets:
        if target.resolve() in seen:
            raise ValueError(f"each file must be another, got {target} twice")
        seen.add(target.resolve())


def batches(source: Source) -> Iterator[tuple[int, NDArray[Any]]]:
    """Runs of rows, each with the number of its first."""
    count = len(source.array)
    step = max(1, BATCH_BYTES * count // max(source.array.nbytes, 1))
    for first in range(0, count, step):
        yield first, source.rows(first, min(first + step, count))


def put(result: NDArray[Any], first: int, place: int, each: int, rows: NDArray[Any]) -> None:
    """Puts rows first, first + 1, ... at `place` among the `each` rows that the result has for one of theirs."""
    chosen = result[first * each + place : (first + len(rows)) * each : each]
    chosen[...] = rows.reshape(chosen.shape)
    forget(result)


def channels_last(images: NDArray[Any], first: int, in_range: bool = False) -> NDArray[Any]:
    """Images as (N, H, W, C); floats that the colour step would clip are an error."""
    if in_range and images.dtype.kind == "f":
        least, most = images.min(), images.max()
        if not (least >= 0 and most <= 1):
            raise ValueError(
                f"images of floats must lie in 0 .. 1 for the step jitter, got {least:g} .. {most:g} in rows {first} "
                f"to {first + len(images) - 1}; scale them or choose other steps"
            )
    return images.reshape(*images.shape[:3], -1)
