"""Rotations, affine and perspective maps, and given displacement fields."""

from __future__ import annotations

import functools
import math

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case, same_call
from ..images import smooth_field
from ..libraries import (
    OPENCV,
    alb_geometry,
    as_pillow,
    as_tensor,
    cv2,
    from_tensor,
    kornia,
    ndimage,
    skimage_transform,
    torch,
)
from .geometry import height_width, three_axes

ANGLE, ZOOM, SHIFT, SLANT = 13.0, 1.1, (5.3, -3.6), (8.0, 5.0)
SCIPY_MODES = {"constant": "grid-constant", "edge": "nearest", "reflect": "mirror"}
SCIPY_ORDERS = {"nearest": 0, "bilinear": 1}


def border_code(border):
    return {"constant": cv2.BORDER_CONSTANT, "edge": cv2.BORDER_REPLICATE, "reflect": cv2.BORDER_REFLECT_101}[border]


def sampling_code(interpolation):
    return {"nearest": cv2.INTER_NEAREST, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}[interpolation]


def rotation(height, width, angle, zoom):
    """Forward 3x3 matrix of a counter-clockwise turn and a zoom about the centre."""
    c, s = zoom * math.cos(math.radians(angle)), zoom * math.sin(math.radians(angle))
    x, y = (width - 1) / 2, (height - 1) / 2
    return np.array([[c, s, x - c * x - s * y], [-s, c, y + s * x - c * y], [0, 0, 1]])


def matrix_rivals(image, matrix, interpolation, border):
    """The rivals that take an affine matrix, as (fill, make)."""
    h, w = height_width(image)
    forward, inverse = matrix[:2], np.linalg.inv(matrix)
    # Edge coordinates (Pillow) and the (row, column) order (SciPy) of the same inverse.
    edges = inverse[:2].copy()
    edges[:, 2] += 0.5 - inverse[:2, :2] @ (0.5, 0.5)
    flipped = inverse[:2, :2][::-1, ::-1].copy(), inverse[:2, 2][::-1].copy()
    rank = image.ndim
    pil, tensor = as_pillow(image), as_tensor(image, "float32")

    def opencv(out):
        cv2.warpAffine(image, forward, (w, h), out, sampling_code(interpolation), border_code(border))

    def albumentations():
        return alb_geometry.warp_affine(image, matrix, sampling_code(interpolation), 0, border_code(border), (h, w))

    def scipy(out):
        linear, offset = np.eye(rank), np.zeros(rank)
        linear[:2, :2], offset[:2] = flipped
        ndimage.affine_transform(
            image, linear, offset, output=out, order=SCIPY_ORDERS[interpolation], mode=SCIPY_MODES[border]
        )

    def skimage():
        order = {"nearest": 0, "bilinear": 1}[interpolation]
        mode = {"constant": "constant", "edge": "edge", "reflect": "reflect"}[border]
        warped = skimage_transform.warp(image, inverse, order=order, mode=mode, preserve_range=True)
        return (np.rint(warped) if image.dtype.kind == "u" else warped).astype(image.dtype)

    def pillow():
        if border != "constant":
            raise ValueError("no such border")
        resample = {"nearest": 0, "bilinear": 2, "bicubic": 3}[interpolation]
        return pil().transform((w, h), 0, edges.ravel().tolist(), resample)

    def pytorch():
        padding = {"constant": "zeros", "edge": "border", "reflect": "reflection"}[border]
        to_unit = np.array([[2 / (w - 1), 0, -1], [0, 2 / (h - 1), -1], [0, 0, 1]])
        theta = torch.from_numpy((to_unit @ inverse @ np.linalg.inv(to_unit))[None, :2].astype(np.float32))
        source = tensor() if image.dtype == np.float32 else as_tensor(image)().to(torch.float32)
        grid = torch.nn.functional.affine_grid(theta, source.shape, align_corners=True)
        warped = torch.nn.functional.grid_sample(source, grid, interpolation, padding, align_corners=True)
        return from_tensor(
            warped if image.dtype == np.float32 else warped.round_().clamp_(0, 255).to(torch.uint8), image
        )

    fill, make = {OPENCV: opencv}, {"Albumentations": albumentations, "Pillow": pillow, "torch": pytorch}
    if border == "constant":
        make["kornia-rs"] = lambda: kornia.warp_affine(
            three_axes(image), forward.ravel().tolist(), (h, w), interpolation
        )
    if interpolation != "bicubic":  # their third order is a spline
        fill["SciPy"] = scipy
        if border != "reflect":  # its reflect warps coordinates far out in another way
            make["scikit-image"] = skimage
    return fill, make


def inside(function, image, *args, **options):
    """A mask of the pixels that no outside pixel touches: what becomes of ones with zeros outside."""

    @functools.cache
    def mask():
        ones = np.ones(height_width(image), np.float64)
        kept = function(ones, *args, **options) > 1 - 1e-9
        for axis in (0, 1):  # rivals that cut hard do so up to a pixel further in
            kept = kept & np.roll(kept, 1, axis) & np.roll(kept, -1, axis)
        return kept if image.ndim == 2 else np.repeat(kept[..., None], image.shape[-1], -1)

    return mask


@case(
    "affine_transform",
    {
        "bilinear": {"interpolation": "bilinear", "border": "constant"},
        "bilinear reflect": {"interpolation": "bilinear", "border": "reflect"},
        "bilinear edge": {"interpolation": "bilinear", "border": "edge"},
        "nearest": {"interpolation": "nearest", "border": "constant"},
        "bicubic": {"interpolation": "bicubic", "border": "constant"},
    },
)
def affine_transform(image, interpolation, border):
    """13 degrees, zoom 1.1."""
    matrix = rotation(*height_width(image), ANGLE, ZOOM)
    fill, make = matrix_rivals(image, matrix, interpolation, border)
    options = {"interpolation": interpolation, "border": border}
    return Contest(
        ours=lambda out, threads: fastaug.affine_transform(image, matrix[:2], out=out, threads=threads, **options),
        reference=lambda: reference.affine_transform(image, matrix[:2], **options),
        fill=fill,
        make=make,
        mask=inside(reference.affine_transform, image, matrix[:2], interpolation=interpolation, border=border),
    )


@case("zoom", {"": {"function": "zoom", "arguments": (ZOOM,), "parameters": {"scale": ZOOM}}})
@case("translate", {"": {"function": "translate", "arguments": SHIFT, "parameters": {"translate": SHIFT}}})
@case("shear", {"": {"function": "shear", "arguments": SLANT, "parameters": {"shear": SLANT}}})
@case("rotate", {"": {"function": "rotate", "arguments": (ANGLE,), "parameters": {"rotate": ANGLE}}})
def by_parameters(image, function, arguments, parameters):
    """What is moved away leaves black; the rivals get the matrix."""
    matrix = fastaug.affine_matrix(*height_width(image), **parameters)
    fill, make = matrix_rivals(image, matrix, "bilinear", "constant")
    return Contest(
        **same_call(function, image, *arguments),
        fill=fill,
        make=make,
        mask=inside(getattr(reference, function), image, *arguments),
    )


@case("perspective_transform")
def perspective_transform(image):
    """A turn of 13 degrees and a tilt that changes the scale by about a quarter across the image."""
    h, w = height_width(image)
    tilt = np.array([[1, 0, 0], [0, 1, 0], [0.15 / w, 0.1 / h, 0.9]])
    matrix = tilt @ rotation(h, w, ANGLE, ZOOM)
    inverse = np.linalg.inv(matrix)
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    edges = half @ inverse @ np.linalg.inv(half)
    edges = (edges / edges[2, 2]).ravel()[:8].tolist()
    pil = as_pillow(image)

    def skimage():
        warped = skimage_transform.warp(image, inverse, order=1, preserve_range=True)
        return (np.rint(warped) if image.dtype.kind == "u" else warped).astype(image.dtype)

    return Contest(
        ours=lambda out, threads: fastaug.perspective_transform(image, matrix, out=out, threads=threads),
        reference=lambda: reference.perspective_transform(image, matrix),
        fill={OPENCV: lambda out: cv2.warpPerspective(image, matrix, (w, h), out, cv2.INTER_LINEAR)},
        make={
            "Albumentations": lambda: alb_geometry.perspective(
                image, matrix, w, h, 0, cv2.BORDER_CONSTANT, False, cv2.INTER_LINEAR
            ),
            "kornia-rs": lambda: kornia.warp_perspective(
                three_axes(image), matrix.ravel().tolist(), (h, w), "bilinear"
            ),
            "Pillow": lambda: pil().transform((w, h), 2, edges, 2),
            "scikit-image": skimage,
        },
        mask=inside(reference.perspective_transform, image, matrix),
    )


@functools.cache
def field(height, width, std=1.6, sigma=10):
    """A displacement field like the one of elastic_transform with its defaults."""
    cutoff = 1 / (2.5 * sigma)  # the Gaussian's spectrum has fallen to a twentieth
    return tuple((std * smooth_field(height, width, seed, 0.5, cutoff)).astype(np.float32) for seed in (1, 2))


@functools.cache
def absolute(height, width):
    """The same as absolute coordinates, as OpenCV takes them; not part of what is timed."""
    dx, dy = field(height, width)
    return np.arange(width, dtype=np.float32) + dx, np.arange(height, dtype=np.float32)[:, None] + dy


@case("displace")
def displace(image):
    h, w = height_width(image)
    dx, dy = field(h, w)

    def opencv(out):
        cv2.remap(image, *absolute(h, w), cv2.INTER_LINEAR, out, cv2.BORDER_CONSTANT)

    def scipy(out):
        x, y = absolute(h, w)
        for c in range(image.shape[2] if image.ndim == 3 else 1):
            source, target = (image, out) if image.ndim == 2 else (image[..., c], out[..., c])
            ndimage.map_coordinates(source, (y, x), output=target, order=1, mode="grid-constant")

    return Contest(
        ours=lambda out, threads: fastaug.displace(image, dx, dy, out=out, threads=threads),
        reference=lambda: reference.displace(image, dx, dy),
        fill={OPENCV: opencv, "SciPy": scipy},
        make={
            "Albumentations": lambda: alb_geometry.remap(
                image, *absolute(h, w), cv2.INTER_LINEAR, cv2.BORDER_CONSTANT, 0
            ),
        },
        mask=inside(reference.displace, image, dx, dy),
    )
