"""The table of cases, a file for each family of functions."""

from ..contest import CASES
from . import (  # noqa: F401
    bands,
    channels,
    clahe,
    color,
    color_matrix,
    compression,
    elastic,
    erase,
    fields,
    filters,
    geometry,
    median,
    mix,
    noise,
    pca,
    resize,
    shading,
    sharpen,
    tone,
    warp,
)

__all__ = ["CASES"]
