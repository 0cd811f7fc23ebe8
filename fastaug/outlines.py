"""Polygons and points of one sample on their way through the passes of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from .passes.base import Geometric

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
EVERY = 2.0  # pixels between the points of an outline that is bent
MOST = 64  # of them on one edge of a rectangle
PROBE = 0.5  # pixels to either side of a point, to see how the image changes about it


class Outlines:
    """What is left to see of boxes, as polygons in pixels (centres at whole numbers).

    Every pass shows a part of each; `share` is how much of the box is left, by area.
    """

    def __init__(self, edges: Floats) -> None:
        x0, y0, x1, y1 = (edges - 0.5).T
        self.points = np.stack([x0, y0, x1, y0, x1, y1, x0, y1], axis=-1).reshape(-1, 4, 2)  # (n, corners, 2)
        self.share = np.ones(len(edges))

    def cut(self, left: float, top: float, width: float, height: float) -> None:
        """Keeps what lies in a rectangle of whole pixels."""
        if not len(self.points):
            return
        limits = ((0, left - 0.5, 1), (1, top - 0.5, 1), (0, left + width - 0.5, -1), (1, top + height - 0.5, -1))
        low, high = self.points.min(axis=(0, 1)), self.points.max(axis=(0, 1))
        before = None
        for axis, limit, sign in limits:
            if (low[axis] if sign > 0 else -high[axis]) < sign * limit:
                before = area(self.points) if before is None else before
                self.points = half(self.points, axis, limit, sign)
        if before is not None:
            self.share = self.share * np.divide(area(self.points), before, out=np.zeros_like(before), where=before > 0)

    def divide(self, every: float = 0) -> None:
        """More points on the edges, so that they can bend: one every so many pixels."""
        steps = following(self.points) - self.points
        longest = np.hypot(steps[..., 0], steps[..., 1]).max(initial=0)
        most = max(4 * MOST // self.points.shape[1], 1)
        count = int(np.ceil(longest / every)) if longest < most * every else most
        along = np.arange(max(count, 1))[:, None] / max(count, 1)
        divided = self.points[:, :, None] + along * steps[:, :, None]
        self.points = divided.reshape(len(self.points), divided.shape[1] * divided.shape[2], 2)

    def bounds(self) -> Floats:
        """(n, 4): the edges x_min, y_min, x_max, y_max; no area where nothing is left."""
        edges = np.concatenate([self.points.min(axis=1), self.points.max(axis=1)], axis=1) + 0.5
        return np.where(self.share[:, None] > 0, edges, 0)


class Track:
    """The outlines and the points of one sample."""

    def __init__(
        self, edges: Floats, points: Floats, turns: bool, height: int, width: int,
        dropped: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """turns: follow how the image changes about each point. dropped: boxes of which nothing is left to see."""
        self.outlines, self.points, self.turns = Outlines(edges), points, turns
        self.jacobians = np.broadcast_to(np.eye(2), (len(points), 2, 2))
        self.visible = inside(points, 0, 0, width, height)
        if dropped is not None:
            self.outlines.share[dropped] = 0

    def through(self, p: Geometric, sample: int) -> None:
        if p.window is not None:
            top, left, height, width = p.window[sample].tolist()
            self._cut(left, top, width, height)
        if p.bends(sample):
            self.outlines.divide(EVERY)
        moved = self._move(p, sample, self.outlines.points)
        if np.isnan(moved).any():  # some of it lies behind the viewer
            self.outlines.divide()
            moved = self._move(p, sample, self.outlines.points)
            moved = packed(moved, ~np.isnan(moved[..., 0]))
        self.outlines.points = moved
        if self.turns:
            self._turn(p, sample)
        self.points = self._move(p, sample, self.points)
        height, width = p.after[sample].tolist()
        self._cut(0, 0, width, height)

    def _cut(self, left: int, top: int, width: int, height: int) -> None:
        self.outlines.cut(left, top, width, height)
        self.visible = self.visible & inside(self.points, left, top, width, height)

    def _turn(self, p: Geometric, sample: int) -> None:
        ways = PROBE * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
        right, left, down, up = np.moveaxis(self._move(p, sample, self.points[:, None] + ways), 1, 0)
        self.jacobians = np.stack([right - left, down - up], axis=-1) / (2 * PROBE) @ self.jacobians

    @staticmethod
    def _move(p: Geometric, sample: int, points: Floats) -> Floats:
        if not points.size:
            return points
        x, y = p.move(points[..., 0].reshape(-1), points[..., 1].reshape(-1), sample)
        return np.stack([x, y], axis=-1).reshape(points.shape)


def inside(points: Floats, left: int, top: int, width: int, height: int) -> NDArray[np.bool_]:
    """Which points lie on pixels of the rectangle."""
    at = points - (left - 0.5, top - 0.5)
    return np.asarray(((at >= 0) & (at < (width, height))).all(axis=-1))


def following(corners: Floats) -> Floats:
    """The next corner of the polygon, for each."""
    return np.concatenate([corners[:, 1:], corners[:, :1]], axis=1)


def area(polygons: Floats) -> Floats:
    """Of each polygon, by the shoelace formula."""
    x, y = np.moveaxis(polygons - polygons[:, :1], -1, 0)
    return np.abs((x * following(y) - following(x) * y).sum(axis=1)) / 2


def half(polygons: Floats, axis: int, limit: float, sign: int) -> Floats:
    """What of each polygon lies beyond the line where a coordinate is `limit` (Sutherland and Hodgman)."""
    beyond = sign * (polygons[..., axis] - limit)
    after, beyond_after = following(polygons), following(beyond)
    kept = beyond >= 0
    crossing = kept != (beyond_after >= 0)
    t = np.divide(beyond, beyond - beyond_after, out=np.zeros_like(beyond), where=crossing)
    met = polygons + t[..., None] * (after - polygons)
    met[..., axis] = limit
    count, corners = kept.shape
    both = np.stack([polygons, met], axis=2).reshape(count, 2 * corners, 2)
    return packed(both, np.stack([kept, crossing], axis=2).reshape(count, 2 * corners))


def packed(polygons: Floats, kept: NDArray[np.bool_]) -> Floats:
    """The corners that are kept; where one polygon has fewer than others its last is repeated. None left: a point."""
    count = kept.sum(axis=1)
    order = np.argsort(~kept, axis=1, kind="stable")
    places = np.minimum(np.arange(max(count.max(initial=0), 1)), np.maximum(count, 1)[:, None] - 1)
    points = np.take_along_axis(polygons, np.take_along_axis(order, places, axis=1)[..., None], axis=1)
    return np.where((count > 0)[:, None, None], points, 0)
