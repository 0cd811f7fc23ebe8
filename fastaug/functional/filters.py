"""Filters: every output pixel is made from a neighbourhood."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import border_code, image_shape, per_sample
from ..kernels import filters as _kernels
from ._types import Array, Numbers

__all__ = ["gaussian_blur"]


def gaussian_blur(
    image: Array,
    sigma: Numbers,
    *,
    border: str = "reflect",
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """x"""
    count, _, _, _ = image_shape(image)
    sigmas = per_sample(sigma, "sigma", count, 0, 1000)
    return _kernels.gaussian_blur(image, sigmas, border_code(border), fill, out, threads)
