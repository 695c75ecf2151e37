"""The user's edges: lines drawn and lines rubbed out, kept as data in image coordinates.

A stroke is a way through continuous image coordinates and a width; it becomes pixels only when a
model or the screen asks for it, at whatever scale they work, so that a pencil line stays a crisp
line on a window shrunk eightfold. Later strokes win over earlier ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import Mask

__all__ = ["EdgeStroke", "StrokeKind", "rasterise_strokes", "smooth_curve"]

_SHIFT = 4


class StrokeKind(Enum):
    """What a stroke does to the edges under it."""

    DRAW = "draw"
    ERASE = "erase"


@dataclass(frozen=True)
class EdgeStroke:
    """One drag of the edge pencil or the edge eraser, or a line or curve laid through points.

    Attributes
    ----------
    kind
        Draws or erases.
    points
        The way, in continuous image coordinates; one point is a dot.
    width_px
        Width in image pixels. A drawn line is never thinner than one pixel of the scale at which
        it is rasterised.
    controls
        The points that a line or a curve was laid through; empty for what was drawn freely.
    """

    kind: StrokeKind
    points: tuple[Point, ...]
    width_px: float = 1.0
    controls: tuple[Point, ...] = ()

    @classmethod
    def through(cls, controls: Sequence[Point], width_px: float) -> EdgeStroke:
        """A drawn line through two points, or a smooth curve through more, which can be corrected
        by them."""
        return cls(StrokeKind.DRAW, smooth_curve(controls), width_px, tuple(controls))

    @cached_property
    def bounds(self) -> Box:
        """A box around every pixel that the stroke may touch."""
        if not self.points:
            return Box(0, 0, 0, 0)
        reach = self.width_px / 2 + 1
        ys, xs = [p.y for p in self.points], [p.x for p in self.points]
        return Box(
            math.floor(min(ys) - reach),
            math.floor(min(xs) - reach),
            math.ceil(max(ys) + reach),
            math.ceil(max(xs) + reach),
        )

    @property
    def nbytes(self) -> int:
        """Approximate memory of the stroke."""
        return 120 * (len(self.points) + len(self.controls)) + 200


def rasterise_strokes(
    strokes: Sequence[EdgeStroke], box: Box, size: Size | None = None
) -> tuple[Mask, Mask]:
    """Drawn and erased edges inside `box`, at any scale.

    Parameters
    ----------
    strokes
        In the order in which they were made; not modified.
    box
        Part of the photo, in image pixels.
    size
        Size in which that part is wanted, e.g. that of a model's window; the box's own by default.

    Returns
    -------
    (add, erase): two bool arrays of `size` that never overlap. The later stroke wins.
    """
    size = box.size if size is None else size
    add, erase = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    touching = [stroke for stroke in strokes if stroke.bounds.intersects(box)]
    if touching and size.pixels:
        import cv2

        scale_y, scale_x = size.height / box.height, size.width / box.width
        for stroke in touching:
            width = max(1, round(stroke.width_px * math.sqrt(scale_y * scale_x)))
            way = np.array(stroke.points, np.float64)
            way = (way - (box.top, box.left)) * (scale_y, scale_x) - 0.5
            shift = 0 if width == 1 else _SHIFT
            points = np.ascontiguousarray(np.rint(way * (1 << shift)).astype(np.int32)[:, ::-1])
            if len(points) == 1:
                points = np.repeat(points, 2, axis=0)
            draws = stroke.kind is StrokeKind.DRAW
            cv2.polylines(add, [points], False, int(draws), width, cv2.LINE_8, shift)
            cv2.polylines(erase, [points], False, int(not draws), width, cv2.LINE_8, shift)
    return add.view(np.bool_), erase.view(np.bool_)


def smooth_curve(controls: Sequence[Point], *, step_px: float = 2.0) -> tuple[Point, ...]:
    """A curve through all `controls` (uniform Catmull-Rom, ends doubled).

    Parameters
    ----------
    controls
        Two or more points; the curve passes each in turn.
    step_px
        Distance in image pixels between the points of the answer, about.
    """
    if len(controls) < 3:
        return tuple(controls)
    nodes = np.array([controls[0], *controls, controls[-1]], np.float64)
    points: list[Point] = []
    for a, b, c, d in zip(nodes, nodes[1:], nodes[2:], nodes[3:], strict=False):
        count = max(2, math.ceil(float(np.hypot(*(c - b))) / step_px))
        t = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
        part = 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        points.extend(Point(float(y), float(x)) for y, x in part)
    points.append(Point(*map(float, controls[-1])))
    return tuple(points)
