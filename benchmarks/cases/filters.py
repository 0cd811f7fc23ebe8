"""Filters."""

from __future__ import annotations

import fastaug
from fastaug import reference

from ..contest import Contest, case
from ..libraries import OPENCV, cv2, kornia, ndimage
from .geometry import three_axes


@case("gaussian_blur", {f"sigma {sigma}": {"sigma": sigma} for sigma in (1, 3, 6, 20)})
def gaussian_blur(image, sigma):
    """OpenCV chooses the size of its kernel, three sigma for uint8; kornia-rs, which wants one, gets the same."""
    size = 6 * sigma + 1

    def opencv(out):
        cv2.GaussianBlur(image, (0, 0), sigma, out, borderType=cv2.BORDER_REFLECT_101)

    def scipy(out):
        ndimage.gaussian_filter(image, (sigma, sigma, 0)[: image.ndim], output=out, mode="mirror", truncate=4)

    return Contest(
        ours=lambda out, threads: fastaug.gaussian_blur(image, sigma, out=out, threads=threads),
        reference=lambda: reference.gaussian_blur(image, sigma),
        fill={OPENCV: opencv, "SciPy": scipy},
        make={"kornia-rs": lambda: kornia.gaussian_blur(three_axes(image), (size, size), (sigma, sigma))},
    )
