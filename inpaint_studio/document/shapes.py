"""Shapes that a tool leaves on the mask, and which pixels each of them covers.

Coordinates are continuous image coordinates, (y, x): the pixel of row r and column c covers
[r, r + 1) x [c, c + 1), its centre is (r + 0.5, c + 0.5). A mask is yes or no, so every shape has
a hard border: a pixel belongs to it when its centre does. Each shape rasterises any box on its
own, so that a stroke across a large photograph is worked out tile by tile.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Mask

__all__ = [
    "Capsule",
    "Ellipse",
    "Point",
    "Polygon",
    "Rectangle",
    "Shape",
    "dab",
    "effective_radius",
]

_SHIFT = 4  # fractional bits of OpenCV's fixed-point polygon coordinates


class Point(NamedTuple):
    """A place in continuous image coordinates."""

    y: float
    x: float


class Shape(Protocol):
    """Something that covers pixels."""

    @property
    def bounds(self) -> Box:
        """A box around every pixel that may be covered; may reach outside the image."""
        ...

    def cover(self, box: Box) -> Mask:
        """bool (box.height, box.width): which pixels of `box` are covered."""
        ...


def effective_radius(size_px: float, hardness: float) -> float:
    """Radius in pixels of the hard disc that a brush leaves.

    A mask cannot be half a hole, so a soft brush is cut where its linear fall-off, from the centre
    part `hardness` (in [0, 1]) of the radius to the rim, passes one half.
    """
    return 0.5 * size_px * (0.5 + 0.5 * min(max(hardness, 0.0), 1.0))


def dab(start: Point, stop: Point, start_radius: float, stop_radius: float) -> Capsule:
    """The stretch of a brush stroke between two pointer events.

    Brushes thinner than two pixels snap to pixel centres: a one-pixel brush covers exactly one.
    """
    if max(start_radius, stop_radius) < 1.0:
        start = Point(math.floor(start.y) + 0.5, math.floor(start.x) + 0.5)
        stop = Point(math.floor(stop.y) + 0.5, math.floor(stop.x) + 0.5)
        return Capsule(start, stop, 0.5, 0.5)
    return Capsule(start, stop, start_radius, stop_radius)


class _Spans:
    """A shape that covers one run of pixels in every row, as all convex shapes do.

    Parameters
    ----------
    bounds
        Holds the whole shape.
    low, high
        float64 (bounds.height,): the run's ends at the height of each row's pixel centres; high
        below low where the row is empty.
    """

    def __init__(self, bounds: Box, low: NDArray[Any], high: NDArray[Any]) -> None:
        self._top = bounds.top
        left, right = bounds.left, bounds.right
        self._first = np.clip(np.ceil(low - 0.5 - 1e-9), left, right).astype(np.int32)
        self._stop = np.clip(np.floor(high - 0.5 + 1e-9), left - 1, right).astype(np.int32) + 1

    def cover(self, box: Box) -> Mask:
        """bool of the size of `box`, which lies inside the bounds' rows or is cut to them."""
        covered = np.zeros(box.size, np.bool_)
        start = max(box.top, self._top)
        stop = min(box.bottom, self._top + len(self._first))
        if start >= stop:
            return covered
        first = self._first[start - self._top : stop - self._top]
        last = self._stop[start - self._top : stop - self._top]
        rows = covered[start - box.top : stop - box.top]
        if int(first.max()) <= box.left and int(last.min()) >= box.right:
            rows[:] = True
        elif int(first.min()) < box.right and int(last.max()) > box.left:
            columns = np.arange(box.left, box.right, dtype=np.int32)
            np.logical_and(columns >= first[:, None], columns < last[:, None], out=rows)
        return covered


def _rows(box: Box) -> NDArray[Any]:
    return np.arange(box.top, box.bottom) + 0.5


def _box_around(top: float, left: float, bottom: float, right: float) -> Box:
    return Box(math.floor(top), math.floor(left), math.ceil(bottom), math.ceil(right))


@dataclass(frozen=True)
class Capsule:
    """The convex hull of two discs: what a round brush covers on a straight way."""

    start: Point
    stop: Point
    start_radius: float
    stop_radius: float

    @property
    def bounds(self) -> Box:
        """See `Shape`."""
        a, b, ra, rb = self.start, self.stop, self.start_radius, self.stop_radius
        return _box_around(
            min(a.y - ra, b.y - rb),
            min(a.x - ra, b.x - rb),
            max(a.y + ra, b.y + rb),
            max(a.x + ra, b.x + rb),
        )

    def cover(self, box: Box) -> Mask:
        """See `Shape`."""
        return self._spans.cover(box)

    @cached_property
    def _spans(self) -> _Spans:
        bounds = self.bounds
        rows = _rows(bounds)
        low = np.full(bounds.height, np.inf)
        high = np.full(bounds.height, -np.inf)
        ends = ((self.start, self.start_radius), (self.stop, self.stop_radius))
        for centre, radius in ends[: 1 if ends[0] == ends[1] else 2]:
            reach = radius * radius - (rows - centre.y) ** 2
            half = np.sqrt(np.maximum(reach, 0.0))
            hit = reach >= -1e-9
            np.minimum(low, np.where(hit, centre.x - half, np.inf), out=low)
            np.maximum(high, np.where(hit, centre.x + half, -np.inf), out=high)
        corners = self._tangent_corners()
        for index, a in enumerate(corners):
            b = corners[(index + 1) % len(corners)]
            if abs(a.y - b.y) < 1e-9:
                continue  # crosses no row, or the discs' own outlines tell as much
            share = (rows - a.y) / (b.y - a.y)
            crossing = a.x + share * (b.x - a.x)
            hit = (share >= 0.0) & (share <= 1.0)
            np.minimum(low, np.where(hit, crossing, np.inf), out=low)
            np.maximum(high, np.where(hit, crossing, -np.inf), out=high)
        return _Spans(bounds, low, high)

    def _tangent_corners(self) -> tuple[Point, ...]:
        down, right = self.stop.y - self.start.y, self.stop.x - self.start.x
        length = math.hypot(down, right)
        if length <= abs(self.start_radius - self.stop_radius):
            return ()  # one disc lies inside the other
        sine = (self.start_radius - self.stop_radius) / length
        cosine = math.sqrt(max(0.0, 1.0 - sine * sine))
        uy, ux = down / length, right / length
        normals = [
            (uy * sine + side * ux * cosine, ux * sine - side * uy * cosine) for side in (1, -1)
        ]
        (ny, nx), (my, mx) = normals
        a, b, ra, rb = self.start, self.stop, self.start_radius, self.stop_radius
        return (
            Point(a.y + ra * ny, a.x + ra * nx),
            Point(b.y + rb * ny, b.x + rb * nx),
            Point(b.y + rb * my, b.x + rb * mx),
            Point(a.y + ra * my, a.x + ra * mx),
        )


@dataclass(frozen=True)
class Rectangle:
    """An upright rectangle between two corners."""

    start: Point
    stop: Point

    @property
    def bounds(self) -> Box:
        """See `Shape`; here exactly the covered pixels."""
        return Box(
            math.ceil(min(self.start.y, self.stop.y) - 0.5),
            math.ceil(min(self.start.x, self.stop.x) - 0.5),
            math.ceil(max(self.start.y, self.stop.y) - 0.5),
            math.ceil(max(self.start.x, self.stop.x) - 0.5),
        )

    def cover(self, box: Box) -> Mask:
        """See `Shape`."""
        covered = np.zeros(box.size, np.bool_)
        part = self.bounds.intersection(box)
        if not part.is_empty:
            covered[part.moved(-box.top, -box.left).slices] = True
        return covered


@dataclass(frozen=True)
class Ellipse:
    """The upright ellipse inscribed in the rectangle between two corners."""

    start: Point
    stop: Point

    @property
    def bounds(self) -> Box:
        """See `Shape`."""
        return _box_around(
            min(self.start.y, self.stop.y),
            min(self.start.x, self.stop.x),
            max(self.start.y, self.stop.y),
            max(self.start.x, self.stop.x),
        )

    def cover(self, box: Box) -> Mask:
        """See `Shape`."""
        return self._spans.cover(box)

    @cached_property
    def _spans(self) -> _Spans:
        half_height = abs(self.stop.y - self.start.y) / 2
        half_width = abs(self.stop.x - self.start.x) / 2
        centre_y, centre_x = (self.start.y + self.stop.y) / 2, (self.start.x + self.stop.x) / 2
        reach = 1.0 - ((_rows(self.bounds) - centre_y) / max(half_height, 1e-9)) ** 2
        half = half_width * np.sqrt(np.maximum(reach, 0.0))
        hit = reach >= 0.0
        low = np.where(hit, centre_x - half, np.inf)
        high = np.where(hit, centre_x + half, -np.inf)
        return _Spans(self.bounds, low, high)


@dataclass(frozen=True)
class Polygon:
    """Everything that a closed line goes round, and the pixels under the line itself.

    A line that crosses itself encloses the union of its loops.
    """

    corners: tuple[Point, ...]

    @property
    def bounds(self) -> Box:
        """See `Shape`."""
        if not self.corners:
            return Box(0, 0, 0, 0)
        ys, xs = [p.y for p in self.corners], [p.x for p in self.corners]
        return _box_around(min(ys), min(xs), max(ys), max(xs)).grown(1)

    def cover(self, box: Box) -> Mask:
        """See `Shape`."""
        if len(self.corners) < 2:
            return np.zeros(box.size, np.bool_)
        whole, bounds = self._whole, self.bounds
        covered = np.zeros(box.size, np.bool_)
        part = bounds.intersection(box)
        if not part.is_empty:
            covered[part.moved(-box.top, -box.left).slices] = whole[
                part.moved(-bounds.top, -bounds.left).slices
            ]
        return covered

    @cached_property
    def _whole(self) -> Mask:
        """The whole shape, over its bounds.

        Never drawn in parts: OpenCV draws a line that leaves the canvas through other pixels than
        the same line inside a larger one.
        """
        import cv2

        canvas = np.zeros(self.bounds.size, np.uint8)
        points = [_fixed_point(self.corners, self.bounds)]
        cv2.fillPoly(canvas, points, 1, cv2.LINE_8, _SHIFT)
        if not _crosses_itself(np.array(self.corners)):
            return canvas.view(np.bool_)
        # OpenCV leaves doubly enclosed parts out: take whatever cannot be reached from outside.
        cv2.polylines(canvas, points, True, 1, 1, cv2.LINE_8, _SHIFT)
        padded = np.pad(canvas, 1)
        cv2.floodFill(padded, None, (0, 0), 2)
        reached: Mask = padded[1:-1, 1:-1] == 2
        return ~reached


def _fixed_point(corners: Sequence[Point], box: Box) -> NDArray[np.int32]:
    points = np.array([(p.x - box.left - 0.5, p.y - box.top - 0.5) for p in corners])
    fixed: NDArray[np.int32] = np.rint(points * (1 << _SHIFT)).astype(np.int32)
    return fixed


def _crosses_itself(corners: NDArray[Any]) -> bool:
    """True when two sides of the polygon cross, or when there are too many sides to look."""
    count = len(corners)
    if count < 4:
        return False
    if count > 1500:
        return True
    start, way = corners, np.roll(corners, -1, axis=0) - corners

    def side(point: NDArray[Any]) -> NDArray[Any]:
        """Sign of every point (column) against every line (row)."""
        delta = point[None, :, :] - start[:, None, :]
        cross: NDArray[Any] = np.sign(
            way[:, None, 0] * delta[..., 1] - way[:, None, 1] * delta[..., 0]
        )
        return cross

    first = side(start)
    second = np.roll(first, -1, axis=1)
    straddles = first * second < 0
    return bool((straddles & straddles.T).any())
