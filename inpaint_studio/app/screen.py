"""How large a window opens: as wished, but never larger than the screen that it opens on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

__all__ = ["open_at_size"]

_FRAME_PX = QSize(16, 48)
"""Room for the frame that the desktop draws around a window."""


def open_at_size(window: QWidget, wished: QSize) -> None:
    """Give `window` the wished size, or what the screen has room for, in the middle of it."""
    room = window.screen().availableGeometry()
    window.resize(wished.boundedTo(room.size() - _FRAME_PX))
    # Placed by Qt above its parent, a window as high as the screen has its title above the screen.
    left = (room.size() - window.size() - _FRAME_PX) / 2
    window.move(room.left() + max(left.width(), 0), room.top() + max(left.height(), 0))
