"""Inverting, solarizing, posterizing, tone curves, autocontrast, equalizing, and tables of values."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference

from ..contest import RGB, Contest, case, copying
from ..libraries import OPENCV, alb_pixels, as_pillow, cv2, pillow_ops

THRESHOLD, BITS = 0.5, 4
LEVELS = np.arange(256, dtype=np.uint8)


def top(image):
    return 255 if image.dtype == np.uint8 else 1


@case("invert", channels=(1, 3))
def invert(image):
    pil = as_pillow(image)
    fill = {OPENCV: lambda out: cv2.bitwise_not(image, out)} if image.dtype == np.uint8 else {}
    return Contest(
        ours=lambda out, threads: fastaug.invert(image, out=out, threads=threads),
        reference=lambda: reference.invert(image),
        fill={**fill, "NumPy by hand": lambda out: np.subtract(top(image), image, out=out)},
        make={"Pillow": lambda: pillow_ops.invert(pil())},
        floor=copying(image),
    )


@case("solarize", channels=(1, 3))
def solarize(image):
    pil, table = as_pillow(image), np.where(LEVELS < THRESHOLD * 255, LEVELS, LEVELS[::-1])
    return Contest(
        ours=lambda out, threads: fastaug.solarize(image, THRESHOLD, out=out, threads=threads),
        reference=lambda: reference.solarize(image, THRESHOLD),
        fill={OPENCV: lambda out: cv2.LUT(image, table, out)} if image.dtype == np.uint8 else {},
        make={
            "Albumentations": lambda: alb_pixels.solarize(image, THRESHOLD),
            "Pillow": lambda: pillow_ops.solarize(pil(), 128),
        },
        floor=copying(image),
    )


@case("posterize", channels=(1, 3), dtypes=("uint8",))
def posterize(image):
    pil, table = as_pillow(image), LEVELS & 0xF0
    return Contest(
        ours=lambda out, threads: fastaug.posterize(image, BITS, out=out, threads=threads),
        reference=lambda: reference.posterize(image, BITS),
        fill={
            OPENCV: lambda out: cv2.LUT(image, table, out),
            "NumPy by hand": lambda out: np.bitwise_and(image, 0xF0, out=out),
        },
        make={
            "Albumentations": lambda: alb_pixels.posterize(image, BITS),
            "Pillow": lambda: pillow_ops.posterize(pil(), BITS),
        },
        floor=copying(image),
    )


@case("tone_curve", channels=(1, 3))
def tone_curve(image):
    pil = as_pillow(image)
    table = fastaug.tone_curve(LEVELS[None], 0.2, 0.9)[0]
    return Contest(
        ours=lambda out, threads: fastaug.tone_curve(image, 0.2, 0.9, out=out, threads=threads),
        reference=lambda: reference.tone_curve(image, 0.2, 0.9),
        fill={OPENCV: lambda out: cv2.LUT(image, table, out)} if image.dtype == np.uint8 else {},
        make={
            "Albumentations": lambda: alb_pixels.move_tone_curve(image, 0.2, 0.9),
            "Pillow": lambda: pil().point(table.tolist() * len(pil().getbands())),
        },
        floor=copying(image),
    )


@case("apply_lut", {"per channel": {}}, channels=RGB, dtypes=("uint8",))
def apply_lut(image):
    tables = np.stack([(255 * (LEVELS / 255) ** g).astype(np.uint8) for g in (0.7, 1.1, 1.4)])
    pil, columns = as_pillow(image), np.ascontiguousarray(tables.T)[None]
    return Contest(
        ours=lambda out, threads: fastaug.apply_lut(image, tables, out=out, threads=threads),
        reference=lambda: reference.apply_lut(image, tables),
        fill={OPENCV: lambda out: cv2.LUT(image, columns, out)},
        make={"Pillow": lambda: pil().point(tables.ravel().tolist())},
        floor=copying(image),
    )


@case("autocontrast", channels=(1, 3), dtypes=("uint8",))
def autocontrast(image):
    pil = as_pillow(image)

    def opencv(out):
        for c in range(channels := out.shape[2] if out.ndim == 3 else 1):
            plane = image[..., c] if channels > 1 else image
            low, high, *_ = cv2.minMaxLoc(plane)
            scale = 255 / max(high - low, 1)
            tables[0, :, c] = np.clip(LEVELS * scale - low * scale, 0, 255)
        cv2.LUT(image, tables if channels > 1 else tables[:, :, :1].copy(), out)

    tables = np.empty((1, 256, 3), np.uint8)
    return Contest(
        ours=lambda out, threads: fastaug.autocontrast(image, out=out, threads=threads),
        reference=lambda: reference.autocontrast(image),
        fill={OPENCV: opencv},
        make={
            "Albumentations": lambda: alb_pixels.auto_contrast(image, 0, None, "pil"),
            "Pillow": lambda: pillow_ops.autocontrast(pil()),
        },
        floor=copying(image),
    )


@case("equalize", channels=(1, 3), dtypes=("uint8",))
def equalize(image):
    pil = as_pillow(image)

    def opencv(out):
        """OpenCV's own rule, plane by plane."""
        if image.ndim == 2:
            cv2.equalizeHist(image, out)
        else:
            cv2.merge([cv2.equalizeHist(plane) for plane in cv2.split(image)], out)

    return Contest(
        ours=lambda out, threads: fastaug.equalize(image, out=out, threads=threads),
        reference=lambda: reference.equalize(image),
        fill={OPENCV: opencv},
        make={
            "Albumentations": lambda: alb_pixels.equalize(image, mode="pil"),
            "Pillow": lambda: pillow_ops.equalize(pil()),
        },
        floor=copying(image),
    )
