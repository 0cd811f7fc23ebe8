"""Philox4x32, the counter-based generator of Salmon et al. (2011). See csrc/philox.h."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
KEY_STEPS = 0x9E3779B9, 0xBB67AE85
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(counter: tuple[Any, Any, Any, Any], key: tuple[int, int], rounds: int = 10) -> tuple[NDArray[Any], ...]:
    """The four 32-bit output words of each counter, as uint64 arrays; a counter is four words that broadcast."""
    a, b, c, d = (np.asarray(word, np.uint64) for word in counter)
    for i in range(rounds):
        k0, k1 = (np.uint64((k + i * step) & 0xFFFFFFFF) for k, step in zip(key, KEY_STEPS, strict=True))
        p, q = a * MULTIPLIERS[0], c * MULTIPLIERS[1]
        a, b, c, d = (q >> HALF) ^ b ^ k0, q & LOW, (p >> HALF) ^ d ^ k1, p & LOW
    return a, b, c, d


def noise_words(seed: int, rows: int, columns: int, stream: int) -> NDArray[np.uint32]:
    """(rows, columns) random words of Philox-7 keyed by a 64-bit seed; counter (block, row, 0, stream)."""
    blocks = np.arange(8 * -(-columns // 32))
    return _in_groups(seed, blocks, np.arange(rows)[:, None], 0, stream)[:, :columns]


def tile_words(seed: int, rows: int, columns: int, words: int, draw: int, stream: int) -> NDArray[np.uint32]:
    """(rows, columns, words) for tiles; counter (words / 4 of a column and block, row, draw, stream)."""
    blocks = np.arange(columns * words // 4)
    return _in_groups(seed, blocks, np.arange(rows)[:, None], draw, stream).reshape(rows, columns, words)


def _in_groups(seed: int, first: Any, second: Any, third: int, stream: int) -> NDArray[np.uint32]:
    """Eight blocks give 32 words of a row: words 1, 0 of block 0, of block 1, ... then words 3, 2 of the same blocks,
    which is how the words lie in 64-bit lanes."""
    words = np.stack(philox((first, second, third, stream), (seed & 0xFFFFFFFF, seed >> 32), rounds=7), axis=-1)
    rows, blocks, _ = words.shape
    ordered = words.reshape(rows, blocks // 8, 8, 4)[..., [[1, 0], [3, 2]]]
    return ordered.transpose(0, 1, 3, 2, 4).reshape(rows, 4 * blocks).astype(np.uint32)
