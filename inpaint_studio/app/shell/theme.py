"""How the window is coloured: qdarkstyle's sheets in neutral greys with one accent.

A photograph is judged against what surrounds it, so the blue of qdarkstyle's greys is taken out.
Only the sheets and pictures of qdarkstyle are used; its code is not imported, which saves a third
of a second at the start.
"""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from inpaint_studio.app.session import Session
from inpaint_studio.app.work.turns import in_turns

__all__ = ["Shade", "Theme", "Theming", "apply_theme", "current_theme", "theme_of", "theme_steps"]


class Shade(Enum):
    """Dark or light."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True)
class Theme:
    """Colours of one shade.

    Attributes
    ----------
    shade
        Which.
    window, raised, line, text, faint, accent, on_accent
        Of the ground, of buttons and fields, of borders, of text, of text that steps back, of what
        is switched on, and of text on that.
    chosen, on_chosen, ring
        Of the row chosen in a list, of text on that, and of the line around what has the keyboard.
    dim
        Of icons that cannot be used now.
    swaps
        qdarkstyle's colours and what stands for them here.
    """

    shade: Shade
    window: str
    raised: str
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    chosen: str
    on_chosen: str
    ring: str
    dim: str
    swaps: tuple[tuple[str, str], ...]


_DARK = Theme(
    Shade.DARK,
    window="#262626",
    raised="#3a3a3a",
    line="#474747",
    text="#e4e4e4",
    faint="#a2a2a2",
    accent="#3f7fc1",
    on_accent="#ffffff",
    chosen="#35608c",
    on_chosen="#ffffff",
    ring="#6fa8e0",
    dim="#666666",
    swaps=(
        ("#19232D", "#262626"),
        ("#37414F", "#333333"),
        ("#455364", "#3d3d3d"),
        ("#54687A", "#4b4b4b"),
        ("#60798B", "#585858"),
        ("#788D9C", "#7d7d7d"),
        ("#9DA9B5", "#9a9a9a"),
        ("#DFE1E2", "#e4e4e4"),
        ("#26486B", "#2c4158"),
        ("#346792", "#35608c"),
        ("#1A72BB", "#3f7fc1"),
        ("#259AE9", "#5a97d6"),
    ),
)
_LIGHT = Theme(
    Shade.LIGHT,
    window="#f0f0f0",
    raised="#dcdcdc",
    line="#c4c4c4",
    text="#1c1c1c",
    faint="#5f5f5f",
    accent="#2f6fb2",
    on_accent="#ffffff",
    chosen="#bcd5ee",
    on_chosen="#1c1c1c",
    ring="#2f6fb2",
    dim="#a8a8a8",
    swaps=(
        ("#FAFAFA", "#f0f0f0"),
        ("#D2D5D8", "#dedede"),
        ("#C0C4C8", "#d2d2d2"),
        ("#B4B8BC", "#c2c2c2"),
        ("#ACB1B6", "#b8b8b8"),
        ("#9DA9B5", "#8c8c8c"),
        ("#788D9C", "#7d7d7d"),
        ("#19232D", "#1c1c1c"),
        ("#DAEDFF", "#d5e4f3"),
        ("#9FCBFF", "#a8c8e8"),
        ("#73C7FF", "#78abdd"),
        ("#37AEFE", "#2f6fb2"),
    ),
)

_OWN = """
QWidget {{ font-size: 9.5pt; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMainWindow::separator {{ background: {window}; width: 4px; height: 4px; }}
QToolBar {{ background: {window}; border: none; spacing: 4px; padding: 3px; }}
QToolBar#tools {{ border-right: 1px solid {line}; padding: 4px 3px; spacing: 2px; }}
QToolBar#options {{ border-bottom: 1px solid {line}; min-height: 32px; }}
QToolBar#tools QToolButton {{ padding: 5px; margin: 0; border-radius: 4px; }}
QToolButton {{ background: transparent; border: none; border-radius: 4px; padding: 4px; }}
QToolButton:hover {{ background: {raised}; }}
QToolButton:checked, QToolBar#tools QToolButton:checked {{ background: {accent}; }}
QToolButton:disabled {{ background: transparent; }}
QToolButton[plain="true"]:checked {{ background: transparent; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {faint}; padding: 0 7px; background: transparent; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ background: {window}; padding: 7px 8px; border: none; text-align: left; }}
QDockWidget > QWidget {{ border: none; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ border: none; background: {window}; }}
QSplitter {{ background: {window}; }}
QLabel {{ background: transparent; border: none; }}
QLabel[faint="true"] {{ color: {faint}; }}
QLabel[heading="true"] {{ font-weight: 600; }}
QGroupBox {{ border: none; margin-top: 16px; padding: 4px 0 0 0; font-weight: 600; }}
QGroupBox::title {{ left: 0; padding: 0; color: {faint}; }}
QPushButton {{ background: {raised}; border-radius: 4px; padding: 5px 12px; min-height: 18px; }}
QPushButton#restore {{
    background: {accent}; color: {on_accent}; font-size: 12pt; font-weight: 600;
    min-height: 30px; border-radius: 5px;
}}
QPushButton#restore:hover {{ background: {accent_hover}; }}
QPushButton#restore:disabled {{ background: {raised}; color: {faint}; }}
QMenuBar {{ border: none; background: {window}; padding: 2px 4px; }}
QMenuBar::item {{ background: transparent; }}
QMenuBar::item:selected {{ background: {raised}; }}
QFrame#welcome {{ background: {window}; border: 1px solid {line}; border-radius: 10px; }}
QFrame#tour {{ background: {raised}; border: 1px solid {accent}; border-radius: 8px; }}
QFrame#message {{ background: {raised}; border: 1px solid {line}; border-radius: 6px; }}
QFrame#message[severity="error"] {{ border-left: 4px solid #d05a4e; }}
QFrame#message[severity="note"] {{ border-left: 4px solid {accent}; }}
QDialog {{ border: 1px solid {line}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QSlider {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; border: none; }}
QSlider::{before}-page:horizontal {{
    height: 4px; border-radius: 2px; background: {accent}; border: none;
}}
QSlider::{after}-page:horizontal {{
    height: 4px; border-radius: 2px; background: {line}; border: none;
}}
QSlider::handle:horizontal {{
    width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
    background: {text}; border: none;
}}
QSlider::handle:horizontal:disabled {{ background: {faint}; }}
QSlider::{before}-page:horizontal:disabled {{ background: {line}; }}
QScrollBar:vertical {{ width: 10px; background: transparent; border: none; margin: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; border: none; margin: 0; }}
QScrollBar::handle {{ background: {line}; border: none; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 24px; }}
QScrollBar::handle:horizontal {{ min-width: 24px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical,
QScrollBar::add-line:horizontal, QScrollBar::sub-line:horizontal {{
    width: 0; height: 0; border: none; border-image: none;
}}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QListWidget {{ border: 1px solid {line}; border-radius: 4px; }}
QListWidget::item:selected, QListWidget::item:selected:!active {{
    background: {chosen}; color: {on_chosen};
}}
QComboBox::down-arrow {{ image: url("{pictures}/arrow_down.png"); }}
QAbstractSpinBox::up-arrow {{ image: url("{pictures}/arrow_up.png"); }}
QAbstractSpinBox::down-arrow {{ image: url("{pictures}/arrow_down.png"); }}
QTabBar::tab {{ padding: 5px 12px; border: none; background: transparent; }}
QTabBar::tab:selected {{ border-bottom: 2px solid {accent}; }}
QPushButton, QToolButton, QCheckBox, QTabBar::tab {{ border: 1px solid transparent; }}
QPushButton:focus, QToolButton:focus, QCheckBox:focus {{ border: 1px solid {ring}; }}
QTabBar::tab:focus, QTabBar::tab:selected:focus {{ border: 1px solid {ring}; }}
QCheckBox {{ border-radius: 3px; padding: 1px 3px; }}
QListWidget:focus, QTableWidget:focus, QAbstractSpinBox:focus, QLineEdit:focus, QComboBox:focus,
QKeySequenceEdit:focus, QPlainTextEdit:focus {{ border: 1px solid {ring}; }}
QSlider::handle:horizontal:focus {{ background: {ring}; }}
"""

_STYLED = Qt.WidgetAttribute.WA_WState_Polished
_MOMENT_S = 0.008

_current = _DARK


def theme_of(choice: str) -> Theme:
    """The theme for the setting `theme`: dark, light, or what the system says."""
    if choice == "system":
        return _LIGHT if _system_scheme() is Qt.ColorScheme.Light else _DARK
    return _LIGHT if choice == "light" else _DARK


def _system_scheme() -> Qt.ColorScheme:
    """Dark or light, or unknown where the system does not say."""
    return QGuiApplication.styleHints().colorScheme()


def current_theme() -> Theme:
    """The theme applied last."""
    return _current


def apply_theme(application: QApplication, choice: str) -> Theme:
    """Colour the whole application and return the theme."""
    for _ in theme_steps(application, choice):
        pass
    return _current


def theme_steps(application: QApplication, choice: str) -> Iterator[None]:
    """Colour the whole application in steps, between which its windows may answer.

    Windows are not painted before the last step, so that nobody sees them half done.
    """
    global _current
    theme = theme_of(choice)
    mirrored = application.layoutDirection() is Qt.LayoutDirection.RightToLeft
    sheet = _sheet(theme, mirrored)
    yield
    windows = [each for each in application.topLevelWidgets() if each.isVisible()]
    for window in windows:
        window.setUpdatesEnabled(False)
    try:
        _current = theme
        # Qt would style every widget inside the call; it passes by those not yet styled.
        widgets = [each for each in application.allWidgets() if each.testAttribute(_STYLED)]
        for widget in widgets:
            widget.setAttribute(_STYLED, False)
        application.setStyleSheet("")  # with a sheet to compare with, Qt takes half as long again
        yield
        application.setPalette(_palette(theme))
        application.setStyleSheet(sheet)
        yield
        yield from _style(widgets)
    finally:
        for window in filter(isValid, windows):
            window.setUpdatesEnabled(True)


def _style(widgets: Sequence[QWidget]) -> Iterator[None]:
    """Give widgets the style of the application, as many a step as take a moment."""
    began_s = time.perf_counter()
    for widget in filter(isValid, widgets):
        widget.style().polish(widget)
        widget.setAttribute(_STYLED)
        if time.perf_counter() - began_s > _MOMENT_S:
            yield
            began_s = time.perf_counter()


def _palette(theme: Theme) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.Base: theme.window,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.faint,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    faint = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
    for role in faint:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    return palette


def _package() -> Path | None:
    spec = importlib.util.find_spec("qdarkstyle")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def _sheet(theme: Theme, mirrored: bool) -> str:
    """qdarkstyle's sheet in our colours, its pictures read from the package, then our own rules.

    Sheets know no direction of reading: the filled side of a slider is named by hand.
    """
    base, pictures = "", ""
    package = _package()
    if package is not None:
        folder = package / theme.shade.value
        base = (folder / f"{theme.shade.value}style.qss").read_text(encoding="utf-8")
        table = {old.lower(): new for old, new in theme.swaps}
        base = re.sub(r"#[0-9A-Fa-f]{6}", lambda found: table.get(found[0].lower(), found[0]), base)
        pictures = f"{folder.as_posix()}/rc"
        base = base.replace(f":/qss_icons/{theme.shade.value}/rc", pictures)
    hover = QColor(theme.accent).lighter(112).name()
    own = _OWN.format(
        window=theme.window,
        raised=theme.raised,
        line=theme.line,
        text=theme.text,
        faint=theme.faint,
        accent=theme.accent,
        accent_hover=hover,
        on_accent=theme.on_accent,
        chosen=theme.chosen,
        on_chosen=theme.on_chosen,
        ring=theme.ring,
        before="add" if mirrored else "sub",
        after="sub" if mirrored else "add",
        pictures=pictures,
    )
    return base + own


class Theming(QObject):
    """Changes the theme of the running windows when the setting, or the system, asks for it.

    In turns, between which the window answers; a wish that comes meanwhile is met afterwards.

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
