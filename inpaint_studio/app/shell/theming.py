"""The theme of a running window: it follows the setting, or the system where that was chosen.

In turns, between which the window answers; a wish that comes meanwhile is met afterwards.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.theme import current_theme, theme_of, theme_steps
from inpaint_studio.app.work.turns import in_turns

__all__ = ["Theming"]


class Theming(QObject):
    """See the module.

    Signals
    -------
    changed()
        The windows have their new colours; what was drawn with the old ones should be drawn anew.
    """

    changed = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._settings = session.settings
        self._window = window
        self._is_changing = False
        session.setting_changed.connect(self._on_setting)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    def _on_setting(self, name: str) -> None:
        if name == "theme":
            self._follow()

    def _on_system_scheme(self) -> None:
        is_open = self._window.isVisible()  # not one that was closed and is about to go
        if is_open and self._choice() == "system":
            self._follow()

    def _choice(self) -> str:
        return self._settings.get_text("theme")

    def _follow(self) -> None:
        application = QApplication.instance()
        if self._is_changing or not isinstance(application, QApplication):
            return
        if theme_of(self._choice()) == current_theme():
            return
        self._is_changing = True
        in_turns(theme_steps(application, self._choice()), self, self._finish, self._end)

    def _end(self) -> None:
        self._is_changing = False

    def _finish(self) -> None:
        self._end()
        self.changed.emit()
        self._follow()
