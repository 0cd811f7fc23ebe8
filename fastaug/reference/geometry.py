"""Flips, quarter turns, transposes, crops and pads in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import D4_NAMES, border_code, choice, generator, image_shape
from ..draws import crop_corner
from ..sizes import around
from ._batches import on_batches
from ._borders import border_index, fill_value

__all__ = [
    "center_crop",
    "crop",
    "d4",
    "horizontal_flip",
    "pad",
    "pad_if_needed",
    "random_crop",
    "rot90",
    "transpose",
    "vertical_flip",
]


@on_batches()
def horizontal_flip(image, *, out=None, threads=None):
    return image[:, ::-1]


@on_batches()
def vertical_flip(image, *, out=None, threads=None):
    return image[::-1]


@on_batches()
def rot90(image, k=1, *, out=None, threads=None):
    return np.rot90(image, k)


@on_batches()
def transpose(image, *, out=None, threads=None):
    return image.transpose(1, 0, 2)


@on_batches("top", "left")
def crop(image, top, left, height, width, *, border=None, fill=0, out=None, threads=None):
    if border is None and (min(top, left) < 0 or top + height > image.shape[0] or left + width > image.shape[1]):
        raise ValueError(
            f"crop {height} x {width} at ({top}, {left}) does not fit in {image.shape[0]} x {image.shape[1]}"
        )
    code = border_code("constant" if border is None else border)
    y, y_inside = border_index(top + np.arange(height), image.shape[0], code)
    x, x_inside = border_index(left + np.arange(width), image.shape[1], code)
    if image.size == 0:
        return np.broadcast_to(fill_value(fill, image), (height, width, image.shape[2]))
    inside = (y_inside[:, None] & x_inside)[..., None]
    return np.where(inside, image[y[:, None], x], fill_value(fill, image))


def center_crop(image, height, width, *, border=None, fill=0, out=None, threads=None):
    _, h, w, _ = image_shape(image)
    return crop(image, (h - height) // 2, (w - width) // 2, height, width, border=border, fill=fill, out=out)


def random_crop(image, crop_h, crop_w, rng=None, *, border=None, fill=0, out=None, threads=None):
    count, h, w, _ = image_shape(image)
    top, left = crop_corner(generator(rng), count if image.ndim == 4 else None, h, w, crop_h, crop_w)
    return crop(image, top, left, crop_h, crop_w, border=border, fill=fill, out=out)


def pad(image, padding, *, border="constant", fill=0, out=None, threads=None):
    left, top, right, bottom = (padding,) * 4 if np.ndim(padding) == 0 else padding
    _, h, w, _ = image_shape(image)
    return crop(image, -top, -left, h + top + bottom, w + left + right, border=border, fill=fill, out=out)


@on_batches()
def d4(image, element, *, out=None, threads=None):
    number = D4_NAMES.index(choice(element, "element", D4_NAMES))
    return np.rot90(image, number) if number < 4 else np.rot90(image, 4 - number)[::-1]


def pad_if_needed(image, height, width, *, border="constant", fill=0, out=None, threads=None):
    _, h, w, _ = image_shape(image)
    return pad(image, around(h, w, height, width), border=border, fill=fill, out=out)
