"""Restore a folder: what is asked for on the left, the photos in the middle, the review on the right.

First the plan is looked at, then it is run; both by a process of its own. The window may be left
open beside the canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QMessageBox,
    QSplitter,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.in_canvas import ByHand
from inpaint_studio.app.batch_window.photo_list import PhotoList
from inpaint_studio.app.batch_window.review import Review, VerdictWriter
from inpaint_studio.app.batch_window.run_bar import RunBar, failure_text, plan_text, result_text
from inpaint_studio.app.batch_window.setup import Setup
from inpaint_studio.app.batch_window.table import PhotoTable
from inpaint_studio.app.batch_window.thumbnails import Thumbnails
from inpaint_studio.app.files.folders import Folders
from inpaint_studio.app.panels.fields import scrolled
from inpaint_studio.app.screen import open_at_size
from inpaint_studio.app.texts import error_text, message_text
from inpaint_studio.app.work.turns import Building, do_all
from inpaint_studio.app.work.workers import Worker
from inpaint_studio.batch.facts import PhotoFacts, PlanFacts
from inpaint_studio.batch.request import BatchRequest, BatchResult, Outcome, State, Verdict
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.fill_settings import FillSettings

if TYPE_CHECKING:
    from inpaint_studio.batch.review import HandMade

__all__ = ["BatchWindow"]


class BatchWindow(QDialog):
    """See the module.

    Parameters
    ----------
    open_in_canvas
        Opens a photo with its mask file, or without one.
    settings, device
        What is chosen in the main window, to begin with.
    driver
        Plans and runs; for tests.
    folders
        Where its file dialogs start.
    building
        Builds what is in it; `in_turns` keeps the rest of the program answering meanwhile.

    Signals
    -------
    help_wanted()
        The page about folders is to be shown.
    """

    help_wanted = Signal()

    def __init__(
        self,
        open_in_canvas: Callable[[Path, Path | None], None],
        parent: QWidget | None = None,
        *,
        settings: FillSettings | None = None,
        device: str = "auto",
        folders: Folders | None = None,
        driver: Driver | None = None,
        building: Building = do_all,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("batch")
        self.setWindowTitle(self.tr("Restore a folder"))
        open_at_size(self, QSize(1360, 820))
        self._open_in_canvas = open_in_canvas
        self._request: BatchRequest | None = None
        self._is_planned = False
        self._report: Path | None = None
        self.driver = driver or Driver(self)
        self._worker = Worker(object, self)
        self._verdicts = VerdictWriter(self._worker, self)
        self.thumbnails = Thumbnails(self)
        self.table = PhotoTable(self.thumbnails, self)
        building(self._build(settings or FillSettings(), device, folders), self)

    # Making

    def _build(
        self, settings: FillSettings, device: str, folders: Folders | None
    ) -> Iterator[None]:
        split = QSplitter(Qt.Orientation.Horizontal)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(split, 1)
        self.setup = Setup(settings, device, folders)
        yield
        left = scrolled(self.setup)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        left.setMinimumWidth(self.setup.minimumSizeHint().width() + bar + 2 * left.frameWidth())
        split.addWidget(left)
        yield
        self.photos = PhotoList(self.table)
        split.addWidget(self.photos)
        yield
        self.review = Review(self._worker)
        split.addWidget(self.review)
        yield
        for place, stretch in enumerate((0, 3, 2)):
            split.setStretchFactor(place, stretch)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(3)
        split.setSizes([310, 620, 430])
        self.run_bar = RunBar()
        layout.addWidget(self.run_bar)
        yield
        self._connect()
        parent = self.parentWidget()
        if parent is not None:
            parent.window().installEventFilter(self)
        self._show_state()
        self.run_bar.say(self.tr("Choose the folder of photographs, then look at the plan."))

    def _connect(self) -> None:
        self.setup.changed.connect(self._on_change)
        self.run_bar.plan.clicked.connect(self.look)
        self.run_bar.start.clicked.connect(self.start)
        self.run_bar.pause.toggled.connect(self._on_pause)
        self.run_bar.cancel.clicked.connect(self._on_cancel)
        self.run_bar.report.clicked.connect(self._show_report)
        self.run_bar.close_window.clicked.connect(self.close)
        self.run_bar.help.clicked.connect(self.help_wanted)
        self.photos.chosen.connect(self.review.show_photo)
        self.photos.opened.connect(lambda: self._open(self.review.photo))
        self.review.said.connect(self._on_verdict)
        self.review.open_wanted.connect(self._open)
        self._verdicts.judged.connect(self._on_judged)
        self._verdicts.put_back.connect(self._on_put_back)
        self._by_hand = ByHand(self.table, self._verdicts, self.driver, self.run_bar, self)
        self._by_hand.taken.connect(self._look_again_at)
        self._verdicts.failed.connect(self.run_bar.say)
        self._worker.failed.connect(lambda job, error: self.run_bar.say(error_text(error)))
        driver = self.driver
        driver.facts_found.connect(self._on_facts)
        driver.photos_found.connect(self._on_photos)
        driver.outcomes_told.connect(self._on_outcomes)
        driver.progressed.connect(self.run_bar.show_progress)
        driver.ended.connect(self._on_end)
        driver.failed.connect(self._on_failure)

    # Doing

    def look(self) -> None:
        """Find out what a run would do."""
        self._begin(runs=False)

    def start(self) -> None:
        """Run what was looked at."""
        if self._is_planned:
            self._begin(runs=True)

    def _begin(self, *, runs: bool) -> None:
        try:
            self._request = self.setup.request()
        except InpaintStudioError as error:
            self.run_bar.say(error_text(error))
            return
        self._is_planned = False
        self._by_hand.begin_batch(self._request)
        self.table.clear()
        self.photos.clear()
        self.run_bar.begin()
        self.run_bar.say(self.tr("Beginning…") if runs else self.tr("Looking at the folders…"))
        self.driver.start(self._request, runs=runs)
        self._show_state()

    def _on_pause(self, on: bool) -> None:
        self.driver.pause(on)
        self.run_bar.show_pause(on)

    def _on_cancel(self) -> None:
        self.run_bar.say(self.tr("Cancelling; what is filled is still written…"))
        self.run_bar.cancel.setEnabled(False)
        self.driver.cancel()

    def _show_report(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report)))

    def take_back(self, made: HandMade, kept: Callable[[], None]) -> None:
        """Take what was made of a photo in the canvas; `kept` is called once it is its result."""
        self.raise_()
        self.activateWindow()
        self._by_hand.take(made, kept)

    # What the form and the process tell

    def _on_change(self) -> None:
        if not self.driver.is_running:
            self._is_planned = False
            self._show_state()

    def _on_facts(self, facts: PlanFacts) -> None:
        self.photos.show_plan(plan_text(facts), map(message_text, facts.problems))
        self._is_planned = facts.work_count > 0

    def _on_photos(self, photos: list[PhotoFacts]) -> None:
        self.table.add(photos)

    def _on_outcomes(self, outcomes: list[Outcome]) -> None:
        self.table.tell(outcomes)
        for outcome in outcomes:
            self._look_again_at(outcome.relative)

    def _on_end(self, result: BatchResult | None) -> None:
        if result is None:
            self.run_bar.say(
                self.tr("This is what will be done; nothing was written yet.")
                if self._is_planned
                else self.tr("There is nothing to do.")
            )
        else:
            self._is_planned = False
            self._report = result.report
            self.run_bar.say(result_text(result))
            self.run_bar.bar.setValue(self.run_bar.bar.maximum())
        self._by_hand.end_run()
        self._show_state()

    def _on_failure(self, error: Exception) -> None:
        self._is_planned = False
        self.run_bar.say(failure_text(error))
        self._by_hand.end_run()
        self._show_state()

    # The review

    def _look_again_at(self, relative: Path) -> None:
        looked_at = self.review.photo
        if looked_at is not None and looked_at.relative == relative:
            self._look_again(relative)

    def _look_again(self, relative: Path) -> None:
        row = self.table.row_of(relative)
        if row is not None:
            self.review.show_photo(self.table.photo(row))

    def _on_verdict(self, photo: PhotoFacts, verdict: Verdict | None) -> None:
        if self._request is not None:
            self._verdicts.say(self._request.output, photo.relative, verdict)

    def _on_judged(self, relative: Path, verdict: Verdict) -> None:
        row = self.photos.row
        self.table.judge(relative, verdict)
        self._after_verdict(relative, row)

    def _on_put_back(self, relative: Path) -> None:
        row = self.photos.row
        self.table.put_back(relative)
        self._is_planned = not self.driver.is_busy
        self.run_bar.say(self.tr("Removed; the next run makes it again."))
        self._show_state()
        self._after_verdict(relative, row)

    def _after_verdict(self, relative: Path, row: int) -> None:
        """On to the next photo, as long as the one that was judged is looked at."""
        looked_at = self.review.photo
        if looked_at is None or looked_at.relative != relative:
            return
        self._look_again(relative)
        self.photos.go_on(relative, row)

    def _open(self, photo: PhotoFacts | None) -> None:
        if photo is None:
            return
        mask = photo.mask if photo.mask is not None and photo.mask.is_file() else None
        self._open_in_canvas(photo.photo, mask)

    # Showing

    def _show_state(self) -> None:
        busy, running = self.driver.is_busy, self.driver.is_running
        self.setup.setEnabled(not running)
        self.run_bar.show_state(
            busy=busy,
            running=running,
            planned=self._is_planned,
            reported=self._report is not None,
        )

    # Leaving

    def may_close(self) -> bool:
        """Ask whether a run may be ended, if one is at work."""
        if not self.driver.is_running:
            return True
        left = self.table.count(State.WAITING) + self.table.count(State.WORKING)
        answer = QMessageBox.question(
            self,
            self.tr("Still at work"),
            self.tr("{count} photos are not done. End the run? A later one goes on.").format(
                count=left
            ),
        )
        return answer is QMessageBox.StandardButton.Yes

    def _leave(self) -> None:
        self.driver.stop()
        self._worker.stop()
        self.thumbnails.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt: the main window is about to close: that ends the run as well, so ask first."""
        if event.type() is QEvent.Type.Close and self.isVisible():
            if not self.may_close():
                event.ignore()
                return True
            # The main window has questions of its own; only when it has gone does this one go.
            QTimer.singleShot(0, self, self._follow)
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        parent = self.parentWidget()
        if parent is not None and not parent.window().isVisible():
            self._leave()
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt: close, unless the run is to go on."""
        if not self.may_close():
            event.ignore()
            return
        self._leave()
        event.accept()
        self.finished.emit(0)

    def reject(self) -> None:
        """Qt: Escape closes, with the same question."""
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: Return on a photo opens it, Delete rejects it."""
        on_table = self.photos.view.hasFocus()
        photo: Any = self.review.photo
        if on_table and photo is not None and event.key() == Qt.Key.Key_Delete:
            if self.review.reject.isEnabled():
                self._on_verdict(photo, Verdict.REJECTED)
            return
        if on_table and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(photo)
            return
        super().keyPressEvent(event)
