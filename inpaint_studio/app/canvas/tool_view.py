"""The canvas as the tools see it: the tool in hand, its options, and what is painted over the photo.

What the pointer and the keys do lies in `canvas`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from inpaint_studio.app.canvas import hud
from inpaint_studio.app.canvas.compare import CompareMode, Pane
from inpaint_studio.app.canvas.photo_view import DEFAULT_CACHE_BYTES, GRIP_PX, PhotoView
from inpaint_studio.app.canvas.proposal import Proposal, paint_proposal
from inpaint_studio.app.canvas.tools.base import CursorKind, Tool, ToolId, ToolOptions, ToolPreview
from inpaint_studio.app.canvas.tools.table import make_tools
from inpaint_studio.document.mask_edits import MaskChange, change_mask
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box

__all__ = ["ToolView"]

_SIZE_STEP = 1.15
_SIZES_PX = (1.0, 2000.0)
_CURSORS = {
    CursorKind.BRUSH: Qt.CursorShape.BlankCursor,
    CursorKind.CROSS: Qt.CursorShape.CrossCursor,
    CursorKind.HAND: Qt.CursorShape.OpenHandCursor,
    CursorKind.GRAB: Qt.CursorShape.ClosedHandCursor,
    CursorKind.ZOOM: Qt.CursorShape.PointingHandCursor,
}


class ToolView(PhotoView):
    """See the module; the tools' host.

    Attributes
    ----------
    mask_changer
        Makes a tool's change of the whole mask an edit; None does so at once.

    Signals
    -------
    tool_changed(ToolId), options_changed()
        What the option bar mirrors; those of `PhotoView` besides.
    colour_probed(PixelReading)
        The colour probe was used.
    heal_requested(Box)
        A spot was painted that is to be restored at once.
    eye_requested(Box)
        A red eye in it is to be corrected.
    """

    tool_changed = Signal(object)
    options_changed = Signal()
    colour_probed = Signal(object)
    heal_requested = Signal(object)
    eye_requested = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, *, cache_bytes: int = DEFAULT_CACHE_BYTES
    ) -> None:
        super().__init__(parent, cache_bytes=cache_bytes)
        self.options = ToolOptions()
        self.mask_changer: Callable[[MaskChange], None] | None = None
        self._tools = make_tools(self)
        self._tool = self._tools[ToolId.BRUSH]
        self._drag: tuple[Tool, Pane] | None = None
        self._space_down = False
        self._shows_focus = False
        self._preview: ToolPreview | None = None
        self._hover: tuple[float, float] | None = None
        self._proposal: Proposal | None = None

    def _let_go(self) -> None:
        if self.has_document:
            for tool in self._tools.values():
                tool.cancel()
        self._drag = None
        self._preview = None
        self._proposal = None

    # Tools

    @property
    def tool(self) -> Tool:
        """The tool chosen."""
        return self._tool

    def set_tool(self, identity: ToolId) -> None:
        """Choose a tool; what the last one had under way is given up."""
        if identity is self._tool.identity:
            return
        if self._scene is not None:
            self._tool.cancel()
        self._drag = None
        self._tool = self._tools[identity]
        self._show_cursor()
        self.tool_changed.emit(identity)

    def set_options(self, **changes: Any) -> None:
        """Change options of the tools by name (see `ToolOptions`)."""
        self.options = replace(self.options, **changes)
        self._show_cursor()
        self._update_hud()
        self.options_changed.emit()

    def change_size(self, steps: float) -> None:
        """Make the tool in hand larger or smaller."""
        name = self._tool.size_option
        if name is None:
            return
        old = getattr(self.options, name)
        new = old * math.pow(_SIZE_STEP, steps)
        new = round(new) if abs(round(new) - old) >= 1 else old + math.copysign(1, steps)
        self.set_options(**{name: min(max(float(new), _SIZES_PX[0]), _SIZES_PX[1])})

    def show_preview(self, preview: ToolPreview | None) -> None:
        """See `ToolHost`."""
        if preview is None and self._preview is None:
            return
        self._update_preview()
        self._preview = preview
        self._update_preview()

    @property
    def proposal(self) -> Proposal | None:
        """The mask that is proposed over the photo."""
        return self._proposal

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Propose a mask of the photo's size, instead of the last one."""
        if proposal is not self._proposal:
            self._proposal = proposal
            self.update()

    def heal(self, box: Box) -> None:
        """See `ToolHost`."""
        self.heal_requested.emit(box)

    def correct_eye(self, box: Box) -> None:
        """See `ToolHost`."""
        self.eye_requested.emit(box)

    def change_mask(self, change: MaskChange) -> None:
        """See `ToolHost`."""
        if self.mask_changer is not None:
            self.mask_changer(change)
        else:
            change_mask(self.document, change)

    def probe(self, at: Point) -> None:
        """See `ToolHost`."""
        reading = self.reading(at)
        if reading is not None:
            self.colour_probed.emit(reading)

    def _paint_hud(self, painter: QPainter) -> None:
        if self._shows_focus:
            hud.paint_focus(painter, self._picture.width, self._picture.height)
        if self._scene is None:
            return
        panes = self.panes
        if self.compare_mode is CompareMode.SPLIT:
            grip = GRIP_PX * self.devicePixelRatioF()
            hud.paint_divider(painter, panes[0].rect[2], self._picture.height, grip)
        if self._proposal is not None:
            for pane in panes:
                painter.save()
                left, upper, right, lower = pane.rect
                painter.setClipRect(left, upper, right - left, lower - upper)
                paint_proposal(painter, self._proposal, self._view, *pane.frame[:2])
                painter.restore()
        for frame in {pane.frame for pane in panes}:
            if self._preview is not None:
                painter.save()
                painter.translate(frame[0], frame[1])
                hud.paint_preview(painter, self._preview, self._view, self._style.user_colour)
                painter.restore()
        circle = self._circle()
        if circle is not None:
            for x, y in self._echoes(*circle[:2]):
                hud.paint_circle(painter, x, y, circle[2])

    def _circle(self) -> tuple[float, float, float] | None:
        """Place and diameter of the brush circle in device pixels, or None."""
        diameter = self._tool.diameter_px
        if self._hover is None or diameter is None or self._scene is None or self._space_down:
            return None
        return (*self._hover, max(diameter * self._view.scale, 3.0))

    def _echoes(self, x: float, y: float) -> list[tuple[float, float]]:
        """The pointer's place, and the same place in the other pane when side by side."""
        frames = {pane.frame for pane in self.panes}
        here = self._pane_at(x, y).frame
        return [(x - here[0] + frame[0], y - here[1] + frame[1]) for frame in sorted(frames)]

    def _update_hud(self) -> None:
        circle = self._circle()
        if circle is not None:
            for x, y in self._echoes(*circle[:2]):
                self.update(self._logical(hud.circle_rect(x, y, circle[2])))

    def _update_preview(self) -> None:
        if self._preview is None:
            return
        rect = hud.preview_rect(self._preview, self._view)
        for frame in {pane.frame for pane in self.panes}:
            moved = (
                rect[0] + frame[0],
                rect[1] + frame[1],
                rect[2] + frame[0],
                rect[3] + frame[1],
            )
            self.update(self._logical(moved))

    def _show_cursor(self) -> None:
        tool = self._drag[0] if self._drag else self._tool
        kind = self._tools[ToolId.HAND].cursor if self._space_down else tool.cursor
        self.setCursor(_CURSORS[kind])
