"""A widget that shows a document and moves about in it: the half of the canvas that only looks.

It keeps the finished picture of the viewport, redraws what the document says has changed, and
divides the viewport between original and result. Tools and events lie in `canvas`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from inpaint_studio.app.canvas.compare import CompareMode, Pane, divide
from inpaint_studio.app.canvas.scene import Scene
from inpaint_studio.app.canvas.style import CanvasStyle
from inpaint_studio.app.canvas.view import Rect, ViewTransform, zoom_step
from inpaint_studio.app.canvas.viewport_image import ViewportImage
from inpaint_studio.document.changes import Change
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box, Size

__all__ = ["DEFAULT_CACHE_BYTES", "GRIP_PX", "PhotoView", "PixelReading"]

DEFAULT_CACHE_BYTES = 384 * 1024 * 1024
_WORK_BUDGET_S = 0.006
_PAUSE_MS = 20  # idle work waits for the user's hand to rest this long
GRIP_PX = 9.0


class PixelReading(NamedTuple):
    """The pixel under the pointer: row, column, (red, green, blue) in the photo's own steps, and
    whether it is hole."""

    row: int
    column: int
    colour: tuple[float, ...]
    in_hole: bool


class PhotoView(QWidget):
    """See the module.

    Parameters
    ----------
    cache_bytes
        Most memory for mipmaps.

    Signals
    -------
    view_changed(), compare_changed(CompareMode), style_changed()
        What the panels and the status line mirror.
    """

    view_changed = Signal()
    compare_changed = Signal(object)
    style_changed = Signal()

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
        self._picture = ViewportImage()
        self._mode = CompareMode.RESULT
        self._holds_original = False
        self._split = 0.5
        self._work = QTimer(self)
        self._work.setSingleShot(True)
        self._work.timeout.connect(self._do_work)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Photo"))

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
        return divide(self.compare_mode, self._picture.width, self._picture.height, self._split)

    def _viewport(self) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        return max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))

    def _lay_out(self) -> None:
        """Fit picture and view to the widget's size."""
        self._picture.fit(*self._viewport())
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
            self._picture.scroll(round(after[0] - before[0]), round(after[1] - before[1]))
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
            self._lay_out()
            self.compare_changed.emit(mode)

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
            width, height = self._picture.width, self._picture.height
            reach = round(GRIP_PX * self.devicePixelRatioF()) + 3
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
        part = self._picture.mark(rect)
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
        self._picture.mark_all()
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
        if (self._picture.width, self._picture.height) != self._viewport():
            self._lay_out()
        self._picture.refresh(self._draw)
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        painter.setWorldTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
        for rect in event.region():  # type: ignore[attr-defined]
            part = QRectF(
                rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio
            )
            area = part.toAlignedRect().intersected(self._picture.image.rect())
            painter.drawImage(area.topLeft(), self._picture.image, area)
        self._paint_hud(painter)
        painter.end()
        if self._scene is not None and self._scene.has_wishes and not self._work.isActive():
            self._work.start(_PAUSE_MS)

    def _paint_hud(self, painter: QPainter) -> None:
        """Paint what lies over the finished picture, in device pixels."""

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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt: the widget has a new size."""
        self._lay_out()
        self.view_changed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt: nothing may work on after the end."""
        self._work.stop()
        super().closeEvent(event)
