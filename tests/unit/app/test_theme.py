"""The theme: that of the setting, or the system's, also when that changes under a running window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication

from inpaint_studio.app import theme
from inpaint_studio.app.main_window import MainWindow
from inpaint_studio.app.theme import Shade, apply_theme, current_theme, theme_of

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


def test_the_theme_follows_the_setting(window: MainWindow) -> None:
    window.session.settings.set("theme", "light")
    assert current_theme() == theme_of("light")
    assert ground(window) > 200
    window.session.settings.set("theme", "dark")
    assert current_theme() == theme_of("dark")
    assert ground(window) < 80


def test_the_systems_wish_is_followed_at_the_start(system: System, qapp: QApplication) -> None:
    for wish, shade in ((LIGHT, Shade.LIGHT), (DARK, Shade.DARK), (UNKNOWN, Shade.DARK)):
        system.want(wish)
        assert apply_theme(qapp, "system").shade is shade


def test_a_running_window_follows_the_system_but_only_if_that_was_chosen(
    window: MainWindow, system: System
) -> None:
    settings = window.session.settings
    settings.set("theme", "system")
    system.want(LIGHT)
    assert current_theme().shade is Shade.LIGHT
    assert ground(window) > 200
    system.want(DARK)
    assert current_theme().shade is Shade.DARK
    assert ground(window) < 80
    settings.set("theme", "dark")
    system.want(LIGHT)
    assert current_theme().shade is Shade.DARK
    settings.set("theme", "system")
    assert current_theme().shade is Shade.LIGHT
    settings.set("theme", "dark")
