"""Channels shifted, scaled, in another order, or dropped."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import reference
from fastaug.temperature import temperature_gains

from ..contest import RGB, Contest, case, copying
from ..libraries import OPENCV, alb_dropout, alb_pixels, albucore, cv2

SHIFTS = (0.1, -0.05, 0.2)


@case("rgb_shift", channels=RGB)
def rgb_shift(image):
    shifts = np.array(SHIFTS) * (255 if image.dtype == np.uint8 else 1)

    def opencv(out):
        cv2.add(image, (*shifts, 0.0), out)
        if image.dtype.kind == "f":
            cv2.min(cv2.max(out, (0.0,) * 4, out), (1.0,) * 4, out)

    return Contest(
        ours=lambda out, threads: fastaug.rgb_shift(image, *SHIFTS, out=out, threads=threads),
        reference=lambda: reference.rgb_shift(image, *SHIFTS),
        fill={OPENCV: opencv},
        make={"Albumentations": lambda: albucore.add_vector(image, shifts.astype(np.float32), False)},
        floor=copying(image),
    )


@case("color_temperature", channels=RGB)
def color_temperature(image):
    gains = temperature_gains(np.array([4000.0]))[0]

    def opencv(out):
        cv2.multiply(image, (*gains, 0.0), out)
        if image.dtype.kind == "f":
            cv2.min(out, (1.0,) * 4, out)

    return Contest(
        ours=lambda out, threads: fastaug.color_temperature(image, 4000, out=out, threads=threads),
        reference=lambda: reference.color_temperature(image, 4000),
        fill={OPENCV: opencv},
        make={"Albumentations": lambda: albucore.multiply(image, gains.astype(np.float32))},
        floor=copying(image),
    )


@case("channel_shuffle", channels=RGB)
def channel_shuffle(image):
    return Contest(
        ours=lambda out, threads: fastaug.channel_shuffle(image, (2, 0, 1), out=out, threads=threads),
        reference=lambda: reference.channel_shuffle(image, (2, 0, 1)),
        fill={OPENCV: lambda out: cv2.mixChannels([image], [out], (2, 0, 0, 1, 1, 2))},
        make={"Albumentations": lambda: alb_pixels.channel_shuffle(image, [2, 0, 1])},
        floor=copying(image),
    )


@case("channel_dropout", channels=RGB)
def channel_dropout(image):
    return Contest(
        ours=lambda out, threads: fastaug.channel_dropout(image, 1, out=out, threads=threads),
        reference=lambda: reference.channel_dropout(image, 1),
        make={"Albumentations": lambda: alb_dropout.channel_dropout(image, [1], 0)},
        floor=copying(image),
    )
