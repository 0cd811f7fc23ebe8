"""Whole files of images in, whole files out."""

from .augment import augment_file
from .policy import OPS, default_pipeline

__all__ = ["OPS", "augment_file", "default_pipeline"]
