"""Medians of neighbourhoods."""

from __future__ import annotations

from ..contest import Contest, case, same_call
from ..libraries import OPENCV, as_pillow, cv2, kornia, ndimage, pillow_filter
from .geometry import three_axes


@case("median_blur", {f"size {size}": {"size": size} for size in (3, 5, 7)}, channels=(1, 3))
def median_blur(image, size):
    pil = as_pillow(image)

    def scipy(out):
        ndimage.median_filter(image, (size, size, 1)[: image.ndim], output=out, mode="nearest")

    make = {"Pillow": lambda: pil().filter(pillow_filter.MedianFilter(size))}
    if size <= 5:
        make["kornia-rs"] = lambda: kornia.median_blur(three_axes(image), size)
    return Contest(
        **same_call("median_blur", image, size),
        fill={OPENCV: lambda out: cv2.medianBlur(image, size, out), "SciPy": scipy},
        make=make,
    )
