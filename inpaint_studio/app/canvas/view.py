"""Where the photo lies in the viewport: zoom, place, quarter turns. Pure geometry, no Qt.

Three frames: image coordinates (`Point`, continuous, y and x); the *plane*, image pixels times the
scale, unrotated, with whole device pixels as its grid; and the viewport in device pixels, whose
centre the plane is placed against and turned about. The offset of the plane is whole device
pixels, so that a photo at 100 % is sharp and panning moves finished pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box, Size

__all__ = ["MAX_LEVEL", "MAX_SCALE", "MIN_SCALE", "Rect", "ViewTransform", "zoom_step"]

MIN_SCALE = 0.02
MAX_SCALE = 32.0
MAX_LEVEL = 6
_STEP = 2.0 ** (1 / 3)
_FIT_MARGIN_PX = 8

Rect = tuple[int, int, int, int]  # left, top, right, bottom in device pixels, half-open


def zoom_step(scale: float, steps: float) -> float:
    """`scale` after `steps` notches of zooming in (negative: out), three notches doubling it.

    Zooming past 100 % stops there once, so that the sharp scale is easy to hit.
    """
    target = min(max(scale * math.pow(_STEP, steps), MIN_SCALE), MAX_SCALE)
    if min(scale, target) < 1.0 - 1e-6 and max(scale, target) > 1.0 + 1e-6:
        return 1.0
    return target


def _whole(value: float) -> int:
    return math.floor(value + 0.5)


@dataclass(frozen=True)
class ViewTransform:
    """A photo placed in a viewport.

    Attributes
    ----------
    image
        Size of the photo.
    width, height
        Viewport in device pixels.
    scale
        Device pixels per image pixel.
    offset_x, offset_y
        Plane position of the photo's top left corner against the viewport's centre.
    turns
        Quarter turns clockwise, 0 to 3.
    """

    image: Size
    width: int
    height: int
    scale: float = 1.0
    offset_x: int = 0
    offset_y: int = 0
    turns: int = 0

    @property
    def level(self) -> int:
        """Mipmap level to draw from: 0 is the photo itself, each next is half of it."""
        if self.scale >= 1.0:
            return 0
        return min(MAX_LEVEL, math.floor(math.log2(1.0 / self.scale) + 1e-9))

    @property
    def centre(self) -> tuple[int, int]:
        """x and y of the viewport pixel that plane (0, 0) lies on."""
        return self.width // 2, self.height // 2

    def plane_x(self, x: float) -> int:
        """Plane column of an image coordinate, rounded to a device pixel."""
        return _whole(x * self.scale) + self.offset_x

    def plane_y(self, y: float) -> int:
        """Plane row of an image coordinate, rounded to a device pixel."""
        return _whole(y * self.scale) + self.offset_y

    def to_view(self, point: Point) -> tuple[float, float]:
        """(x, y) in the viewport, in device pixels."""
        px = point.x * self.scale + self.offset_x
        py = point.y * self.scale + self.offset_y
        for _ in range(self.turns):
            px, py = -py, px
        return px + self.centre[0], py + self.centre[1]

    def to_plane(self, view_x: float, view_y: float) -> tuple[float, float]:
        """(x, y) in the plane of a place in the viewport."""
        px, py = view_x - self.centre[0], view_y - self.centre[1]
        for _ in range(self.turns):
            px, py = py, -px
        return px, py

    def to_image(self, view_x: float, view_y: float) -> Point:
        """Image coordinates of a place in the viewport; may lie outside the photo."""
        px, py = self.to_plane(view_x, view_y)
        return Point((py - self.offset_y) / self.scale, (px - self.offset_x) / self.scale)

    def image_box(self, rect: Rect) -> Box:
        """The image pixels that a viewport rectangle shows, inside the photo."""
        corners = [self.to_image(x, y) for x in (rect[0], rect[2]) for y in (rect[1], rect[3])]
        slack = 0.5 / self.scale  # edges are drawn on rounded device pixels
        return Box(
            math.floor(min(p.y for p in corners) - slack),
            math.floor(min(p.x for p in corners) - slack),
            math.ceil(max(p.y for p in corners) + slack),
            math.ceil(max(p.x for p in corners) + slack),
        ).clipped(self.image)

    def view_rect(self, box: Box, margin_px: int = 1) -> Rect:
        """Viewport rectangle around `box`, with a margin for rounding; may reach outside."""
        a = self.to_view(Point(box.top, box.left))
        b = self.to_view(Point(box.bottom, box.right))
        return (
            math.floor(min(a[0], b[0])) - margin_px,
            math.floor(min(a[1], b[1])) - margin_px,
            math.ceil(max(a[0], b[0])) + margin_px,
            math.ceil(max(a[1], b[1])) + margin_px,
        )

    def visible_box(self) -> Box:
        """The part of the photo in the viewport."""
        return self.image_box((0, 0, self.width, self.height))

    def placed(self, point: Point, view_x: float, view_y: float) -> ViewTransform:
        """This view moved so that `point` lies at a place in the viewport."""
        px, py = self.to_plane(view_x, view_y)
        return replace(
            self,
            offset_x=_whole(px - point.x * self.scale),
            offset_y=_whole(py - point.y * self.scale),
        )

    def zoomed(self, scale: float, view_x: float, view_y: float) -> ViewTransform:
        """This view at another scale (clipped to the limits), the place under the cursor kept."""
        point = self.to_image(view_x, view_y)
        scale = min(max(scale, MIN_SCALE), MAX_SCALE)
        return replace(self, scale=scale).placed(point, view_x, view_y)

    def panned(self, right_px: int, down_px: int) -> ViewTransform:
        """This view with its content moved in the viewport, some of it kept in sight."""
        px, py = right_px, down_px
        for _ in range(self.turns):
            px, py = py, -px
        moved = replace(self, offset_x=self.offset_x + px, offset_y=self.offset_y + py)
        return moved.kept_in_sight()

    def kept_in_sight(self) -> ViewTransform:
        """This view with the viewport's centre on the photo."""
        width, height = self.image.width * self.scale, self.image.height * self.scale
        return replace(
            self,
            offset_x=min(0, max(self.offset_x, -_whole(width))),
            offset_y=min(0, max(self.offset_y, -_whole(height))),
        )

    def fitted(self, box: Box | None = None) -> ViewTransform:
        """The photo, or a part of it, as large as the viewport shows it whole, but at most 100 %
        (a part: at most the largest scale)."""
        limit = 1.0 if box is None else MAX_SCALE
        box = self.image.box if box is None else box
        height, width = (box.height, box.width) if self.turns % 2 == 0 else (box.width, box.height)
        scale = min(
            max(self.width - 2 * _FIT_MARGIN_PX, 1) / max(width, 1),
            max(self.height - 2 * _FIT_MARGIN_PX, 1) / max(height, 1),
            limit,
        )
        middle = Point((box.top + box.bottom) / 2, (box.left + box.right) / 2)
        view = replace(self, scale=max(scale, MIN_SCALE))
        return view.placed(middle, *self.centre)

    def turned(self, quarters: int) -> ViewTransform:
        """This view turned clockwise about the viewport's centre."""
        return replace(self, turns=(self.turns + quarters) % 4)

    def resized(self, width: int, height: int) -> ViewTransform:
        """This view in a viewport of another size; what was in the centre stays there."""
        return replace(self, width=width, height=height)
