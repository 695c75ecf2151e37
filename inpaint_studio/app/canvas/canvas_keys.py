"""The canvas's own keys as actions: they are in menus, in the table of keys, and can be changed.

A canvas by itself has them fixed; here they are taken over.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent

from inpaint_studio.app.canvas.canvas import Canvas

__all__ = ["CanvasKeys"]

_ENDS = (
    QEvent.Type.KeyRelease,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.ApplicationStateChange,
)


class CanvasKeys(QObject):
    """See the module."""

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
