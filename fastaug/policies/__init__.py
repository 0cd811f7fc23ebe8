"""Policies: transforms that draw operations, and how strong they are, from published tables."""

from .augmix import AugMix
from .autoaugment import AutoAugment
from .randaugment import RandAugment
from .trivialaugment import TrivialAugment

__all__ = ["AugMix", "AutoAugment", "RandAugment", "TrivialAugment"]
