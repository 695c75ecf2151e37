"""The window's logic: opening, painting, restoring, undo, saving, actions and their table."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.app.actions import ACTIONS, Menu, parse_shortcuts
from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.canvas.overlay import MaskView
from inpaint_studio.app.canvas.tools.table import TOOLS
from inpaint_studio.app.engine_work import Choice
from inpaint_studio.app.main_window import MainWindow
from inpaint_studio.app.tool_names import EDITS, TOOL_ICONS, TOOL_NAMES
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo, write_photo

HOLE = Rectangle(Point(20, 30), Point(30, 50))


def paint(window: MainWindow) -> np.ndarray:
    """Mark a hole and return the mask."""
    assert window.session.document is not None
    window.session.document.paint(HOLE, EditKind.RECTANGLE)
    return window.session.document.mask_array()


def restore(window: MainWindow, qtbot: QtBot) -> None:
    """Fill the hole with a quick model and wait for it."""
    window.restoring.chosen.choose_model("telea")
    with qtbot.waitSignal(window.restoring.restored, timeout=20000):
        window.restoring.restore()


@pytest.fixture
def photo_file(tmp_path: Path, scene: np.ndarray) -> Path:
    path = tmp_path / "photo.png"
    write_photo(path, scene)
    return path


def open_file(window: MainWindow, qtbot: QtBot, path: Path) -> Document:
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.filing.open_path(path)
    assert window.session.document is not None
    return window.session.document


def test_rows_of_the_table_are_unique_and_bound(window: MainWindow) -> None:
    names = [entry.identity for entry in ACTIONS]
    assert len(set(names)) == len(names)
    assert {entry.menu for entry in ACTIONS} == set(Menu)
    for entry in ACTIONS:
        assert callable(attrgetter(entry.slot)(window)), entry.identity
        action = window.actions_by_name[entry.identity]
        assert action.text()
        assert [key.toString() for key in action.shortcuts()] == list(entry.keys)
        if entry.keys:
            assert action.shortcut().toString() in action.toolTip()


def test_no_key_is_given_twice(window: MainWindow) -> None:
    keys = [key for entry in ACTIONS for key in entry.keys] + [tool.key for tool in TOOLS]
    assert sorted(set(keys)) == sorted(keys)


def test_every_tool_and_edit_has_a_name_and_an_icon(window: MainWindow) -> None:
    tools = {entry.identity for entry in TOOLS}
    assert set(TOOL_NAMES) == tools == set(TOOL_ICONS) == set(window.tools.actions_by_tool)
    assert set(EDITS) == set(EditKind)


def test_every_button_has_a_name_for_screen_readers(window: MainWindow) -> None:
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and not button.objectName().startswith("qt_"):
            in_dock_title = button.parentWidget().metaObject().className() == "QDockWidget"
            name = button.accessibleName() or button.text() or button.toolTip()
            assert name or in_dock_title, button


def test_without_a_document_only_what_makes_sense_is_enabled(window: MainWindow) -> None:
    assert window.session.document is None
    assert window.welcome.isVisible()
    assert window.actions_by_name["open"].isEnabled()
    for name in ("save", "restore", "undo", "grow", "try_all", "cancel"):
        assert not window.actions_by_name[name].isEnabled()


def test_opens_a_file_and_shows_its_size(
    window: MainWindow, qtbot: QtBot, photo_file: Path, scene: np.ndarray
) -> None:
    document = open_file(window, qtbot, photo_file)
    assert np.array_equal(document.image_array(), scene)
    assert "80 × 60" in window.status.text("size")
    assert window.windowTitle().startswith("photo.png")
    assert window.session.settings.get_texts("recent_files") == (str(photo_file),)
    assert not window.welcome.isVisible()


def test_opens_what_is_dropped(window: MainWindow, qtbot: QtBot, photo_file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo_file))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert window.filing.source == photo_file


def test_a_file_that_is_no_photo_gives_a_message(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("no photo")
    with qtbot.waitSignal(window.session.told, timeout=10000) as told:
        window.filing.open_path(path)
    assert "notes.jpg" in told.args[0]
    assert window.session.document is None
    assert window.messages.text == told.args[0]


def test_restoring_changes_the_hole_and_nothing_else(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    spoilt = scene.copy()
    spoilt[22:28, 32:48] = 255
    window.session.set_document(Document(spoilt))
    mask = paint(window)
    restore(window, qtbot)
    assert window.session.document is not None
    result = window.session.document.image_array()
    assert np.array_equal(result[~mask], spoilt[~mask])
    assert np.abs(result[mask].astype(int) - scene[mask]).max() < 30
    assert "Telea" in window.status.text("model")


def test_the_mask_steps_back_after_restoring_and_comes_back_with_undo(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    window.session.set_document(Document(scene))
    paint(window)
    assert window.canvas.canvas_style.mask_view is MaskView.OVERLAY
    restore(window, qtbot)
    assert window.canvas.canvas_style.mask_view is MaskView.HIDDEN
    window.actions_by_name["undo"].trigger()
    assert window.canvas.canvas_style.mask_view is MaskView.OVERLAY


def test_undo_and_redo_go_through_everything(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    window.session.set_document(Document(scene))
    mask = paint(window)
    restore(window, qtbot)
    document = window.session.document
    assert document is not None
    result = document.image_array().copy()
    window.actions_by_name["undo"].trigger()
    assert np.array_equal(document.image_array(), scene)
    assert np.array_equal(document.mask_array(), mask)
    window.actions_by_name["undo"].trigger()
    assert not document.mask_array().any()
    assert not window.actions_by_name["undo"].isEnabled()
    window.actions_by_name["redo"].trigger()
    window.actions_by_name["redo"].trigger()
    assert np.array_equal(document.image_array(), result)


def test_the_history_panel_jumps(window: MainWindow, scene: np.ndarray) -> None:
    window.session.set_document(Document(scene))
    paint(window)
    window.mask_panel.invert()
    shown = window.history_panel._list
    assert [shown.item(row).text() for row in range(3)] == ["Opened", "Rectangle", "Invert"]
    shown.setCurrentRow(0)
    assert window.session.document is not None
    assert not window.session.document.mask_array().any()
    assert shown.count() == 3


def test_a_result_that_no_longer_fits_is_dropped(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    from inpaint_studio.app.engine_work import restore_frozen, restored
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.progress import ProgressToken

    document = Document(scene)
    window.session.set_document(document)
    paint(window)
    frozen = document.freeze()
    with Engine() as engine:
        result = restore_frozen(engine, frozen, Choice("telea"), ProgressToken())
    document.paint(Rectangle(Point(18, 28), Point(32, 52)), EditKind.RECTANGLE)
    with qtbot.waitSignal(window.session.told) as told:
        window.restoring.take(frozen, restored(frozen, result))
    assert "changed" in told.args[0]
    assert np.array_equal(document.image_array(), scene)


def test_restoring_without_a_hole_says_what_to_do(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    window.session.set_document(Document(scene))
    with qtbot.waitSignal(window.session.told) as told:
        window.actions_by_name["restore"].trigger()
    assert "Paint" in told.args[0]


def test_saving_asks_where_and_then_keeps_the_place(
    window: MainWindow,
    qtbot: QtBot,
    photo_file: Path,
    scene: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = open_file(window, qtbot, photo_file)
    paint(window)
    target = photo_file.with_name("result.png")
    asked: list[str] = []

    def choose(*args: Any, **options: Any) -> tuple[str, str]:
        asked.append(args[2])
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["save"].trigger()
    assert asked == [str(photo_file.with_name("photo-restored.png"))]
    assert np.array_equal(read_photo(target).image, scene)
    assert not document.is_modified
    window.mask_panel.invert()
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["save"].trigger()
    assert len(asked) == 1
    assert np.array_equal(read_photo(photo_file).image, scene)


def test_the_original_is_not_written_over_without_asking(
    window: MainWindow, qtbot: QtBot, photo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file(window, qtbot, photo_file)
    before = photo_file.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(photo_file), ""))
    seen: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: seen.append(box.text()) or 0)
    window.actions_by_name["save_as"].trigger()
    assert len(seen) == 1
    assert "original" in seen[0]
    assert photo_file.read_bytes() == before


def test_closing_with_changes_asks(
    window: MainWindow, scene: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.set_document(Document(scene))
    paint(window)
    cancel = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *a: cancel)
    assert not window.close()
    assert window.isVisible()


def test_the_split_and_the_side_by_side_view_exclude_each_other(
    window: MainWindow, scene: np.ndarray
) -> None:
    window.session.set_document(Document(scene))
    window.actions_by_name["split"].trigger()
    assert window.canvas.compare_mode is CompareMode.SPLIT
    window.actions_by_name["side_by_side"].trigger()
    assert window.canvas.compare_mode is CompareMode.SIDE_BY_SIDE
    assert not window.actions_by_name["split"].isChecked()
    window.actions_by_name["side_by_side"].trigger()
    assert window.canvas.compare_mode is CompareMode.RESULT


def test_the_models_name_is_seen_whole_where_there_is_room(
    window: MainWindow, qtbot: QtBot
) -> None:
    label = window.status.findChild(QLabel, "status_model")
    assert label is not None

    def is_whole() -> bool:
        return bool(QLabel.text(label) == window.status.text("model"))

    for name in ("patchmatch", "edgeconnect-small", "criminisi", "telea", "navier-stokes"):
        window.restoring.chosen.choose_model(name)
        qtbot.waitUntil(is_whole, timeout=5000)
    assert QLabel.text(label) == "Navier-Stokes (Bertalmio)"
    needed_px = label.fontMetrics().horizontalAdvance(label.text())
    assert label.width() - (QLabel.sizeHint(label).width() - needed_px) >= needed_px
    label.resize(60, label.height())
    assert QLabel.text(label).endswith("…")
    assert "Navier-Stokes (Bertalmio)" in label.toolTip()


def test_the_status_line_tells_the_zoom_of_two_panes(window: MainWindow, scene: np.ndarray) -> None:
    window.session.set_document(Document(np.tile(scene, (10, 20, 1))))
    whole = window.canvas.scale
    window.actions_by_name["side_by_side"].trigger()
    assert window.canvas.scale < whole
    assert window.status.text("zoom") == f"{window.canvas.scale:.0%}"


def test_the_option_bar_shows_the_options_of_the_tool_in_hand(
    window: MainWindow, qtbot: QtBot
) -> None:
    for entry in TOOLS:
        window.tools.actions_by_tool[entry.identity].trigger()
        fields = window.options._fields.items()
        qtbot.waitUntil(
            lambda wanted=set(entry.options), fields=fields: (
                {name for name, field in fields if not field.isHidden()} == wanted
            ),
            timeout=20000,
        )
        assert window.canvas.tool.identity is entry.identity


def test_options_of_tools_are_remembered(window: MainWindow) -> None:
    window.canvas.set_options(brush_size_px=77.0)
    assert window.session.settings.get_float("brush_size_px") == 77.0


def test_pasting_opens_the_picture_of_the_clipboard(
    window: MainWindow, scene: np.ndarray, qtbot: QtBot
) -> None:
    window.session.set_document(Document(scene))
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["copy"].trigger()
    window.session.set_document(None)
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.actions_by_name["paste"].trigger()
    assert window.session.document is not None
    assert np.array_equal(window.session.document.image_array(), scene)
    QApplication.clipboard().clear()


def test_what_is_copied_has_the_screen_s_colours(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    from PIL import Image
    from PySide6.QtGui import QColorSpace

    path = tmp_path / "wide.png"
    wide = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
    flat = np.full((20, 30, 3), (200, 100, 50), np.uint8)
    Image.fromarray(flat).save(path, icc_profile=wide)
    document = open_file(window, qtbot, path)
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["copy"].trigger()
    assert QApplication.clipboard().image().pixelColor(5, 5).red() > 210
    assert np.array_equal(document.image_array(), flat)
    QApplication.clipboard().clear()


def test_changed_keys_are_read_from_the_setting() -> None:
    assert parse_shortcuts(["save=F2", "fit="]) == {"save": ("F2",), "fit": ()}
    with pytest.raises(OptionError):
        parse_shortcuts(["nonsense"])


def test_mask_files_go_out_and_in(
    window: MainWindow,
    qtbot: QtBot,
    scene: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.session.set_document(Document(scene))
    mask = paint(window)
    target = tmp_path / "hole.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    with qtbot.waitSignal(window.session.told, timeout=10000) as told:
        window.actions_by_name["export_mask"].trigger()
    assert target.name in told.args[0]
    window.mask_panel.clear()
    document = window.session.document
    assert document is not None
    window.mask_files.read(target)
    qtbot.waitUntil(lambda: document.mask.count_nonzero() > 0, timeout=10000)
    assert np.array_equal(document.mask_array(), mask)


def test_a_click_paints_at_the_pointer(window: MainWindow, qtbot: QtBot, scene: np.ndarray) -> None:
    document = Document(scene)
    window.session.set_document(document)
    window.canvas.set_options(brush_size_px=9.0)
    middle = QPoint(window.canvas.width() // 2, window.canvas.height() // 2)
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    mask = document.mask_array()
    assert mask[30, 40]
    assert 40 < mask.sum() < 100


def test_a_healed_spot_is_restored_and_no_longer_marked(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    spoilt = scene.copy()
    spoilt[40:44, 20:24] = 255
    document = Document(spoilt)
    window.session.set_document(document)
    window.restoring.chosen.choose_model("telea")
    kept = paint(window)
    spot = Rectangle(Point(39, 19), Point(45, 25))
    document.paint(spot, EditKind.SPOT_HEAL)
    with qtbot.waitSignal(window.restoring.restored, timeout=20000):
        window.canvas.heal_requested.emit(Box(38, 18, 46, 26))
    assert document.image_array()[41, 21].max() < 250
    assert np.array_equal(document.mask_array(), kept)


def test_esc_cancels_what_is_at_work(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document(np.tile(scene, (8, 8, 1)))
    window.session.set_document(document)
    document.paint(Rectangle(Point(50, 50), Point(400, 560)), EditKind.RECTANGLE)
    window.restoring.chosen.choose_model("patchmatch")
    before = document.image_array().copy()
    with qtbot.waitSignal(window.session.models.busy_changed, timeout=20000):
        window.restoring.restore()
    assert window.actions_by_name["cancel"].isEnabled()
    window.actions_by_name["cancel"].trigger()
    assert not window.session.models.is_busy()
    assert "Cancelled" in window.messages.text
    assert np.array_equal(document.image_array(), before)
    restore(window, qtbot)


def test_the_window_goes_on_while_the_worker_restores(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    document = Document(np.tile(scene, (8, 8, 1)))
    window.session.set_document(document)
    document.paint(Rectangle(Point(50, 50), Point(300, 460)), EditKind.RECTANGLE)
    window.restoring.chosen.choose_model("telea")
    turns: list[bool] = []
    clock = QTimer()
    clock.timeout.connect(lambda: turns.append(window.session.models.is_busy()))
    clock.start(0)
    with qtbot.waitSignal(window.restoring.restored, timeout=60000):
        window.restoring.restore()
    clock.stop()
    assert sum(turns) > 5
