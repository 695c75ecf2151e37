"""A photo before and after, with a divider that the pointer or the arrow keys move."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.app.shell.theme import current_theme

__all__ = ["BeforeAfter"]

_STEP = 0.05
_GROUND = QColor(112, 112, 112)


class BeforeAfter(QWidget):
    """See the module; the left side is before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = QImage()
        self._after = QImage()
        self._mask = QImage()
        self._text = ""
        self._divider = 0.5
        self._shows_mask = False
        self.setMinimumSize(QSize(260, 220))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(self.tr("Before and after"))
        self.setToolTip(self.tr("Drag, or press the arrow keys: before and after"))

    @property
    def divider(self) -> float:
        """Where the divider is, as a share of the photo's width."""
        return self._divider

    @property
    def is_showing(self) -> bool:
        """True when there is a photo to see."""
        return not self._before.isNull()

    def show_pictures(self, before: QImage, after: QImage, mask: QImage, text: str = "") -> None:
        """Show a photo; null images where there is none, and a word instead."""
        self._before, self._after, self._mask, self._text = before, after, mask, text
        self.update()

    def show_mask(self, on: bool) -> None:
        """Lay the hole over it, or not."""
        self._shows_mask = on
        self.update()

    def move_divider(self, share: float) -> None:
        """Put the divider somewhere."""
        self._divider = min(max(share, 0.0), 1.0)
        self.setAccessibleDescription(
            self.tr("{percent} % before").format(percent=round(100 * self._divider))
        )
        self.update()

    def picture_box(self) -> QRect:
        """Where the photo lies."""
        size = self._before.size() / self.devicePixelRatioF()
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRect(left, top, size.width(), size.height())

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: the divider follows the pointer."""
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: the divider follows the pointer."""
        box = self.picture_box()
        if box.width():
            self.move_divider((event.position().x() - box.left()) / box.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: the arrow keys move the divider."""
        steps = {
            Qt.Key.Key_Left: self._divider - _STEP,
            Qt.Key.Key_Right: self._divider + _STEP,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.move_divider(step)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _GROUND)
        if self.is_showing:
            self._paint_photo(painter)
        if self._text:
            painter.setPen(QColor(Qt.GlobalColor.white))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self._text)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_theme().ring), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_photo(self, painter: QPainter) -> None:
        box = self.picture_box()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        after = self._before if self._after.isNull() else self._after
        painter.drawImage(box, after)
        if not self._after.isNull():
            split = box.left() + round(box.width() * self._divider)
            painter.save()
            painter.setClipRect(QRect(box.left(), box.top(), split - box.left(), box.height()))
            painter.drawImage(box, self._before)
            painter.restore()
            line = QRectF(split - 1.0, box.top(), 2.0, box.height())
            painter.fillRect(line, QColor(current_theme().accent))
        if self._shows_mask and not self._mask.isNull():
            painter.drawImage(box, self._mask)
