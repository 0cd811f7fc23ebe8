"""Contrast-limited adaptive histogram equalisation."""

from __future__ import annotations

from ..contest import Contest, case, same_call
from ..libraries import OPENCV, alb_pixels, cv2

CLIP_LIMIT, GRID = 4.0, (8, 8)


@case("clahe", channels=(1, 3), dtypes=("uint8",))
def clahe(image):
    """Of colours OpenCV equalises the luma, Albumentations the lightness of CIELAB."""

    def opencv(out):
        equalizer = cv2.createCLAHE(CLIP_LIMIT, GRID)
        if image.ndim == 2:
            equalizer.apply(image, out)
            return
        luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        made = equalizer.apply(luma)
        cv2.add(image, cv2.merge([cv2.subtract(made, luma)] * 3), out)
        cv2.subtract(out, cv2.merge([cv2.subtract(luma, made)] * 3), out)

    return Contest(
        **same_call("clahe", image, CLIP_LIMIT, GRID),
        fill={OPENCV: opencv},
        make={"Albumentations": lambda: alb_pixels.clahe(image, CLIP_LIMIT, GRID)},
    )
