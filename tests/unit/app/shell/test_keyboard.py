"""Everything by keys, everything with a name for screen readers, and reading from right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.dialogs.about import AboutDialog
from inpaint_studio.app.dialogs.export import ExportDialog
from inpaint_studio.app.dialogs.measure import MeasureDialog
from inpaint_studio.app.dialogs.models import ImportDialog, ModelsDialog
from inpaint_studio.app.dialogs.settings_dialog import SettingsDialog
from inpaint_studio.app.dialogs.shortcuts import ShortcutsDialog
from inpaint_studio.app.dialogs.try_all import TryAllDialog
from inpaint_studio.app.files.folders import Folders
from inpaint_studio.app.panels.fields import NumberRow
from inpaint_studio.app.shell.actions import ACTIONS
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.shell.theme import apply_theme, theme_of
from inpaint_studio.app.startup import install_language
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.zoo.registry import families

CONTROLS = (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)


def _is_popup_of_combo(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and isinstance(parent.parentWidget(), QComboBox)


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader would only call by their kind."""
    found = []
    for widget in root.findChildren(QWidget):
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not isinstance(widget, CONTROLS) or not takes_keys:
            continue
        if widget.objectName().startswith("qt_") or _is_popup_of_combo(widget):
            continue  # the inside of a field that has a name
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parent()}")
    return found


@pytest.fixture
def marked_window(window: MainWindow, scene: np.ndarray) -> MainWindow:
    window.session.set_document(Document(scene))
    return window


DIALOGS: dict[str, Callable[[MainWindow], QDialog]] = {
    "about": AboutDialog,
    "export": lambda window: ExportDialog(window.session, window.filing, window),
    "import": lambda window: ImportDialog(
        next(each for each in families() if each.template is not None), Folders(), window
    ),
    "measure": lambda w: MeasureDialog(w.session, w.restoring, w.speeds, w),
    "models": lambda window: ModelsDialog(window.session, window.speeds, "", window),
    "settings": lambda window: SettingsDialog(window.session.settings, window),
    "shortcuts": lambda window: ShortcutsDialog(
        window.session.settings, list(window.actions_by_name.values()), window
    ),
    "try_all": lambda w: TryAllDialog(w.session, w.restoring, w.speeds, w),
}


def test_every_control_of_the_window_has_a_name(marked_window: MainWindow) -> None:
    assert nameless(marked_window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_a_dialog_has_a_name(
    name: str, marked_window: MainWindow, qtbot: QtBot
) -> None:
    dialog = DIALOGS[name](marked_window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert nameless(dialog) == []
    dialog.done(0)


@pytest.mark.parametrize("height", [560, 900], ids=["sliders-scrolled-away", "all-in-sight"])
def test_tab_reaches_every_control_from_above_to_below(
    height: int, marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    window.resize(window.width(), height)
    window.restoring.chosen.choose_model("patchmatch")
    window.activateWindow()
    window.canvas.setFocus()
    sliders = window.model_panel.findChildren(QSlider)
    qtbot.waitUntil(
        lambda: all(slider.isVisible() for slider in sliders), timeout=60_000
    )  # shown when laid out
    seen: list[QWidget] = []
    while (focus := QApplication.focusWidget()) not in seen:
        assert focus is not None
        seen.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    for widget in window.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            inside = widget.objectName().startswith("qt_")
            if widget.isEnabled() and not widget.visibleRegion().isEmpty() and not inside:
                assert widget in seen, widget
    panel = window.model_panel
    heights = [
        widget.mapTo(panel, QPoint(0, 0)).y()
        for widget in seen
        if panel.isAncestorOf(widget) and isinstance(widget, QSlider)
    ]
    assert len(heights) > 3
    assert heights == sorted(heights)


def test_a_key_goes_round_the_panels(marked_window: MainWindow, qtbot: QtBot) -> None:
    window = marked_window
    window.activateWindow()
    window.canvas.setFocus()
    docks = window.findChildren(QDockWidget)
    met = []
    for _ in range(len(docks) + 1):
        window.actions_by_name["next_panel"].trigger()
        focus = QApplication.focusWidget()
        assert focus is not None
        met += [dock.objectName() for dock in docks if dock.isAncestorOf(focus)]
    assert sorted(met) == sorted(dock.objectName() for dock in docks)
    window.actions_by_name["next_panel"].trigger()
    assert QApplication.focusWidget() is window.canvas


def test_the_photo_shows_that_it_has_the_keyboard(marked_window: MainWindow) -> None:
    canvas = marked_window.canvas
    marked_window.activateWindow()
    marked_window.model_panel._list.setFocus()
    plain = canvas.grab().toImage()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert canvas.grab().toImage() == plain
    marked_window.model_panel._list.setFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas.grab().toImage().pixelColor(1, 1).lightness() > 200


def test_every_tool_and_action_is_in_a_menu(window: MainWindow) -> None:
    reached = set()
    for entry in window.menuBar().actions():
        menu = entry.menu()
        assert "&" in entry.text(), "a menu is opened by Alt and a letter"
        reached |= {each.objectName() for each in menu.actions()}
    assert {entry.identity for entry in ACTIONS} <= reached
    assert {action.objectName() for action in window.tools.actions_by_tool.values()} <= reached


def test_menus_have_letters_of_their_own(window: MainWindow) -> None:
    titles = [entry.text() for entry in window.menuBar().actions()]
    letters = [title[title.index("&") + 1].casefold() for title in titles]
    assert sorted(set(letters)) == sorted(letters)


def test_a_hole_is_painted_by_keys(marked_window: MainWindow, qtbot: QtBot) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    window.canvas.set_options(brush_size_px=5.0)
    window.canvas.zoom_to_scale(4.0)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.canvas, Qt.Key.Key_Insert)
    for _ in range(5):
        qtbot.keyClick(window.canvas, Qt.Key.Key_Right, shift)
    assert window.canvas.tool.is_busy
    qtbot.keyClick(window.canvas, Qt.Key.Key_Insert)
    assert not window.canvas.tool.is_busy
    rows, columns = np.nonzero(document.mask_array())
    assert 4 <= np.ptp(rows) <= 6
    assert 13 <= np.ptp(columns) <= 16
    assert len(document.history.edits) == 1
    scale, offset = window.canvas.scale, window.canvas.view.offset_x
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right)  # without Shift the photo moves
    assert window.canvas.view.offset_x != offset
    assert window.canvas.scale == scale


def test_the_keys_of_the_photo_are_actions_and_can_be_changed(
    marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    document.paint(Rectangle(Point(20, 30), Point(30, 50)), "rectangle")
    window.activateWindow()
    window.canvas.setFocus()
    window.canvas.set_options(brush_size_px=40.0)
    qtbot.keyClick(window.canvas, Qt.Key.Key_BracketRight)
    assert window.canvas.options.brush_size_px > 40
    window.actions_by_name["larger"].setShortcut("F9")
    size = window.canvas.options.brush_size_px
    qtbot.keyClick(window.canvas, Qt.Key.Key_BracketRight)
    assert window.canvas.options.brush_size_px == size
    qtbot.keyClick(window.canvas, Qt.Key.Key_F9)
    assert window.canvas.options.brush_size_px > size
    qtbot.keyPress(window.canvas, Qt.Key.Key_Backslash)
    assert window.canvas.compare_mode is CompareMode.ORIGINAL
    qtbot.keyRelease(window.canvas, Qt.Key.Key_Backslash)
    assert window.canvas.compare_mode is CompareMode.RESULT


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    old = qapp.styleSheet()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    apply_theme(qapp, "dark")
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    qapp.setStyleSheet(old)


@pytest.mark.usefixtures("mirrored")
def test_right_to_left_mirrors_the_panels_but_not_the_photo(
    marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    canvas = window.canvas
    assert canvas.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert window.options._name.x() > window.options._fields["brush_size_px"].x()
    canvas.zoom_to_scale(4.0)
    canvas.set_options(brush_size_px=3.0)
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    right = middle + QPoint(60, 0)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=right)
    _, columns = np.nonzero(document.mask_array())
    assert columns.mean() > 48  # 15 pixels right of the middle of 80
    shown = canvas.grab().toImage()
    ratio = canvas.devicePixelRatioF()
    y = round((middle.y() + 40) * ratio)
    greens = [shown.pixelColor(round((middle.x() + x) * ratio), y).green() for x in (-100, 100)]
    assert greens[0] < greens[1]  # the scene's green grows from left to right


@pytest.mark.usefixtures("mirrored")
def test_a_slider_is_filled_from_where_it_begins(qtbot: QtBot) -> None:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setValue(30)
    slider.resize(200, 24)
    qtbot.addWidget(slider)
    slider.show()
    image = slider.grab().toImage()
    accent = theme_of("dark").accent
    assert image.pixelColor(190, 12).name() == accent
    assert image.pixelColor(30, 12).name() != accent


def test_the_language_sets_the_direction(qapp: QApplication) -> None:
    install_language(qapp, "en")
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize(
    ("row", "typed", "wanted"), [("edge_threshold", "0.35", 0.35), ("edge_sigma", "12.5", 12.5)]
)
def test_a_number_can_be_typed_and_keys_work_after_return(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, row: str, typed: str, wanted: float
) -> None:
    window.session.set_document(Document(scene))
    shown = {
        round(each.field.value(), 3): each for each in window.edges_panel.findChildren(NumberRow)
    }
    field = shown[window.session.settings.get_float(row)].field
    window.activateWindow()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, typed)
    assert field.text().startswith(typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == wanted
    assert window.session.settings.get_float(row) == wanted
    assert QApplication.focusWidget() is window.canvas
