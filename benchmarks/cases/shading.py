"""Smooth fields laid over images. The medical libraries make theirs in NumPy or PyTorch, as is done here by hand."""

from __future__ import annotations

import numpy as np

from ..contest import Contest, case, copying, same_call
from ..libraries import OPENCV, cv2
from .color import full_range

COEFFICIENTS = np.array([[0.1, -0.2, 0.3, 0.1], [0.2, 0.3, -0.1, 0], [-0.3, 0.2, 0, 0], [0.1, 0, 0, 0]])
GAMMA, CENTER, SCALE = 0.7, (0.3, 0.6), 0.25


def on_all_channels(field, image):
    return cv2.merge([field] * image.shape[2]) if image.ndim > 2 and image.shape[2] > 1 else field


def clipped(values, image, out):
    """The values of an OpenCV result, for floats cut to 0 .. 1."""
    made = values.reshape(image.shape)
    if image.dtype.kind == "f":
        cv2.min(cv2.max(made, (0.0,) * 4, out), (1.0,) * 4, out)
    else:
        out[...] = made


@case("bias_field", channels=(1, 3))
def bias_field(image):
    height, width = image.shape[:2]

    def field():
        x, y = (np.linspace(-1, 1, side, dtype=np.float32) for side in (width, height))
        rows = np.polynomial.polynomial.polyval(y, COEFFICIENTS.T).astype(np.float32)
        total = np.multiply.outer(rows[3], x)
        for row in rows[2:0:-1]:
            total += row[:, None]
            total *= x
        return np.exp(total + rows[0][:, None])

    def opencv(out):
        kind = cv2.CV_8U if image.dtype == np.uint8 else cv2.CV_32F
        clipped(cv2.multiply(image, on_all_channels(field(), image), dtype=kind), image, out)

    def by_hand(out):
        values = image * field().reshape(height, width, *[1] * (image.ndim - 2))
        top = full_range(image)
        np.copyto(out, np.clip(np.rint(values) if top > 1 else values, 0, top), casting="unsafe")

    return Contest(
        **same_call("bias_field", image, COEFFICIENTS),
        fill={OPENCV: opencv, "NumPy by hand": by_hand},
        floor=copying(image),
    )


@case("local_gamma", channels=(1, 3))
def local_gamma(image):
    height, width = image.shape[:2]
    levels = (np.arange(256, dtype=np.float32) / 255) ** np.float32(GAMMA) * 255

    def window():
        x, y = (np.arange(side, dtype=np.float32) + 0.5 for side in (width, height))
        unit = 1 / (SCALE * min(height, width))
        x, y = ((at - share * len(at)) * unit for at, share in ((x, CENTER[0]), (y, CENTER[1])))
        return np.exp(-0.5 * y * y)[:, None] * np.exp(-0.5 * x * x)

    def opencv(out):
        bent = cv2.LUT(image, levels) if image.dtype == np.uint8 else cv2.pow(image, GAMMA)
        shift = cv2.subtract(bent, image, dtype=cv2.CV_32F)
        shift = cv2.multiply(shift, on_all_channels(window().astype(np.float32), image))
        clipped(cv2.add(image, shift, dtype=cv2.CV_8U if image.dtype == np.uint8 else cv2.CV_32F), image, out)

    return Contest(**same_call("local_gamma", image, GAMMA, CENTER, SCALE), fill={OPENCV: opencv}, floor=copying(image))
