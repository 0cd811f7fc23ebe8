"""What compression leaves of images."""

from __future__ import annotations

import io

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case
from ..libraries import OPENCV, as_pillow, cv2, pillow

FACTOR = 0.25
QUALITIES = {f"quality {quality}": {"quality": quality} for quality in (30, 75, 95)}


@case("jpeg_compression", QUALITIES, channels=(1, 3), dtypes=("uint8",))
def jpeg_compression(image, quality):
    """OpenCV takes colours as blue, green and red, and is spared the change."""
    pil = as_pillow(image)

    def opencv():
        reverse = np.s_[..., ::-1] if image.ndim == 3 else np.s_[:]
        made = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))[1]
        return cv2.imdecode(made, cv2.IMREAD_UNCHANGED)[reverse]

    def through_pillow():
        file = io.BytesIO()
        pil().save(file, "JPEG", quality=quality)
        return np.asarray(pillow.open(file))

    bgr = np.ascontiguousarray(image[..., ::-1]) if image.ndim == 3 else image
    return Contest(
        ours=lambda out, threads: fastaug.jpeg_compression(image, quality, out=out, threads=threads),
        reference=lambda: reference.jpeg_compression(image, quality),
        make={OPENCV: opencv, "Pillow": through_pillow},
    )


@case("downscale", {"nearest": {"interpolation": "nearest"}, "bilinear": {"interpolation": "bilinear"}})
def downscale(image, interpolation):
    """By a quarter, shrunk by area; OpenCV in two calls."""
    small = tuple(round(FACTOR * side) for side in image.shape[1::-1])
    up = {"nearest": cv2.INTER_NEAREST_EXACT, "bilinear": cv2.INTER_LINEAR}[interpolation]

    def opencv(out):
        cv2.resize(cv2.resize(image, small, interpolation=cv2.INTER_AREA), image.shape[1::-1], out, interpolation=up)

    options = {"interpolation": interpolation}
    return Contest(
        ours=lambda out, threads: fastaug.downscale(image, FACTOR, **options, out=out, threads=threads),
        reference=lambda: reference.downscale(image, FACTOR, **options),
        fill={OPENCV: opencv},
    )
