"""Rotations, affine and perspective maps."""

from __future__ import annotations

__all__: list[str] = []
