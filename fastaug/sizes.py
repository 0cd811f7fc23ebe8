"""Sizes of results that keep the aspect of the image, shared by functions, their reference and transforms."""

from __future__ import annotations

from .arguments import integer


def with_side(height: int, width: int, side: int, of: int) -> tuple[int, int]:
    """height x width scaled so that `of`, its longer or shorter side, becomes `side`; at least one pixel."""
    scale = integer(side, "size", 1) / (of or 1)
    return round(height * scale) or 1, round(width * scale) or 1


def inside(height: int, width: int, box_height: int, box_width: int) -> tuple[int, int]:
    """The largest size of the same aspect that fits into a box."""
    scale = min(integer(box_height, "height", 1) / (height or 1), integer(box_width, "width", 1) / (width or 1))
    return min(box_height, round(height * scale) or 1), min(box_width, round(width * scale) or 1)


def around(height: int, width: int, least_height: int, least_width: int) -> tuple[int, int, int, int]:
    """What to add (left, top, right, bottom) for a size of at least so much; the odd pixel goes right or below."""
    y, x = max(0, least_height - height), max(0, least_width - width)
    return x // 2, y // 2, x - x // 2, y - y // 2
