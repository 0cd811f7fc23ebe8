"""The table of cases, a file for each family of functions."""

from ..contest import CASES
from . import channels, color, color_matrix, elastic, erase, filters, geometry, mix, noise, resize, sharpen, tone, warp  # noqa: F401

__all__ = ["CASES"]
