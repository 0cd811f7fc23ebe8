"""Gain, contrast and gamma of each channel."""

from __future__ import annotations

import numpy as np

from ..contest import Contest, case, copying, same_call
from ..libraries import OPENCV, albucore, cv2


def numbers(image, low, high):
    """One for each channel."""
    return np.linspace(low, high, image.shape[-1] if image.ndim > 2 else 1)


def scalar(values):
    """As OpenCV takes numbers for up to 4 channels."""
    return (*values, 0.0, 0.0, 0.0)[:4]


@case("band_gain", channels=(1, 3, 8))
def band_gain(image):
    gains = numbers(image, 0.8, 1.3)
    return Contest(
        **same_call("band_gain", image, gains),
        fill={OPENCV: lambda out: cv2.multiply(image, scalar(gains), out)} if len(gains) <= 4 else {},
        make={"Albumentations": lambda: albucore.multiply(image, gains.astype(np.float32))} if len(gains) > 1 else {},
        floor=copying(image),
    )


@case("band_contrast", channels=(1, 3, 8))
def band_contrast(image):
    factors = numbers(image, 0.8, 1.3)

    def opencv(out):
        shifts = (1 - factors) * cv2.mean(image)[: len(factors)]
        if image.dtype == np.uint8:
            tables = np.rint(np.clip(np.arange(256)[:, None] * factors + shifts, 0, 255)).astype(np.uint8)
            cv2.LUT(image, tables[None], out)
        else:
            cv2.multiply(image, scalar(factors), out)
            cv2.add(out, scalar(shifts), out)

    return Contest(
        **same_call("band_contrast", image, factors),
        fill={OPENCV: opencv} if len(factors) <= 4 else {},
        floor=copying(image),
    )


@case("band_gamma", channels=(1, 3, 8))
def band_gamma(image):
    gammas = numbers(image, 0.8, 1.3)
    levels = np.arange(256)[:, None] / 255
    tables = np.rint(levels**gammas * 255).astype(np.uint8)[None]
    return Contest(
        **same_call("band_gamma", image, gammas),
        fill={OPENCV: lambda out: cv2.LUT(image, tables, out)} if image.dtype == np.uint8 else {},
        floor=copying(image),
    )
