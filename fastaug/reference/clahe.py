"""Contrast-limited adaptive histogram equalisation in NumPy."""

from __future__ import annotations

import numpy as np

from ..arguments import number
from ..tones import bytes_only, tile_grid
from ._batches import on_batches
from .color import to_grayscale

__all__ = ["clahe"]

ONE = 1 << 15  # of the weights


@on_batches("clip_limit")
def clahe(image, clip_limit=4, grid=(8, 8), *, out=None, threads=None):
    bytes_only(image.dtype, "clahe")
    clip_limit, grid = number(clip_limit, "clip_limit", 0), tile_grid(grid)
    if image.size == 0:
        return image
    if image.shape[2] == 3:
        luma = to_grayscale(image, channels=1).astype(np.int64)
        return np.clip(image + (_by_tiles(luma[..., 0], clip_limit, grid)[..., None] - luma), 0, 255).astype(np.uint8)
    return np.stack([_by_tiles(plane, clip_limit, grid) for plane in np.moveaxis(image, 2, 0)], -1).astype(np.uint8)


def _by_tiles(plane, clip_limit, grid):
    """Every value by the tables of the four tiles around it."""
    (height, width), (rows, columns) = plane.shape, grid
    bottom, right = -height % rows, -width % columns
    if bottom or right:  # an axis that needs nothing then gets a pixel more for each tile
        bottom, right = bottom or rows, right or columns
    padded = np.pad(plane, ((0, bottom), (0, right)), "reflect")
    tile_height, tile_width = padded.shape[0] // rows, padded.shape[1] // columns
    tiles = padded.reshape(rows, tile_height, columns, tile_width).swapaxes(1, 2).reshape(rows, columns, -1)
    tables = np.stack([[_table(tile, clip_limit) for tile in row] for row in tiles]) << 7
    above, below, down = (part[:, None] for part in _neighbours(height, tile_height, rows))
    left, right, across = _neighbours(width, tile_width, columns)
    at_left = _blend(tables[above, left, plane], tables[below, left, plane], down)
    at_right = _blend(tables[above, right, plane], tables[below, right, plane], down)
    return (_blend(at_left, at_right, across) + (1 << 6)) >> 7


def _table(tile, clip_limit):
    """The level that each level becomes: how many pixels are at most as bright, none counted beyond the limit."""
    counts = np.bincount(tile, minlength=256)
    if clip_limit > 0:
        limit = max(int(clip_limit * tile.size / 256), 1)
        excess = np.maximum(counts - limit, 0).sum()
        rest = excess % 256
        counts = np.minimum(counts, limit) + excess // 256
        counts[np.arange(rest) * max(256 // max(rest, 1), 1)] += 1
    scale = np.float32(255) / np.float32(tile.size)
    return np.rint(counts.cumsum().astype(np.float32) * scale).astype(np.int64)


def _neighbours(size, tile, tiles):
    """For each pixel of an axis: the tile before it, the tile after it, and the weight of the latter."""
    place = 2 * np.arange(size) + tile  # in half pixels; tiles are where their first pixel and half a tile are
    after, rest = np.divmod(place, 2 * tile)
    return np.maximum(after - 1, 0), np.minimum(after, tiles - 1), (rest << 14) // tile


def _blend(a, b, weight):
    return a + (((b - a) * weight + ONE // 2) >> 15)
