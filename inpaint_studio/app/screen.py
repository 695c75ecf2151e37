"""How large a window opens: as wished, but never larger than the screen that it opens on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

__all__ = ["open_at_size"]

_FRAME_PX = QSize(16, 48)
"""Room for the frame that the desktop draws around a window."""


def open_at_size(window: QWidget, wished: QSize) -> None:
    """Give `window` the wished size, or what the screen has room for."""
    screen = window.screen()
    room = screen.availableGeometry().size() - _FRAME_PX if screen is not None else wished
    window.resize(wished.boundedTo(room))
