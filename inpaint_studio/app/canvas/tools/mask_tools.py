"""Tools that paint the hole: brush, eraser, spot heal, shapes, magic wand and object. No Qt."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

from inpaint_studio.app.canvas.tools.base import (
    CursorKind,
    Modifier,
    Pointer,
    Tool,
    ToolHost,
    ToolKey,
    ToolPreview,
)
from inpaint_studio.document.changes import NOWHERE
from inpaint_studio.document.document import MaskStroke
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import ObjectMarks, picking, pointing
from inpaint_studio.document.shapes import Ellipse, Point, Polygon, Rectangle, Shape, dab
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.scribble import Scribble

__all__ = [
    "Brush",
    "EllipseTool",
    "Eraser",
    "Lasso",
    "ObjectTool",
    "PolygonTool",
    "RectangleTool",
    "RedEyeTool",
    "SpotHeal",
    "Wand",
]

_CLOSE_PX = 8.0  # a click this near to the first corner, on screen, closes a polygon


class Brush(Tool):
    """Adds to the hole; the eraser end or the right button takes away. Shift draws a straight line
    from the end of the last stroke."""

    identity = "brush"
    cursor = CursorKind.BRUSH
    erases = False

    _stroke: MaskStroke | None = None
    _last: tuple[Point, float] | None = None
    _touched: Box = NOWHERE

    @property
    def diameter_px(self) -> float | None:
        """See `Tool`."""
        options = self.host.options
        return options.brush_size_px * (0.5 + 0.5 * options.hardness)

    @property
    def size_option(self) -> str | None:
        """See `Tool`."""
        return "brush_size_px"

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._stroke is not None

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.host.show_preview(None)
        self._touched = NOWHERE
        erases = self.erases or pointer.erases
        kind = Eraser.identity if erases else self.identity
        straight = Modifier.SHIFT in pointer.modifiers and self._last is not None
        if straight and not erases and kind == Brush.identity:
            kind = EditKind.MASK_LINE
        self._stroke = self.host.document.begin_mask_stroke(kind, hole=not erases)
        radius = self.host.options.brush_radius(pointer)
        start, start_radius = self._last if straight and self._last else (pointer.at, radius)
        self._to(start, start_radius, pointer.at, radius)

    def _to(self, start: Point, start_radius: float, stop: Point, radius: float) -> None:
        self._last = (stop, radius)
        if self._stroke is not None:
            painted = self._stroke.add(dab(start, stop, start_radius, radius))
            self._touched = self._touched.union(painted)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._stroke is not None and self._last is not None:
            start, radius = self._last
            self._to(start, radius, pointer.at, self.host.options.brush_radius(pointer))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._stroke is None:
            return
        edit = self._stroke.commit()
        self._stroke = None
        if edit is not None and edit.kind != Eraser.identity and self.fills_at_once:
            self.host.heal(self._touched)

    @property
    def fills_at_once(self) -> bool:
        """Whether what it painted is to be filled at once."""
        return self.host.options.fills_at_once

    def hover(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if Modifier.SHIFT in pointer.modifiers and self._last is not None:
            self.host.show_preview(ToolPreview(lines=((self._last[0], pointer.at),)))
        else:
            self.host.show_preview(None)

    def cancel(self) -> None:
        """See `Tool`."""
        if self._stroke is not None:
            self._stroke.cancel()
            self._stroke = None
        self._last = None
        self.host.show_preview(None)


class Eraser(Brush):
    """Takes away from the hole."""

    identity = "eraser"
    erases = True


class SpotHeal(Brush):
    """Paints a spot or a short stroke and asks for its restoration at once."""

    identity = "spot_heal"
    fills_at_once = True


def _paint(host: ToolHost, shape: Shape, kind: str, *, hole: bool) -> None:
    """Add a shape to the hole, or take it away; fill it at once if that is wanted."""
    edit = host.document.paint(shape, kind, hole=hole)
    if edit is not None and hole and host.options.fills_at_once:
        host.heal(shape.bounds.clipped(host.document.size))


class _DragShape(Tool, ABC):
    """A shape between the two ends of a drag. Shift makes it as high as wide, Alt grows it from its
    middle."""

    _start: Point | None = None

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._start is not None

    @abstractmethod
    def shape(self, start: Point, stop: Point) -> Shape:
        """The shape between two corners."""

    @abstractmethod
    def outline(self, start: Point, stop: Point) -> tuple[Point, ...]:
        """Its outline for the preview."""

    def _corners(self, pointer: Pointer) -> tuple[Point, Point]:
        start = self._start or pointer.at
        down, right = pointer.at.y - start.y, pointer.at.x - start.x
        if Modifier.SHIFT in pointer.modifiers:
            side = max(abs(down), abs(right))
            down, right = math.copysign(side, down), math.copysign(side, right)
        stop = Point(start.y + down, start.x + right)
        if Modifier.ALT in pointer.modifiers:
            start = Point(start.y - down, start.x - right)
        return start, stop

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._start = pointer.at

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is not None:
            self.host.show_preview(ToolPreview(lines=(self.outline(*self._corners(pointer)),)))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            return
        shape = self.shape(*self._corners(pointer))
        self.cancel()
        erases = self.host.options.subtract or pointer.erases
        _paint(self.host, shape, self.identity, hole=not erases)

    def cancel(self) -> None:
        """See `Tool`."""
        self._start = None
        self.host.show_preview(None)


class RectangleTool(_DragShape):
    """Drag a rectangle."""

    identity = "rectangle"

    def shape(self, start: Point, stop: Point) -> Shape:
        """See `_DragShape`."""
        return Rectangle(start, stop)

    def outline(self, start: Point, stop: Point) -> tuple[Point, ...]:
        """See `_DragShape`."""
        return (start, Point(start.y, stop.x), stop, Point(stop.y, start.x), start)


class EllipseTool(_DragShape):
    """Drag an ellipse."""

    identity = "ellipse"

    def shape(self, start: Point, stop: Point) -> Shape:
        """See `_DragShape`."""
        return Ellipse(start, stop)

    def outline(self, start: Point, stop: Point) -> tuple[Point, ...]:
        """See `_DragShape`."""
        middle = Point((start.y + stop.y) / 2, (start.x + stop.x) / 2)
        high, wide = (stop.y - start.y) / 2, (stop.x - start.x) / 2
        turn = 2 * math.pi / 64
        return tuple(
            Point(middle.y + high * math.sin(i * turn), middle.x + wide * math.cos(i * turn))
            for i in range(65)
        )


class Lasso(Tool):
    """Draw round what is to be hole."""

    identity = "lasso"

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._way: list[Point] = []

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return bool(self._way)

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._way = [pointer.at]

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._way:
            return
        last = self._way[-1]
        if math.hypot(pointer.at.y - last.y, pointer.at.x - last.x) >= pointer.pixel_px:
            self._way.append(pointer.at)
            self.host.show_preview(ToolPreview(lines=(tuple(self._way),)))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        way = tuple(self._way)
        self.cancel()
        if len(way) >= 3:
            erases = self.host.options.subtract or pointer.erases
            _paint(self.host, Polygon(way), self.identity, hole=not erases)

    def cancel(self) -> None:
        """See `Tool`."""
        self._way = []
        self.host.show_preview(None)


class PolygonTool(Tool):
    """Click corner by corner; a double click, Enter or a click on the first corner closes it,
    Backspace takes the last corner back."""

    identity = "polygon"

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._corners: list[Point] = []
        self._erases = False

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return bool(self._corners)

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._corners:
            self._erases = pointer.erases
        elif pointer.erases and not self._erases:
            self._finish()
            return
        if len(self._corners) >= 3 and self._near_first(pointer):
            self._finish()
            return
        self._corners.append(pointer.at)
        self.hover(pointer)

    def _near_first(self, pointer: Pointer) -> bool:
        first = self._corners[0]
        away = math.hypot(pointer.at.y - first.y, pointer.at.x - first.x)
        return away <= _CLOSE_PX * pointer.pixel_px

    def hover(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._corners:
            line = (*self._corners, pointer.at, self._corners[0])
            self.host.show_preview(ToolPreview(lines=(line,), handles=tuple(self._corners)))

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.hover(pointer)

    def double_click(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._finish()

    def key(self, key: ToolKey) -> bool:
        """See `Tool`."""
        if not self._corners:
            return False
        if key is ToolKey.FINISH:
            self._finish()
        elif key is ToolKey.STEP_BACK:
            self._corners.pop()
            handles = tuple(self._corners)
            self.host.show_preview(
                ToolPreview(lines=(handles,), handles=handles) if handles else None
            )
        else:
            self.cancel()
        return True

    def _finish(self) -> None:
        corners, erases = tuple(self._corners), self._erases
        self.cancel()
        if len(corners) >= 3:
            hole = not (self.host.options.subtract or erases)
            _paint(self.host, Polygon(corners), self.identity, hole=hole)

    def cancel(self) -> None:
        """See `Tool`."""
        self._corners = []
        self.host.show_preview(None)


class Wand(Tool):
    """Click on a colour: the pixels like it become hole."""

    identity = "wand"

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        options = self.host.options
        change = picking(
            pointer.at,
            tolerance=options.tolerance,
            contiguous=options.contiguous,
            hole=not (options.subtract or pointer.erases),
        )
        self.host.change_mask(change)


class ObjectTool(Tool):
    """Click on a thing, or scribble over it, and it becomes hole. Further clicks say what of it is
    missing; those with the right button or Ctrl what does not belong to it. A click some way off,
    or with Shift, begins with another thing."""

    identity = "object"

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._way: list[Point] = []
        self._goes_out = False
        self._marks: list[ObjectMarks] = []

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return bool(self._way)

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._goes_out = pointer.erases or Modifier.CONTROL in pointer.modifiers
        self._way = [pointer.at]

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._way:
            return
        last = self._way[-1]
        if math.hypot(pointer.at.y - last.y, pointer.at.x - last.x) >= 2.0 * pointer.pixel_px:
            self._way.append(pointer.at)
            self.host.show_preview(ToolPreview(lines=(tuple(self._way),)))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        way, self._way = tuple(self._way), []
        self.host.show_preview(None)
        document = self.host.document
        scribble = Scribble(way, max(1.0, _SCRIBBLE_PX * pointer.pixel_px))
        if not way or not scribble.box.intersects(document.size.box):
            return
        last = None if Modifier.SHIFT in pointer.modifiers else self._present()
        if last is not None and not self._goes_out:
            reach = round(max(last.box.size) / 2)
            if last.found is not None and not last.box.grown(reach).intersects(scribble.box):
                last = None  # another thing
        if last is None and self._goes_out:
            return
        inside, outside = (last.inside, last.outside) if last is not None else ((), ())
        if self._goes_out:
            outside = (*outside, scribble)
        else:
            inside = (*inside, scribble)
        marks = ObjectMarks(inside, outside)
        self._marks = [*self._marks[-_MARKS_KEPT:], marks]
        self.host.change_mask(
            pointing(
                marks,
                last=last,
                view=self.host.visible_box,
                with_shadow=self.host.options.takes_shadow,
            )
        )

    def _present(self) -> ObjectMarks | None:
        """The marks of the object in hand: those still being worked out, or what the mask shows."""
        for marks in reversed(self._marks):
            if marks.found is None or marks.is_shown(self.host.document):
                return marks
        return None

    def cancel(self) -> None:
        """See `Tool`."""
        self._way, self._marks = [], []
        self.host.show_preview(None)


_SCRIBBLE_PX = 2.0
"""Half the width of a scribble in device pixels."""
_MARKS_KEPT = 50
_CLICK_REACH = 24.0
"""Device pixels round a click in which the pupil is looked for: who sees an eye well clicks well."""
_LEAST_DRAG = 5.0
_LEAST_PX = 5.0


class RedEyeTool(EllipseTool):
    """Asks its host to correct the red eye where it was clicked, or inside the ellipse dragged."""

    identity = "red_eye"

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            return
        start, stop = self._corners(pointer)
        self.cancel()
        if max(abs(stop.y - start.y), abs(stop.x - start.x)) < _LEAST_DRAG * pointer.pixel_px:
            reach = max(_LEAST_PX, _CLICK_REACH * pointer.pixel_px)
            low_y, high_y = start.y - reach, start.y + reach
            low_x, high_x = start.x - reach, start.x + reach
        else:
            low_y, high_y = sorted((start.y, stop.y))
            low_x, high_x = sorted((start.x, stop.x))
        box = Box(
            math.floor(low_y), math.floor(low_x), math.ceil(high_y), math.ceil(high_x)
        ).clipped(self.host.document.size)
        if not box.is_empty:
            self.host.correct_eye(box)
