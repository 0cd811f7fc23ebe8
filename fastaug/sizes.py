"""Sizes of results that keep the aspect of the image, shared by functions, their reference and transforms."""

from .kernels.geometry import around
from .kernels.resize import inside, with_side

__all__ = ["around", "inside", "with_side"]
