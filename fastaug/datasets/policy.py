"""The default pipeline: mild, fit for photographs."""

from __future__ import annotations

from collections.abc import Collection

from ..arguments import integer
from ..pipeline import Compose
from ..transforms import Affine, ColorJitter, ElasticTransform, HorizontalFlip, NoOp, Rotate
from ..transforms.base import Transform

OPS = ("flip", "rotate", "scale", "elastic", "jitter")
DEGREES = 15  # of rotation, at most
SCALE = 0.1  # how much larger or smaller, at most
SHIFT, SMOOTH = 0.008, 0.1  # of the elastic step: standard deviation and smoothness, as a share of the shorter side
COLOR = 0.2  # of the factors of brightness, contrast and saturation, from 1, at most
HUE = 0.02  # turns, at most


def default_pipeline(
    height: int, width: int, channels: int = 3, *, ops: Collection[str] = OPS, seed: int | None = 0
) -> Compose:
    """The pipeline that `fastaug augment` takes unless it is given another.

    Parameters
    ----------
    height, width, channels : int
        Of the images. The elastic step is as strong as the shorter side is long; saturation and hue change only where
        there are 3 channels.
    ops : collection of str
        Any of `OPS`; leaving one out changes no other's random numbers.
    seed : int, optional
        Of the pipeline.

    Examples
    --------
    >>> from fastaug.datasets import default_pipeline
    >>> default_pipeline(96, 128)(np.zeros((5, 96, 128, 3), np.uint8), index=[0, 1, 2, 3, 4], epoch=1).shape
    (5, 96, 128, 3)
    """
    if isinstance(ops, str) or not ops or not set(ops) <= set(OPS):
        got = repr(ops) if isinstance(ops, str) else ", ".join(map(str, ops)) or "none"
        raise ValueError(f"ops must be names among {', '.join(OPS)}, got {got}")
    side = min(integer(height, "height", 1), integer(width, "width", 1))
    rgb = integer(channels, "channels", 1) == 3
    border, factors = "reflect", (1 - COLOR, 1 + COLOR)
    steps: dict[str, Transform] = {
        "flip": HorizontalFlip(),
        "rotate": Rotate(DEGREES, border_mode=border, p=1),
        "scale": Affine((1 - SCALE, 1 + SCALE), keep_ratio=True, border_mode=border, p=1),
        "elastic": ElasticTransform(
            SHIFT * side, SMOOTH * side, border_mode=border, normalize="std", method="lattice", p=1
        ),
        "jitter": ColorJitter(factors, factors, factors if rgb else 0, HUE if rgb else 0, p=1),
    }
    return Compose([steps[op] if op in ops else NoOp() for op in OPS], seed=seed)
