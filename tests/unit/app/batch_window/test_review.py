"""The review of a batch: verdicts, before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from batch_window_here import PATIENCE_MS, RunHere, choose, look, run, states
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.before_after import BeforeAfter
from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.table import Column, Shown
from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.batch.request import State, Verdict


def read_picture(pixels: np.ndarray) -> Any:
    from inpaint_studio.app.pictures import picture_of

    return picture_of(pixels)


def test_rejecting_removes_the_result_and_goes_to_the_next(
    batch: BatchWindow, qtbot: QtBot, shoebox: Path
) -> None:
    run(batch, qtbot)
    choose(batch, "a.png")
    qtbot.waitUntil(lambda: batch.review.view.is_showing, timeout=PATIENCE_MS)
    batch.review.reject.click()
    qtbot.waitUntil(lambda: not (shoebox / "in-restored" / "a.png").exists(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not batch._verdicts.is_busy, timeout=PATIENCE_MS)
    row = batch.table.row_of(Path("a.png"))
    assert row is not None
    assert batch.table.photo(row).verdict is Verdict.REJECTED
    assert batch.table.data(batch.table.index(row, Column.STATE)) == "rejected"
    assert batch.review.photo is not None
    assert batch.review.photo.relative.name != "a.png"
    look(batch, qtbot)
    assert "1 rejected" in batch.photos.summary.text()
    batch.photos.shown.setCurrentIndex(batch.photos.shown.findData(Shown.REJECTED))
    assert batch.photos.filtered.rowCount() == 1


def test_doing_it_again_is_work_for_the_next_run(
    batch: BatchWindow, qtbot: QtBot, shoebox: Path
) -> None:
    run(batch, qtbot)
    choose(batch, "b.png")
    batch.review.again.click()
    qtbot.waitUntil(lambda: states(batch)["b.png"] is State.WAITING, timeout=PATIENCE_MS)
    assert not (shoebox / "in-restored" / "b.png").exists()
    batch.run_bar.start.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)
    assert states(batch)["b.png"] is State.DONE


def test_accepted_ones_leave_the_list_of_those_to_review(batch: BatchWindow, qtbot: QtBot) -> None:
    run(batch, qtbot)
    batch.photos.shown.setCurrentIndex(batch.photos.shown.findData(Shown.TO_REVIEW))
    assert batch.photos.filtered.rowCount() == 3
    choose(batch, "a.png")
    batch.review.accept.click()
    qtbot.waitUntil(lambda: batch.photos.filtered.rowCount() == 2, timeout=PATIENCE_MS)


def test_quick_verdicts_are_all_written(batch: BatchWindow, qtbot: QtBot) -> None:
    run(batch, qtbot)
    for name in ("a.png", "b.png", "c.png"):
        row = batch.table.row_of(Path(name))
        assert row is not None
        batch._on_verdict(batch.table.photo(row), Verdict.ACCEPTED)
    qtbot.waitUntil(lambda: not batch._verdicts.is_busy, timeout=PATIENCE_MS)
    look(batch, qtbot)
    verdicts = [batch.table.photo(row).verdict for row in range(batch.table.rowCount())]
    assert verdicts.count(Verdict.ACCEPTED) == 3


def test_a_photo_is_opened_with_its_mask(
    batch: BatchWindow, qtbot: QtBot, opened: list[tuple[Path, Path | None]], shoebox: Path
) -> None:
    look(batch, qtbot)
    choose(batch, "c.png")
    batch.photos.view.setFocus()
    qtbot.keyClick(batch.photos.view, Qt.Key.Key_Return)
    assert opened == [(shoebox / "in" / "c.png", shoebox / "masks" / "c.png")]
    choose(batch, "alone.png")
    batch.review.open.click()
    assert opened[1] == (shoebox / "in" / "alone.png", None)


def test_the_divider_is_moved_by_pointer_and_keys(qtbot: QtBot) -> None:
    view = BeforeAfter()
    qtbot.addWidget(view)
    view.resize(400, 300)
    pixels = np.zeros((300, 400, 3), np.uint8)
    before = read_picture(pixels + 250)
    after = read_picture(pixels + 10)
    view.show_pictures(before, after, after)
    view.show()
    assert view.picture_box().width() == 400
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    assert view.divider == pytest.approx(0.5, abs=0.01)
    shown = view.grab().toImage()
    assert shown.pixelColor(50, 150).red() > 200
    assert shown.pixelColor(350, 150).red() < 60
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.divider == 0.0
    assert view.grab().toImage().pixelColor(50, 150).red() < 60
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.divider == pytest.approx(0.05)


def test_before_stays_on_the_left_in_a_language_read_from_the_right(
    shoebox: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        shown = BatchWindow(lambda photo, mask: None, driver=Driver(make_process=RunHere))
        qtbot.addWidget(shown)
        shown.show()
        qtbot.waitExposed(shown)
        labels = {label.text(): label for label in shown.review.findChildren(QLabel)}
        places = [
            labels[name].mapTo(shown.review, labels[name].rect().center()).x()
            for name in ("before", "after")
        ]
        assert places == sorted(places)
        assert shown.setup.photos.mapTo(shown, QPoint(0, 0)).x() > shown.width() // 2
        shown.close()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
