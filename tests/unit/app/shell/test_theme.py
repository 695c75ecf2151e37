"""The theme: that of the setting, or the system's, also when that changes under a running window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.app.shell import theme
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.shell.theme import Shade, apply_theme, current_theme, theme_steps

DARK, LIGHT, UNKNOWN = Qt.ColorScheme.Dark, Qt.ColorScheme.Light, Qt.ColorScheme.Unknown


class System:
    """What the system wants, and its changing its mind."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._wish = UNKNOWN
        monkeypatch.setattr(theme, "_system_scheme", lambda: self._wish)

    def want(self, scheme: Qt.ColorScheme) -> None:
        self._wish = scheme
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> System:
    return System(monkeypatch)


def ground(window: MainWindow) -> int:
    """How light the window's own ground is, as seen: a corner of its status line."""
    picture = window.status.grab().toImage()
    return QColor(picture.pixel(3, picture.height() // 2)).lightness()


def wait_for(window: MainWindow, shade: Shade, qtbot: QtBot) -> None:
    """Until the window has its colours, which it takes on in several turns."""

    def is_there() -> bool:
        return current_theme().shade is shade and window.updatesEnabled()

    qtbot.waitUntil(is_there, timeout=10_000)
    assert (ground(window) > 200) is (shade is Shade.LIGHT)
    assert (ground(window) < 80) is (shade is Shade.DARK)


def test_the_theme_follows_the_setting(window: MainWindow, qtbot: QtBot) -> None:
    window.session.settings.set("theme", "light")
    wait_for(window, Shade.LIGHT, qtbot)
    window.session.settings.set("theme", "dark")
    wait_for(window, Shade.DARK, qtbot)


def test_the_last_wish_counts_while_the_theme_is_changing(window: MainWindow, qtbot: QtBot) -> None:
    changes = []
    window.theming.changed.connect(lambda: changes.append(current_theme().shade))
    for choice in ("light", "dark", "light"):
        window.session.settings.set("theme", choice)
    wait_for(window, Shade.LIGHT, qtbot)
    window.session.settings.set("theme", "dark")
    qtbot.wait(1)  # under way
    window.session.settings.set("theme", "light")
    qtbot.waitUntil(lambda: not window.theming._is_changing, timeout=10_000)
    wait_for(window, Shade.LIGHT, qtbot)
    window.session.settings.set("theme", "dark")
    wait_for(window, Shade.DARK, qtbot)
    assert changes[0] is Shade.LIGHT
    assert changes[-1] is Shade.DARK


def test_a_window_is_not_painted_half_done(qapp: QApplication, window: MainWindow) -> None:
    steps = theme_steps(qapp, "light")
    next(steps)
    for _ in steps:
        assert not window.updatesEnabled()
    assert window.updatesEnabled()
    apply_theme(qapp, "dark")


def test_the_systems_wish_is_followed_at_the_start(system: System, qapp: QApplication) -> None:
    for wish, shade in ((LIGHT, Shade.LIGHT), (DARK, Shade.DARK), (UNKNOWN, Shade.DARK)):
        system.want(wish)
        assert apply_theme(qapp, "system").shade is shade


def test_a_running_window_follows_the_system_but_only_if_that_was_chosen(
    window: MainWindow, system: System, qtbot: QtBot
) -> None:
    settings = window.session.settings
    settings.set("theme", "system")
    system.want(LIGHT)
    wait_for(window, Shade.LIGHT, qtbot)
    system.want(DARK)
    wait_for(window, Shade.DARK, qtbot)
    settings.set("theme", "dark")
    system.want(LIGHT)
    qtbot.wait(300)
    assert current_theme().shade is Shade.DARK
    settings.set("theme", "system")
    wait_for(window, Shade.LIGHT, qtbot)
    settings.set("theme", "dark")
    wait_for(window, Shade.DARK, qtbot)
