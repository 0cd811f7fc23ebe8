"""Brightness, contrast, saturation, hue, gamma, jitter, grey and normalisation."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import draws, reference

from ..contest import RGB, Contest, case, copying, same_call, writing
from ..libraries import OPENCV, alb_pixels, albucore, as_pillow, as_tensor, cv2, kornia, pillow_enhance, torch
from .geometry import height_width

DELTA, FACTOR, SATURATION, TURNS, GAMMA = 0.1, 1.2, 1.3, 0.05, 0.8
WEIGHTS = np.array([0.299, 0.587, 0.114])
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def full_range(image):
    return 255 if image.dtype == np.uint8 else 1.0


def clipped(image, out):
    """Clips float results in place, as integers saturate."""
    if image.dtype.kind == "f":
        cv2.min(cv2.max(out, (0.0,) * 4, out), (1.0,) * 4, out)


def table_of(function):
    """All 256 levels through a function of 0 .. 1."""
    return np.clip(np.rint(function(np.arange(256) / 255) * 255), 0, 255).astype(np.uint8)


def pillow_point(image, table):
    pil = as_pillow(image)
    return lambda: pil().point(table.tolist() * len(pil().getbands()))


@case("adjust_brightness", channels=(1, 3))
def adjust_brightness(image):
    """A tenth of the range is added."""
    delta = DELTA * full_range(image)

    def opencv(out):
        cv2.add(image, (delta,) * 4, out)
        clipped(image, out)

    return Contest(
        ours=lambda out, threads: fastaug.adjust_brightness(image, DELTA, out=out, threads=threads),
        reference=lambda: reference.adjust_brightness(image, DELTA),
        fill={OPENCV: opencv},
        make={
            "Albumentations": lambda: albucore.add(image, delta),
            "kornia-rs": lambda: kornia.adjust_brightness(image, DELTA),
            "Pillow": pillow_point(image, table_of(lambda x: x + DELTA)),
        },
        floor=copying(image),
    )


@case("scale_brightness", channels=(1, 3))
def scale_brightness(image):
    pil = as_pillow(image)

    def opencv(out):
        if image.dtype == np.uint8:
            cv2.convertScaleAbs(image, out, FACTOR)
        else:
            cv2.min(cv2.multiply(image, FACTOR, out), 1, out)

    return Contest(
        **same_call("scale_brightness", image, FACTOR),
        fill={OPENCV: opencv},
        make={
            "Albumentations": lambda: albucore.multiply(image, FACTOR),
            "Pillow": lambda: pillow_enhance.Brightness(pil()).enhance(FACTOR),
        },
        floor=copying(image),
    )


def opencv_contrast(image, factor, out):
    """The pivot is the mean of the grey image."""
    pivot = cv2.mean(image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[0]
    cv2.addWeighted(image, factor, image, 0, (1 - factor) * pivot, out)
    clipped(image, out)


@case("adjust_contrast", channels=(1, 3))
def adjust_contrast(image):
    pil = as_pillow(image)
    return Contest(
        ours=lambda out, threads: fastaug.adjust_contrast(image, FACTOR, out=out, threads=threads),
        reference=lambda: reference.adjust_contrast(image, FACTOR),
        fill={OPENCV: lambda out: opencv_contrast(image, FACTOR, out)},
        make={
            "Albumentations": lambda: alb_pixels.adjust_contrast_torchvision(image, FACTOR),
            "Pillow": lambda: pillow_enhance.Contrast(pil()).enhance(FACTOR),
        },
        floor=copying(image),
    )


@case("adjust_gamma", channels=(1, 3))
def adjust_gamma(image):
    table = table_of(lambda x: x**GAMMA)

    def opencv(out):
        if image.dtype == np.uint8:
            cv2.LUT(image, table, out)
        else:
            cv2.pow(image, GAMMA, out)

    return Contest(
        ours=lambda out, threads: fastaug.adjust_gamma(image, GAMMA, out=out, threads=threads),
        reference=lambda: reference.adjust_gamma(image, GAMMA),
        fill={OPENCV: opencv},
        make={
            "Albumentations": lambda: alb_pixels.gamma_transform(image, GAMMA),
            "Pillow": pillow_point(image, table),
        },
        floor=copying(image),
    )


def saturation_matrix(factor):
    return (factor * np.eye(3) + (1 - factor) * WEIGHTS).astype(np.float32)


def opencv_saturation(image, matrix, out):
    cv2.transform(image, matrix, out)
    clipped(image, out)


@case("adjust_saturation", channels=RGB)
def adjust_saturation(image):
    pil, matrix = as_pillow(image), saturation_matrix(SATURATION)
    return Contest(
        ours=lambda out, threads: fastaug.adjust_saturation(image, SATURATION, out=out, threads=threads),
        reference=lambda: reference.adjust_saturation(image, SATURATION),
        fill={OPENCV: lambda out: opencv_saturation(image, matrix, out)},
        make={
            "Albumentations": lambda: alb_pixels.adjust_saturation_torchvision(image, SATURATION),
            "Pillow": lambda: pillow_enhance.Color(pil()).enhance(SATURATION),
        },
        floor=copying(image),
    )


def opencv_hue(image, turns, out):
    """Bytes hold the hue in steps of two degrees."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    if image.dtype == np.uint8:
        table = ((np.arange(256) + round(turns * 180)) % 180).astype(np.uint8)
        hsv[..., 0] = cv2.LUT(hsv[..., 0], table)
    else:
        hsv[..., 0] = np.mod(hsv[..., 0] + np.float32(360 * turns), np.float32(360))
    cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB, out)


@case("adjust_hue", channels=RGB)
def adjust_hue(image):
    return Contest(
        ours=lambda out, threads: fastaug.adjust_hue(image, TURNS, out=out, threads=threads),
        reference=lambda: reference.adjust_hue(image, TURNS),
        fill={OPENCV: lambda out: opencv_hue(image, TURNS, out)},
        make={"Albumentations": lambda: alb_pixels.adjust_hue_torchvision(image, TURNS)},
        floor=copying(image),
    )


SHIFTS = (0.05, 0.1, -0.1)


def opencv_hsv(image, hue, saturation, value, out):
    """Bytes hold the hue in steps of two degrees; their grays stay gray."""
    h, s, v = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2HSV))
    if image.dtype == np.uint8:
        h = cv2.LUT(h, ((np.arange(256) + round(hue * 180)) % 180).astype(np.uint8))
        s, v = cv2.add(s, round(saturation * 255), s.copy(), mask=s), cv2.add(v, round(value * 255))
    else:
        h = np.mod(h + np.float32(360 * hue), np.float32(360))
        s, v = (cv2.min(cv2.max(cv2.add(plane, shift), 0), 1) for plane, shift in ((s, saturation), (v, value)))
    cv2.cvtColor(cv2.merge((h, s, v)), cv2.COLOR_HSV2RGB, out)


@case("shift_hsv", channels=RGB)
def shift_hsv(image):
    """Hue, saturation and value shifted."""
    units = (round(SHIFTS[0] * 180), round(SHIFTS[1] * 255), round(SHIFTS[2] * 255))

    return Contest(
        ours=lambda out, threads: fastaug.shift_hsv(image, *SHIFTS, out=out, threads=threads),
        reference=lambda: reference.shift_hsv(image, *SHIFTS),
        fill={OPENCV: lambda out: opencv_hsv(image, *SHIFTS, out)},
        make={"Albumentations": lambda: alb_pixels.shift_hsv(image, *units)},
        floor=copying(image),
    )


STEPS = ("brightness", "contrast", "saturation", "hue")
STRENGTHS = (0.2, 0.2, 0.2, 0.1)


@case("color_jitter", {"four steps": {}}, channels=RGB)
def color_jitter(image):
    """Brightness, contrast, saturation and hue in this order; the rivals get the amounts that the seed draws."""
    seed, live = 5, np.random.default_rng(1)
    ranges = [*((1 - v, 1 + v) for v in STRENGTHS[:3]), (-STRENGTHS[3], STRENGTHS[3])]
    steps = draws.color_steps(np.random.default_rng(seed), 1, ranges, (0, 1, 2, 3))
    brightness, contrast, saturation, turns = (step[1] for step in steps[0].tolist())
    b, c, s, h = STRENGTHS
    matrix = saturation_matrix(saturation)

    def opencv(out):
        cv2.addWeighted(image, brightness, image, 0, 0, out)
        clipped(image, out)
        opencv_contrast(out, contrast, out)
        opencv_saturation(out, matrix, out)
        opencv_hue(out, turns, out)

    def albumentations():
        x = alb_pixels.adjust_brightness_torchvision(image, brightness)
        x = alb_pixels.adjust_contrast_torchvision(x, contrast)
        x = alb_pixels.adjust_saturation_torchvision(x, saturation)
        return alb_pixels.adjust_hue_torchvision(x, turns)

    return Contest(
        ours=lambda out, threads: fastaug.color_jitter(image, b, c, s, h, live, order=STEPS, out=out, threads=threads),
        reference=lambda: reference.color_jitter(image, *STRENGTHS, seed, order=STEPS),
        fill={OPENCV: opencv},
        make={"Albumentations": albumentations},
        floor=copying(image),
    )


@case("to_grayscale", {"three channels": {"channels": 3}, "one channel": {"channels": 1}}, channels=RGB)
def to_grayscale(image, channels):
    pil = as_pillow(image)

    def opencv(out):
        if channels == 1:
            cv2.cvtColor(image, cv2.COLOR_RGB2GRAY, out)
        else:
            cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB, out)

    one = {"kornia-rs": lambda: kornia.gray_from_rgb(image), "Pillow": lambda: pil().convert("L")}
    three = {"Albumentations": lambda: alb_pixels.to_gray(image, 3, "weighted_average")}
    return Contest(
        ours=lambda out, threads: fastaug.to_grayscale(image, channels=channels, out=out, threads=threads),
        reference=lambda: reference.to_grayscale(image, channels=channels),
        fill={OPENCV: opencv},
        make=one if channels == 1 else three,
        floor=writing(),
    )


@case("normalize", {"HWC": {"layout": "HWC"}, "CHW": {"layout": "CHW"}}, channels=RGB)
def normalize(image, layout):
    """To float32; the rivals get scale and offset, or tables, that are made before."""
    h, w = height_width(image)
    scale, offset = (1 / (full_range(image) * STD)).astype(np.float32), (-MEAN / STD).astype(np.float32)
    table = ((np.arange(256)[:, None] / 255 - MEAN) / STD).astype(np.float32)
    rows = np.tile(scale, w), np.tile(offset, w)
    tensor = as_tensor(image)

    def opencv(out):
        if layout == "HWC" and image.dtype == np.uint8:
            cv2.LUT(image, table.reshape(1, 256, 3), out)
        elif layout == "HWC":
            cv2.multiply(image, (*scale.tolist(), 0), out)
            cv2.add(out, (*offset.tolist(), 0), out)
        else:
            for c, plane in enumerate(cv2.split(image)):
                cv2.addWeighted(plane, float(scale[c]), plane, 0, float(offset[c]), out[c], cv2.CV_32F)

    def by_hand(out):
        if layout == "HWC":
            flat = out.reshape(h, w * 3)
            np.add(np.multiply(image.reshape(h, w * 3), rows[0], out=flat), rows[1], out=flat)
        else:
            for c in range(3):
                np.add(np.multiply(image[..., c], scale[c], out=out[c]), offset[c], out=out[c])

    def albumentations():
        made = albucore.normalize(image, (MEAN * full_range(image)).astype(np.float32), scale)
        return made if layout == "HWC" else np.ascontiguousarray(made.transpose(2, 0, 1))

    def pytorch():
        factor, bias = (torch.from_numpy(v)[:, None, None] for v in (scale, offset))
        made = torch.addcmul(bias, tensor()[0], factor)
        return (made.permute(1, 2, 0) if layout == "HWC" else made).contiguous().numpy()

    return Contest(
        ours=lambda out, threads: fastaug.normalize(image, MEAN, STD, layout=layout, out=out, threads=threads),
        reference=lambda: reference.normalize(image, MEAN, STD, layout=layout),
        fill={OPENCV: opencv, "NumPy by hand": by_hand},
        make={"Albumentations": albumentations, "torch": pytorch},
        floor=writing(),
    )
