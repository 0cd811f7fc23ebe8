"""RandAugment and TrivialAugment with other libraries: the operations by hand, drawn as ours are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.libraries import OPENCV, cv2, optional, pillow, pillow_enhance, pillow_ops, torch
from fastaug.policies import tables

vision = optional("torchvision.transforms.v2")
WEIGHTS = np.array([0.299, 0.587, 0.114])
MOVES = ("ShearX", "ShearY", "TranslateX", "TranslateY")


def inverse(name: str, v: float) -> list[float]:
    """The matrix from output to input, in coordinates of Pillow."""
    return {"ShearX": [1, v, 0, 0, 1, 0], "ShearY": [1, 0, 0, v, 1, 0], "TranslateX": [1, 0, -v, 0, 1, 0],
            "TranslateY": [1, 0, 0, 0, 1, -v]}[name]  # fmt: skip


def lookup(image: np.ndarray, table: np.ndarray) -> np.ndarray:
    made: np.ndarray = cv2.LUT(image, np.clip(np.rint(table), 0, 255).astype(np.uint8))
    return made


def by_opencv(image: np.ndarray, name: str, v: float) -> np.ndarray:
    levels, (h, w) = np.arange(256.0), image.shape[:2]
    if name in MOVES:
        matrix = np.reshape(inverse(name, v), (2, 3)).astype(float)
        matrix[:, 2] += matrix[:, :2].sum(axis=1) / 2 - 0.5
        return cv2.warpAffine(image, matrix, (w, h), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    if name == "Rotate":
        matrix = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), v, 1)
        return cv2.warpAffine(image, matrix, (w, h), flags=cv2.INTER_NEAREST)
    if name == "Brightness":
        return cv2.convertScaleAbs(image, alpha=1 + v)
    if name == "Contrast":
        mean = cv2.mean(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[0]
        return cv2.convertScaleAbs(image, alpha=1 + v, beta=-v * mean)
    if name == "Color":
        return cv2.transform(image, (1 + v) * np.eye(3) - v * WEIGHTS)
    if name == "Sharpness":
        kernel = np.full((3, 3), -v / 13)
        kernel[1, 1] = 1 + 8 * v / 13
        return cv2.filter2D(image, -1, kernel)
    if name == "Posterize":
        return image & np.uint8(256 - 2 ** (8 - int(v)))
    if name == "Solarize":
        return lookup(image, np.where(levels < v, levels, 255 - levels))
    if name == "AutoContrast":
        ends = np.array([cv2.minMaxLoc(plane)[:2] for plane in cv2.split(image)])
        scale = 255 / np.maximum(ends[:, 1] - ends[:, 0], 1)
        return lookup(image, ((levels[:, None] - ends[:, 0]) * scale)[None])
    if name == "Equalize":
        counts = np.stack([cv2.calcHist([image], [c], None, [256], [0, 256]).ravel() for c in range(3)], axis=1)
        step = np.maximum((h * w - counts[[255, 255, 255], [0, 1, 2]]) // 255, 1)
        return lookup(image, ((step // 2 + counts.cumsum(axis=0) - counts) // step)[None])
    return image


def by_pillow(image: Any, name: str, v: float) -> Any:
    if name in MOVES:
        return image.transform(image.size, pillow.Transform.AFFINE, inverse(name, v))
    if name == "Rotate":
        return image.rotate(v)
    if name in tables.FACTORS:
        return getattr(pillow_enhance, name)(image).enhance(1 + v)
    if name == "Posterize":
        return pillow_ops.posterize(image, int(v))
    if name == "Solarize":
        return pillow_ops.solarize(image, v)
    if name in ("AutoContrast", "Equalize"):
        return getattr(pillow_ops, name.lower())(image)
    return image


def drawn(table: tables.Table, count: int, level: int | None) -> Callable[[np.ndarray, Any, Callable[..., Any]], Any]:
    """Applies `count` operations of the table; level: of 31, None: any."""
    values, rng = tables.magnitudes(table, np.arange(31) / 30), np.random.default_rng(0)

    def apply(image: np.ndarray, given: Any, call: Callable[..., Any]) -> Any:
        for _ in range(count):
            k = int(rng.integers(len(table)))
            op, v = table[k], float(values[k, rng.integers(31) if level is None else level])
            if op.of_size:
                v = int(v * image.shape[op.name == "TranslateX"])
            given = call(given, op.name, -v if op.signed and rng.random() < 0.5 else v)
        return given

    return apply


def rivals(table: tables.Table, count: int, level: int | None) -> dict[str, Callable[[np.ndarray], Any]]:
    """What becomes of one image with each of the libraries."""
    by_hand, pil = drawn(table, count, level), drawn(table, count, level)
    made: dict[str, Callable[[np.ndarray], Any]] = {
        OPENCV: lambda image: by_hand(image, image, by_opencv),
        "Pillow": lambda image: np.asarray(pil(image, pillow.fromarray(image), by_pillow)),
    }
    if vision:
        theirs = vision.TrivialAugmentWide() if level is None else vision.RandAugment(count, level)
        made["torchvision"] = lambda image: theirs(torch.from_numpy(image).permute(2, 0, 1)).permute(1, 2, 0).numpy()
    return made
