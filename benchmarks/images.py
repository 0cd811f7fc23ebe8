"""Made-up inputs: a smooth image with the spectrum of a photograph, noise, and displacement fields."""

from __future__ import annotations

import numpy as np


def smooth_field(height: int, width: int, seed: int, power: float = 1.0, cutoff: float = 0.5) -> np.ndarray:
    """Random waves with amplitudes 1 / frequency ** power, up to `cutoff` cycles a pixel; mean 0, std 1."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    amplitude = np.where(frequency <= cutoff, 1 / np.maximum(frequency, 1 / max(height, width)) ** power, 0)
    field = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((height, width))) * amplitude, (height, width))
    field -= field.mean()
    return field / max(field.std(), 1e-12)


def photograph(height: int, width: int, channels: int, dtype: str, seed: int = 0) -> np.ndarray:
    """Correlated channels, most of the energy in low frequencies; shape (H, W) for one channel."""
    light = smooth_field(height, width, seed, 1.3)
    planes = [0.5 + 0.17 * (light + 0.4 * smooth_field(height, width, seed + 1 + c, 1.3)) for c in range(channels)]
    return to_dtype(np.stack(planes, -1), dtype)


def noise(height: int, width: int, channels: int, dtype: str, seed: int = 0) -> np.ndarray:
    """Independent uniform values over the whole range."""
    return to_dtype(np.random.default_rng(seed).random((height, width, channels)), dtype)


def to_dtype(unit: np.ndarray, dtype: str) -> np.ndarray:
    image = np.clip(unit, 0, 1)
    if np.dtype(dtype).kind == "u":
        image = np.rint(image * np.iinfo(dtype).max)
    image = np.ascontiguousarray(image[..., 0] if image.shape[-1] == 1 else image)
    return image.astype(dtype)


def batch(count: int, height: int, width: int, channels: int, dtype: str) -> np.ndarray:
    """`count` different images: rolled copies of a few photographs."""
    base = [photograph(height, width, channels, dtype, seed=10 * k) for k in range(min(count, 4))]
    return np.stack([np.roll(base[k % len(base)], 7 * k, axis=1) for k in range(count)])
