"""Contact sheets: originals beside their copies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

try:
    from PIL import Image, ImageDraw, ImageFont
except ImportError:
    raise ImportError("preview needs Pillow, which is not installed: pip install pillow") from None

GAP = 4
CAPTION = 18
TILE = 128  # pixels, the longer side at most


def save_sheet(path: Path, rows: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> None:
    """Writes a PNG with a row of tiles for each pair of an original, (1, H, W, C), and its copies, (N, H, W, C)."""
    tiles = [[tile(image) for images in pair for image in images] for pair in displayable(rows)]
    width, height = (max(size) for size in zip(*(picture.size for row in tiles for picture in row), strict=True))
    sheet = Image.new("RGB", (len(tiles[0]) * (width + GAP) + GAP, len(tiles) * (height + GAP) + CAPTION), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default()
    for column in range(len(tiles[0])):
        x = GAP + column * (width + GAP)
        draw.text((x + 1, 3), f"copy {column}" if column else "original", fill="black", font=font)
        for row, pictures in enumerate(tiles):
            sheet.paste(pictures[column], (x, CAPTION + row * (height + GAP)))
    sheet.save(path, format="PNG")


def displayable(rows: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> list[tuple[NDArray[np.uint8], ...]]:
    """All as uint8 RGB. Originals and copies of one dtype are stretched alike, of two dtypes each by themselves."""
    originals, copies = zip(*rows, strict=True)
    if originals[0].dtype == copies[0].dtype:
        both = stretched([*originals, *copies])
        originals, copies = both[: len(rows)], both[len(rows) :]
    else:
        originals, copies = stretched(originals), stretched(copies)
    return list(zip(originals, copies, strict=True))


def stretched(arrays: Sequence[NDArray[Any]]) -> list[NDArray[np.uint8]]:
    """uint8 RGB. What is no uint8 is stretched so that zero, or the least value below it, is black and the greatest
    white; of other than three channels the first three are shown, or the first alone if there are only two."""
    if arrays[0].dtype != np.uint8:
        least = min(0.0, *(float(images.min()) for images in arrays))
        span = max(float(images.max()) for images in arrays) - least
        scaled = (np.nan_to_num((images - least) * (255 / (span or 1))) for images in arrays)
        arrays = [images.clip(0, 255).astype(np.uint8) for images in scaled]
    return [images[..., :3] if images.shape[-1] > 2 else images[..., [0, 0, 0]] for images in arrays]


def tile(image: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(np.ascontiguousarray(image))
    picture.thumbnail((TILE, TILE))
    return picture
