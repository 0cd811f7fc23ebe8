"""Resizing alone and with a crop: to 7/16 of the side (512 to 224), and larger."""

from __future__ import annotations

import numpy as np

from fastaug.sizes import around, inside, with_side

from ..contest import Contest, case, same_call
from ..libraries import OPENCV, alb_geometry, as_pillow, as_tensor, cv2, from_tensor, kornia, skimage_transform, torch
from .geometry import height_width, three_axes

SHRINK, ENLARGE = 7 / 16, 1.5
NO_TIES = 3 / 7  # from 224 to 96, no output pixel's centre falls on an edge between two pixels
PILLOW = {"nearest": 0, "bilinear": 2, "bicubic": 3, "area": 4}


def opencv_code(interpolation):
    return {
        "nearest": cv2.INTER_NEAREST_EXACT,
        "bilinear": cv2.INTER_LINEAR,
        "bicubic": cv2.INTER_CUBIC,
        "area": cv2.INTER_AREA,
    }[interpolation]


def rivals(image, box, height, width, interpolation, antialias):
    """The rivals' (fill, make) for a crop at box = (top, left, height, width), made by slicing where they cannot."""
    top, left, h, w = box
    part = image[top : top + h, left : left + w] if image.ndim != 4 else image
    pil = as_pillow(image)

    def opencv(out):
        cv2.resize(part, (width, height), out, interpolation=opencv_code(interpolation))

    def pytorch():
        tensor = as_tensor(part)()
        if interpolation == "nearest":
            small = torch.nn.functional.interpolate(tensor, (height, width), mode="nearest-exact")
        elif interpolation == "area":
            raise ValueError("its area is adaptive pooling")
        else:
            small = torch.nn.functional.interpolate(tensor, (height, width), mode=interpolation, antialias=antialias)
        return from_tensor(small, image)

    def pillow():
        whole = (h, w) == height_width(image)
        part = pil() if whole else pil().crop((left, top, left + w, top + h))
        return part.resize((width, height), PILLOW[interpolation])

    def skimage():
        small = skimage_transform.resize(
            part, (height, width), order=1, mode="edge", preserve_range=True, anti_aliasing=False
        )
        return (np.rint(small) if image.dtype.kind == "u" else small).astype(image.dtype)

    def kornia_rs():
        return kornia.resize(np.ascontiguousarray(three_axes(part)), (height, width), interpolation, antialias)

    fill, make = {}, {"torch": pytorch}
    if not antialias:  # what they have
        fill[OPENCV] = opencv
        make["Albumentations"] = lambda: alb_geometry.resize(part, (height, width), opencv_code(interpolation))
    if antialias or interpolation in ("nearest", "area"):
        make["Pillow"] = pillow
    if interpolation != "area":
        make["kornia-rs"] = kornia_rs
    if interpolation == "bilinear" and not antialias:
        make["scikit-image"] = skimage
    return fill, make


PLAIN = {"interpolation": "bilinear", "antialias": False}


@case("smallest_max_size", {"plain": PLAIN | {"of": min}})
@case("longest_max_size", {"plain": PLAIN | {"of": max}})
@case(
    "resize",
    {
        "plain": {"interpolation": "bilinear", "antialias": False},
        "antialias": {"interpolation": "bilinear", "antialias": True},
        "bicubic plain": {"interpolation": "bicubic", "antialias": False},
        "bicubic antialias": {"interpolation": "bicubic", "antialias": True},
        "area": {"interpolation": "area", "antialias": False},
        "nearest": {"interpolation": "nearest", "antialias": False, "scale": NO_TIES},
        "enlarge": {"interpolation": "bilinear", "antialias": False, "scale": ENLARGE},
    },
)
def resize(image, interpolation, antialias, scale=SHRINK, of=None):
    """To a height and width, or to a size of the longer or shorter side."""
    h, w = height_width(image)
    height, width = max(1, round(h * scale)), max(1, round(w * scale))
    if of:
        function, arguments = f"{'longest' if of is max else 'smallest'}_max_size", (of(height, width),)
        height, width = with_side(h, w, *arguments, of(h, w))
    else:
        function, arguments = "resize", (height, width)
    fill, make = rivals(image, (0, 0, h, w), height, width, interpolation, antialias)
    return Contest(
        **same_call(function, image, *arguments, interpolation=interpolation, antialias=antialias),
        fill=fill,
        make=make,
        pixels=height * width,
    )


@case(
    "resized_crop",
    {
        "plain": {"interpolation": "bilinear", "antialias": False},
        "antialias": {"interpolation": "bilinear", "antialias": True},
    },
)
def resized_crop(image, interpolation, antialias):
    """Out of 512: a crop of 400, resized to 224."""
    h, w = height_width(image)
    box = h // 16, w // 16, round(h * 400 / 512), round(w * 400 / 512)
    height, width = max(1, round(h * SHRINK)), max(1, round(w * SHRINK))
    fill, make = rivals(image, box, height, width, interpolation, antialias)
    return Contest(
        **same_call("resized_crop", image, *box, height, width, interpolation=interpolation, antialias=antialias),
        fill=fill,
        make=make,
        pixels=height * width,
    )


@case("letterbox", {"plain": PLAIN})
def letterbox(image, interpolation, antialias):
    """Into a box a quarter wider than the shrunk image; the rivals resize and pad."""
    h, w = height_width(image)
    height, width = max(1, round(h * SHRINK)), max(1, round(w * SHRINK * 1.25))
    small = inside(h, w, height, width)
    left, top, right, bottom = around(*small, height, width)
    fill, make = rivals(image, (0, 0, h, w), *small, interpolation, antialias)
    shrunk = np.empty((*small, *image.shape[2:]), image.dtype)

    def opencv(out):
        fill[OPENCV](shrunk)
        cv2.copyMakeBorder(shrunk, top, bottom, left, right, cv2.BORDER_CONSTANT, dst=out)

    def albumentations():
        return alb_geometry.pad_with_params(make["Albumentations"](), top, bottom, left, right, cv2.BORDER_CONSTANT, 0)

    def pytorch():
        return np.pad(make["torch"](), ((top, bottom), (left, right), *((0, 0),) * (image.ndim - 2)))

    return Contest(
        **same_call("letterbox", image, height, width, interpolation=interpolation, antialias=antialias),
        fill={OPENCV: opencv},
        make={"Albumentations": albumentations, "torch": pytorch},
        pixels=height * width,
    )
