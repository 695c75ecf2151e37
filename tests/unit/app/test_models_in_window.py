"""The model panel and the dialogs of models: installing, importing, trying all, measuring."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.app.dialogs.measure import MeasureDialog
from inpaint_studio.app.dialogs.models import ImportDialog, ModelsDialog
from inpaint_studio.app.dialogs.try_all import TryAllDialog
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.registry import families, list_models

NAMES = [model.name for model in list_models() if model.folder is None and not model.note]


def test_the_model_panel_lists_every_model_and_keeps_the_hole(marked_window: MainWindow) -> None:
    panel = marked_window.model_panel
    shown = {
        panel._list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(panel._list.count())
    }
    assert shown == {"auto", *(model.name for model in list_models())}
    assert marked_window.session.document is not None
    mask = marked_window.session.document.mask_array()
    for name in NAMES:
        marked_window.restoring.chosen.choose_model(name)
        assert panel._list.currentItem().data(Qt.ItemDataRole.UserRole) == name
        assert np.array_equal(marked_window.session.document.mask_array(), mask)


def test_options_come_from_the_card_and_are_kept_for_each_model(marked_window: MainWindow) -> None:
    restoring, panel = marked_window.restoring, marked_window.model_panel
    card = restoring.chosen.card("telea")
    assert set(panel._options.rows) == {option.name for option in card.options}
    restoring.chosen.set_option("radius_px", 7.0)
    restoring.chosen.choose_model("patchmatch")
    assert dict(restoring.chosen.choice.options) == {}
    restoring.chosen.choose_model("telea")
    assert dict(restoring.chosen.choice.options) == {"radius_px": 7.0}


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
    assert window.restoring.chosen.choice.model != absent.name


def test_try_all_shows_every_ready_model_and_takes_one(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import try_all

    quick = [("Telea", FillSettings("telea")), ("Navier-Stokes", FillSettings("navier-stokes"))]
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
    assert not dialog._before.view._picture.isNull()
    shown = document.shown
    dialog._lay(cards[0].prepared)
    laid = document.shown.to_array()[mask]
    assert (laid != before[mask]).any()
    dialog._lay(cards[1].prepared)
    assert (document.shown.to_array()[mask] != laid).any()
    assert not document.is_modified or document.history.edits
    dialog._lay(None)
    assert np.array_equal(document.shown.to_array(), shown.to_array())
    qtbot.mouseClick(cards[1].take, Qt.MouseButton.LeftButton)
    after = document.image_array()
    assert np.array_equal(after[~mask], before[~mask])
    assert (after[mask] != before[mask]).any()
    assert window.restoring.chosen.choice.model == "navier-stokes"
    assert window.speeds.text("telea")
    document.undo()
    assert np.array_equal(document.image_array(), before)


def test_more_candidates_are_asked_for_only_where_a_model_varies(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import try_all

    def few(choice: FillSettings, seeds: int = 1) -> list[tuple[str, FillSettings]]:
        names = ("telea", "patchmatch")
        return [(name, FillSettings(name, seed=seed)) for seed in range(seeds) for name in names]

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
    quick = [("Slow", FillSettings("patchmatch")), ("Quick", FillSettings("telea"))]
    monkeypatch.setattr(try_all, "ready_choices", lambda choice, seeds=1: quick)
    restore = try_all.try_models.__globals__["restore_frozen"]

    def slow(
        engine: object, frozen: object, choice: FillSettings, token: ProgressToken, **options: Any
    ):
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

    quick = [("Telea", FillSettings("telea")), ("Navier-Stokes", FillSettings("navier-stokes"))]
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
    assert window.restoring.chosen.choice.model == best


def test_measuring_says_how_long_and_stops_with_what_it_has(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.app.dialogs import measure

    choices = [("Telea", FillSettings("telea")), ("Slow", FillSettings("patchmatch"))]
    monkeypatch.setattr(measure, "ready_choices", lambda choice: choices)
    fill = measure.measure.__globals__["_measure_one"]

    def slow(*things: Any) -> Any:
        while things[4].model == "patchmatch":
            things[5].report(0.5, "Copying patches")
            time.sleep(0.01)
        return fill(*things)

    monkeypatch.setitem(measure.measure.__globals__, "_measure_one", slow)
    window = marked_window
    window.speeds.add("telea", "cpu", 1.0, 100)
    window.speeds.add("patchmatch", "cpu", 9.0, 100)
    dialog = MeasureDialog(window.session, window.restoring, window.speeds, window)
    qtbot.addWidget(dialog)
    hole_px = int(window.session.document.mask_array().sum())
    assert str(round(10 * 1e4 * 2 * hole_px / 1e6)) in dialog._message.text()
    qtbot.waitUntil(lambda: len(dialog._ranks) == 1, timeout=20000)
    qtbot.mouseClick(dialog._stop, Qt.MouseButton.LeftButton)
    assert dialog._use.isEnabled()
    assert dialog._table.rowCount() == 1
    assert dialog._stop.isHidden()
    qtbot.waitUntil(lambda: not window.session.models.is_busy(), timeout=20000)
    dialog._use_best()
    assert window.restoring.chosen.choice.model == "telea"


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
