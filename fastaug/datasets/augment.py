"""One .npy file of images to another, of augmented copies."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arguments import integer
from ..transforms.base import Node
from .copier import Copier, chosen
from .npy import NewFiles, Source, forget, named

DTYPES = ("uint8", "uint16", "float32", "float64")
BATCH_BYTES = 8 << 20  # so many images that what a call costs by itself does not count
SHEET_ROWS, SHEET_COPIES = 4, 5  # of the preview, at most


def augment_file(
    images: str | os.PathLike[str],
    augmented: str | os.PathLike[str],
    *,
    copies: int = 1,
    labels: str | os.PathLike[str] | None = None,
    masks: str | os.PathLike[str] | None = None,
    seed: int | None = None,
    keep_originals: bool = False,
    ops: Collection[str] | None = None,
    pipeline: Node | None = None,
    preview: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[int, ...]:
    """Writes augmented copies of every image of an .npy file, of any size, to another, within a few batches of memory.

    The copies of the first image come first, then those of the second, and so on. Copy k of image i is
    `pipeline(image, index=i, epoch=k)`. The new files appear when all are whole; after an error there are none.

    Parameters
    ----------
    images : path
        An .npy file of shape (N, H, W) or (N, H, W, C); uint8, uint16, float32 or float64. Floats must lie in the
        `value_range` of all steps that clip, 0 to 1 by default.
    augmented : path
        The .npy file to write, of the dtype and shape that the pipeline gives, which must be one for all images.
    copies : int
        Copies of each image.
    labels : path, optional
        An .npy file with a row for each image. Its rows, repeated in step, are written beside `augmented`, to
        name.labels.npy for name.npy.
    masks : path, optional
        An .npy file of shape (N, H, W) or (N, H, W, C): a mask for each image, which moves along. The results are
        written beside `augmented`, to name.masks.npy for name.npy.
    seed : int, optional
        From 0 to 2**64 - 1; in place of the pipeline's own, or of 0 if it has none.
    keep_originals : bool
        Puts each image itself before its copies, which must have its shape and dtype.
    ops : collection of str, optional
        Any of "flip", "rotate", "scale", "elastic", "jitter": these steps alone of the `default_pipeline`.
    pipeline : Compose, transform or container, optional
        What happens to the images, in place of the `default_pipeline`.
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
    copies = integer(copies, "copies", 1)
    source = {"image": image_source(Path(images))}
    target = {"image": named_like(augmented, ".npy", "augmented")}
    shape = source["image"].array.shape
    if masks is not None:
        source["mask"] = mask_source(Path(masks), shape)
        target["mask"] = target["image"].with_suffix(".masks.npy")
    if labels is not None:
        source["labels"] = label_source(Path(labels), shape)
        target["labels"] = target["image"].with_suffix(".labels.npy")
    if preview is not None:
        import_module("fastaug.preview")  # which asks for Pillow, before any work
        target["preview"] = named_like(preview, ".png", "preview")
    different_files([one.path for one in source.values()], [*target.values()])
    moving = {name: one for name, one in source.items() if name != "labels"}
    copier = Copier(chosen(pipeline, ops, seed, shape), moving, threads)
    if keep_originals:
        copier.check_like_originals()

    each = copies + bool(keep_originals)  # rows of the result for one of the images
    with NewFiles([*target.values()], overwrite=force) as new:
        if labels is not None:
            repeated = source["labels"]
            repeat(
                repeated,
                new.array(target["labels"], (shape[0] * each, *repeated.array.shape[1:]), repeated.dtype),
                each,
            )
        results = {
            name: new.array(target[name], (shape[0] * each, *like.shape), like.dtype)
            for name, like in copier.first.items()
        }
        augment(copier, copies, keep_originals, results, shape[0], progress)
        if preview is not None:
            show(copier, copies, shape[0], new.path(target["preview"]), preview)
    return results["image"].shape


def repeat(source: Source, result: NDArray[Any], each: int) -> None:
    """Puts every row of a file `each` times into the result."""
    for first, last in runs(len(source.array), source.array[:1].nbytes):
        for place in range(each):
            put(result, first, place, each, source.rows(first, last))


def augment(
    copier: Copier, copies: int, keep_originals: bool, results: dict[str, NDArray[Any]], count: int,
    progress: Callable[[int, int], object] | None,
) -> None:  # fmt: skip
    """Puts the copies of `count` images, and of their masks, into the results, perhaps behind the originals."""
    before = int(keep_originals)
    for first, last in runs(count, copier.row_bytes):
        originals = copier.originals(first, last)
        for place in range(before + copies):
            made = copier.copies(originals, first, place - before) if place >= before else originals
            for name, result in results.items():
                put(result, first, place, before + copies, made[name])
        if progress:
            progress(last, count)


def show(copier: Copier, copies: int, count: int, path: Path, name: str | os.PathLike[str]) -> None:
    """Writes the contact sheet; errors call it by its final name."""
    from ..preview import save_sheet

    rows = np.linspace(0, count - 1, min(count, SHEET_ROWS)).round().astype(int).tolist()
    try:
        save_sheet(path, [copier.shown(row, min(copies, SHEET_COPIES)) for row in rows])
    except OSError as error:
        raise named(error, f"cannot write {name}") from None


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
        raise ValueError(
            f"labels must be one for each image, got masks of shape {shape}, which belong to --masks (masks=)"
        )
    return source


def mask_source(path: Path, images: tuple[int, ...]) -> Source:
    source = Source(path, "masks")
    shape = source.array.shape
    if len(shape) not in (3, 4) or shape[:3] != images[:3]:
        wanted = ", ".join(map(str, images[:3]))
        raise ValueError(f"masks must have shape ({wanted}) or ({wanted}, C), got {shape} in {path}")
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


def runs(count: int, row_bytes: int) -> Iterator[tuple[int, int]]:
    """The first row of each batch, and that after its last."""
    step = max(1, BATCH_BYTES // max(row_bytes, 1))
    for first in range(0, count, step):
        yield first, min(first + step, count)


def put(result: NDArray[Any], first: int, place: int, each: int, rows: NDArray[Any]) -> None:
    """Puts rows first, first + 1, ... at `place` among the `each` rows that the result has for one of theirs."""
    chosen = result[first * each + place : (first + len(rows)) * each : each]
    chosen[...] = rows.reshape(chosen.shape)
    forget(result)
