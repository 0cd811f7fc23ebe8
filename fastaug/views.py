"""Several random views of one image, for contrastive and semi-supervised learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .named import Named
from .pipeline import Compose
from .rng import Stream
from .transforms.base import Node

__all__ = ["MultiView"]


@dataclass(frozen=True)
class MultiView(metaclass=Named):
    """Each of its pipelines applied to the same images: a list with the result of each.

    The views are independent of each other, also where two of the pipelines are equal. What they show is a matter of
    (seed, epoch, index) alone, as with `Compose`; seeds of the pipelines themselves do not count.

    Parameters
    ----------
    transforms : list
        A pipeline, container or transform for each view.
    seed : int, optional
        What the random numbers of a sample depend on, beside its index and the epoch.

    Examples
    --------
    >>> crop = fastaug.RandomCrop(4, 4)
    >>> views = fastaug.MultiView([crop, fastaug.Compose([crop, fastaug.Rotate(30)])], seed=0)
    >>> weak, strong = views(np.zeros((2, 8, 8, 3), np.uint8), index=[0, 1])
    >>> weak.shape, strong.shape
    ((2, 4, 4, 3), (2, 4, 4, 3))
    """

    transforms: Sequence[Node]
    seed: int | None = None
    _stream: Stream = field(init=False, repr=False, compare=False)
    _views: tuple[Compose, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.transforms, (list, tuple)) or not self.transforms:
            raise ValueError(f"MultiView takes a list of at least one pipeline, got {self.transforms!r}")
        views = tuple(view if isinstance(view, Compose) else Compose([view]) for view in self.transforms)
        object.__setattr__(self, "_stream", Stream(self.seed))
        object.__setattr__(self, "_views", views)

    def __call__(
        self,
        image: Any = None,
        /,
        *,
        index: Any = None,
        epoch: int = 0,
        same: bool = False,
        threads: int | None = None,
        **targets: Any,
    ) -> list[Any]:
        calls = [view._call(image, targets) for view in self._views]
        given = calls[0].images
        keys = self._stream.keys(index, epoch, 1 if same else given.count)
        made, slot = [], 0
        for view, call in zip(self._views, calls, strict=True):
            plan = view._planned(given, keys, slot, running=index is None)
            made.append(call.apply(plan, None, threads))
            slot += len(view.counts)
        return made
