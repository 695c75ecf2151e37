"""Restore a folder in the window: the form, the plan, the run, and its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_window_here import PATIENCE_MS, look, run, states
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.setup import Holes
from inpaint_studio.app.batch_window.table import Column
from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.app.panels.find_damage import KIND_TEXTS
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.mask_source import MaskFolder, OneMask
from inpaint_studio.batch.request import State
from inpaint_studio.detection.findings import FindingKind
from inpaint_studio.errors import BadInputError
from inpaint_studio.jobs.messages import Message


def test_the_plan_is_shown_before_anything_is_written(
    batch: BatchWindow, qtbot: QtBot, shoebox: Path
) -> None:
    assert not batch.run_bar.start.isEnabled()
    look(batch, qtbot)
    assert batch.run_bar.start.isEnabled()
    assert states(batch)["alone.png"] is State.LEFT_OUT
    assert "4 to restore" in batch.photos.summary.text()
    assert "'alone.png' has no mask" in batch.photos.problems.toPlainText()
    assert batch.photos.problems.isVisible()
    assert not (shoebox / "in-restored").exists()


def test_another_wish_asks_for_another_plan(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    batch.setup.recursive.setChecked(True)
    assert not batch.run_bar.start.isEnabled()


def test_the_run_is_followed_to_its_end(batch: BatchWindow, qtbot: QtBot, shoebox: Path) -> None:
    run(batch, qtbot)
    done = [name for name, state in states(batch).items() if state is State.DONE]
    assert done == ["a.png", "b.png", "c.png"]
    assert states(batch)["bad.png"] is State.FAILED
    row = batch.table.row_of(Path("bad.png"))
    assert row is not None
    remark = batch.table.data(batch.table.index(row, Column.REMARK))
    assert remark.startswith("'bad.png' is empty")
    assert batch.run_bar.said.text().startswith("3 restored, 1 failed.")
    assert batch.run_bar.report.isVisible()
    assert (shoebox / "in-restored-report" / "report.html").is_file()
    assert {p.name for p in (shoebox / "in-restored").glob("*.png")} == set(done)
    look(batch, qtbot)
    assert "3 done already" in batch.photos.summary.text()


def test_a_wrong_folder_is_told_and_nothing_begins(batch: BatchWindow, qtbot: QtBot) -> None:
    batch.setup.masks.field.setText("/nowhere/at/all")
    look(batch, qtbot)
    assert "is not a folder" in batch.run_bar.said.text()
    assert not batch.run_bar.start.isEnabled()
    batch.setup.masks.field.setText("")
    batch.run_bar.plan.click()
    assert batch.run_bar.said.text() == "Choose the folder of masks."
    assert not batch.driver.is_busy


def test_closing_while_it_runs_asks(
    batch: BatchWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(batch, qtbot)
    asked: list[str] = []
    answer = [QMessageBox.StandardButton.No]

    def question(parent: QWidget, title: str, text: str) -> QMessageBox.StandardButton:
        asked.append(text)
        return answer[0]

    monkeypatch.setattr(QMessageBox, "question", question)
    # Paused before its first photo, it is at work for as long as we like.
    batch.run_bar.start.click()
    batch.driver.pause(True)
    qtbot.waitUntil(lambda: "to restore" in batch.photos.summary.text(), timeout=PATIENCE_MS)
    batch.close()
    assert asked
    assert batch.isVisible()
    answer[0] = QMessageBox.StandardButton.Yes
    batch.close()
    assert not batch.isVisible()
    assert not batch.driver.is_busy


def test_cancelling_is_told_and_the_next_run_goes_on(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    batch.run_bar.start.click()
    batch.driver.pause(True)
    qtbot.waitUntil(lambda: "to restore" in batch.photos.summary.text(), timeout=PATIENCE_MS)
    batch.run_bar.cancel.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)
    assert batch.run_bar.said.text().startswith("Cancelled.")
    run(batch, qtbot)
    assert states(batch)["a.png"] is State.DONE


def test_pausing_from_the_window(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    assert not batch.run_bar.pause.isEnabled()
    paused: list[bool] = []
    batch.driver.pause = paused.append  # type: ignore[method-assign]
    batch.run_bar.start.click()
    assert batch.run_bar.pause.isEnabled()
    batch.run_bar.pause.click()
    batch.run_bar.pause.click()
    assert paused == [True, False]
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)


def test_the_form_says_what_is_asked(batch: BatchWindow, shoebox: Path) -> None:
    setup = batch.setup
    request = setup.request()
    assert request.output == shoebox / "in-restored"
    assert request.source == MaskFolder(shoebox / "masks")
    assert request.settings.model == "telea"
    assert request.resume
    setup.holes.setCurrentIndex(Holes.FILE)
    setup.one_mask.field.setText(str(shoebox / "masks" / "a.png"))
    assert setup.request().source == OneMask(shoebox / "masks" / "a.png")
    setup.holes.setCurrentIndex(Holes.FIND)
    for kind, box in setup.kinds.items():
        box.setChecked(kind is FindingKind.STAINS)
    kept = shoebox / "in-restored-report" / "masks"
    assert setup.request().source == FoundDamage(kept, frozenset({FindingKind.STAINS}))
    assert not setup.sensitivity.isEnabled()
    setup.suits.setChecked(False)
    setup.sensitivity.setValue(70)
    assert setup.request().source == FoundDamage(kept, frozenset({FindingKind.STAINS}), 0.7)
    setup.kinds[FindingKind.STAINS].setChecked(False)
    with pytest.raises(BadInputError, match="at least one kind"):
        setup.request()
    setup.photos.field.setText("")
    with pytest.raises(BadInputError, match="folder of photographs"):
        setup.request()


def test_every_field_has_a_name_and_is_reached_by_tab(batch: BatchWindow) -> None:
    stops = [
        widget
        for widget in batch.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and not widget.objectName().startswith("qt_")  # parts of a number field
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for widget in stops:
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or text, widget
    reached = set()
    widget: QWidget = batch.setup.photos.field
    for _ in range(200):
        reached.add(widget)
        widget = widget.nextInFocusChain()
    assert batch.photos.view in reached
    assert batch.review.view in reached
    assert batch.run_bar.plan in reached


def test_kinds_of_damage_are_called_as_in_the_mask_panel(batch: BatchWindow) -> None:
    assert [(box.text(), box.toolTip()) for box in batch.setup.kinds.values()] == list(
        KIND_TEXTS.values()
    )


def test_while_it_is_paused_it_says_so(batch: BatchWindow) -> None:
    bar = batch.run_bar
    bar.pause.setEnabled(True)
    bar.pause.setChecked(True)
    bar.show_progress(0.5, Message("{done} of {total} photos", done=1, total=2), 60.0)
    assert bar.said.text().startswith("Paused")
    assert bar.bar.value() == 500
    bar.pause.setChecked(False)
    bar.show_progress(0.5, Message("{done} of {total} photos", done=1, total=2), 60.0)
    assert bar.said.text() == "1 of 2 photos, about 1:00 left"


def test_help_is_asked_for_by_button_and_key(batch: BatchWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(batch.help_wanted):
        batch.run_bar.help.click()
    assert batch.run_bar.help.shortcut().toString() == "F1"
