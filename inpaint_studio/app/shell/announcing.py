"""Says a message to a screen reader, wherever the focus is."""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible

__all__ = ["announce"]


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
