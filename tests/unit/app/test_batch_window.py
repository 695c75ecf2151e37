"""Restore a folder in the window: the plan, the run, and the review of its results."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.before_after import BeforeAfter
from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.setup import Holes
from inpaint_studio.app.batch_window.table import Column, PhotoTable, Shown
from inpaint_studio.app.batch_window.thumbnails import THUMBNAIL_PX, read_small
from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.mask_source import MaskFolder, OneMask
from inpaint_studio.batch.request import BatchRequest, State, Verdict
from inpaint_studio.batch.wire_messages import PhotoFacts
from inpaint_studio.detection.findings import FindingKind
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask

PATIENCE_MS = 60_000


class RunHere:
    """Stands for the process: plans and runs in the driver's thread, told as the process tells."""

    def __init__(self, request: BatchRequest, *, runs: bool) -> None:
        from inpaint_studio.batch.child import _Room

        self._told: list[tuple[Any, ...]] = []
        self._more = threading.Condition()
        room = self._room = _Room.__new__(_Room)
        room.__init__(None, None)  # type: ignore[misc,arg-type]
        room._tell = self._hear  # type: ignore[method-assign,assignment]
        work = room._run_all if runs else room._plan
        self._thread = threading.Thread(target=self._do, args=(work, request))
        self._thread.start()

    def _do(self, work: Callable[[BatchRequest], None], request: BatchRequest) -> None:
        try:
            work(request)
        except Exception as error:
            self._hear("error", error)

    def _hear(self, *message: Any) -> None:
        with self._more:
            self._told.append(message)
            self._more.notify()

    def messages(self) -> Iterator[tuple[Any, ...]]:
        while True:
            with self._more:
                self._more.wait_for(lambda: self._told)
                message = self._told.pop(0)
            if message[0] == "error":
                raise message[1]
            yield message
            if message[0] in ("planned", "ended"):
                return

    def pause(self, on: bool) -> None:
        (self._room._paused.set if on else self._room._paused.clear)()

    def cancel(self) -> None:
        self._room._token.cancel()

    def leave(self) -> None:
        self.cancel()

    def close(self) -> None:
        self._thread.join()


@pytest.fixture
def shoebox(folders: Path, scene: np.ndarray) -> Path:
    """Three photos with masks, one without, one that cannot be read."""
    for name in ("in", "masks"):
        (folders / name).mkdir()
    mask = np.zeros(scene.shape[:2], np.uint8)
    mask[20:24, 10:60] = 255
    for name in ("a", "b", "c", "bad"):
        Image.fromarray(scene).save(folders / "in" / f"{name}.png")
        Image.fromarray(mask).save(folders / "masks" / f"{name}.png")
    (folders / "in" / "bad.png").write_bytes(b"")
    Image.fromarray(scene).save(folders / "in" / "alone.png")
    return folders


@pytest.fixture
def opened() -> list[tuple[Path, Path | None]]:
    return []


@pytest.fixture
def batch(
    shoebox: Path, qtbot: QtBot, opened: list[tuple[Path, Path | None]]
) -> Iterator[BatchWindow]:
    shown = BatchWindow(
        lambda photo, mask: opened.append((photo, mask)),
        model="telea",
        driver=Driver(start_process=RunHere),
    )
    shown.show()
    qtbot.waitExposed(shown)
    setup = shown.setup
    setup.photos.field.setText(str(shoebox / "in"))
    setup.holes.setCurrentIndex(Holes.FOLDER)
    setup.masks.field.setText(str(shoebox / "masks"))
    yield shown
    shown.driver.stop()
    shown.close()
    shown.deleteLater()


def look(batch: BatchWindow, qtbot: QtBot) -> None:
    batch.foot.plan.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)


def run(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    batch.foot.start.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)


def states(batch: BatchWindow) -> dict[str, State]:
    rows = range(batch.table.rowCount())
    return {batch.table.photo(row).relative.name: batch.table.photo(row).state for row in rows}


def choose(batch: BatchWindow, name: str) -> None:
    row = batch.table.row_of(Path(name))
    assert row is not None
    batch.photos.view.selectRow(
        batch.photos.filtered.mapFromSource(batch.table.index(row, 0)).row()
    )


def test_the_plan_is_shown_before_anything_is_written(
    batch: BatchWindow, qtbot: QtBot, shoebox: Path
) -> None:
    assert not batch.foot.start.isEnabled()
    look(batch, qtbot)
    assert batch.foot.start.isEnabled()
    assert states(batch)["alone.png"] is State.LEFT_OUT
    assert "4 to restore" in batch.photos.summary.text()
    assert "'alone.png' has no mask" in batch.photos.problems.toPlainText()
    assert batch.photos.problems.isVisible()
    assert not (shoebox / "in-restored").exists()


def test_another_wish_asks_for_another_plan(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    batch.setup.recursive.setChecked(True)
    assert not batch.foot.start.isEnabled()


def test_the_run_is_followed_to_its_end(batch: BatchWindow, qtbot: QtBot, shoebox: Path) -> None:
    run(batch, qtbot)
    done = [name for name, state in states(batch).items() if state is State.DONE]
    assert done == ["a.png", "b.png", "c.png"]
    assert states(batch)["bad.png"] is State.FAILED
    row = batch.table.row_of(Path("bad.png"))
    assert row is not None
    remark = batch.table.data(batch.table.index(row, Column.REMARK))
    assert remark.startswith("'bad.png' is empty")
    assert batch.foot.said.text().startswith("3 restored, 1 failed.")
    assert batch.foot.report.isVisible()
    assert (shoebox / "in-restored-report" / "report.html").is_file()
    assert {p.name for p in (shoebox / "in-restored").glob("*.png")} == set(done)
    look(batch, qtbot)
    assert "3 done already" in batch.photos.summary.text()


def test_a_wrong_folder_is_told_and_nothing_begins(batch: BatchWindow, qtbot: QtBot) -> None:
    batch.setup.masks.field.setText("/nowhere/at/all")
    look(batch, qtbot)
    assert "is not a folder" in batch.foot.said.text()
    assert not batch.foot.start.isEnabled()
    batch.setup.masks.field.setText("")
    batch.foot.plan.click()
    assert batch.foot.said.text() == "Choose the folder of masks."
    assert not batch.driver.is_busy


def test_rejecting_removes_the_result_and_goes_to_the_next(
    batch: BatchWindow, qtbot: QtBot, shoebox: Path
) -> None:
    run(batch, qtbot)
    choose(batch, "a.png")
    qtbot.waitUntil(lambda: batch.review.view.is_showing, timeout=PATIENCE_MS)
    batch.review.reject.click()
    qtbot.waitUntil(lambda: not (shoebox / "in-restored" / "a.png").exists(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not batch._judge.is_busy, timeout=PATIENCE_MS)
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
    batch.foot.start.click()
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
    qtbot.waitUntil(lambda: not batch._judge.is_busy, timeout=PATIENCE_MS)
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
    monkeypatch.setattr(batch.driver, "start_process", lambda *a, **k: _paused(RunHere(*a, **k)))
    batch.foot.start.click()
    qtbot.waitUntil(lambda: "to restore" in batch.photos.summary.text(), timeout=PATIENCE_MS)
    batch.close()
    assert asked
    assert batch.isVisible()
    answer[0] = QMessageBox.StandardButton.Yes
    batch.close()
    assert not batch.isVisible()
    assert not batch.driver.is_busy


def _paused(process: RunHere) -> RunHere:
    process.pause(True)
    return process


def test_cancelling_is_told_and_the_next_run_goes_on(
    batch: BatchWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(batch, qtbot)
    here = batch.driver.start_process
    monkeypatch.setattr(batch.driver, "start_process", lambda *a, **k: _paused(RunHere(*a, **k)))
    batch.foot.start.click()
    qtbot.waitUntil(lambda: "to restore" in batch.photos.summary.text(), timeout=PATIENCE_MS)
    batch.foot.cancel.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)
    assert batch.foot.said.text().startswith("Cancelled.")
    monkeypatch.setattr(batch.driver, "start_process", here)
    run(batch, qtbot)
    assert states(batch)["a.png"] is State.DONE


def test_pausing_from_the_window(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    assert not batch.foot.pause.isEnabled()
    paused: list[bool] = []
    batch.driver.pause = paused.append  # type: ignore[method-assign]
    batch.foot.start.click()
    assert batch.foot.pause.isEnabled()
    batch.foot.pause.click()
    batch.foot.pause.click()
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
    setup.sensitivity.setValue(70)
    kept = shoebox / "in-restored-report" / "masks"
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
    assert batch.foot.plan in reached


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


def read_picture(pixels: np.ndarray) -> Any:
    from inpaint_studio.app.pictures import picture_of

    return picture_of(pixels)


@pytest.mark.parametrize(("suffix", "orientation"), [(".jpg", 6), (".png", 1), (".tif", 1)])
def test_thumbnails_are_small_and_upright(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"照片{suffix}"
    photo = Image.new("RGB", (1200, 600), (200, 30, 30))
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo.save(path, exif=exif)
    small = read_small(path, THUMBNAIL_PX)
    assert max(small.width(), small.height()) == THUMBNAIL_PX
    assert (small.height() > small.width()) == (orientation == 6)
    assert small.pixelColor(10, 10).red() > 150


def test_twenty_thousand_photos_fit_the_table(batch: BatchWindow) -> None:
    table: PhotoTable = batch.table
    for first in range(0, 20_000, 200):
        numbers = range(first, first + 200)
        table.add([facts(Path(f"{number:05}.jpg")) for number in numbers])
    QApplication.processEvents()
    assert batch.photos.filtered.rowCount() == 20_000
    # Only what is seen is asked for.
    assert len(batch.thumbnails._asked) < 100
    batch.photos.view.scrollToBottom()
    QApplication.processEvents()
    assert len(batch.thumbnails._asked) < 200


def facts(relative: Path) -> PhotoFacts:
    return PhotoFacts(relative, Path("/nowhere") / relative, relative, None, State.WAITING)


def opened_from(window: Any, qtbot: QtBot) -> Any:
    """The window that is built in several turns of the event loop."""
    doors = window.doors
    qtbot.waitUntil(lambda: doors._batch is not None and doors._batch.isVisible(), timeout=60_000)
    return doors._batch


def test_the_main_window_opens_it_and_takes_a_photo_with_its_mask(
    window: Any, qtbot: QtBot, shoebox: Path
) -> None:
    window.actions_by_name["batch"].trigger()
    window.actions_by_name["batch"].trigger()  # once more while it is being built
    batch = opened_from(window, qtbot)
    window.actions_by_name["batch"].trigger()
    assert window.doors._batch is batch
    batch._open_in_canvas(shoebox / "in" / "a.png", shoebox / "masks" / "a.png")
    session = window.session
    qtbot.waitUntil(
        lambda: session.document is not None and not session.document.mask.bounds().is_empty,
        timeout=PATIENCE_MS,
    )
    assert session.document.photo.info.path == shoebox / "in" / "a.png"
    assert session.document.mask.bounds().height == 4
    session.document.mark_saved()
    batch._open_in_canvas(shoebox / "in" / "b.png", None)
    qtbot.waitUntil(lambda: session.document.photo.info.path.name == "b.png", timeout=PATIENCE_MS)
    assert session.document.mask.bounds().is_empty
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    batch.close()


def test_closing_the_main_window_asks_for_the_run_and_takes_this_one_along(
    window: Any, qtbot: QtBot
) -> None:
    window.doors.batch()
    batch = opened_from(window, qtbot)
    batch.may_close = lambda: False
    window.close()
    assert window.isVisible()
    assert batch.isVisible()
    batch.may_close = lambda: True
    window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: not batch.isVisible(), timeout=PATIENCE_MS)


def test_a_mask_corrected_in_the_canvas_goes_back_and_its_photo_alone_is_done_again(
    window: Any, qtbot: QtBot, shoebox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.doors.batch()
    batch = opened_from(window, qtbot)
    monkeypatch.setattr(batch.driver, "start_process", RunHere)
    way_back = window.doors._opening.way_back
    assert not way_back.isVisible()
    batch.setup.photos.field.setText(str(shoebox / "in"))
    batch.setup.holes.setCurrentIndex(Holes.FOLDER)
    batch.setup.masks.field.setText(str(shoebox / "masks"))
    batch.setup.model.setCurrentIndex(batch.setup.model.findData("telea"))
    run(batch, qtbot)
    out = shoebox / "in-restored"
    results = {path: path.read_bytes() for path in out.glob("*.png")}
    inputs = {path: path.read_bytes() for path in (shoebox / "masks").glob("*.png")}
    assert len(results) == 3
    choose(batch, "a.png")
    batch.review.open.click()
    session = window.session
    qtbot.waitUntil(
        lambda: session.document is not None and not session.document.mask.bounds().is_empty,
        timeout=PATIENCE_MS,
    )
    qtbot.waitUntil(way_back.isVisible)
    corrected = np.zeros(session.document.size, np.bool_)
    corrected[2:5, 3:40] = True
    session.edits.change_mask(importing(corrected, detail="by hand"))
    way_back.button.click()
    done = out / "a.png"
    qtbot.waitUntil(
        lambda: done.read_bytes() != results[done] and not batch.driver.is_busy,
        timeout=PATIENCE_MS,
    )
    assert {states(batch)[name] for name in ("a.png", "b.png", "c.png")} == {State.DONE}
    assert len(states(batch)) == 5
    changed = (read_photo(done).image != read_photo(shoebox / "in" / "a.png").image).any(axis=2)
    assert changed.any()
    assert not (changed & ~corrected).any()
    assert all(path.read_bytes() == was for path, was in results.items() if path != done)
    assert {path: path.read_bytes() for path in inputs} == inputs
    # A plan of the whole batch finds nothing left to do, and the corrected mask.
    look(batch, qtbot)
    assert states(batch)["a.png"] is State.DONE
    shown = batch.table.at_file(shoebox / "in" / "a.png")
    assert shown is not None
    assert shown.mask is not None
    assert np.array_equal(read_mask(shown.mask), corrected)
    session.document.mark_saved()
    batch.close()
    assert not way_back.isVisible()


def test_before_stays_on_the_left_in_a_language_read_from_the_right(
    shoebox: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        shown = BatchWindow(lambda photo, mask: None, driver=Driver(start_process=RunHere))
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
