"""Displacement fields and elastic deformation."""

from __future__ import annotations

import functools

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case
from ..libraries import OPENCV, cv2, ndimage
from .geometry import height_width

ALPHA = 100.0


@functools.cache
def pixel_grid(height, width):
    return np.broadcast_to(np.arange(width, dtype=np.float32), (height, width)), np.arange(height, dtype=np.float32)[
        :, None
    ]


def opencv_field(height, width, sigma):
    """Uniform noise, smoothed and scaled, twice."""
    fields = []
    for _ in range(2):
        noise = np.empty((height, width), np.float32)
        cv2.randu(noise, -ALPHA, ALPHA)
        fields.append(cv2.GaussianBlur(noise, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101))
    return fields


def scipy_field(height, width, sigma, rng):
    return [
        ndimage.gaussian_filter(rng.uniform(-ALPHA, ALPHA, (height, width)).astype(np.float32), sigma, mode="mirror")
        for _ in range(2)
    ]


@case("elastic_field", {f"sigma {sigma}": {"sigma": sigma} for sigma in (2, 10, 50)}, channels=(3,), dtypes=("uint8",))
def elastic_field(image, sigma):
    """The image or batch gives the size and the count only."""
    h, w = height_width(image)
    count = len(image) if image.ndim == 4 else None
    live = np.random.default_rng(1)
    return Contest(
        ours=lambda out, threads: fastaug.elastic_field(h, w, ALPHA, sigma, live, count=count, threads=threads),
        reference=lambda: reference.elastic_field(h, w, ALPHA, sigma, live, count=count),
        make={
            OPENCV: lambda: opencv_field(h, w, sigma),
            "SciPy": lambda: scipy_field(h, w, sigma, live),
        },
        fills=False,
        around=0.0,
    )


@case("elastic_transform", {"sigma 10": {"sigma": 10}})
def elastic_transform(image, sigma):
    h, w = height_width(image)
    live = np.random.default_rng(1)

    def opencv(out):
        (x, y), (dx, dy) = pixel_grid(h, w), opencv_field(h, w, sigma)
        cv2.remap(image, cv2.add(dx, x), dy + y, cv2.INTER_LINEAR, out, cv2.BORDER_CONSTANT)

    def scipy(out):
        (x, y), (dx, dy) = pixel_grid(h, w), scipy_field(h, w, sigma, live)
        for c in range(image.shape[2] if image.ndim == 3 else 1):
            source, target = (image, out) if image.ndim == 2 else (image[..., c], out[..., c])
            ndimage.map_coordinates(source, (dy + y, dx + x), output=target, order=1, mode="grid-constant")

    return Contest(
        ours=lambda out, threads: fastaug.elastic_transform(image, ALPHA, sigma, live, out=out, threads=threads),
        reference=lambda: reference.elastic_transform(image, ALPHA, sigma, live),
        fill={OPENCV: opencv, "SciPy": scipy},
        around=image,
    )
