"""Filters."""

from __future__ import annotations

import numpy as np

import fastaug

from ..contest import Contest, case, same_call
from ..libraries import OPENCV, as_pillow, cv2, kornia, ndimage, pillow_filter
from .geometry import three_axes

ANGLE = 30


@case("gaussian_blur", {f"sigma {sigma}": {"sigma": sigma} for sigma in (1, 3, 6, 20)})
def gaussian_blur(image, sigma):
    """OpenCV chooses the size of its kernel, three sigma for uint8; kornia-rs, which wants one, gets the same."""
    size = 6 * sigma + 1

    def opencv(out):
        cv2.GaussianBlur(image, (0, 0), sigma, out, borderType=cv2.BORDER_REFLECT_101)

    def scipy(out):
        ndimage.gaussian_filter(image, (sigma, sigma, 0)[: image.ndim], output=out, mode="mirror", truncate=4)

    return Contest(
        **same_call("gaussian_blur", image, sigma),
        fill={OPENCV: opencv, "SciPy": scipy},
        make={"kornia-rs": lambda: kornia.gaussian_blur(three_axes(image), (size, size), (sigma, sigma))},
    )


@case("box_blur", {f"size {size}": {"size": size} for size in (3, 5, 7, 15, 31)}, channels=(1, 3))
def box_blur(image, size):
    pil = as_pillow(image)

    def scipy(out):
        ndimage.uniform_filter(image, (size, size, 1)[: image.ndim], output=out, mode="mirror")

    return Contest(
        **same_call("box_blur", image, size),
        fill={
            OPENCV: lambda out: cv2.blur(image, (size, size), out, borderType=cv2.BORDER_REFLECT_101),
            "SciPy": scipy,
        },
        make={
            "Pillow": lambda: pil().filter(pillow_filter.BoxBlur(size // 2)),
            "kornia-rs": lambda: kornia.box_blur(three_axes(image), (size, size)),
        },
    )


@case("motion_blur", {f"size {size}": {"size": size} for size in (7, 31)})
def motion_blur(image, size):
    point = np.zeros((size, size), np.float32)
    point[size // 2, size // 2] = 1
    kernel = fastaug.motion_blur(point, size, ANGLE, border="constant")  # the line is symmetric

    def scipy(out):
        ndimage.correlate(image, kernel if image.ndim == 2 else kernel[..., None], output=out, mode="mirror")

    return Contest(
        **same_call("motion_blur", image, size, ANGLE),
        fill={OPENCV: lambda out: cv2.filter2D(image, -1, kernel, out), "SciPy": scipy},
    )
