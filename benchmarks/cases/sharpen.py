"""Sharpness."""

from __future__ import annotations

import numpy as np

from ..contest import Contest, case, copying, same_call
from ..libraries import OPENCV, as_pillow, cv2, pillow_enhance

FACTOR = 1.8
AMOUNT = 0.4
TOP = {"uint8": 255, "uint16": 65535, "float32": 1}
SMOOTH = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]], np.float32) / 13


@case("adjust_sharpness", channels=(1, 3))
def adjust_sharpness(image):
    pil = as_pillow(image)

    def opencv(out):
        cv2.addWeighted(image, FACTOR, cv2.filter2D(image, -1, SMOOTH), 1 - FACTOR, 0, out)

    def inside():
        mask = np.zeros(image.shape[:2], bool)
        mask[1:-1, 1:-1] = True
        return mask

    return Contest(
        **same_call("adjust_sharpness", image, FACTOR),
        fill={OPENCV: opencv},
        make={"Pillow": lambda: pillow_enhance.Sharpness(pil()).enhance(FACTOR)},
        floor=copying(image),
        mask=inside,
    )


@case("sharpen", channels=(1, 3))
def sharpen(image):
    kernel = np.full((3, 3), -AMOUNT, np.float32)
    kernel[1, 1] = 1 + 8 * AMOUNT
    return Contest(
        **same_call("sharpen", image, AMOUNT),
        fill={OPENCV: lambda out: np.clip(cv2.filter2D(image, -1, kernel, out), 0, TOP[image.dtype.name], out)},
        floor=copying(image),
    )


@case("unsharp_mask", {f"sigma {sigma}": {"sigma": sigma} for sigma in (1, 3)}, channels=(1, 3))
def unsharp_mask(image, sigma):
    def opencv(out):
        blurred = cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101)
        np.clip(cv2.addWeighted(image, 1 + AMOUNT, blurred, -AMOUNT, 0, out), 0, TOP[image.dtype.name], out)

    return Contest(
        **same_call("unsharp_mask", image, sigma, AMOUNT),
        fill={OPENCV: opencv},
    )
