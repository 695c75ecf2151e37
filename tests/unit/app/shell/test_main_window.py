"""The window's logic: painting, restoring, undo, actions and their table."""

from __future__ import annotations

from operator import attrgetter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from window_acts import paint, restore

from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.canvas.overlay import MaskView
from inpaint_studio.app.canvas.tools.table import TOOLS
from inpaint_studio.app.panels.history_panel import edit_icon, edit_name
from inpaint_studio.app.shell.actions import ACTIONS, Menu, parse_shortcuts
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import Edit, EditKind
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box
from inpaint_studio.jobs.fill_settings import FillSettings


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
    assert list(window.tools.actions_by_tool) == [row.identity for row in TOOLS]
    kinds = {*EditKind} | {row.identity for row in TOOLS if row.edit}
    for kind in kinds:
        edit = Edit(kind, "", (), (), {})
        assert edit_name(edit)
        assert not icon(edit_icon(edit)).isNull()


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


def test_the_hole_is_finished_by_restoring_and_comes_back_with_undo(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    window.session.set_document(Document(scene))
    paint(window)
    assert window.canvas.canvas_style.mask_view is MaskView.OVERLAY
    restore(window, qtbot)
    document = window.session.document
    assert not document.has_hole
    window.actions_by_name["restore"].trigger()
    assert "nothing new" in window.messages.text
    window.actions_by_name["undo"].trigger()
    assert document.has_hole
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


def test_a_hole_that_is_made_smaller_meanwhile_is_filled_anew(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    from inpaint_studio.app.restore.engine_work import restore_frozen, restored
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.progress import ProgressToken

    document = Document(scene)
    window.session.set_document(document)
    paint(window)
    frozen = document.freeze()
    with Engine() as engine:
        result = restore_frozen(engine, frozen, FillSettings("telea"), ProgressToken())
    document.paint(Rectangle(Point(24, 36), Point(26, 40)), "eraser", hole=False)
    kept = document.mask_array()
    with qtbot.waitSignal(window.restoring.restored, timeout=60_000):
        window.restoring.take(frozen, restored(frozen, result))
        assert np.array_equal(document.image_array(), scene)
    changed = (document.image_array() != scene).any(axis=2)
    assert changed.any()
    assert not (changed & ~kept).any()
    assert not document.has_hole


def test_what_is_painted_while_restoring_is_filled_next(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    spoilt = scene.copy()
    spoilt[20:32, 30:70] = 255
    document = Document(spoilt)
    window.session.set_document(document)
    paint(window)
    window.restoring.restore()
    document.paint(Rectangle(Point(20, 50), Point(32, 70)), "rectangle")
    both = document.mask_array()
    qtbot.waitUntil(lambda: len(document.filled) == 2, timeout=60_000)
    assert not document.has_hole
    assert (document.image_array() != spoilt).any(axis=2)[both].mean() > 0.9
    assert np.array_equal(document.image_array()[~both], spoilt[~both])


def test_a_finished_hole_is_not_filled_again_unless_it_is_taken_up(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    spoilt = scene.copy()
    spoilt[20:32, 30:50] = np.random.default_rng(1).integers(0, 255, (12, 20, 3))
    document = Document(spoilt)
    window.session.set_document(document)
    first = paint(window)
    restore(window, qtbot)
    accepted = document.image_array().copy()
    document.paint(Rectangle(Point(40, 60), Point(44, 70)), "rectangle")
    window.restoring.chosen.choose_model("navier-stokes")
    restore(window, qtbot)
    assert np.array_equal(document.image_array()[first], accepted[first])
    window.actions_by_name["select_filled"].trigger()
    assert document.mask_array()[first].all()
    window.actions_by_name["undo"].trigger()
    window.actions_by_name["fill_again"].trigger()
    qtbot.waitUntil(lambda: len(document.results) == 3, timeout=60_000)
    assert np.array_equal(document.image_array()[first], accepted[first])


def test_restoring_without_a_hole_says_what_to_do(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    window.session.set_document(Document(scene))
    with qtbot.waitSignal(window.session.told) as told:
        window.actions_by_name["restore"].trigger()
    assert "Paint" in told.args[0]


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


def test_changed_keys_are_read_from_the_setting() -> None:
    assert parse_shortcuts(["save=F2", "fit="]) == {"save": ("F2",), "fit": ()}
    with pytest.raises(OptionError):
        parse_shortcuts(["nonsense"])


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


def test_a_stroke_is_gone_at_once_and_is_one_step(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    spoilt = scene.copy()
    spoilt[20:24, 20:24] = spoilt[40:44, 60:64] = 255
    document = Document(spoilt)
    window.session.set_document(document)
    window.restoring.chosen.choose_model("telea")
    window.actions_by_name["fills_at_once"].trigger()
    assert window.session.settings.get_bool("fills_at_once")
    window.canvas.set_options(brush_size_px=9.0)

    def dab(y: float, x: float) -> None:
        view_x, view_y = window.canvas.view.to_view(Point(y, x))
        qtbot.mouseClick(
            window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(view_x), round(view_y))
        )

    for count, (y, x) in enumerate(((22, 22), (42, 62)), 1):
        with qtbot.waitSignal(window.restoring.restored, timeout=20000):
            dab(y, x)
        assert document.image_array()[y, x].max() < 250
        assert not document.has_hole
        assert [edit.kind for edit in document.history.edits] == ["brush"] * count
    window.undo()
    assert document.image_array()[42, 62].min() == 255
    assert document.image_array()[22, 22].max() < 250
    assert not document.has_hole
    window.undo()
    assert np.array_equal(document.image_array(), spoilt)
    assert not document.has_hole


def test_a_stroke_painted_while_another_is_filled_is_filled_too(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    document = Document(np.tile(scene, (4, 4, 1)))
    window.session.set_document(document)
    window.restoring.chosen.choose_model("telea")
    filled: list[int] = []
    window.restoring.restored.connect(lambda _, count: filled.append(count))
    boxes = []
    for top in (30, 120):
        shape = Rectangle(Point(top, 40), Point(top + 20, 70))
        document.paint(shape, "brush")
        boxes.append(shape.bounds)
        window.restoring.heal(shape.bounds)
    qtbot.waitUntil(lambda: len(filled) == 2, timeout=20000)
    assert not document.has_hole
    assert len(document.history.edits) == 1
    window.undo()
    assert not document.has_hole
    assert not document.filled


def test_the_history_panel_fades_the_last_result(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    document = Document(scene)
    window.session.set_document(document)
    fade = window.history_panel._fade
    assert not fade.isEnabled()
    box = Box(10, 10, 30, 40)
    white = document.freeze().prepare_image([(box, np.full((20, 30, 3), 255, np.uint8))])
    document.take_result(white)
    assert fade.isEnabled()
    fade.field.setValue(40)
    qtbot.waitUntil(lambda: document.fading == (0, 0.4), timeout=5000)
    expected = scene[20, 20] + 0.4 * (255.0 - scene[20, 20])
    assert np.abs(document.image_array()[20, 20] - expected).max() <= 0.51
    assert window.history_panel._list.item(2).text().endswith("40 %")
    window.undo()
    assert fade.field.value() == 100


def test_full_screen_and_back(window: MainWindow, qtbot: QtBot) -> None:
    action = window.actions_by_name["full_screen"]
    action.trigger()
    qtbot.waitUntil(window.isFullScreen)
    window.refresh()
    assert action.isChecked()
    action.trigger()
    qtbot.waitUntil(lambda: not window.isFullScreen())


def test_esc_cancels_what_is_at_work(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document(np.tile(scene, (8, 8, 1)))
    window.session.set_document(document)
    document.paint(Rectangle(Point(50, 50), Point(400, 560)), "rectangle")
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
    document.paint(Rectangle(Point(50, 50), Point(300, 460)), "rectangle")
    window.restoring.chosen.choose_model("telea")
    turns: list[bool] = []
    clock = QTimer()
    clock.timeout.connect(lambda: turns.append(window.session.models.is_busy()))
    clock.start(0)
    with qtbot.waitSignal(window.restoring.restored, timeout=60000):
        window.restoring.restore()
    clock.stop()
    assert sum(turns) > 5
