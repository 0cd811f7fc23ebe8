"""Keypoints: their formats, and what becomes of their angles and scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from .arguments import choice
from .boxes import label_names
from .named import Named

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KeypointParams"]

Floats: TypeAlias = "NDArray[np.float64]"
FORMATS = ("xy", "yx", "xya", "xys", "xyas", "xysa", "xyz")


@dataclass(frozen=True)
class KeypointParams(metaclass=Named):
    """What keypoints mean to a pipeline.

    Keypoints lie on a grid with the centres of pixels at whole numbers, and are inside from -0.5 up to, but without,
    W - 0.5. They keep their number and order; the result says in `keypoints_visible` which are left to see.

    Parameters
    ----------
    format : str
        "xy", "yx", "xya", "xys", "xyas", "xysa" or "xyz": a is an angle, clockwise from the x axis as seen in the
        image, and s a scale; both change as the image does about the point. z stays.
    label_fields : sequence of str, optional
        Arguments of the call with one entry for each keypoint.
    remove_invisible : bool
        Keypoints that are not left to see are removed, with their labels.
    angle_in_degrees : bool
        Else in radians.

    Examples
    --------
    >>> aug = fastaug.Compose([fastaug.CenterCrop(4, 4)], keypoint_params=fastaug.KeypointParams("xy"))
    >>> result = aug(image=np.zeros((8, 8), np.uint8), keypoints=[(3, 4), (7, 0)])
    >>> result["keypoints"], result["keypoints_visible"].tolist()
    ([[1.0, 2.0], [5.0, -2.0]], [True, False])
    """

    format: str
    label_fields: Sequence[str] | None = None
    remove_invisible: bool = False
    angle_in_degrees: bool = True

    def __post_init__(self) -> None:
        choice(self.format, "format", FORMATS)
        label_names(self.label_fields)

    @property
    def turns(self) -> bool:
        """Whether it matters how the image turns and grows about a point."""
        return "a" in self.format or "s" in self.format

    def enter(self, rows: Floats) -> Floats:
        """The (n, 2) points x, y of rows of the format."""
        return rows[:, [self.format.index("x"), self.format.index("y")]]

    def leave(self, rows: Floats, points: Floats, jacobians: Floats) -> Floats:
        """The rows with their points moved there; jacobians: (n, 2, 2) of the map at each."""
        rows = rows.copy()
        rows[:, [self.format.index("x"), self.format.index("y")]] = points
        if "a" in self.format:
            angles = rows[:, self.format.index("a")]
            angles = np.radians(angles) if self.angle_in_degrees else angles
            x, y = (jacobians @ np.stack([np.cos(angles), np.sin(angles)], axis=-1)[:, :, None])[:, :, 0].T
            turn = 360 if self.angle_in_degrees else 2 * np.pi
            turned = np.degrees(np.arctan2(y, x)) if self.angle_in_degrees else np.arctan2(y, x)
            turned %= turn
            rows[:, self.format.index("a")] = np.where(turned < turn, turned, 0)  # of a negative number next to 0: turn
        if "s" in self.format:
            a, b, c, d = jacobians.reshape(-1, 4).T
            rows[:, self.format.index("s")] *= np.sqrt(np.abs(a * d - b * c))
        return rows
