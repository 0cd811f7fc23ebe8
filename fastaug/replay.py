"""The pipeline whose results say what was done to them, so that it can be done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .pipeline import Compose
from .record import Record
from .serialization import from_dict, to_dict

__all__ = ["ReplayCompose"]


@dataclass(frozen=True)
class ReplayCompose(Compose):
    """`Compose` whose results by name have one more: "replay", what was drawn and the pipeline itself, as JSON has it.

    `ReplayCompose.replay` takes that dict and does the same again, bit for bit, to images of the same number and sizes,
    and to all that goes along with them. Called with an image alone it returns an image alone. Arguments are those of
    `Compose`; a `Lambda` needs a name.

    Examples
    --------
    >>> aug = fastaug.ReplayCompose([fastaug.HorizontalFlip(), fastaug.Rotate(15)], seed=0)
    >>> frame = np.arange(64, dtype=np.uint8).reshape(8, 8)
    >>> made = aug(image=frame)
    >>> again = fastaug.ReplayCompose.replay(made["replay"], image=frame, mask=frame)
    >>> sorted(again), bool((again["image"] == made["image"]).all())
    (['image', 'mask', 'replay'], True)
    """

    adds = ("replay",)

    def __post_init__(self) -> None:
        super().__post_init__()
        to_dict(self)  # what cannot be written is an error at once

    def __call__(  # type: ignore[override]
        self,
        image: Any = None,
        /,
        *,
        index: Any = None,
        epoch: int = 0,
        same: bool = False,
        out: Any = None,
        threads: int | None = None,
        **targets: Any,
    ) -> Any:
        if image is not None and not targets:
            return super().__call__(image, index=index, epoch=epoch, same=same, out=out, threads=threads)
        call = self._call(image, targets)
        batch = self._draw(call.images, index, epoch, same)
        made = call.apply(batch.plan(), out, threads)
        return {**made, "replay": {**to_dict(self), "record": self._recorded(call.images, batch).to_dict()}}

    @staticmethod
    def replay(
        saved_augmentations: dict[str, Any], *, out: Any = None, threads: int | None = None, **targets: Any
    ) -> dict[str, Any]:
        """What the call would return that returned `saved_augmentations` as "replay", for these targets."""
        saved = saved_augmentations
        if not isinstance(saved, dict) or not isinstance(saved.get("record"), dict):
            got = ", ".join(map(str, saved)) if isinstance(saved, dict) else type(saved).__name__
            raise ValueError(f"saved_augmentations must be what a ReplayCompose returned as 'replay', got {got}")
        pipeline = from_dict({name: part for name, part in saved.items() if name != "record"})
        if not isinstance(pipeline, ReplayCompose):
            raise ValueError(f"saved_augmentations must be of a ReplayCompose, got {type(pipeline).__name__}")
        made = pipeline.apply(record=Record.from_dict(saved["record"]), out=out, threads=threads, **targets)
        return {**made, "replay": saved}
