"""The last steps: to float32, normalised, and channels first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..arguments import choice, flag, top_of_range
from ..colors import channel_scale
from ..passes.base import Flags, Pass
from ..passes.color import Planes, Scale
from .base import Drawn, Transform

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["Normalize", "ToFloat", "ToTensorV2"]


@dataclass(frozen=True)
class Encoding(Transform):
    """Base of the steps that change dtype or layout, which all samples of a batch must share."""

    encodes = True

    def check(self) -> None:
        if self.p != 1:  # type: ignore[attr-defined]
            name, p = type(self).__name__, self.p  # type: ignore[attr-defined]
            raise ValueError(f"p must be 1 for {name}: results of a batch have one dtype and layout, got {p!r}")


@dataclass(frozen=True)
class Normalize(Encoding):
    """Scales to float32 with a given mean and deviation: (image / max_pixel_value - mean) / std.

    Parameters
    ----------
    mean, std : float or C floats
        In units of `max_pixel_value`, for all channels or one for each. The defaults are ImageNet's.
    max_pixel_value : float, optional
        The value that counts as 1. None: the full range, 255 for uint8, 65535 for uint16 and 1 for floats.
    normalization : {"standard"}
        As in the formula.
    p : float
        1.

    Examples
    --------
    >>> fastaug.Compose([fastaug.Normalize(0.5, 0.5)])(np.array([[0, 255]], dtype=np.uint8))
    array([[-1.,  1.]], dtype=float32)
    """

    mean: Any = (0.485, 0.456, 0.406)
    std: Any = (0.229, 0.224, 0.225)
    max_pixel_value: float | None = None
    normalization: str = "standard"
    p: float = 1.0

    def check(self) -> None:
        super().check()
        choice(self.normalization, "normalization", ("standard",))

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        top = top_of_range(batch.dtype) if self.max_pixel_value is None else float(self.max_pixel_value)
        return [Scale(active, *channel_scale(self.mean, self.std, batch.channels, top))]


@dataclass(frozen=True)
class ToFloat(Encoding):
    """Scales to float32: image / max_value.

    Parameters
    ----------
    max_value : float, optional
        The value that becomes 1. None: the full range, 255 for uint8, 65535 for uint16 and 1 for floats.
    p : float
        1.

    Examples
    --------
    >>> fastaug.Compose([fastaug.ToFloat()])(np.array([[0, 255]], dtype=np.uint8))
    array([[0., 1.]], dtype=float32)
    """

    max_value: float | None = None
    p: float = 1.0

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        top = top_of_range(batch.dtype) if self.max_value is None else float(self.max_value)
        return [Scale(active, *channel_scale(0.0, 1.0, batch.channels, top))]


@dataclass(frozen=True)
class ToTensorV2(Encoding):
    """Channels first: (H, W, C) to (C, H, W), as frameworks want it; values and dtype stay. The last transform.

    The result is a NumPy array, which `torch.from_numpy` and the default collation of a DataLoader take as it is.

    Parameters
    ----------
    transpose_mask : bool
        Whether masks with channels become (C, H, W) too.
    p : float
        1.

    Examples
    --------
    >>> fastaug.Compose([fastaug.ToTensorV2()])(np.zeros((4, 5, 3), np.uint8)).shape
    (3, 4, 5)
    """

    transpose_mask: bool = False
    p: float = 1.0

    def check(self) -> None:
        super().check()
        flag(self.transpose_mask, "transpose_mask")

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        batch.planar_masks = self.transpose_mask
        return [Planes(active)]
