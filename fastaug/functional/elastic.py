"""Displacement fields and elastic deformation."""

from __future__ import annotations

__all__: list[str] = []
