"""Arrays as Qt pictures and back, for the clipboard, thumbnails and comparisons."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.imaging.types import Image, full_scale

__all__ = ["Loupe", "LoupeView", "PictureView", "as_bytes", "image_of", "picture_of", "shrunk"]


_CLICK_PX = 4.0  # a drag shorter than this is a click
_CLOSEST = 32.0
_NOTCH = 1.25


def as_bytes(image: Image) -> NDArray[np.uint8]:
    """A photo of any depth as contiguous uint8 (H, W, 3); not a copy where it is that already."""
    if image.dtype == np.uint8:
        return np.ascontiguousarray(image, np.uint8)
    scale = 255.0 / full_scale(image.dtype)
    scaled: NDArray[np.float32] = np.clip(image * np.float32(scale), 0, 255)
    return np.rint(scaled).astype(np.uint8)


def image_of(picture: QImage) -> NDArray[np.uint8]:
    """A QImage as uint8 (H, W, 3), a copy of its pixels."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(
        picture.height(), picture.bytesPerLine()
    )
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()


def shrunk(image: Image, most_px: int) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) with the longer side at most `most_px`; never enlarged."""
    import cv2

    height, width = image.shape[:2]
    scale = min(1.0, most_px / max(height, width))
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return as_bytes(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA)))  # type: ignore[arg-type]
    return as_bytes(image)


def picture_of(pixels: NDArray[Any]) -> QImage:
    """A QImage of its own memory from uint8 (H, W, 3), or (H, W) edges in [0, 1], drawn black."""
    if pixels.ndim == 2:
        grey = (250 - 230 * np.clip(pixels, 0, 1)).astype(np.uint8)
        pixels = np.repeat(grey[..., None], 3, axis=2)
    height, width = pixels.shape[:2]
    picture = QImage(width, height, QImage.Format.Format_RGB888)
    inside: NDArray[np.uint8] = np.ndarray(
        (height, width, 3), np.uint8, picture.bits(), strides=(picture.bytesPerLine(), 3, 1)
    )
    np.copyto(inside, pixels)  # Qt's own copy would keep Python's other threads from running
    return picture


class PictureView(QWidget):
    """Shows a picture as large as it fits, in its proportions."""

    def __init__(self, least: QSize | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self.setMinimumSize(least or QSize(160, 120))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QImage) -> None:
        """Show another picture."""
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint."""
        painter = QPainter(self)
        if self._picture.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(self.rect(), Qt.GlobalColor.darkGray)
            size = self._picture.size()
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = (self.width() - size.width()) // 2
            top = (self.height() - size.height()) // 2
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(left, top, size.width(), size.height()), self._picture)
        painter.end()


class Loupe(QObject):
    """How closely, and at which place, several pictures of the same thing are looked at.

    Attributes
    ----------
    scale
        Device pixels per pixel of the pictures; None shows them whole.
    middle
        The place in the middle of each view, as shares of the picture's width and height.

    Signals
    -------
    changed()
        Scale or place changed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale: float | None = None
        self.middle = QPointF(0.5, 0.5)

    def look(self, scale: float | None, middle: QPointF | None = None) -> None:
        """Look at another place, or more or less closely."""
        self.scale = scale
        middle = QPointF(0.5, 0.5) if middle is None or scale is None else middle
        self.middle = QPointF(min(max(middle.x(), 0.0), 1.0), min(max(middle.y(), 0.0), 1.0))
        self.changed.emit()


class LoupeView(PictureView):
    """One of several pictures that are zoomed by the wheel and moved by a drag together.

    Signals
    -------
    clicked()
        Pressed and let go without a drag.
    """

    clicked = Signal()

    def __init__(
        self, loupe: Loupe, least: QSize | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(least, parent)
        self._loupe = loupe
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged = False
        loupe.changed.connect(self.update)

    def _fitting(self) -> float:
        """The scale at which the whole picture is seen, in device pixels."""
        ratio = self.devicePixelRatioF()
        across = self.width() * ratio / max(1, self._picture.width())
        return min(across, self.height() * ratio / max(1, self._picture.height()))

    def _place(self) -> QRectF:
        """Where the picture lies, in the widget's pixels."""
        scale = (self._loupe.scale or self._fitting()) / self.devicePixelRatioF()
        width, height = self._picture.width() * scale, self._picture.height() * scale
        middle = self._loupe.middle
        left, top = self.width() / 2 - middle.x() * width, self.height() / 2 - middle.y() * height
        return QRectF(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint."""
        if self._picture.isNull() or self._loupe.scale is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.darkGray)
        is_small = self._loupe.scale < 2.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_small)
        painter.drawImage(self._place(), self._picture)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Qt: closer or farther, about the pointer."""
        event.accept()
        if self._picture.isNull():
            return
        old, fitting = self._place(), self._fitting()
        scale = (self._loupe.scale or fitting) * _NOTCH ** (event.angleDelta().y() / 120)
        if scale <= fitting:
            self._loupe.look(None)
            return
        scale = min(scale, _CLOSEST)
        at = event.position()
        share_x = (at.x() - old.left()) / old.width()
        share_y = (at.y() - old.top()) / old.height()
        logical = scale / self.devicePixelRatioF()
        self._loupe.look(
            scale,
            QPointF(
                share_x + (self.width() / 2 - at.x()) / (self._picture.width() * logical),
                share_y + (self.height() / 2 - at.y()) / (self._picture.height() * logical),
            ),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: a button went down."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position()
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: the pointer moved."""
        if self._pressed is None:
            return
        way = event.position() - self._pressed
        self._dragged = self._dragged or way.manhattanLength() > _CLICK_PX
        if self._dragged and self._loupe.scale is not None:
            step, place = event.position() - self._last, self._place()
            middle = self._loupe.middle
            moved = QPointF(
                middle.x() - step.x() / place.width(), middle.y() - step.y() / place.height()
            )
            self._loupe.look(self._loupe.scale, moved)
        self._last = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: a button went up."""
        if self._pressed is not None and not self._dragged:
            self.clicked.emit()
        self._pressed = None
