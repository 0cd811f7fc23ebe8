"""What `flow` returns: batches without end, each a function of the seed, the epoch and the numbers of its images."""

from __future__ import annotations

import functools
import os
import sys
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...arguments import choice, flag, integer
from .random import fresh, shuffled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .generator import ImageDataGenerator

SUBSETS = ("training", "validation")


@dataclass
class Batching:
    """How images are put together."""

    batch_size: int
    shuffle: bool
    seed: int | None

    def __post_init__(self) -> None:
        self.batch_size = integer(self.batch_size, "batch_size", 1)
        flag(self.shuffle, "shuffle")


@dataclass
class Saving:
    """Where to write images that are made; None: nowhere."""

    folder: str | os.PathLike[str] | None
    prefix: str
    format: str

    def __post_init__(self) -> None:
        if self.folder is not None and not Path(self.folder).is_dir():
            raise ValueError(f"save_to_dir must be a folder, got {self.folder!r}")

    def save(self, images: NDArray[Any], index: NDArray[np.int64], epoch: int) -> None:
        """images: (N, H, W, C); each is stretched to the range of bytes."""
        if self.folder is None:
            return
        from PIL import Image

        for image, i in zip(images.astype(np.float64), index.tolist(), strict=True):
            low = image.min()
            levels = np.rint((image - low) * (255 / max(image.max() - low, 1e-12))).astype(np.uint8)
            picture = Image.fromarray(levels[..., 0] if levels.shape[2] == 1 else levels)
            picture.save(Path(self.folder) / f"{self.prefix}_{i}_{epoch}.{self.format}")


class Iterator(ABC):
    """Batches of images by number. Where keras is imported, its instances are instances of its `PyDataset` too."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return object.__new__(_for_keras(cls) if "keras" in sys.modules else cls)

    def __init__(
        self, generator: ImageDataGenerator, index: NDArray[np.int64], batching: Batching, saving: Saving
    ) -> None:
        """index: the number of each image, on which what it draws depends."""
        super().__init__()
        self.image_data_generator, self.index = generator, index
        self.n, self.batch_size = len(index), batching.batch_size
        self.shuffle, self.seed = batching.shuffle, batching.seed
        self.epoch = self.batch_index = 0
        self._saving, self._base = saving, fresh(batching.seed)
        self._order = -1, np.arange(self.n)
        self._lock = threading.Lock()

    @abstractmethod
    def images(self, chosen: NDArray[np.int64]) -> Any:
        """Some of the images, as (N, H, W, C) or a list of N."""

    @abstractmethod
    def outputs(self, made: NDArray[Any], chosen: NDArray[np.int64]) -> Any:
        """What is handed out: the images that were made and what belongs to them."""

    def __len__(self) -> int:
        return -(-self.n // self.batch_size)

    def __getitem__(self, i: int) -> Any:
        """Batch i of the epoch in hand."""
        if not 0 <= i < len(self):
            raise IndexError(f"there are batches 0 .. {len(self) - 1}, got {i}")
        return self._batch(self.epoch, i)

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        with self._lock:
            epoch, i = self.epoch, self.batch_index
            self.batch_index += 1
            if self.batch_index == len(self):
                self.on_epoch_end()
        return self._batch(epoch, i)

    next = __next__

    def reset(self) -> None:
        """Back to the first batch of the epoch in hand."""
        self.batch_index = 0

    def on_epoch_end(self) -> None:
        """On to the next epoch."""
        self.epoch, self.batch_index = self.epoch + 1, 0

    def _batch(self, epoch: int, i: int) -> Any:
        chosen = self._ordered(epoch)[i * self.batch_size : (i + 1) * self.batch_size]
        index = self.index[chosen]
        made = self.image_data_generator.augmented(self.images(chosen), self._base, epoch, index)
        self._saving.save(self.image_data_generator.inward(made), index, epoch)
        return self.outputs(made, chosen)

    def _ordered(self, epoch: int) -> NDArray[np.int64]:
        known, order = self._order  # one attribute, because other threads may set it
        if self.shuffle and known != epoch:
            order = shuffled(self._base, epoch, self.n)
            self._order = epoch, order
        return order

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=threading.Lock())


@functools.cache
def _for_keras(cls: type[Iterator]) -> type:
    """The class as one of keras' too; it is pickled as the plain one, and becomes its like where it is read."""
    from keras.utils import Sequence  # PyDataset, by the name that Keras 2 has for it as well

    def reduce(self: Any, protocol: Any) -> Any:
        return _blank, (cls,), self.__getstate__()

    return type(cls.__name__, (cls, Sequence), {"__module__": cls.__module__, "__reduce_ex__": reduce})


def _blank(cls: type[Iterator]) -> Any:
    return cls.__new__(cls)


def split(count: int, subset: str | None, generator: ImageDataGenerator) -> slice:
    """Which of `count` images are in the subset: the first are for validation."""
    if subset is None:
        return slice(0, count)
    if choice(subset, "subset", SUBSETS) and not generator.validation_split:
        raise ValueError(f"subset={subset!r} needs an ImageDataGenerator with validation_split, which is 0")
    first = int(count * generator.validation_split)
    return slice(0, first) if subset == "validation" else slice(first, count)


class ArrayIterator(Iterator):
    """Batches of arrays."""

    def __init__(
        self,
        generator: ImageDataGenerator,
        x: Any,
        y: Any,
        sample_weight: Any,
        batching: Batching,
        saving: Saving,
        subset: str | None,
        ignore_class_split: bool,
    ) -> None:
        others: Any = ()
        if isinstance(x, (tuple, list)):
            if len(x) != 2:
                raise ValueError(f"x must be an array, or the images and what goes along, got {len(x)} things")
            x, others = x
            others = others if isinstance(others, list) else [others]
        x = np.asanyarray(x)
        if x.ndim != 4:
            raise ValueError(f"x must be an array of rank 4, got shape {x.shape}")
        if sample_weight is not None and y is None:
            raise ValueError("sample_weight needs y")
        part = split(len(x), subset, generator)
        self.x = generator.inward(x[part])
        self.x_misc = [_beside(other, "what goes along with x", len(x))[part] for other in others]
        labels = None if y is None else _beside(y, "y", len(x))
        if labels is not None and subset is not None and not ignore_class_split:
            _check_classes(labels, split(len(x), "validation", generator).stop)
        self.y = None if labels is None else labels[part]
        self.sample_weight = None if sample_weight is None else _beside(sample_weight, "sample_weight", len(x))[part]
        super().__init__(generator, np.arange(part.start, part.stop), batching, saving)

    def images(self, chosen: NDArray[np.int64]) -> Any:
        return [self.x[i] for i in chosen]

    def outputs(self, made: NDArray[Any], chosen: NDArray[np.int64]) -> Any:
        images = [made, *(other[chosen] for other in self.x_misc)] if self.x_misc else made
        beside = [v[chosen] for v in (self.y, self.sample_weight) if v is not None]
        return (images, *beside) if beside else images


def _beside(given: Any, name: str, count: int) -> NDArray[Any]:
    values = np.asanyarray(given)
    if values.ndim == 0 or len(values) != count:
        raise ValueError(f"{name} must have an entry for each of {count} images, got shape {values.shape}")
    return values


def _check_classes(labels: NDArray[Any], first: int) -> None:
    if not np.array_equal(np.unique(labels[:first]), np.unique(labels[first:])):
        raise ValueError(
            "y must have the same classes in both subsets, of which validation is the first: shuffle x and y together, "
            "or set ignore_class_split"
        )
