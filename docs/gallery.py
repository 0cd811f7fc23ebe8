"""Makes the gallery: a picture of what every function does to a photograph. `make gallery` runs it.

A new function gets its place in CALLS; tests/test_gallery.py asks for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import fastaug
from fastaug.preview import stretched

DOCS = Path(__file__).parent
PHOTOGRAPHS = DOCS.parent / "examples" / "photographs.npy"
TILE, GAP, CAPTION, COLUMNS = 128, 4, 14, 6
HEADER = """# Gallery

Every function on one photograph (`make gallery` makes this page). `image` and `other` are 128 x 128 x 3 bytes, `h` and
`w` are 128, `mask` is a disc and `corners` those of the image; `rng=1` stands for any seed.
"""

# By sections of the page: what a picture shows, as it is written in Python.
CALLS = {
    "Geometry": {
        "horizontal_flip": "horizontal_flip(image)",
        "vertical_flip": "vertical_flip(image)",
        "rot90": "rot90(image)",
        "transpose": "transpose(image)",
        "d4": 'd4(image, "hvt")',
        "crop": "crop(image, 20, 30, 80, 90)",
        "center_crop": "center_crop(image, 80, 90)",
        "random_crop": "random_crop(image, 80, 90, rng=1)",
        "pad": 'pad(crop(image, 20, 20, 80, 80), 24, border="reflect")',
        "pad_if_needed": "pad_if_needed(crop(image, 20, 20, 80, 80), 128, 128, fill=128)",
    },
    "Sizes": {
        "resize": "resize(image, 64, 128)",
        "resized_crop": "resized_crop(image, 30, 20, 60, 70, 128, 128)",
        "letterbox": "letterbox(image[:80], 128, 128, fill=128)",
        "longest_max_size": "longest_max_size(image[:80], 96)",
        "smallest_max_size": "smallest_max_size(image[:80], 60)",
    },
    "Warps": {
        "rotate": "rotate(image, 20)",
        "shear": "shear(image, 15)",
        "translate": "translate(image, 20.5, -10)",
        "zoom": "zoom(image, 1.6)",
        "affine_transform": "affine_transform(image, affine_matrix(h, w, 20, scale=0.8, shear=(10, 0))[:2])",
        "perspective_transform": (
            "perspective_transform(image, perspective_matrix(corners, [(20, 10), (120, 0), (110, 127), (5, 100)]))"
        ),
        "displace": "displace(image, 6 * np.sin(np.mgrid[:h, :w][0] / 8.0), np.zeros((h, w)))",
        "elastic_transform": 'elastic_transform(image, 5, 8, rng=1, normalize="max")',
        "elastic_field": 'displace(image, *elastic_field(h, w, 9, 14, rng=1, normalize="max"), border="reflect")',
        "grid_distortion_field": "displace(image, *grid_distortion_field(h, w, 5, 0.5, rng=1))",
        "optical_distortion_field": "displace(image, *optical_distortion_field(h, w, -0.6))",
        "thin_plate_spline_field": (
            "displace(image, *thin_plate_spline_field(h, w, [*corners, (64, 64)], [*corners, (84, 50)]))"
        ),
        "piecewise_affine_field": "displace(image, *piecewise_affine_field(h, w, 0.15, rng=1))",
    },
    "Colour": {
        "adjust_brightness": "adjust_brightness(image, 0.2)",
        "scale_brightness": "scale_brightness(image, 1.4)",
        "adjust_contrast": "adjust_contrast(image, 1.6)",
        "adjust_gamma": "adjust_gamma(image, 0.6)",
        "adjust_saturation": "adjust_saturation(image, 2)",
        "adjust_hue": "adjust_hue(image, 0.3)",
        "hue_rotate": "hue_rotate(image, 0.3)",
        "shift_hsv": "shift_hsv(image, 0.1, 0.2, 0.1)",
        "color_jitter": "color_jitter(image, 0.3, 0.3, 0.5, 0.1, rng=1)",
        "color_temperature": "color_temperature(image, 4000)",
        "rgb_shift": "rgb_shift(image, 0.1, 0, -0.1)",
        "to_grayscale": "to_grayscale(image)",
        "channel_shuffle": "channel_shuffle(image, (2, 0, 1))",
        "channel_dropout": "channel_dropout(image, 0)",
        "apply_color_matrix": "apply_color_matrix(image, [[0.4, 0.8, 0.2], [0.3, 0.7, 0.2], [0.3, 0.5, 0.1]])",
        "fancy_pca": "fancy_pca(image, (2, -2, 3), fit_pca(image))",
        "band_gain": "band_gain(image, (1.2, 1, 0.7))",
        "band_contrast": "band_contrast(image, (0.5, 1, 1.5))",
        "band_gamma": "band_gamma(image, (1.3, 1, 0.8))",
        "bias_field": "bias_field(image, [[0, 0.4, 0], [0.8, 0, 0], [-0.6, 0, 0]])",
        "local_gamma": "local_gamma(image, 0.4, (0.35, 0.5), 0.3)",
        "normalize": "normalize(image, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))",
    },
    "Tone": {
        "invert": "invert(image)",
        "solarize": "solarize(image, 0.5)",
        "posterize": "posterize(image, 2)",
        "autocontrast": "autocontrast(image, 2)",
        "equalize": "equalize(image)",
        "clahe": "clahe(image)",
        "apply_lut": "apply_lut(image, np.arange(256) // 32 * 36)",
        "tone_curve": "tone_curve(image, 0.1, 0.9)",
    },
    "Filters": {
        "gaussian_blur": "gaussian_blur(image, 2)",
        "median_blur": "median_blur(image, 7)",
        "box_blur": "box_blur(image, 7)",
        "motion_blur": "motion_blur(image, 11, 30)",
        "sharpen": "sharpen(image, 1)",
        "unsharp_mask": "unsharp_mask(image, 2, 1.5)",
        "adjust_sharpness": "adjust_sharpness(image, 4)",
        "jpeg_compression": "jpeg_compression(image, 10)",
        "downscale": "downscale(image, 0.2)",
    },
    "Noise": {
        "gaussian_noise": "gaussian_noise(image, 0.1, rng=1)",
        "uniform_noise": "uniform_noise(image, -0.2, 0.2, rng=1)",
        "speckle_noise": "speckle_noise(image, 0.3, rng=1)",
        "rician_noise": "rician_noise(image, 0.15, rng=1)",
        "poisson_noise": "poisson_noise(image, 20, rng=1)",
        "salt_and_pepper": "salt_and_pepper(image, 0.1, rng=1)",
        "random_noise": 'random_noise(image, "pepper", rng=1, amount=0.1)',
    },
    "Erasing": {
        "erase": "erase(image, 30, 40, 50, 60)",
        "random_erasing": 'random_erasing(image, 0.15, rng=1, fill="random")',
        "coarse_dropout": "coarse_dropout(image, 8, 16, 16, rng=1)",
        "cutout": "cutout(image, 50, rng=1)",
        "grid_mask": "grid_mask(image, 24)",
        "pixel_dropout": "pixel_dropout(image, 0.2, rng=1)",
    },
    "Mixing": {
        "mixup": "mixup(image, 0, other, 1, lam=0.6, num_classes=2)[0]",
        "cutmix": "cutmix(image, 0, other, 1, rng=4, lam=0.7, num_classes=2)[0]",
        "copy_paste": "copy_paste(image, mask * 0, other, mask)[0]",
        "mosaic": "mosaic([image, other, other, image], h, w, (50, 70))",
    },
}


def names() -> dict[str, Any]:
    """What the calls may use."""
    photographs = np.load(PHOTOGRAPHS)
    image, other = fastaug.resize(photographs[[18, 24]], TILE, TILE, interpolation="bicubic")
    y, x = np.mgrid[:TILE, :TILE] - TILE // 2
    return {
        **{name: getattr(fastaug, name) for name in fastaug.functional.__all__},
        "np": np,
        "image": image,
        "other": other,
        "mask": (np.hypot(x, y) < TILE / 3).astype(np.uint8),
        "h": TILE,
        "w": TILE,
        "corners": [(0, 0), (TILE - 1, 0), (TILE - 1, TILE - 1), (0, TILE - 1)],
    }


def picture(call: str, known: dict[str, Any]) -> Image.Image:
    made = eval(call, known)
    shown = made if made.dtype == np.uint8 else stretched([made])[0]
    return Image.fromarray(np.ascontiguousarray(shown))


def sheet(calls: dict[str, str], known: dict[str, Any]) -> Image.Image:
    """The photograph, then a picture for each call, in 256 colours."""
    calls = {"image": "image", **calls}
    rows = -(-len(calls) // COLUMNS)
    size = min(len(calls), COLUMNS) * (TILE + GAP) + GAP, rows * (TILE + CAPTION + GAP) + GAP
    made, font = Image.new("RGB", size, "white"), ImageFont.load_default(10)
    draw = ImageDraw.Draw(made)
    for place, (name, call) in enumerate(calls.items()):
        row, column = divmod(place, COLUMNS)
        x, y = GAP + column * (TILE + GAP), GAP + row * (TILE + CAPTION + GAP)
        draw.text((x, y), name, fill="black", font=font)
        made.paste(picture(call, known), (x, y + CAPTION))
    return made.quantize(palette=made.quantize(256), dither=Image.Dither.FLOYDSTEINBERG)


def path(title: str) -> str:
    """Of the picture of a section, from the page."""
    return f"gallery/{title.lower()}.png"


def page() -> str:
    sections = [HEADER]
    for title, calls in CALLS.items():
        listed = "\n".join(calls.values())
        sections.append(f"## {title}\n\n![{title}]({path(title)})\n\n```python\n{listed}\n```\n")
    return "\n".join(sections)


def main() -> None:
    known = names()
    for title, calls in CALLS.items():
        sheet(calls, known).save(DOCS / path(title), optimize=True)
    (DOCS / "gallery.md").write_text(page())


if __name__ == "__main__":
    main()
