"""No window opens larger than the screen that it is on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.app.screen import open_at_size


def test_a_window_that_is_too_large_is_made_to_fit_with_its_frame(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    room = widget.screen().availableGeometry().size()
    open_at_size(widget, QSize(room.width() * 2, 300))
    assert room.width() - 40 < widget.width() < room.width()
    assert widget.height() == 300


def test_a_window_that_fits_gets_its_size(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    open_at_size(widget, QSize(320, 240))
    assert widget.size() == QSize(320, 240)
