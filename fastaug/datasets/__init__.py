"""Whole files of images in, whole files out."""

from .augment import augment_file
from .policy import OPS, augment_batch

__all__ = ["OPS", "augment_batch", "augment_file"]
