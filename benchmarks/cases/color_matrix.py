"""Colours times a matrix."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import RGB, Contest, case, copying
from ..libraries import OPENCV
from .color import opencv_saturation

SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]], np.float32)


@case("apply_color_matrix", channels=RGB)
def apply_color_matrix(image):
    def opencv(out):
        opencv_saturation(image, SEPIA, out)

    return Contest(
        ours=lambda out, threads: fastaug.apply_color_matrix(image, SEPIA, out=out, threads=threads),
        reference=lambda: reference.apply_color_matrix(image, SEPIA),
        fill={OPENCV: opencv},
        floor=copying(image),
    )
