"""Brightness, contrast, saturation, hue, gamma, grey, jitter and normalisation."""

from __future__ import annotations

__all__: list[str] = []
