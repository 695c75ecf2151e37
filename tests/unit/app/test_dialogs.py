"""Dialogs, panels and the edge loop: what they show comes from tables, cards and the document."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QKeySequence, QTransform
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDockWidget,
    QPushButton,
    QSpinBox,
    QStyle,
)
from pytestqt.qtbot import QtBot

from inpaint_studio.app.dialogs.about import AboutDialog
from inpaint_studio.app.dialogs.comparison import ComparisonWindow
from inpaint_studio.app.dialogs.export import ExportDialog
from inpaint_studio.app.dialogs.measure import MeasureDialog
from inpaint_studio.app.dialogs.models import ImportDialog, ModelsDialog
from inpaint_studio.app.dialogs.settings_dialog import SettingsDialog
from inpaint_studio.app.dialogs.shortcuts import ShortcutsDialog
from inpaint_studio.app.dialogs.try_all import TryAllDialog
from inpaint_studio.app.engine_work import Choice
from inpaint_studio.app.main_window import MainWindow
from inpaint_studio.document.changes import EdgePatch
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.paths import resources_dir
from inpaint_studio.progress import ProgressToken
from inpaint_studio.settings.store import SettingsStore
from inpaint_studio.settings.table import SETTINGS, Section
from inpaint_studio.zoo.registry import families, list_models

HOLE = Rectangle(Point(20, 30), Point(30, 50))
NAMES = [model.name for model in list_models() if model.folder is None and not model.note]


@pytest.fixture
def marked_window(window: MainWindow, scene: np.ndarray) -> MainWindow:
    """The window with a photo and a hole, set to a quick model."""
    document = Document(np.tile(scene, (3, 3, 1)))
    window.session.set_document(document)
    document.paint(HOLE, EditKind.RECTANGLE)
    window.restoring.choose_model("telea")
    return window


def test_every_setting_that_is_shown_has_an_editor(qtbot: QtBot) -> None:
    settings = SettingsStore(None)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    shown = {entry.name for entry in SETTINGS if entry.section is not Section.HIDDEN}
    assert set(dialog.editors) == shown
    for name, editor in dialog.editors.items():
        assert editor.accessibleName(), name


def test_editing_a_setting_changes_it_and_defaults_bring_it_back(qtbot: QtBot) -> None:
    settings = SettingsStore(None)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    box, spin, combo = (dialog.editors[n] for n in ("wheel_zooms", "autosave_s", "theme"))
    assert isinstance(box, QCheckBox)
    assert isinstance(spin, QSpinBox)
    assert isinstance(combo, QComboBox)
    box.setChecked(True)
    spin.setValue(90)
    combo.setCurrentIndex(combo.findData("light"))
    assert settings.get_bool("wheel_zooms")
    assert settings.get_int("autosave_s") == 90
    assert settings.get_text("theme") == "light"
    dialog._reset()
    assert not settings.get_bool("wheel_zooms")
    assert not box.isChecked()


def test_a_key_is_changed_and_one_in_use_refused(window: MainWindow, qtbot: QtBot) -> None:
    settings = window.session.settings
    dialog = ShortcutsDialog(settings, list(window.actions_by_name.values()), window)
    qtbot.addWidget(dialog)
    editor = dialog.editors["fit"]
    editor.setKeySequence(QKeySequence("F9"))
    editor.editingFinished.emit()
    assert window.actions_by_name["fit"].shortcut() == QKeySequence("F9")
    assert "F9" in window.actions_by_name["fit"].toolTip()
    assert settings.get_texts("shortcuts") == ("fit=F9",)
    editor.setKeySequence(QKeySequence("Ctrl+S"))
    editor.editingFinished.emit()
    assert window.actions_by_name["fit"].shortcut() == QKeySequence("F9")
    assert "Save" in dialog._note.text()


def test_all_keys_go_back_to_what_they_were(window: MainWindow, qtbot: QtBot) -> None:
    settings = window.session.settings
    tools = list(window.tools.actions_by_tool.values())
    actions = [*window.actions_by_name.values(), *tools]
    before = [(action.shortcuts(), action.toolTip()) for action in actions]
    dialog = ShortcutsDialog(settings, actions, window)
    qtbot.addWidget(dialog)
    for name, key in (("redo", "F9"), (tools[0].objectName(), "F10"), ("original", "")):
        dialog.editors[name].setKeySequence(QKeySequence(key))
        dialog.editors[name].editingFinished.emit()
    assert len(settings.get_texts("shortcuts")) == 3
    buttons = dialog.findChild(QDialogButtonBox)
    reset = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert [(action.shortcuts(), action.toolTip()) for action in actions] == before
    assert settings.get_texts("shortcuts") == ()
    assert (
        dialog.editors["redo"].keySequence()
        == before[actions.index(window.actions_by_name["redo"])][0][0]
    )


def test_about_names_versions_and_licences(window: MainWindow, qtbot: QtBot) -> None:
    dialog = AboutDialog(window)
    qtbot.addWidget(dialog)
    from PySide6.QtWidgets import QPlainTextEdit

    (text,) = dialog.findChildren(QPlainTextEdit)
    for word in ("torch", "PySide6", "MIT", "PatchMatch"):
        assert word in text.toPlainText()


def test_the_model_panel_lists_every_model_and_keeps_the_hole(marked_window: MainWindow) -> None:
    panel = marked_window.model_panel
    shown = {
        panel._list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(panel._list.count())
    }
    assert shown == {"auto", *(model.name for model in list_models())}
    assert marked_window.session.document is not None
    mask = marked_window.session.document.mask_array()
    for name in NAMES:
        marked_window.restoring.choose_model(name)
        assert panel._list.currentItem().data(Qt.ItemDataRole.UserRole) == name
        assert np.array_equal(marked_window.session.document.mask_array(), mask)


def test_options_come_from_the_card_and_are_kept_for_each_model(marked_window: MainWindow) -> None:
    restoring, panel = marked_window.restoring, marked_window.model_panel
    card = restoring.card("telea")
    assert set(panel._rows) == {option.name for option in card.options}
    restoring.set_option("radius_px", 7.0)
    restoring.choose_model("patchmatch")
    assert dict(restoring.choice.options) == {}
    restoring.choose_model("telea")
    assert dict(restoring.choice.options) == {"radius_px": 7.0}


def test_a_model_that_is_not_installed_is_offered_for_installing(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(ModelsDialog, "exec", lambda dialog: opened.append(dialog._present().name))
    absent = next(model for model in list_models() if model.note)
    panel = window.model_panel
    for row in range(panel._list.count()):
        if panel._list.item(row).data(Qt.ItemDataRole.UserRole) == absent.name:
            panel._list.itemClicked.emit(panel._list.item(row))
    assert opened == [absent.name]
    assert window.restoring.choice.model != absent.name


def test_try_all_shows_every_ready_model_and_takes_one(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import try_all

    quick = [("Telea", Choice("telea")), ("Navier-Stokes", Choice("navier-stokes"))]
    monkeypatch.setattr(try_all, "ready_choices", lambda choice, seeds=1: quick)
    window = marked_window
    dialog = TryAllDialog(window.session, window.restoring, window.speeds, window)
    qtbot.addWidget(dialog)
    cards = list(dialog._cards.values())
    qtbot.waitUntil(lambda: all(card.candidate is not None for card in cards), timeout=20000)
    document = window.session.document
    assert document is not None
    before, mask = document.image_array().copy(), document.mask_array()
    assert not cards[1].view._picture.isNull()
    qtbot.mouseClick(cards[1].take, Qt.MouseButton.LeftButton)
    after = document.image_array()
    assert np.array_equal(after[~mask], before[~mask])
    assert (after[mask] != before[mask]).any()
    assert window.restoring.choice.model == "navier-stokes"
    assert window.speeds.text("telea")
    document.undo()
    assert np.array_equal(document.image_array(), before)


def test_more_candidates_are_asked_for_only_where_a_model_varies(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import try_all

    def few(choice: Choice, seeds: int = 1) -> list[tuple[str, Choice]]:
        names = ("telea", "patchmatch")
        return [(name, Choice(name, seed=seed)) for seed in range(seeds) for name in names]

    monkeypatch.setattr(try_all, "ready_choices", few)
    window = marked_window
    dialog = TryAllDialog(window.session, window.restoring, window.speeds, window)
    qtbot.addWidget(dialog)
    cards = dialog._cards
    qtbot.waitUntil(lambda: all(c.candidate is not None for c in cards.values()), timeout=20000)
    first = dict(cards)
    dialog._seeds.setValue(3)
    qtbot.waitUntil(lambda: all(c.candidate is not None for c in cards.values()), timeout=20000)
    assert set(cards) == {("telea", 0), *(("patchmatch", seed) for seed in range(3))}
    assert all(cards[key] is card for key, card in first.items())  # nothing was done twice


def test_a_model_that_takes_long_is_skipped_by_its_button(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import try_all

    window = marked_window
    document = window.session.document
    assert document is not None
    quick = [("Slow", Choice("patchmatch")), ("Quick", Choice("telea"))]
    monkeypatch.setattr(try_all, "ready_choices", lambda choice, seeds=1: quick)
    restore = try_all.try_models.__globals__["restore_frozen"]

    def slow(engine: object, frozen: object, choice: Choice, token: ProgressToken, **options: Any):
        while choice.model == "patchmatch":
            token.report(0.5, "Copying patches")
            time.sleep(0.01)
        return restore(engine, frozen, choice, token, **options)

    monkeypatch.setitem(try_all.try_models.__globals__, "restore_frozen", slow)
    dialog = TryAllDialog(window.session, window.restoring, window.speeds, window)
    qtbot.addWidget(dialog)
    card, other = dialog._cards.values()
    qtbot.waitUntil(lambda: card.skip.isEnabled(), timeout=20000)
    assert card.candidate is None
    qtbot.mouseClick(card.skip, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: other.candidate is not None, timeout=20000)
    assert card.candidate is not None
    assert card.candidate.skipped
    assert not card.take.isEnabled()
    assert other.take.isEnabled()


def test_measuring_fills_the_table(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import measure

    quick = [("Telea", Choice("telea")), ("Navier-Stokes", Choice("navier-stokes"))]
    monkeypatch.setattr(measure, "ready_choices", lambda choice: quick)
    window = marked_window
    dialog = MeasureDialog(window.session, window.restoring, window.speeds, window)
    qtbot.addWidget(dialog)
    assert [dialog._table.item(row, 1).text() for row in range(2)] == [quick[0][0], quick[1][0]]
    assert not dialog._use.isEnabled()
    qtbot.waitUntil(lambda: len(dialog._ranks) == 2, timeout=20000)
    assert dialog._table.item(0, 2).text().endswith("dB")
    best = dialog._ranks[0].measured.model
    dialog._use_best()
    assert window.restoring.choice.model == best


def test_comparison_scores_the_band_and_the_hole(
    marked_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    truth = tmp_path / "truth.png"
    write_photo(truth, document.image_array())
    dialog = ComparisonWindow(window.session, window.restoring, window.canvas, window)
    dialog.show()
    qtbot.waitUntil(lambda: "precision" in dialog._scores.text(), timeout=10000)
    assert "Inside" not in dialog._scores.text()
    dialog.load_truth(truth)
    qtbot.waitUntil(lambda: "Inside" in dialog._scores.text(), timeout=10000)
    assert all(not view._picture.isNull() for view in dialog._views)
    upright = [view._picture for view in dialog._views]
    window.actions_by_name["fit"].trigger()
    window.canvas.rotate_view(1)
    assert window.canvas.view.turns == 1
    # The photo is wider than high, and seen whole: turned it is higher than wide.
    qtbot.waitUntil(lambda: is_high(dialog._views[0]._picture), timeout=10000)
    clockwise = QTransform().rotate(90)
    for view, before in zip(dialog._views, upright, strict=True):
        assert view._picture == before.transformed(clockwise)
    dialog.close()


def is_high(picture: QImage) -> bool:
    return picture.height() > picture.width()


def test_export_in_eight_bits_and_another_format(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, scene: np.ndarray
) -> None:
    deep = scene.astype(np.uint16) * 257
    source = tmp_path / "deep.png"
    write_photo(source, deep)
    window.session.set_document(Document.open(read_photo(source)))
    dialog = ExportDialog(window.session, window.filing, window)
    qtbot.addWidget(dialog)
    dialog._format.setCurrentText("TIFF")
    assert dialog._path.text().endswith(".tif")
    dialog._depth.setCurrentIndex(dialog._depth.findData(8))
    target = tmp_path / "flat.tif"
    dialog._path.setText(str(target))
    with qtbot.waitSignal(window.session.told, timeout=10000):
        dialog._export()
    written = read_photo(target).image
    assert written.dtype == np.uint8
    assert np.array_equal(written, scene)


def test_a_model_is_imported_verified_and_removed(
    window: MainWindow,
    qtbot: QtBot,
    small_edgeconnect: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    family = next(each for each in families() if each.name == "edgeconnect")
    dialog = ModelsDialog(window.session, window.speeds, "edgeconnect", window)
    qtbot.addWidget(dialog)

    def choose(question: ImportDialog) -> int:
        for role in family.roles:
            question._fields[role].setText(str(small_edgeconnect[role]))
        question._name.setText("small")
        return 1

    monkeypatch.setattr(ImportDialog, "exec", choose)
    with qtbot.waitSignal(window.session.models_changed, timeout=60000):
        dialog._import()
    assert "small" in dialog._models
    dialog.refresh("small")
    with qtbot.waitSignal(window.session.models_changed, timeout=30000):
        dialog._verify()
    assert "right" in dialog._note.text()
    monkeypatch.setattr("inpaint_studio.app.dialogs.models.ask", lambda *a, **k: True)
    with qtbot.waitSignal(window.session.models_changed, timeout=30000):
        dialog._remove()
    assert "small" not in dialog._models


@pytest.fixture
def small_model(folders: Path, small_edgeconnect: dict[str, Path]) -> str:
    """A tiny EdgeConnect, installed."""
    from inpaint_studio.zoo.install import import_model

    roles = {role: small_edgeconnect[role] for role in ("edge", "completion")}
    return import_model("edgeconnect", roles, name="small").name


@pytest.mark.usefixtures("one_thread")
def test_the_edge_loop_runs_by_itself_and_follows_drawn_edges(
    small_model: str, marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    before, mask = document.image_array().copy(), document.mask_array()
    window.restoring.choose_model(small_model)
    assert window.restoring.is_live
    qtbot.waitUntil(lambda: document.has_preview, timeout=60000)
    assert document.predicted
    first = document.shown.to_array().copy()
    assert np.array_equal(document.image_array(), before)
    assert np.array_equal(first[~mask], before[~mask])
    stroke = EdgeStroke(StrokeKind.DRAW, (Point(22, 32), Point(28, 48)), 2.0)
    document.add_stroke(stroke, EditKind.EDGE_PENCIL)
    qtbot.waitUntil(lambda: (document.shown.to_array() != first).any(), timeout=60000)
    shown = document.shown.to_array().copy()
    window.restoring.restore()
    qtbot.waitUntil(lambda: not document.has_preview, timeout=60000)
    assert np.array_equal(document.image_array(), shown)
    assert np.array_equal(document.image_array()[~mask], before[~mask])


def test_a_project_is_saved_and_opened_again(
    marked_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = marked_window, tmp_path / "work.ora"
    document = window.session.document
    assert document is not None
    image, mask = document.image_array().copy(), document.mask_array()
    with qtbot.waitSignal(window.session.told, timeout=20000):
        window.projects.write(path)
    assert not document.is_modified
    with qtbot.waitSignal(window.session.document_changed, timeout=20000):
        window.filing.open_path(path)
    opened = window.session.document
    assert opened is not None
    assert opened is not document
    assert np.array_equal(opened.image_array(), image)
    assert np.array_equal(opened.mask_array(), mask)
    assert window.filing.project == path


def test_a_damaged_project_gives_a_message(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "bad.ora"
    path.write_bytes(b"PK nonsense")
    with qtbot.waitSignal(window.session.told, timeout=10000) as told:
        window.filing.open_path(path)
    assert "bad.ora" in told.args[0]


def test_work_is_kept_for_recovery_until_it_is_saved(
    marked_window: MainWindow, qtbot: QtBot, folders: Path
) -> None:
    window = marked_window
    window.projects.autosave()
    state = folders / "state"
    qtbot.waitUntil(lambda: bool(list(state.rglob("*.ora"))), timeout=10000)
    assert window.session.document is not None
    window.session.document.mark_saved()
    qtbot.waitUntil(lambda: not list(state.rglob("*.ora")), timeout=10000)


def test_every_text_is_translated() -> None:
    path = resources_dir() / "translations" / "studio_zh_CN.ts"
    assert path.with_suffix(".qm").stat().st_size > 10_000
    for message in ET.parse(path).getroot().iter("message"):
        translation = message.find("translation")
        assert translation is not None
        assert translation.text, message.findtext("source")
        assert translation.get("type") is None
        fields = {part.split("}")[0] for part in (message.findtext("source") or "").split("{")[1:]}
        for name in fields:
            assert f"{{{name}}}" in translation.text


def test_settings_are_written_when_the_window_closes(window: MainWindow, folders: Path) -> None:
    window.canvas.set_options(brush_size_px=55.0)
    window.close()
    kept: dict[str, Any] = json.loads((folders / "settings.json").read_text())
    assert kept["brush_size_px"] == 55.0
    assert kept["window_state"]


def test_docks_and_the_recent_file_are_where_they_were_left(
    window: MainWindow, qtbot: QtBot, folders: Path, tmp_path: Path, scene: np.ndarray
) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, scene)
    with qtbot.waitSignal(window.session.document_changed, timeout=20000):
        window.filing.open_path(path)
    docks = {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}
    docks["dock_history"].hide()
    docks["dock_mask"].setFloating(True)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["dock_edges"])
    window.close()
    again = MainWindow(SettingsStore(folders / "settings.json"))
    again.show()
    docks = {dock.objectName(): dock for dock in again.findChildren(QDockWidget)}
    assert docks["dock_history"].isHidden()
    assert docks["dock_mask"].isFloating()
    assert again.dockWidgetArea(docks["dock_edges"]) is Qt.DockWidgetArea.LeftDockWidgetArea
    again._recent.aboutToShow.emit()
    assert [action.text() for action in again._recent.actions()] == ["photo.png"]
    assert path.name in [button.text() for button in again.welcome.findChildren(QPushButton)]
    again.close()
    again.deleteLater()


def test_exporting_a_jpeg_keeps_its_tables_unless_another_quality_is_asked_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, scene: np.ndarray
) -> None:
    from PIL import Image

    source = tmp_path / "photo.jpg"
    Image.fromarray(scene).save(source, quality=83)
    window.session.set_document(Document.open(read_photo(source)))
    tables = []
    for quality in (0, 40):
        dialog = ExportDialog(window.session, window.filing, window)
        qtbot.addWidget(dialog)
        dialog._path.setText(str(tmp_path / f"copy{quality}.jpg"))
        if quality:
            dialog._quality.setValue(quality)
        with qtbot.waitSignal(window.session.told, timeout=10000):
            dialog._export()
        with Image.open(tmp_path / f"copy{quality}.jpg") as written:
            tables.append(written.quantization)
    with Image.open(source) as original:
        assert tables[0] == original.quantization
        assert tables[1] != original.quantization


def test_a_model_is_installed_from_a_file_and_a_wrong_file_says_why(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    from inpaint_studio.app.dialogs import models
    from inpaint_studio.zoo import registry

    family = next(each for each in families() if each.downloads)
    right, wrong = tmp_path / "right.onnx", tmp_path / "wrong.onnx"
    right.write_bytes(b"weights" * 1000)
    wrong.write_bytes(b"WEIGHTS" * 1000)
    card = family.downloads[0]
    assert len(card.files) == 1
    digest = hashlib.sha256(right.read_bytes()).hexdigest()
    file = replace(card.files[0], sha256=digest, size_bytes=right.stat().st_size)
    patched = replace(family, downloads=(replace(card, files=(file,)), *family.downloads[1:]))
    monkeypatch.setitem(registry.registry()._families, family.name, patched)
    asked: list[str] = []

    def agree(parent: object, title: str, text: str, yes: str, **options: object) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr(models, "ask", agree)
    dialog = ModelsDialog(window.session, window.speeds, card.name, window)
    qtbot.addWidget(dialog)
    dialog.show()
    for path in (wrong, right):
        monkeypatch.setattr(
            models.QFileDialog, "getOpenFileName", lambda *a, path=path: (str(path), "")
        )
        with qtbot.waitSignal(window.session.models_changed, timeout=30000):
            qtbot.mouseClick(dialog._buttons["file"], Qt.MouseButton.LeftButton)
            assert not dialog._buttons["file"].isEnabled()
        if path is wrong:
            assert "wrong.onnx" in dialog._note.text()
            assert not dialog._bar.isVisible()
            assert dialog._buttons["file"].isVisible()
    assert card.licence in asked[0]
    assert not dialog._buttons["file"].isVisible()
    assert dialog._buttons["verify"].isVisible()
    for button in dialog._buttons.values():
        assert not button.isVisible() or button.width() >= button.sizeHint().width()
    dialog.done(0)


def test_sliders_of_the_edges_are_followed_while_they_are_dragged(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = marked_window
    window.restoring.set_live(False)
    monkeypatch.setattr(type(window.restoring), "shows_edges", property(lambda _: True))
    window.actions_by_name["known_edges"].trigger()
    document = window.session.document
    assert document is not None
    document.set_predicted(
        document.revision, [EdgePatch(Box(20, 30, 30, 50), np.full((10, 20), 0.4, np.float32))]
    )
    row = window.edges_panel._sigma
    row.show_value(6.0)
    slider = row.slider
    window.restoring.choice_changed.emit()
    middle = slider.height() // 2
    seen = []
    for each, label in (
        (slider, "edge_sigma"),
        (window.edges_panel._threshold.slider, "edge_threshold"),
    ):
        handle = QStyle.sliderPositionFromValue(
            each.minimum(), each.maximum(), each.value(), each.width() - 14
        )
        left = Qt.MouseButton.LeftButton
        qtbot.mousePress(each, left, pos=QPoint(handle + 7, middle))
        values = []
        for step in range(1, 4):
            place = QPoint(handle + 7 - step * (handle // 5), middle)
            qtbot.mouseMove(each, pos=place)
            values.append(getattr(window.canvas.canvas_style, label))
        seen.append(values)
        qtbot.mouseRelease(each, left, pos=place)
        assert window.session.settings.get_float(label) == pytest.approx(values[-1])
    for values in seen:  # the canvas was told at every step, not at the end only
        assert values == sorted(values, reverse=True)
        assert len(set(values)) == 3
