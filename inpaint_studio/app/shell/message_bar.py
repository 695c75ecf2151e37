"""A line over the photo's lower edge that tells something and goes by itself; errors stay longer."""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from inpaint_studio.app.session import Severity
from inpaint_studio.app.shell.icons import icon

__all__ = ["MessageBar", "announce"]

_SHOWN_MS = {Severity.NOTE: 6000, Severity.ERROR: 20000}
_MARGIN_PX = 14


class MessageBar(QFrame):
    """See the module. Lies over `host` and follows its size."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setObjectName("message")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 8, 9)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setObjectName("message_text")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setIcon(icon("reject"))
        close.setToolTip(self.tr("Close"))
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.hide)
        row.addWidget(self._label, 1)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is told now; empty when nothing is."""
        return self._label.text() if self.isVisible() else ""

    def tell(self, text: str, severity: Severity) -> None:
        """Show a text."""
        self._label.setText(text)
        self.setProperty("severity", severity.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self._place()
        self.raise_()
        self._timer.start(_SHOWN_MS[severity])
        announce(self, text, is_urgent=severity is Severity.ERROR)

    def _place(self) -> None:
        host = self._host
        wanted = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 80
        width = min(wanted, 640, host.width() - 2 * _MARGIN_PX)
        self.setFixedWidth(max(width, 120))
        layout = self.layout()
        height = layout.heightForWidth(self.width()) if layout is not None else -1
        self.setFixedHeight(height if height > 0 else self.sizeHint().height())
        self.move((host.width() - self.width()) // 2, host.height() - self.height() - _MARGIN_PX)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Qt: nothing is shown any more, so nothing is to be taken away later."""
        if not event.spontaneous():
            self._timer.stop()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt: the host was resized."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False


def announce(source: QObject, text: str, *, is_urgent: bool = False) -> None:
    """Have `text` spoken; an urgent one interrupts what is being spoken.

    Does nothing where no screen reader runs, and with Qt before 6.8, which has no such events.
    """
    if not hasattr(QtGui, "QAccessibleAnnouncementEvent") or not QAccessible.isActive():
        return
    event = QtGui.QAccessibleAnnouncementEvent(source, text)
    kinds = QAccessible.AnnouncementPoliteness
    event.setPoliteness(kinds.Assertive if is_urgent else kinds.Polite)
    QAccessible.updateAccessibility(event)
