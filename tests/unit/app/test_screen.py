"""No window opens larger than the screen that it is on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.app.screen import open_at_size


def test_a_window_that_is_too_large_is_made_to_fit_with_its_frame(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    room = widget.screen().availableGeometry().size()
    open_at_size(widget, QSize(room.width() * 2, 300))
    assert room.width() - 40 < widget.width() < room.width()
    assert widget.height() == 300
    assert widget.screen().availableGeometry().contains(widget.frameGeometry())


def test_a_window_that_fits_gets_its_size(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    open_at_size(widget, QSize(320, 240))
    assert widget.size() == QSize(320, 240)


def test_it_opens_inside_the_screen_though_its_parent_is_elsewhere(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    room = parent.screen().availableGeometry()
    parent.setGeometry(room.adjusted(0, -room.height() // 2, 0, -room.height() // 2))
    dialog = QDialog(parent)
    open_at_size(dialog, QSize(300, 4000))
    dialog.show()
    assert room.contains(dialog.frameGeometry())
