"""Does a rival do the same operation? Its output against the NumPy reference, before it is timed."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

EXACT_SHARE = 1e-3  # of the values may be off by more than a level
COARSE_MEAN = 1.5  # levels, on either image


@dataclass
class Parity:
    """Differences in levels (1/255 of the range), on the smooth image and on noise."""

    kind: str  # "exact", "coarse", "fails"
    smooth_max: float
    smooth_mean: float
    noise_max: float
    noise_mean: float

    def as_dict(self) -> dict[str, object]:
        return {k: v if isinstance(v, str) else round(float(v), 4) for k, v in asdict(self).items()}


def levels_off(got: object, want: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Absolute differences in levels where `mask` holds."""
    image = np.asarray(got)
    if image.shape != want.shape:
        if image.size != want.size or image.squeeze().shape != want.squeeze().shape:
            raise ValueError(f"gives shape {image.shape}, not {want.shape}")
        image = image.reshape(want.shape)
    if image.dtype.kind != want.dtype.kind:
        raise ValueError(f"gives {image.dtype}, not {want.dtype}")
    off = np.abs(image.astype(np.float64) - want) * (255 / np.iinfo(want.dtype).max if want.dtype.kind == "u" else 255)
    return off if mask is None else off[mask]


def classify(smooth: np.ndarray, noise: np.ndarray) -> Parity:
    """exact: within a level but for a tiny share. coarse: the same operation on a coarser grid. fails: another one.

    Coarse are OpenCV 4's warps (coordinates in 1/32 pixel), 8-bit hues, and jitters that round after each step.
    """
    figures = [f(x) if x.size else 0.0 for x in (smooth, noise) for f in (np.max, np.mean)]
    share = max(float((x > 1.01).mean()) if x.size else 0.0 for x in (smooth, noise))
    if not np.isfinite(figures).all():
        kind = "fails"
    elif share <= EXACT_SHARE:
        kind = "exact"
    else:
        kind = "coarse" if max(figures[1], figures[3]) <= COARSE_MEAN else "fails"
    return Parity(kind, *map(float, figures))


def classify_random(got: object, want: np.ndarray, around: np.ndarray | float) -> Parity:
    """Draws of the same law differ about as much from the image: within a third of the root mean square."""
    changes = [float(np.sqrt(np.mean(np.square(np.asarray(x, np.float64) - around)))) for x in (got, want)]
    kind = "exact" if 0.67 < changes[0] / max(changes[1], 1e-12) < 1.5 else "fails"
    return Parity(kind, changes[0], changes[1], 0.0, 0.0)
