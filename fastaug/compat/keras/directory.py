"""Images from folders, one for each class."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...arguments import choice, integer
from .iterators import Batching, Iterator, Saving, split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .generator import ImageDataGenerator

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")
MODES = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
DEEP = ("I;16", "I;16B", "I", "F")  # one channel of more than bytes
CLASS_MODES = ("categorical", "sparse", "binary", "input")
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos", "box", "hamming")


@dataclass
class Reading:
    """How files become images of one size."""

    target_size: tuple[int, int]
    color_mode: str
    interpolation: str
    keep_aspect_ratio: bool

    def __post_init__(self) -> None:
        if np.ndim(self.target_size) != 1 or len(self.target_size) != 2:
            raise ValueError(f"target_size must be (height, width), got {self.target_size!r}")
        height, width = (integer(side, "target_size", 1) for side in self.target_size)
        self.target_size = height, width
        choice(self.color_mode, "color_mode", tuple(MODES))
        choice(self.interpolation, "interpolation", INTERPOLATIONS)

    def read(self, path: str) -> NDArray[Any]:
        """(H, W, C) of uint8, or of float32 where a file has more than bytes."""
        from PIL import Image

        height, width = self.target_size
        with Image.open(path) as file:
            deep = self.color_mode == "grayscale" and file.mode in DEEP
            picture: Any = file.convert("F" if deep else MODES[self.color_mode])
        if picture.size != (width, height):
            box = self._middle(*picture.size) if self.keep_aspect_ratio else None
            how = getattr(Image.Resampling, self.interpolation.upper())
            picture = picture.resize((width, height), how, box)
        return np.asarray(picture).reshape(height, width, -1)

    def _middle(self, width: int, height: int) -> tuple[int, int, int, int]:
        """The largest rectangle of the aspect wanted, about the centre: left, top, right, bottom."""
        h, w = self.target_size
        across, down = min(width, max(1, height * w // h)), min(height, max(1, width * h // w))
        left, top = (width - across) // 2, (height - down) // 2
        return left, top, left + across, top + down


class DirectoryIterator(Iterator):
    """Batches of the images of a folder."""

    def __init__(
        self,
        generator: ImageDataGenerator,
        directory: str | os.PathLike[str],
        classes: Sequence[str] | None,
        class_mode: str | None,
        follow_links: bool,
        reading: Reading,
        batching: Batching,
        saving: Saving,
        subset: str | None,
    ) -> None:
        if class_mode is not None:
            choice(class_mode, "class_mode", CLASS_MODES)
        self.directory, self.class_mode, self._reading = directory, class_mode, reading
        if not Path(directory).is_dir():
            raise ValueError(f"directory must be a folder, got {directory!r}")
        folders = sorted(path.name for path in Path(directory).iterdir() if path.is_dir())
        names = list(classes) if classes else folders
        missing = [name for name in names if name not in folders]
        if missing:
            raise ValueError(
                f"classes must be folders in {os.fspath(directory)!r}, got {', '.join(map(repr, missing))}"
            )
        self.class_indices = {name: i for i, name in enumerate(names)}
        self.num_classes = len(names)
        self.filenames: list[str] = []
        labels, index, before = [], [], 0
        for name in names:
            found = _files(Path(directory), name, follow_links)
            part = split(len(found), subset, generator)
            self.filenames += found[part]
            labels += [self.class_indices[name]] * len(found[part])
            index += list(range(before + part.start, before + part.stop))
            before += len(found)
        if not self.filenames:
            raise ValueError(
                f"directory must have images ({', '.join(SUFFIXES)}) in the folders of its classes, got none"
            )
        self.filepaths = [os.path.join(directory, name) for name in self.filenames]
        self.classes, self.samples = np.array(labels, np.int32), len(labels)
        super().__init__(generator, np.array(index, np.int64), batching, saving)

    def images(self, chosen: NDArray[np.int64]) -> Any:
        images = [self._reading.read(self.filepaths[i]) for i in chosen]
        dtype = np.result_type(*images)
        return [image.astype(dtype, copy=False) for image in images]

    def outputs(self, made: NDArray[Any], chosen: NDArray[np.int64]) -> Any:
        labels = self.classes[chosen]
        if self.class_mode is None:
            return made
        if self.class_mode == "input":
            return made, made.copy()
        if self.class_mode == "categorical":
            return made, np.eye(self.num_classes, dtype=made.dtype)[labels]
        return made, labels.astype(made.dtype)


def _files(directory: Path, name: str, follow_links: bool) -> list[str]:
    """The images in a folder and in those within, as paths from the directory, in order."""
    found = []
    for root, _, files in sorted(os.walk(directory / name, followlinks=follow_links)):
        paths = [os.path.join(root, file) for file in sorted(files) if file.lower().endswith(SUFFIXES)]
        found += [os.path.relpath(path, directory) for path in paths]
    return found
