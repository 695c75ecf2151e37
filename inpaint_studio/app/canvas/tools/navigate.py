"""Tools that change nothing: hand, zoom and colour probe. No Qt."""

from __future__ import annotations

import math

from inpaint_studio.app.canvas.tools.base import (
    CursorKind,
    Modifier,
    Pointer,
    Tool,
    ToolPreview,
)
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box

__all__ = ["Hand", "Probe", "Zoom"]

_DRAG_PX = 6.0


class Hand(Tool):
    """Drags the photo about."""

    identity = "hand"
    _from: tuple[float, float] | None = None

    @property
    def cursor(self) -> CursorKind:  # type: ignore[override]
        """A grabbing hand while it drags."""
        return CursorKind.HAND if self._from is None else CursorKind.GRAB

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._from is not None

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._from = (pointer.view_x, pointer.view_y)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._from is not None:
            self.host.pan(pointer.view_x - self._from[0], pointer.view_y - self._from[1])
            self._from = (pointer.view_x, pointer.view_y)

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._from = None

    def cancel(self) -> None:
        """See `Tool`."""
        self._from = None


class Zoom(Tool):
    """A click zooms in there (with Alt or the right button out), a drag zooms to its rectangle."""

    identity = "zoom"
    cursor = CursorKind.ZOOM
    _start: Pointer | None = None

    @property
    def is_busy(self) -> bool:
        """See `Tool`."""
        return self._start is not None

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self._start = pointer

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            return
        a, b = self._start.at, pointer.at
        line = (a, Point(a.y, b.x), b, Point(b.y, a.x), a)
        self.host.show_preview(ToolPreview(lines=(line,)))

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        start = self._start
        self.cancel()
        if start is None:
            return
        across, down = pointer.view_x - start.view_x, pointer.view_y - start.view_y
        if math.hypot(across, down) < _DRAG_PX:
            out = pointer.erases or Modifier.ALT in pointer.modifiers
            self.host.zoom_by(-3 if out else 3, pointer.view_x, pointer.view_y)
            return
        a, b = start.at, pointer.at
        box = Box(
            math.floor(min(a.y, b.y)),
            math.floor(min(a.x, b.x)),
            math.ceil(max(a.y, b.y)),
            math.ceil(max(a.x, b.x)),
        ).clipped(self.host.document.size)
        if not box.is_empty:
            self.host.zoom_to(box)

    def cancel(self) -> None:
        """See `Tool`."""
        self._start = None
        self.host.show_preview(None)


class Probe(Tool):
    """Tells the colour under the pointer."""

    identity = "probe"

    def press(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.host.probe(pointer.at)

    def move(self, pointer: Pointer) -> None:
        """See `Tool`."""
        self.host.probe(pointer.at)
