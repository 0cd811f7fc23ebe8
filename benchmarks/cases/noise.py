"""Noise."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case, same_call
from ..libraries import OPENCV, alb_pixels, cv2, skimage_util
from .color import clipped, full_range

STD, WIDTH = 0.04, 0.07  # about ten levels


@case("random_noise", {"gaussian": {"function": "random_noise", "arguments": ("gaussian",), "var": STD**2}})
@case("uniform_noise", {"": {"function": "uniform_noise", "arguments": (-WIDTH, WIDTH), "normal": False}})
@case("gaussian_noise", {"": {"function": "gaussian_noise", "arguments": (STD, 0)}})
def added_noise(image, function, arguments, normal=True, **options):
    """The rivals draw for all values alike, so OpenCV gets its arrays as rows of one channel."""
    live, top = np.random.default_rng(1), full_range(image)
    scale = (STD if normal else WIDTH) * top
    rows = image.reshape(image.shape[0], -1)
    drawn = np.empty(rows.shape, np.float32 if image.dtype.kind == "f" else np.int16)

    def opencv(out):
        if normal:
            cv2.randn(drawn, 0, scale)
        else:
            cv2.randu(drawn, -scale, scale)
        made = out.reshape(rows.shape)
        cv2.add(rows, drawn, made, dtype=cv2.CV_32F if image.dtype.kind == "f" else cv2.CV_8U)
        clipped(image, made)

    def numpy_by_hand(out):
        if normal:
            noisy = live.standard_normal(image.shape, np.float32)
            noisy *= np.float32(scale)
        else:
            noisy = live.random(image.shape, np.float32)
            noisy -= np.float32(0.5)
            noisy *= np.float32(2 * scale)
        noisy += image
        store(noisy, out, top)

    def albumentations():
        law = {"mean_range": (0, 0), "std_range": (STD, STD)} if normal else {"ranges": [(-WIDTH, WIDTH)]}
        kind = "gaussian" if normal else "uniform"
        return alb_pixels.add_noise(image, alb_pixels.generate_noise(kind, "per_pixel", image.shape, law, top, 1, live))

    def skimage():
        noisy = skimage_util.random_noise(image, "gaussian", live, var=STD**2) * top
        return (np.rint(noisy) if image.dtype.kind == "u" else noisy).astype(image.dtype)

    return Contest(
        **same_call(function, image, *arguments, live, **options),
        fill={OPENCV: opencv, "NumPy by hand": numpy_by_hand},
        make={"Albumentations": albumentations} | ({"scikit-image": skimage} if normal else {}),
        around=image,
    )


def store(values, out, top):
    """Floats clipped, and rounded for integers; they are spoilt."""
    np.clip(values, 0, top, values)
    np.copyto(out, values if out.dtype.kind == "f" else np.rint(values, values), casting="unsafe")


@case("rician_noise")
def rician_noise(image):
    live, top = np.random.default_rng(1), full_range(image)
    rows = image.reshape(image.shape[0], -1)
    real, imaginary = np.empty(rows.shape, np.float32), np.empty(rows.shape, np.float32)

    def opencv(out):
        cv2.randn(real, 0, STD * top)
        cv2.randn(imaginary, 0, STD * top)
        cv2.add(rows, real, real, dtype=cv2.CV_32F)
        cv2.magnitude(real, imaginary, real)
        if image.dtype == np.uint8:
            cv2.convertScaleAbs(real, out.reshape(rows.shape))
        else:
            cv2.min(real, 1, out.reshape(rows.shape))

    def numpy_by_hand(out):
        noisy, across = (live.standard_normal(image.shape, np.float32) for _ in range(2))
        noisy *= np.float32(STD * top)
        across *= np.float32(STD * top)
        noisy += image
        store(np.hypot(noisy, across, noisy), out, top)

    return Contest(
        **same_call("rician_noise", image, STD, live),
        fill={OPENCV: opencv, "NumPy by hand": numpy_by_hand},
        around=image,
    )


AMOUNT = 0.02


@case("salt_and_pepper")
def salt_and_pepper(image):
    """Whole pixels. Albumentations changes a fixed number of them, the others each with its chance."""
    live, top = np.random.default_rng(1), full_range(image)
    height, width = image.shape[:2]
    drawn = np.empty((height, width), np.uint16)
    white, black = np.full_like(image, top), np.zeros_like(image)

    def opencv(out):
        cv2.randu(drawn, 0, 65536)
        np.copyto(out, image)
        cv2.copyTo(white, cv2.inRange(drawn, 0, int(65536 * AMOUNT / 2) - 1), out)
        cv2.copyTo(black, cv2.inRange(drawn, 65536 - int(65536 * AMOUNT / 2), 65535), out)

    def numpy_by_hand(out):
        u = live.random((height, width), np.float32)
        np.copyto(out, image)
        out[u < AMOUNT / 2] = top
        out[u >= 1 - AMOUNT / 2] = 0

    def albumentations():
        number = int(height * width * AMOUNT)
        places = live.choice(height * width, size=number, replace=False)
        masks = np.zeros((2, height * width), bool)
        masks[0, places[: number // 2]] = masks[1, places[number // 2 :]] = True
        return alb_pixels.apply_salt_and_pepper(image, *masks.reshape(2, height, width))

    return Contest(
        ours=lambda out, threads: fastaug.salt_and_pepper(image, AMOUNT, 0.5, live, out=out, threads=threads),
        reference=lambda: reference.salt_and_pepper(image, AMOUNT, 0.5, live),
        fill={OPENCV: opencv, "NumPy by hand": numpy_by_hand},
        make={"Albumentations": albumentations},
        around=image,
    )


@case("poisson_noise")
def poisson_noise(image):
    live, top, peak = np.random.default_rng(1), full_range(image), 50

    def numpy_by_hand(out):
        store(live.poisson(image * (peak / top)) * (top / peak), out, top)

    return Contest(
        ours=lambda out, threads: fastaug.poisson_noise(image, peak, live, out=out, threads=threads),
        reference=lambda: reference.poisson_noise(image, peak, live),
        fill={"NumPy by hand": numpy_by_hand},
        around=image,
    )


@case("speckle_noise")
def speckle_noise(image):
    live, top = np.random.default_rng(1), full_range(image)
    rows = image.reshape(image.shape[0], -1)
    drawn, real = np.empty(rows.shape, np.float32), rows.astype(np.float32)

    def opencv(out):
        cv2.randn(drawn, 1, STD)
        made = out.reshape(rows.shape)
        cv2.multiply(rows, drawn, made, dtype=cv2.CV_32F if image.dtype.kind == "f" else cv2.CV_8U)
        clipped(image, made)

    def numpy_by_hand(out):
        noisy = live.standard_normal(rows.shape, np.float32)
        noisy *= np.float32(STD)
        noisy += 1
        noisy *= real
        store(noisy.reshape(out.shape), out, top)

    return Contest(
        ours=lambda out, threads: fastaug.speckle_noise(image, STD, live, out=out, threads=threads),
        reference=lambda: reference.speckle_noise(image, STD, live),
        fill={OPENCV: opencv, "NumPy by hand": numpy_by_hand},
        around=image,
    )
