"""The tour: once by itself, always when asked for, over the parts that it speaks of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inpaint_studio.app.shell import main_window as module
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.shell.tour import STOPS, Tour
from inpaint_studio.document.document import Document

LATER_MS = module._TOUR_AFTER_MS + 300


def tour_of(window: MainWindow) -> Tour:
    found = window.findChild(Tour)
    assert isinstance(found, Tour)
    return found


def test_it_comes_by_itself_at_the_first_start_and_never_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: window.findChild(Tour) is not None, timeout=5000)
    tour = tour_of(window)
    assert tour.isVisible()
    assert window.session.settings.get_bool("first_start_done")
    tour.skip.click()
    assert not tour.isVisible()
    settings = window.session.settings
    second = MainWindow(settings)
    second.show()
    qtbot.wait(LATER_MS)
    assert second.findChild(Tour) is None
    second.close()


def test_it_leaves_who_is_at_work_alone(window: MainWindow, qtbot: QtBot) -> None:
    window.session.set_document(Document(np.zeros((60, 80, 3), np.uint8)))
    qtbot.wait(LATER_MS)
    assert window.findChild(Tour) is None
    window.actions_by_name["tour"].trigger()
    tour = tour_of(window)
    assert tour.isVisible()
    window.session.set_document(Document(np.zeros((60, 80, 3), np.uint8)))
    assert not tour.isVisible()


def test_every_part_is_shown_and_not_covered(window: MainWindow) -> None:
    window.show_tour()
    tour = tour_of(window)
    for number, stop in enumerate(STOPS):
        assert tour.stop is stop
        part = tour._parts[stop.part]
        assert part.isVisible()
        card = QRect(tour.pos(), tour.size())
        spoken = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        assert window.rect().contains(card)
        assert not card.intersects(spoken)
        assert tour._ring.geometry().contains(spoken.intersected(window.rect()).center())
        assert tour.accessibleName().startswith(stop.title)
        assert tour.next.text() == ("Done" if number + 1 == len(STOPS) else "Next")
        tour.next.click()
    assert not tour.isVisible()
    assert not tour._ring.isVisible()


def test_keys_lead_through_it_and_clicks_go_past_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show_tour()
    tour = tour_of(window)
    assert isinstance(window.focusWidget(), QPushButton)
    QTest.keyClick(tour.next, Qt.Key.Key_Space)
    assert tour.stop is STOPS[1]
    window.tools.actions_by_tool["eraser"].trigger()  # the window is usable below it
    assert window.canvas.tool.identity == "eraser"
    QTest.keyClick(tour.next, Qt.Key.Key_Escape)
    assert not tour.isVisible()
