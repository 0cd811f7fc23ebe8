"""Arrays beside unreadable memory: one byte too many crashes."""

import ctypes
import mmap

import numpy as np


def between_unreadable_pages(shape, dtype, at_end):
    """An array that begins right behind, or ends right before, a page that cannot be read or written."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    page = mmap.PAGESIZE
    pages = -(-size // page) * page
    whole = np.frombuffer(mmap.mmap(-1, pages + 2 * page), np.uint8)
    libc = ctypes.CDLL(None, use_errno=True)
    for offset in (0, pages + page):
        assert libc.mprotect(ctypes.c_void_p(whole.ctypes.data + offset), page, 0) == 0
    start = page + (pages - size if at_end else 0)
    return whole[start : start + size].view(dtype).reshape(shape)
