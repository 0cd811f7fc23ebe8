"""Records: what a pipeline drew for a batch, to look at, to keep, and to apply again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .named import arguments, nearest
from .passes.base import Sizes
from .serialization import encoded
from .transforms.base import Drawn, Node

if TYPE_CHECKING:
    from .compose import Container

__all__ = ["Record"]


@dataclass(frozen=True, eq=False)
class Record:
    """What every transform and container of a pipeline drew for a batch. `Compose.draw` makes it, `Compose.apply`
    takes it.

    Parameters
    ----------
    pipeline : str
        Fingerprint of the pipeline. It does not depend on the seed.
    epoch : int
        The epoch it was drawn for.
    sizes : array
        (N, 2): height and width of the images; of a volume (1, 3), its depth before them.
    names : list of str
        Of the pipeline and all in it, in their order.
    draws : list of dict
        What each of them drew: arrays with an entry for each sample. `active` says which samples it is applied to.

    Examples
    --------
    >>> aug = fastaug.Compose([fastaug.HorizontalFlip(p=1), fastaug.Rotate((10, 10), p=1)], seed=0)
    >>> record = aug.draw(np.zeros((2, 8, 8, 3), np.uint8))
    >>> record.names, record.draws[2]["angle"]
    (['Compose', 'HorizontalFlip', 'Rotate'], array([10., 10.]))
    >>> again = fastaug.Record.from_dict(record.to_dict())
    >>> aug.apply(np.zeros((2, 8, 8, 3), np.uint8), again).shape
    (2, 8, 8, 3)
    """

    pipeline: str
    epoch: int
    sizes: Sizes
    names: list[str]
    draws: list[Drawn]

    def to_dict(self) -> dict[str, Any]:
        """It as what JSON has: numbers, strings, lists and dicts."""
        draws = [
            {key: {"dtype": a.dtype.name, "shape": list(a.shape), "values": a.reshape(-1).tolist()}
             for key, a in drawn.items()}
            for drawn in self.draws
        ]  # fmt: skip
        return {**arguments(self), "sizes": self.sizes.tolist(), "draws": draws}

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Record:
        """The record that `to_dict` wrote."""
        known = list(cls.__dataclass_fields__)
        for name in [*given, *known]:
            if name not in known or name not in given:
                raise ValueError(f"a record has {', '.join(known)}, got {', '.join(given)}; {nearest(name, known)}")
        draws = [
            {key: np.array(a["values"], a["dtype"]).reshape(a["shape"]) for key, a in drawn.items()}
            for drawn in given["draws"]
        ]
        return cls(**{**given, "sizes": np.array(given["sizes"], np.int64), "draws": draws})

    def check(self, pipeline: str, sizes: Sizes) -> None:
        """Raises ValueError where it was not drawn for that pipeline and images of those sizes."""
        if self.pipeline != pipeline:
            raise ValueError(f"record is of another pipeline: of fingerprint {self.pipeline}, this one has {pipeline}")
        if len(self.sizes) != len(sizes):
            raise ValueError(f"record is of {len(self.sizes)} samples, got {len(sizes)}")
        for i, (had, got) in enumerate(zip(self.sizes.tolist(), sizes.tolist(), strict=True)):
            if had != got:
                had, got = (" x ".join(map(str, size)) for size in (had, got))
                raise ValueError(f"record is of images of other sizes: sample {i} had {had} pixels, got {got}")


def fingerprint(pipeline: Container) -> str:
    """16 digits that differ between pipelines that do different things; the seed is none of it."""
    described = encoded(pipeline, lambda value, name: getattr(value, "__qualname__", type(value).__name__))
    described.pop("seed", None)
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:16]


def slots(node: Node) -> list[Node]:
    """The node of each slot: itself, then those of its children."""
    return [node, *(slot for child in getattr(node, "places", ()) for slot in slots(child))]
