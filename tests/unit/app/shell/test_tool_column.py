"""All tools are in sight, however low the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.tools.table import TOOLS
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.shell.tool_bars import tool_action_name


@pytest.mark.parametrize("height", [1000, 700, 480])
def test_every_tool_is_in_sight(window: MainWindow, qtbot: QtBot, height: int) -> None:
    window.resize(1366, height)
    qtbot.waitUntil(lambda: window.height() == max(height, window.minimumSizeHint().height()))
    qtbot.wait(50)
    places = []
    for row in TOOLS:
        button = window.tools.findChild(QToolButton, tool_action_name(row.identity))
        assert isinstance(button, QToolButton)
        assert not button.visibleRegion().isEmpty()
        place = QRect(button.mapTo(window.tools, QPoint(0, 0)), button.size())
        assert window.tools.rect().contains(place), row.identity
        assert not any(place.intersects(other) for other in places)
        places.append(place)
        button.click()
        assert window.canvas.tool.identity == row.identity
        assert button.isChecked()
