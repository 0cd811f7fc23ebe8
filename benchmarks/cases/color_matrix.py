"""Colours times a matrix."""

from __future__ import annotations

import numpy as np

from fastaug.colors import hue_matrices

from ..contest import RGB, Contest, case, copying, same_call
from ..libraries import OPENCV
from .color import TURNS, opencv_saturation

SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]], np.float32)
HUE = hue_matrices(np.array([TURNS]))[0].astype(np.float32)


@case("hue_rotate", {"": {"function": "hue_rotate", "argument": TURNS, "matrix": HUE}}, channels=RGB)
@case("apply_color_matrix", {"": {"function": "apply_color_matrix", "argument": SEPIA, "matrix": SEPIA}}, channels=RGB)
def by_matrix(image, function, argument, matrix):
    return Contest(
        **same_call(function, image, argument),
        fill={OPENCV: lambda out: opencv_saturation(image, matrix, out)},
        floor=copying(image),
    )
