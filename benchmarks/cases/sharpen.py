"""Sharpness."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case, copying
from ..libraries import OPENCV, as_pillow, cv2, pillow_enhance

FACTOR = 1.8
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
        ours=lambda out, threads: fastaug.adjust_sharpness(image, FACTOR, out=out, threads=threads),
        reference=lambda: reference.adjust_sharpness(image, FACTOR),
        fill={OPENCV: opencv},
        make={"Pillow": lambda: pillow_enhance.Sharpness(pil()).enhance(FACTOR)},
        floor=copying(image),
        mask=inside,
    )
