"""Messages are spoken by a screen reader, errors at once."""

from __future__ import annotations

import pytest
from PySide6 import QtGui
from PySide6.QtGui import QAccessible

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.errors import OptionError

POLITE = QAccessible.AnnouncementPoliteness.Polite
ASSERTIVE = QAccessible.AnnouncementPoliteness.Assertive


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[QtGui.QAccessibleAnnouncementEvent]:
    events: list[QtGui.QAccessibleAnnouncementEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", events.append)
    return events


def test_messages_are_spoken(
    window: MainWindow, spoken: list[QtGui.QAccessibleAnnouncementEvent]
) -> None:
    window.session.note("Cancelled; nothing was changed.")
    window.session.fail(OptionError("The brush is 0 px; use 1 px or more."))
    told = [event for event in spoken if isinstance(event, QtGui.QAccessibleAnnouncementEvent)]
    assert [event.politeness() for event in told] == [POLITE, ASSERTIVE]
    assert told[0].message() == "Cancelled; nothing was changed."
    assert "0 px" in told[1].message()


def test_without_a_screen_reader_nothing_is_said(
    window: MainWindow,
    spoken: list[QtGui.QAccessibleAnnouncementEvent],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    window.session.note("Cancelled; nothing was changed.")
    assert not spoken
