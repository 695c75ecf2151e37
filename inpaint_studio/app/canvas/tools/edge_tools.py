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
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind

__all__ = ["EdgeCurve", "EdgeEraser", "EdgeLine", "EdgePencil"]

_STEP = math.pi / 12
_REACH_VIEW_PX = 12.0  # on screen, of a known edge to be met
_GRIP_VIEW_PX = 7.0  # on screen, of a handle to be grabbed


def _met(host: ToolHost, pointer: Pointer) -> Point:
    """Where a drawn line begins or ends: on the edge of the photo that ends beside the pointer, if
    there is one; with Ctrl held where the pointer is."""
    if not host.options.edge_snap or Modifier.CONTROL in pointer.modifiers:
        return pointer.at
    return host.line_end(pointer.at, _REACH_VIEW_PX * pointer.pixel_px) or pointer.at


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
        draws = self._kind is StrokeKind.DRAW
        at = _met(self.host, pointer) if draws else pointer.at
        self._way = [self._last, at] if straight and self._last else [at]
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
        if self._kind is StrokeKind.DRAW and len(self._way) > 1:
            end = _met(self.host, pointer)
            if end != pointer.at:
                self._way.append(end)
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


class _HandledEdge(Tool):
    """What lines and curves have in common: handles by which those drawn can be corrected.

    A handle is dragged; the right button takes it out, and with the last but one the whole line.
    """

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._held: tuple[EdgeStroke, int] | None = None

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._held is not None

    @property
    def size_option(self) -> str | None:
        """See `Tool`."""
        return "edge_width_px"

    def _handle_at(self, pointer: Pointer) -> tuple[EdgeStroke, int] | None:
        """The handle under the pointer, of the line drawn last."""
        reach = _GRIP_VIEW_PX * pointer.pixel_px
        for stroke in reversed(self.host.document.strokes):
            for index, each in enumerate(stroke.controls):
                if math.hypot(each.y - pointer.at.y, each.x - pointer.at.x) <= reach:
                    return stroke, index
        return None

    def _grab(self, pointer: Pointer) -> bool:
        """Take hold of the handle under the pointer, or take it out; False where there is none."""
        held = self._handle_at(pointer)
        if held is None:
            return False
        if pointer.erases:
            stroke, index = held
            rest = stroke.controls[:index] + stroke.controls[index + 1 :]
            new = EdgeStroke.through(rest, stroke.width_px) if len(rest) >= 2 else None
            self.host.document.replace_stroke(stroke, new, self.identity)
        else:
            self._held = held
        self.hover(pointer)
        return True

    def _dragged(self, pointer: Pointer) -> EdgeStroke:
        assert self._held is not None
        stroke, index = self._held
        controls = list(stroke.controls)
        is_end = index in (0, len(controls) - 1)
        controls[index] = _met(self.host, pointer) if is_end else pointer.at
        return EdgeStroke.through(controls, stroke.width_px)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._held is not None:
            moved = self._dragged(pointer)
            self.host.show_preview(ToolPreview(stroke=moved, handles=moved.controls))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._held is None:
            return
        stroke, moved = self._held[0], self._dragged(pointer)
        self._held = None
        self.host.document.replace_stroke(stroke, moved, self.identity)
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        """Show the handles, and where a new line would begin."""
        handles = [each for stroke in self.host.document.strokes for each in stroke.controls]
        if self._handle_at(pointer) is None and (met := _met(self.host, pointer)) != pointer.at:
            handles.append(met)
        self.host.show_preview(ToolPreview(handles=tuple(handles)) if handles else None)

    def cancel(self) -> None:
        """See `Tool`."""
        self._held = None
        self.host.show_preview(None)


class EdgeLine(_HandledEdge):
    """Drag a straight edge, or a handle of one; Shift keeps to steps of 15 degrees."""

    identity = "edge_line"
    _start: Point | None = None

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._start is not None or super().is_busy

    def _line(self, start: Point, pointer: Pointer) -> EdgeStroke:
        stop = pointer.at
        if Modifier.SHIFT in pointer.modifiers:
            down, right = stop.y - start.y, stop.x - start.x
            angle = round(math.atan2(down, right) / _STEP) * _STEP
            length = math.hypot(down, right)
            stop = Point(start.y + length * math.sin(angle), start.x + length * math.cos(angle))
        else:
            stop = _met(self.host, pointer)
        return EdgeStroke.through((start, stop), self.host.options.edge_width_px)

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._grab(pointer):
            self._start = _met(self.host, pointer)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            super().move(pointer)
            return
        line = self._line(self._start, pointer)
        self.host.show_preview(ToolPreview(stroke=line, handles=line.controls))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            super().release(pointer)
            return
        stroke = self._line(self._start, pointer)
        self.cancel()
        if stroke.points[0] != stroke.points[1]:
            self.host.document.add_stroke(stroke, self.identity)
        self.hover(pointer)

    def cancel(self) -> None:
        """See `Tool`."""
        self._start = None
        super().cancel()


class EdgeCurve(_HandledEdge):
    """Click points that a smooth edge passes; a double click or Enter ends it, Backspace takes the
    last point back. Points of curves that are there can be dragged."""

    identity = "edge_curve"

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._controls: list[Point] = []

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return bool(self._controls) or super().is_busy

    def _show(self, controls: list[Point]) -> None:
        curve = EdgeStroke.through(controls, self.host.options.edge_width_px)
        self.host.show_preview(ToolPreview(stroke=curve, handles=tuple(self._controls)))

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if not self._controls and self._grab(pointer):
            return
        if pointer.erases:
            self.key(ToolKey.FINISH)
            return
        at = _met(self.host, pointer)
        if not self._controls or self._controls[-1] != at:
            self._controls.append(at)
        self._show(self._controls)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._controls:
            self.hover(pointer)
        else:
            super().move(pointer)

    def hover(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._controls:
            self._show([*self._controls, _met(self.host, pointer)])
        else:
            super().hover(pointer)

    def double_click(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.key(ToolKey.FINISH)

    def key(self, key: ToolKey) -> bool:
        """See `Tool`."""
        if not self._controls:
            return super().key(key)
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
            stroke = EdgeStroke.through(controls, self.host.options.edge_width_px)
            self.host.document.add_stroke(stroke, self.identity)
        return True

    def cancel(self) -> None:
        """See `Tool`."""
        self._controls = []
        super().cancel()
