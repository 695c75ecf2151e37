"""The canvas: a view of the document that passes pointer and keys to the tools.

Data goes round in one direction: events become `Pointer`s, tools change the document, the document
tells what changed, and only that is drawn again. The widget holds no state of the document; it
keeps the finished picture of the viewport, which is divided between original and result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from inpaint_studio.app.canvas import hud
from inpaint_studio.app.canvas.compare import CompareMode, Pane, divide
from inpaint_studio.app.canvas.flash import Flasher
from inpaint_studio.app.canvas.proposal import Proposal, paint_proposal
from inpaint_studio.app.canvas.scene import Scene
from inpaint_studio.app.canvas.snapping import nearest_end
from inpaint_studio.app.canvas.style import CanvasStyle
from inpaint_studio.app.canvas.tools.base import (
    CursorKind,
    Modifier,
    Pointer,
    Tool,
    ToolKey,
    ToolOptions,
    ToolPreview,
)
from inpaint_studio.app.canvas.tools.mask_tools import Brush
from inpaint_studio.app.canvas.tools.navigate import Hand
from inpaint_studio.app.canvas.tools.table import make_tools
from inpaint_studio.app.canvas.view import Rect, ViewTransform, zoom_step
from inpaint_studio.app.canvas.viewport_image import ViewportImage
from inpaint_studio.document.changes import Change, ChangedPart
from inpaint_studio.document.document import Document
from inpaint_studio.document.mask_edits import MaskChange, change_mask
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box, Size

__all__ = ["DEFAULT_CACHE_BYTES", "Canvas", "PixelReading"]

DEFAULT_CACHE_BYTES = 384 * 1024 * 1024
_WORK_BUDGET_S = 0.006
_PAUSE_MS = 20  # idle work waits for the user's hand to rest this long
_GRIP_PX = 9.0
_LABELS_PX = 140.0  # how far from the divider its two words may reach
_SIZE_STEP = 1.15
_SIZING_PX = 150.0  # a drag this far makes the tool e times as large
_LEAST_SPLIT = 0.1
_SIZES_PX = (1.0, 2000.0)
_CURSORS = {
    CursorKind.BRUSH: Qt.CursorShape.BlankCursor,
    CursorKind.CROSS: Qt.CursorShape.CrossCursor,
    CursorKind.HAND: Qt.CursorShape.OpenHandCursor,
    CursorKind.GRAB: Qt.CursorShape.ClosedHandCursor,
    CursorKind.ZOOM: Qt.CursorShape.PointingHandCursor,
}
_ARROW_PX = 64
_TOOL_KEYS = {
    Qt.Key.Key_Return: ToolKey.FINISH,
    Qt.Key.Key_Enter: ToolKey.FINISH,
    Qt.Key.Key_Escape: ToolKey.CANCEL,
    Qt.Key.Key_Backspace: ToolKey.STEP_BACK,
}
_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PixelReading(NamedTuple):
    """The pixel under the pointer: row, column, (red, green, blue) in the photo's own steps, and
    whether it is hole."""

    row: int
    column: int
    colour: tuple[float, ...]
    in_hole: bool


class Canvas(QWidget):
    """See the module; the tools' host (see `ToolHost`).

    Parameters
    ----------
    cache_bytes
        Most memory for mipmaps.

    Attributes
    ----------
    mask_changer
        Makes a tool's change of the whole mask an edit; None does so at once.

    Signals
    -------
    view_changed(), compare_changed(CompareMode), style_changed()
        What the panels and the status line mirror.
    tool_changed(str), options_changed()
        What the option bar mirrors.
    pointer_moved(PixelReading | None)
        The pixel under the pointer, None outside the photo.
    colour_probed(PixelReading)
        The colour probe was used.
    heal_requested(Box)
        A spot was painted that is to be restored at once.
    eye_requested(Box)
        A red eye in it is to be corrected.
    """

    view_changed = Signal()
    compare_changed = Signal(object)
    style_changed = Signal()
    tool_changed = Signal(str)
    options_changed = Signal()
    pointer_moved = Signal(object)
    colour_probed = Signal(object)
    heal_requested = Signal(object)
    eye_requested = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, *, cache_bytes: int = DEFAULT_CACHE_BYTES
    ) -> None:
        super().__init__(parent)
        self._cache_bytes = cache_bytes
        self._style = CanvasStyle()
        self._scene: Scene | None = None
        self._forget: Callable[[], None] | None = None
        self._view = ViewTransform(Size(1, 1), 1, 1)
        self._is_fitted = True
        self._image = ViewportImage()
        self._mode = CompareMode.RESULT
        self._holds_original = False
        self._split = 0.5
        self._work = QTimer(self)
        self._work.setSingleShot(True)
        self._work.timeout.connect(self._do_work)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Photo"))
        self.options = ToolOptions()
        self.mask_changer: Callable[[MaskChange], None] | None = None
        self._tools = make_tools(self)
        self._tool = self._tools[Brush.identity]
        self._drag: tuple[Tool, Pane] | None = None
        self._space_down = False
        self._shows_focus = False
        self._preview: ToolPreview | None = None
        self._hover: tuple[float, float] | None = None
        self._proposal: Proposal | None = None
        self._flasher = Flasher(self._update_over, self)
        self.wheel_zooms = False
        self.original_key: Qt.Key | None = Qt.Key.Key_Backslash
        self.smaller_key: Qt.Key | None = Qt.Key.Key_BracketLeft
        self.larger_key: Qt.Key | None = Qt.Key.Key_BracketRight
        self._drags_split = False
        self._sizing: tuple[float, float] | None = None  # where it began, and the size then
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show_cursor()

    # Document

    @property
    def document(self) -> Document:
        """The document shown; ask `has_document` first."""
        assert self._scene is not None
        return self._scene.document

    @property
    def has_document(self) -> bool:
        """True when a document is shown."""
        return self._scene is not None

    def set_document(self, document: Document | None) -> None:
        """Show a document, or nothing."""
        self._let_go()
        if self._forget is not None:
            self._forget()
            self._forget = None
        self._work.stop()
        self._scene = None
        if document is not None:
            self._scene = Scene(document, self._style, self._cache_bytes)
            self._forget = document.add_listener(self._document_changed)
            self._view = ViewTransform(document.size, 1, 1)
        self._lay_out()
        self.fit()

    def _let_go(self) -> None:
        """The document is about to go: give up what is under way in it."""
        if self.has_document:
            for tool in self._tools.values():
                tool.cancel()
        self._drag = None
        self._preview = None
        self._proposal = None
        self._flasher.end()

    def _document_changed(self, change: Change) -> None:
        if self._scene is None:
            return
        box = self._scene.changed(change)
        if not box.is_empty:
            self._redraw(box)
        self._work.start(_PAUSE_MS)

    # View

    @property
    def view(self) -> ViewTransform:
        """How the photo lies in each pane."""
        return self._view

    @property
    def scale(self) -> float:
        """Device pixels per image pixel: 1.0 is 100 %."""
        return self._view.scale

    @property
    def panes(self) -> tuple[Pane, ...]:
        """How the viewport is divided now."""
        return divide(self.compare_mode, self._image.width, self._image.height, self._split)

    @property
    def visible_box(self) -> Box:
        """See `ToolHost`."""
        return self._view.visible_box()

    def _viewport(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _lay_out(self) -> None:
        """Fit picture and view to the widget's size."""
        self._image.fit(*self._viewport())
        frame = self.panes[-1].frame
        self._view = self._view.resized(frame[2] - frame[0], frame[3] - frame[1])
        if self._is_fitted:
            self._view = self._view.fitted()
        self._redraw_all()

    def _set_view(self, view: ViewTransform, *, fitted: bool = False) -> None:
        if view == self._view:
            return
        self._work.start(_PAUSE_MS)
        old, self._view = self._view, view
        self._is_fitted = fitted
        origin = Point(0.0, 0.0)
        same = replace(old, offset_x=view.offset_x, offset_y=view.offset_y) == view
        if same and len(self.panes) == 1:
            before, after = old.to_view(origin), view.to_view(origin)
            self._image.scroll(round(after[0] - before[0]), round(after[1] - before[1]))
            self.update()
        else:
            self._redraw_all()
        self.view_changed.emit()

    def fit(self) -> None:
        """Show the whole photo."""
        self._set_view(self._view.fitted(), fitted=True)
        self._is_fitted = True

    def zoom_to_scale(self, scale: float) -> None:
        """Zoom to a scale (1.0 is 100 %) about the middle of the viewport."""
        self._set_view(self._view.zoomed(scale, *self._view.centre).kept_in_sight())

    def zoom_in(self) -> None:
        """One notch closer, about the middle."""
        self.zoom_by(1, *self._view.centre)

    def zoom_out(self) -> None:
        """One notch farther, about the middle."""
        self.zoom_by(-1, *self._view.centre)

    def zoom_by(self, steps: float, view_x: float, view_y: float) -> None:
        """See `ToolHost`."""
        scale = zoom_step(self._view.scale, steps)
        self._set_view(self._view.zoomed(scale, view_x, view_y).kept_in_sight())

    def zoom_to(self, box: Box) -> None:
        """Show `box` as large as possible."""
        self._set_view(self._view.fitted(box))

    def pan(self, right_px: float, down_px: float) -> None:
        """Move the photo by device pixels."""
        self._set_view(self._view.panned(round(right_px), round(down_px)))

    def rotate_view(self, quarters: int) -> None:
        """Turn the view, not the photo, clockwise by quarter turns."""
        fitted = self._is_fitted
        turned = self._view.turned(quarters)
        self._set_view(turned.fitted() if fitted else turned, fitted=fitted)

    # Before and after

    @property
    def compare_mode(self) -> CompareMode:
        """What is shown now, the held key included."""
        return CompareMode.ORIGINAL if self._holds_original else self._mode

    def set_compare_mode(self, mode: CompareMode) -> None:
        """Choose how before and after are shown."""
        if mode is not self._mode:
            self._mode = mode
            if mode is CompareMode.SPLIT:
                self._split = self._place_of_interest()
            self._lay_out()
            self.compare_changed.emit(mode)

    def _place_of_interest(self) -> float:
        """Where the split's divider starts: at what was filled last, or at the hole, if in sight."""
        if not self.has_document:
            return 0.5
        filled = self.document.filled
        mask = filled[-1].mask if filled and not self.document.has_hole else self.document.mask
        box = mask.bounds().intersection(self.visible_box)
        if box.is_empty:
            return 0.5
        left, _, right, _ = self._view.view_rect(box)
        share = (left + right) / 2 / max(self._viewport()[0], 1)
        return min(max(share, _LEAST_SPLIT), 1 - _LEAST_SPLIT)

    def hold_original(self, held: bool) -> None:
        """Show the original as long as `held`."""
        if held != self._holds_original:
            self._holds_original = held
            self._lay_out()

    @property
    def split(self) -> float:
        """Place of the split's divider, 0 to 1."""
        return self._split

    def set_split(self, split: float) -> None:
        """Move the split's divider."""
        old, self._split = self._split, min(max(split, 0.0), 1.0)
        if self.compare_mode is CompareMode.SPLIT:
            width, height = self._image.width, self._image.height
            reach = round(_LABELS_PX * self.devicePixelRatioF())
            low, high = sorted((round(old * width), round(self._split * width)))
            self._mark((low - reach, 0, high + reach, height))

    # Style

    @property
    def canvas_style(self) -> CanvasStyle:
        """Colours and what is visible."""
        return self._style

    def set_canvas_style(self, style: CanvasStyle) -> None:
        """Change colours and what is visible; `dataclasses.replace` makes the new one."""
        if style == self._style:
            return
        self._style = style
        if self._scene is not None:
            self._scene.set_style(style)
        self._redraw_all()
        self.style_changed.emit()

    def reading(self, at: Point) -> PixelReading | None:
        """The pixel at a place of the photo; None outside."""
        if self._scene is None:
            return None
        row, column = math.floor(at.y), math.floor(at.x)
        box = Box(row, column, row + 1, column + 1)
        if box.clipped(self.document.size) != box:
            return None
        colour = tuple(float(part) for part in self.document.shown.read(box)[0, 0])
        return PixelReading(row, column, colour, bool(self.document.mask.read(box)[0, 0]))

    # Drawing

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt: a comfortable size."""
        return QSize(960, 640)

    def _logical(self, rect: Rect | QRect) -> QRect:
        """The widget's own pixels around a rectangle of device pixels."""
        if not isinstance(rect, QRect):
            rect = QRect(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1])
        ratio = self.devicePixelRatioF()
        exact = QRectF(
            rect.x() / ratio, rect.y() / ratio, rect.width() / ratio, rect.height() / ratio
        )
        return exact.toAlignedRect()

    def _mark(self, rect: Rect) -> None:
        part = self._image.mark(rect)
        if not part.isEmpty():
            self.update(self._logical(part))

    def _redraw(self, box: Box) -> None:
        """Draw an image box again wherever it is seen."""
        local = self._view.view_rect(box)
        for pane in self.panes:
            left, top = pane.frame[0], pane.frame[1]
            self._mark(
                (
                    max(local[0] + left, pane.rect[0]),
                    max(local[1] + top, pane.rect[1]),
                    min(local[2] + left, pane.rect[2]),
                    min(local[3] + top, pane.rect[3]),
                )
            )

    def _redraw_all(self) -> None:
        if self._scene is not None:
            self._scene.forget_wishes()
        self._image.mark_all()
        self.update()

    def _draw(self, painter: QPainter, rect: Rect) -> None:
        """Draw a part of the picture."""
        area = QRect(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1])
        if self._scene is None:
            painter.fillRect(area, QColor(*self._style.background))
            return
        painter.fillRect(area, Qt.GlobalColor.black)  # the gap between panes
        for pane in self.panes:
            left, top = max(rect[0], pane.rect[0]), max(rect[1], pane.rect[1])
            right, bottom = min(rect[2], pane.rect[2]), min(rect[3], pane.rect[3])
            if left < right and top < bottom:
                self._scene.paint(painter, pane, self._view, (left, top, right, bottom))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint."""
        if (self._image.width, self._image.height) != self._viewport():
            self._lay_out()
        self._image.refresh(self._draw)
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.setWorldTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        for rect in event.region():  # type: ignore[attr-defined]
            part = QRectF(
                rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio
            )
            area = part.toAlignedRect().intersected(self._image.image.rect())
            painter.drawImage(area.topLeft(), self._image.image, area)
        self._paint_hud(painter)
        painter.end()
        if self._scene is not None and self._scene.has_wishes and not self._work.isActive():
            self._work.start(_PAUSE_MS)

    def _do_work(self) -> None:
        if self._scene is not None and self._scene.work(_WORK_BUDGET_S, self._redraw):
            self._work.start(0)

    def _device(self, place: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        return place.x() * ratio, place.y() * ratio

    def _pane_at(self, x: float, y: float) -> Pane:
        panes = self.panes
        for pane in panes:
            if x < pane.rect[2]:
                return pane
        return panes[-1]

    def _paint_hud(self, painter: QPainter) -> None:
        """Paint what lies over the finished picture, in device pixels."""
        if self._shows_focus:
            hud.paint_focus(painter, self._image.width, self._image.height)
        if self._scene is None:
            return
        panes = self.panes
        if self.compare_mode is CompareMode.SPLIT:
            grip = _GRIP_PX * self.devicePixelRatioF()
            hud.paint_divider(painter, panes[0].rect[2], self._image.height, grip)
        if len(panes) > 1:
            sides = self.tr("before"), self.tr("after")
            hud.paint_sides(painter, panes[0].rect[2], panes[1].rect[0], sides, self.font())
        if self._proposal is not None:
            for pane in panes:
                painter.save()
                left, upper, right, lower = pane.rect
                painter.setClipRect(left, upper, right - left, lower - upper)
                paint_proposal(painter, self._proposal, self._view, *pane.frame[:2])
                painter.restore()
        if self._flasher.is_lit:
            left, upper, right, lower = panes[-1].rect
            painter.save()
            painter.setClipRect(left, upper, right - left, lower - upper)
            self._flasher.paint(painter, self._view, *panes[-1].frame[:2])
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
        kind = self._tools[Hand.identity].cursor if self._space_down else tool.cursor
        self.setCursor(_CURSORS[kind])

    # Tools

    @property
    def tool(self) -> Tool:
        """The tool chosen."""
        return self._tool

    def set_tool(self, identity: str) -> None:
        """Choose a tool; what the last one had under way is given up."""
        if identity == self._tool.identity:
            return
        if self._scene is not None:
            self._tool.cancel()
        self._drag = None
        self._update_hud()  # the ring of the old tool goes, that of the new one comes
        self._tool = self._tools[identity]
        self._update_hud()
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
        self._set_size(float(new))

    def _set_size(self, size_px: float) -> None:
        name = self._tool.size_option
        if name is not None:
            self._update_hud()
            self.set_options(**{name: min(max(round(size_px), _SIZES_PX[0]), _SIZES_PX[1])})

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

    def flash(self, part: ChangedPart) -> None:
        """Light up a part of the photo for a moment."""
        self._flasher.show(part)

    def _update_over(self, box: Box) -> None:
        """Paint what lies over a box of the photo as it is shown."""
        left, top = self.panes[-1].frame[:2]
        rect = self._view.view_rect(box)
        self.update(self._logical((rect[0] + left, rect[1] + top, rect[2] + left, rect[3] + top)))

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

    def line_end(self, at: Point, reach_px: float) -> Point | None:
        """See `ToolHost`."""
        return nearest_end(self.document, at, reach_px, self._style.edge_sigma)

    # Events

    def _pointer(
        self,
        place: QPointF,
        modifiers: Qt.KeyboardModifier,
        *,
        pressure: float = 1.0,
        erases: bool = False,
    ) -> Pointer:
        x, y = self._device(place)
        pane = self._drag[1] if self._drag else self._pane_at(x, y)
        x, y = x - pane.frame[0], y - pane.frame[1]
        held = Modifier.NONE
        for flag, modifier in (
            (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
            (Qt.KeyboardModifier.ControlModifier, Modifier.CONTROL),
            (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
        ):
            if modifiers & flag:
                held |= modifier
        at = self._view.to_image(x, y)
        pixel_px = self.devicePixelRatioF() / self._view.scale
        return Pointer(at, x, y, pixel_px, pressure, erases, held)

    def _on_divider(self, place: QPointF) -> bool:
        if self.compare_mode is not CompareMode.SPLIT:
            return False
        x, _ = self._device(place)
        reach = (_GRIP_PX / 2) * self.devicePixelRatioF()
        return abs(x - self.panes[0].rect[2]) <= reach

    def _press(self, place: QPointF, pointer: Pointer, tool: Tool) -> None:
        self._drag = (tool, self._pane_at(*self._device(place)))
        tool.press(pointer)
        self._show_cursor()

    def _move(self, place: QPointF, pointer: Pointer) -> None:
        self._update_hud()
        self._hover = self._device(place)
        self._update_hud()
        if self._drag is not None:
            self._drag[0].move(pointer)
        else:
            self._tool.hover(pointer)
        self.pointer_moved.emit(self.reading(pointer.at))

    def _release(self, pointer: Pointer) -> None:
        if self._drag is not None:
            tool = self._drag[0]
            tool.release(pointer)
            self._drag = None
            self._show_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: a button went down."""
        if self._scene is None or self._drag is not None:
            return
        button = event.button()
        if button is Qt.MouseButton.LeftButton and self._on_divider(event.position()):
            self._drags_split = True
            return
        sizes = button is Qt.MouseButton.RightButton and bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if sizes and self._tool.size_option is not None:
            size = getattr(self.options, self._tool.size_option)
            self._sizing = (self._device(event.position())[0], size)
            return
        tool = self._tool
        if self._space_down or button is Qt.MouseButton.MiddleButton:
            tool = self._tools[Hand.identity]
        elif button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            super().mousePressEvent(event)
            return
        erases = button is Qt.MouseButton.RightButton
        pointer = self._pointer(event.position(), event.modifiers(), erases=erases)
        self._press(event.position(), pointer, tool)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: the pointer moved."""
        if self._scene is None:
            return
        if self._drags_split:
            x, _ = self._device(event.position())
            self.set_split(x / max(self._image.width, 1))
            return
        if self._sizing is not None:  # the ring stays where it is
            across = self._device(event.position())[0] - self._sizing[0]
            self._set_size(self._sizing[1] * math.exp(across / _SIZING_PX))
            return
        if self._drag is None and self._on_divider(event.position()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self._show_cursor()
        erases = bool(event.buttons() & Qt.MouseButton.RightButton)
        self._move(
            event.position(), self._pointer(event.position(), event.modifiers(), erases=erases)
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: a button went up."""
        if self._drags_split or self._sizing is not None:
            self._drags_split, self._sizing = False, None
            return
        if self._scene is not None:
            erases = event.button() is Qt.MouseButton.RightButton
            self._release(self._pointer(event.position(), event.modifiers(), erases=erases))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: pressed twice quickly."""
        if self._scene is None:
            return
        if event.button() is not Qt.MouseButton.LeftButton or not self._tool.is_busy:
            self.mousePressEvent(event)
            return
        self._tool.double_click(self._pointer(event.position(), event.modifiers()))

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        """Qt: a pen event; accepting it keeps Qt from making up a mouse event."""
        event.accept()
        if self._scene is None:
            return
        erases = event.pointerType() is QPointingDevice.PointerType.Eraser
        erases |= bool(event.buttons() & Qt.MouseButton.RightButton)
        pointer = self._pointer(
            event.position(), event.modifiers(), pressure=event.pressure(), erases=erases
        )
        if event.type() is QEvent.Type.TabletPress:
            if self._drag is None:
                hand = self._space_down or event.button() is Qt.MouseButton.MiddleButton
                tool = self._tools[Hand.identity] if hand else self._tool
                self._press(event.position(), pointer, tool)
        elif event.type() is QEvent.Type.TabletRelease:
            self._release(pointer)
        else:
            self._move(event.position(), pointer)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Qt: wheel or two fingers: scrolls; with Ctrl zooms, with Alt changes the brush."""
        event.accept()
        if self._scene is None:
            return
        angle, pixels = event.angleDelta(), event.pixelDelta()
        notches = (angle.y() or angle.x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.change_size(notches)
            return
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if zooms != (self.wheel_zooms and pixels.isNull()):
            x, y = self._device(event.position())
            frame = self._pane_at(x, y).frame
            self.zoom_by(notches, x - frame[0], y - frame[1])
            return
        ratio = self.devicePixelRatioF()
        across, down = pixels.x() * ratio, pixels.y() * ratio
        if pixels.isNull():
            across, down = angle.x() / 120 * _ARROW_PX, angle.y() / 120 * _ARROW_PX
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not across:
            across, down = down, 0.0
        self.pan(across, down)

    def event(self, event: QEvent) -> bool:
        """Qt: gestures, keys that must not go to shortcuts, and changes of the screen."""
        if isinstance(event, QNativeGestureEvent):
            return self._gesture(event)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = (Qt.Key.Key_Space, self.original_key, self.smaller_key, self.larger_key)
            if event.key() in mine or (event.key() in _TOOL_KEYS and self._tool.is_busy):
                event.accept()
                return True
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().event(event)

    def _gesture(self, event: QNativeGestureEvent) -> bool:
        if self._scene is None:
            return False
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        x, y = self._device(event.position())
        frame = self._pane_at(x, y).frame
        scale = self._view.scale * (1.0 + event.value())
        self._set_view(self._view.zoomed(scale, x - frame[0], y - frame[1]).kept_in_sight())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: a key went down."""
        key = Qt.Key(event.key())
        if self._scene is None:
            super().keyPressEvent(event)
        elif key is Qt.Key.Key_Space:
            self._update_hud()
            self._space_down = True
            self._show_cursor()
        elif key == self.original_key:
            self.hold_original(True)
        elif key == self.smaller_key:
            self.change_size(-1)
        elif key == self.larger_key:
            self.change_size(1)
        elif key in _TOOL_KEYS and self._tool.key(_TOOL_KEYS[key]):
            if not self._tool.is_busy:
                self._drag = None
        elif key in _ARROWS:
            right, down = _ARROWS[key]
            self.pan(right * _ARROW_PX, down * _ARROW_PX)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: a key went up."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space_down = False
            self._show_cursor()
            self._update_hud()
        elif event.key() == self.original_key:
            self.hold_original(False)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt: the keyboard is here; who came by a key is shown where."""
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._shows_focus = event.reason() in by_key
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt: held keys will not be seen going up."""
        self._space_down = self._shows_focus = False
        self.hold_original(False)
        self._show_cursor()
        super().focusOutEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Qt: the pointer came in."""
        self._hover = self._device(event.position())
        self._update_hud()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt: the pointer left."""
        self._update_hud()
        self._hover = None
        self.pointer_moved.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt: the widget has a new size."""
        self._lay_out()
        self.view_changed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt: nothing may work on after the end."""
        self._work.stop()
        self._flasher.end()
        super().closeEvent(event)
