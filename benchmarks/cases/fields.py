"""Fields of grids, lenses and thin-plate splines; the image or batch gives the size and the count only."""

from __future__ import annotations

import functools

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case
from ..libraries import OPENCV, cv2, interpolate, ndimage
from .geometry import height_width

SIZE_ONLY = {"channels": (3,), "dtypes": ("uint8",)}


def contest(name, image, *args, make, **options):
    """Ours and the reference by their name."""
    h, w = height_width(image)
    options["count"] = len(image) if image.ndim == 4 else None
    return Contest(
        ours=lambda out, threads: getattr(fastaug, name)(h, w, *args, threads=threads, **options),
        reference=lambda: np.stack(getattr(reference, name)(h, w, *args, **options)),
        make={rival: functools.partial(call, h, w) for rival, call in make.items()},
        fills=False,
    )


def shifts_of(image, count):
    """Of count x count nodes, about a hundredth of the image."""
    return np.random.default_rng(1).normal(size=(count, count, 2)) * min(height_width(image)) / 100


def places(count, length):
    """Of pixels, in cells of a grid of so many nodes."""
    return np.arange(length, dtype=np.float32) * np.float32((count - 1) / max(length - 1, 1))


@case("grid_distortion_field", **SIZE_ONLY)
def grid_distortion_field(image):
    shifts = shifts_of(image, 6)

    def scipy(h, w):
        at = np.meshgrid(places(6, h), places(6, w), indexing="ij")
        return [ndimage.map_coordinates(shifts[..., k].astype(np.float32), at, order=1) for k in (0, 1)]

    return contest("grid_distortion_field", image, shifts=shifts, make={"SciPy": scipy})


@case("optical_distortion_field", **SIZE_ONLY)
def optical_distortion_field(image):
    k = 0.05

    def opencv(h, w):
        camera = np.array([[w, 0, (w - 1) / 2], [0, h, (h - 1) / 2], [0, 0, 1]])
        x, y = cv2.initUndistortRectifyMap(camera, np.array([k, k, 0, 0, 0]), None, None, (w, h), cv2.CV_32FC1)
        return x - np.arange(w, dtype=np.float32), y - np.arange(h, dtype=np.float32)[:, None]

    return contest("optical_distortion_field", image, k, make={OPENCV: opencv})


@case("thin_plate_spline_field", {"16 points": {"side": 4}}, **SIZE_ONLY)
def thin_plate_spline_field(image, side):
    h, w = height_width(image)
    dst = np.stack(np.meshgrid(np.linspace(0, w - 1, side), np.linspace(0, h - 1, side)), axis=-1).reshape(-1, 2)
    src = dst + shifts_of(image, side).reshape(-1, 2)

    def scipy(h, w):
        pixels = np.moveaxis(np.mgrid[:h, :w][::-1], 0, -1).reshape(-1, 2)
        spline = interpolate.RBFInterpolator(dst, src - dst, kernel="thin_plate_spline")
        return spline(pixels).T.reshape(2, h, w).astype(np.float32)

    return contest("thin_plate_spline_field", image, src, dst, make={"SciPy": scipy})


@case("piecewise_affine_field", **SIZE_ONLY)
def piecewise_affine_field(image):
    shifts = shifts_of(image, 4)

    def by_hand(h, w):
        """Of each pixel the corner of its cell, and the two edges of its triangle."""
        x, y = places(4, w), places(4, h)[:, None]
        j, i = np.minimum(x.astype(int), 2), np.minimum(y.astype(int), 2)
        u, v = x - j, y - i
        corners = np.moveaxis(shifts, -1, 0).astype(np.float32)
        first, last = corners[:, i, j], corners[:, i + 1, j + 1]
        other = np.where(u < v, corners[:, i + 1, j], corners[:, i, j + 1])
        return first + (other - first) * np.maximum(u, v) + (last - other) * np.minimum(u, v)

    return contest("piecewise_affine_field", image, shifts=shifts, make={"NumPy by hand": by_hand})
