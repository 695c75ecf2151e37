"""The canvas by keys: its own keys as actions, and the pointer for those who use no mouse.

As actions the keys are in menus and in the table of keys, and can be changed; a canvas by itself
has them fixed.

With Shift the arrow keys move the pointer over the photo, with Ctrl besides by single pixels of the
screen; Insert presses the button and the next Insert lets it go. The canvas gets the same events
from it as from a mouse, so that no tool knows the difference.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from inpaint_studio.app.canvas.canvas import Canvas

__all__ = ["CanvasKeys", "KeyPointer"]

_ENDS = (
    QEvent.Type.KeyRelease,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.ApplicationStateChange,
)


class CanvasKeys(QObject):
    """The slots of the canvas's actions; takes over the keys that a canvas by itself has."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        canvas.original_key = canvas.smaller_key = canvas.larger_key = None

    def smaller(self) -> None:
        """Make the tool in hand smaller."""
        self._canvas.change_size(-1)

    def larger(self) -> None:
        """Make the tool in hand larger."""
        self._canvas.change_size(1)

    def hold_original(self) -> None:
        """Show the original until the key is let go."""
        application = QCoreApplication.instance()
        if application is not None and self._canvas.has_document:
            self._canvas.hold_original(True)
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt: something happened while the original is shown."""
        repeats = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        if event.type() in _ENDS and not repeats:
            self._canvas.hold_original(False)
            application = QCoreApplication.instance()
            if application is not None:
                application.removeEventFilter(self)
        return False


_STEP_PX = 8.0
_FINE_PX = 1.0
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NONE = Qt.MouseButton.NoButton
_LEFT = Qt.MouseButton.LeftButton


class KeyPointer(QObject):
    """The pointer by keys. Listens to the keys of `canvas`."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._place: QPointF | None = None
        self._is_down = False
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt: an event of the canvas."""
        kind = event.type()
        if isinstance(event, QMouseEvent) and event.device() is not None:
            self._place = event.position() if event.spontaneous() else self._place
        elif kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            assert isinstance(event, QKeyEvent)
            if self._is_mine(event):
                if kind is QEvent.Type.KeyPress:
                    self._take(event)
                event.accept()
                return True
        elif kind is QEvent.Type.FocusOut:
            self._let_go()
        return False

    @staticmethod
    def _is_mine(event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Insert:
            return event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return shift and Qt.Key(event.key()) in _WAYS

    def _take(self, event: QKeyEvent) -> None:
        place = self._place or QPointF(self._canvas.rect().center())
        if event.key() == Qt.Key.Key_Insert:
            if not event.isAutoRepeat():
                self._toggle(place)
            return
        across, down = _WAYS[Qt.Key(event.key())]
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = _FINE_PX if fine else _STEP_PX
        self._place = QPointF(
            min(max(place.x() + step * across, 0.0), self._canvas.width() - 1.0),
            min(max(place.y() + step * down, 0.0), self._canvas.height() - 1.0),
        )
        self._send(QEvent.Type.MouseMove, self._place, _NONE)

    def _toggle(self, place: QPointF) -> None:
        self._place = place
        self._send(QEvent.Type.MouseMove, place, _NONE)
        self._is_down = not self._is_down
        kind = QEvent.Type.MouseButtonPress if self._is_down else QEvent.Type.MouseButtonRelease
        self._send(kind, place, _LEFT)

    def _let_go(self) -> None:
        if self._is_down and self._place is not None:
            self._toggle(self._place)

    def _send(self, kind: QEvent.Type, place: QPointF, button: Qt.MouseButton) -> None:
        held = _LEFT if self._is_down else _NONE
        everywhere = QPointF(self._canvas.mapToGlobal(place.toPoint()))
        # No modifiers: Shift moves the pointer here, and would draw a straight line there.
        event = QMouseEvent(kind, place, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._canvas, event)
