"""Tools that correct the edges: pencil, eraser, straight line and curve. No Qt."""

from __future__ import annotations

import math

from inpaint_studio.app.canvas.tools.base import (
    CursorKind,
    Modifier,
    Pointer,
    Tool,
    ToolHost,
    ToolKey,
    ToolPreview,
)
from inpaint_studio.document.shapes import Point
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind, smooth_curve

__all__ = ["EdgeCurve", "EdgeEraser", "EdgeLine", "EdgePencil"]

_SNAP = math.pi / 12


class EdgePencil(Tool):
    """Draws edges freehand; the eraser end or the right button rubs out. Shift draws a straight
    line from the end of the last stroke."""

    identity = "edge_pencil"
    erases = False

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._way: list[Point] = []
        self._last: Point | None = None
        self._kind = StrokeKind.DRAW

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return bool(self._way)

    @property
    def size_option(self) -> str | None:
        """See `Tool`."""
        return "edge_width_px"

    def _stroke(self) -> EdgeStroke:
        options = self.host.options
        draws = self._kind is StrokeKind.DRAW
        width = options.edge_width_px if draws else options.edge_eraser_px
        return EdgeStroke(self._kind, tuple(self._way), width)

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._kind = StrokeKind.ERASE if self.erases or pointer.erases else StrokeKind.DRAW
        straight = Modifier.SHIFT in pointer.modifiers and self._last is not None
        self._way = [self._last, pointer.at] if straight and self._last else [pointer.at]
        self.host.show_preview(ToolPreview(stroke=self._stroke()))

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._way:
            return
        last = self._way[-1]
        if math.hypot(pointer.at.y - last.y, pointer.at.x - last.x) >= 0.5 * pointer.pixel_px:
            self._way.append(pointer.at)
            self.host.show_preview(ToolPreview(stroke=self._stroke()))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._way:
            return
        stroke = self._stroke()
        self._last = self._way[-1]
        self._way = []
        draws = stroke.kind is StrokeKind.DRAW
        kind = EdgePencil.identity if draws else EdgeEraser.identity
        self.host.document.add_stroke(stroke, kind)
        self.host.show_preview(None)

    def hover(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if Modifier.SHIFT in pointer.modifiers and self._last is not None:
            self.host.show_preview(ToolPreview(lines=((self._last, pointer.at),)))
        else:
            self.host.show_preview(None)

    def cancel(self) -> None:
        """See `Tool`."""
        self._way = []
        self._last = None
        self.host.show_preview(None)


class EdgeEraser(EdgePencil):
    """Rubs out edges, predicted ones and the user's own."""

    identity = "edge_eraser"
    cursor = CursorKind.BRUSH
    erases = True

    @property
    def diameter_px(self) -> float | None:
        """See `Tool`."""
        return self.host.options.edge_eraser_px

    @property
    def size_option(self) -> str | None:
        """See `Tool`."""
        return "edge_eraser_px"


class EdgeLine(Tool):
    """Drag a straight edge; Shift keeps to steps of 15 degrees."""

    identity = "edge_line"
    _start: Point | None = None

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._start is not None

    @property
    def size_option(self) -> str | None:
        """See `Tool`."""
        return "edge_width_px"

    def _line(self, start: Point, pointer: Pointer) -> EdgeStroke:
        down, right = pointer.at.y - start.y, pointer.at.x - start.x
        if Modifier.SHIFT in pointer.modifiers:
            angle = round(math.atan2(down, right) / _SNAP) * _SNAP
            length = math.hypot(down, right)
            down, right = length * math.sin(angle), length * math.cos(angle)
        stop = Point(start.y + down, start.x + right)
        return EdgeStroke(StrokeKind.DRAW, (start, stop), self.host.options.edge_width_px)

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._start = pointer.at

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is not None:
            self.host.show_preview(ToolPreview(stroke=self._line(self._start, pointer)))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            return
        stroke = self._line(self._start, pointer)
        self.cancel()
        if stroke.points[0] != stroke.points[1]:
            self.host.document.add_stroke(stroke, self.identity)

    def cancel(self) -> None:
        """See `Tool`."""
        self._start = None
        self.host.show_preview(None)


class EdgeCurve(Tool):
    """Click points that a smooth edge passes; a double click or Enter ends it, Backspace takes the
    last point back."""

    identity = "edge_curve"

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._controls: list[Point] = []

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return bool(self._controls)

    @property
    def size_option(self) -> str | None:
        """See `Tool`."""
        return "edge_width_px"

    def _curve(self, controls: list[Point]) -> EdgeStroke:
        width = self.host.options.edge_width_px
        return EdgeStroke(StrokeKind.DRAW, smooth_curve(controls), width)

    def _show(self, controls: list[Point]) -> None:
        handles = tuple(self._controls)
        self.host.show_preview(ToolPreview(stroke=self._curve(controls), handles=handles))

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if pointer.erases:
            self.key(ToolKey.FINISH)
            return
        if not self._controls or self._controls[-1] != pointer.at:
            self._controls.append(pointer.at)
        self._show(self._controls)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._controls:
            self._show([*self._controls, pointer.at])

    def double_click(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.key(ToolKey.FINISH)

    def key(self, key: ToolKey) -> bool:
        """See `Tool`."""
        if not self._controls:
            return False
        if key is ToolKey.STEP_BACK:
            self._controls.pop()
            if self._controls:
                self._show(self._controls)
            else:
                self.host.show_preview(None)
            return True
        controls = self._controls
        self.cancel()
        if key is ToolKey.FINISH and len(controls) >= 2:
            self.host.document.add_stroke(self._curve(controls), self.identity)
        return True

    def cancel(self) -> None:
        """See `Tool`."""
        self._controls = []
        self.host.show_preview(None)
