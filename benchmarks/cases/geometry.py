"""Flips, quarter turns, transposes, crops and pads."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import draws, reference

from ..contest import Contest, case, copying, same_call, writing
from ..libraries import OPENCV, alb_crops, alb_geometry, albucore, as_pillow, as_tensor, cv2, from_tensor, kornia, torch


def height_width(image):
    return image.shape[1:3] if image.ndim == 4 else image.shape[:2]


def three_axes(image):
    """(H, W, C) also for one channel, as kornia-rs takes it."""
    return image if image.ndim == 3 else image[..., None]


@case("horizontal_flip")
def horizontal_flip(image):
    pil, tensor = as_pillow(image), as_tensor(image)
    return Contest(
        **same_call("horizontal_flip", image),
        fill={OPENCV: lambda out: cv2.flip(image, 1, dst=out)},
        make={
            "Albumentations": lambda: albucore.hflip(image),
            "kornia-rs": lambda: kornia.horizontal_flip(three_axes(image)),
            "Pillow": lambda: pil().transpose(0),
            "torch": lambda: from_tensor(torch.flip(tensor(), (-1,)), image),
        },
        floor=copying(image),
    )


@case("vertical_flip")
def vertical_flip(image):
    pil, tensor = as_pillow(image), as_tensor(image)
    return Contest(
        **same_call("vertical_flip", image),
        fill={OPENCV: lambda out: cv2.flip(image, 0, dst=out)},
        make={
            "Albumentations": lambda: albucore.vflip(image),
            "kornia-rs": lambda: kornia.vertical_flip(three_axes(image)),
            "Pillow": lambda: pil().transpose(1),
            "torch": lambda: from_tensor(torch.flip(tensor(), (-2,)), image),
        },
        floor=copying(image),
    )


@case("rot90")
def rot90(image):
    pil, tensor = as_pillow(image), as_tensor(image)

    def turned_tensor():
        turned = torch.rot90(tensor(), 1, (-2, -1))
        return from_tensor(turned.contiguous(memory_format=torch.channels_last), image)

    return Contest(
        **same_call("rot90", image),
        fill={OPENCV: lambda out: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE, dst=out)},
        make={
            "Albumentations": lambda: np.ascontiguousarray(alb_geometry.rot90(image, 1)),
            "Pillow": lambda: pil().transpose(2),
            "torch": turned_tensor,
        },
        floor=copying(image),
    )


@case("transpose")
def transpose(image):
    pil = as_pillow(image)
    return Contest(
        **same_call("transpose", image),
        fill={OPENCV: lambda out: cv2.transpose(image, dst=out)},
        make={
            "Albumentations": lambda: np.ascontiguousarray(alb_geometry.transpose(image)),
            "Pillow": lambda: pil().transpose(5),
        },
        floor=copying(image),
    )


@case("d4", {"second diagonal": {}})
def d4(image):
    pil = as_pillow(image)
    return Contest(
        **same_call("d4", image, "hvt"),
        fill={OPENCV: lambda out: cv2.rotate(cv2.transpose(image), cv2.ROTATE_180, dst=out)},
        make={
            "Albumentations": lambda: np.ascontiguousarray(alb_geometry.d4(image, "hvt")),
            "Pillow": lambda: pil().transpose(6),
        },
        floor=copying(image),
    )


@case("random_crop", {"": {"function": "random_crop"}})
@case("center_crop", {"": {"function": "center_crop"}})
@case("crop", {"": {"function": "crop"}})
def crop(image, function):
    """Seven eighths of the height and width out of the middle, or where the seed says."""
    h, w = height_width(image)
    top, left, height, width = h // 16, w // 16, h - h // 8, w - w // 8
    calls = same_call(function, image, *((top, left) if function == "crop" else ()), height, width)
    if function == "random_crop":
        seed, live = 5, np.random.default_rng(1)
        top, left = draws.crop_corner(np.random.default_rng(seed), None, h, w, height, width)
        calls = {
            "ours": lambda out, threads: fastaug.random_crop(image, height, width, live, out=out, threads=threads),
            "reference": lambda: reference.random_crop(image, height, width, seed),
        }
    rows, columns = slice(top, top + height), slice(left, left + width)
    part = image[:, rows, columns] if image.ndim == 4 else image[rows, columns]
    pil = as_pillow(image)
    return Contest(
        **calls,
        fill={OPENCV: lambda out: cv2.copyTo(part, None, dst=out)},
        make={
            "Albumentations": lambda: alb_crops.crop(image, left, top, left + width, top + height).copy(),
            "kornia-rs": lambda: kornia.crop(three_axes(image), left, top, width, height),
            "Pillow": lambda: pil().crop((left, top, left + width, top + height)),
        },
        floor=copying(part),
        pixels=height * width,
    )


@case("pad_if_needed", {"reflect": {"function": "pad_if_needed"}})
@case("pad", {"reflect": {"function": "pad"}})
def pad(image, function):
    h, w = height_width(image)
    by = max(1, min(h, w) // 16)
    arguments = (by,) if function == "pad" else (h + 2 * by, w + 2 * by)
    tensor = as_tensor(image, "float32") if image.dtype == np.float32 else None
    make = {
        "Albumentations": lambda: alb_geometry.pad_with_params(image, by, by, by, by, cv2.BORDER_REFLECT_101, 0),
    }
    if tensor:
        make["torch"] = lambda: from_tensor(torch.nn.functional.pad(tensor(), (by,) * 4, mode="reflect"), image)
    return Contest(
        **same_call(function, image, *arguments, border="reflect"),
        fill={OPENCV: lambda out: cv2.copyMakeBorder(image, by, by, by, by, cv2.BORDER_REFLECT_101, dst=out)},
        make=make,
        floor=writing(),
        pixels=(h + 2 * by) * (w + 2 * by),
    )
