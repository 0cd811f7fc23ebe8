"""What compression leaves of images."""

from __future__ import annotations

import io

import numpy as np

import fastaug
from fastaug import reference

from ..contest import Contest, case
from ..libraries import OPENCV, as_pillow, cv2, pillow

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
