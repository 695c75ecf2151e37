"""Measure on this photo: every model fills holes of the same shape whose truth is known."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.dialogs.try_all import quick_first, ready_choices
from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.restore.engine_keeper import EngineKeeper
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.restore.trials import MOST_PX, Rank, measure
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import error_text, figure, message_text
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["MeasureDialog"]

_HOLES = 2


class MeasureDialog(QDialog):
    """See the module."""

    found = Signal(object, object)
    begun = Signal(object, int, object)

    def __init__(
        self, session: Session, restoring: Restoring, speeds: Speeds, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Measure on this photo"))
        self.resize(760, 460)
        self._session = session
        self._restoring = restoring
        self._speeds = speeds
        self._ranks: tuple[Rank, ...] = ()
        self._choices: list[tuple[str, FillSettings]] = []
        self._part: ProgressToken | None = None
        self._estimate = ""
        layout = QVBoxLayout(self)
        layout.addWidget(
            faint(
                self.tr(
                    "Holes of the same shape as yours are cut from the known area, where the truth "
                    "is known. The model with the best mean place in PSNR, SSIM and L1 is first."
                )
            )
        )
        self._table = self._make_table()
        layout.addWidget(self._table, 1)
        self._message = faint()
        layout.addLayout(self._make_progress())
        layout.addWidget(self._message)
        layout.addWidget(self._make_buttons())
        self.found.connect(self._on_found, Qt.ConnectionType.QueuedConnection)
        self.begun.connect(self._on_begun, Qt.ConnectionType.QueuedConnection)
        session.models.progressed.connect(self._on_progress)
        self._job = self._start()

    def _make_table(self) -> QTableWidget:
        titles = ["", self.tr("Model"), "PSNR", "SSIM", "L1", self.tr("Time")]
        table = QTableWidget(0, len(titles))
        table.setHorizontalHeaderLabels(titles)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setAccessibleName(self.tr("Ranking"))
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (0, 2, 3, 4, 5):
            mode = QHeaderView.ResizeMode.ResizeToContents
            table.horizontalHeader().setSectionResizeMode(column, mode)
        return table

    def _make_progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._skip = QPushButton(self.tr("Skip this model"))
        self._skip.clicked.connect(self._on_skip)
        self._stop = QPushButton(self.tr("Stop here"))
        self._stop.setToolTip(self.tr("Keep what has been measured so far."))
        self._stop.clicked.connect(self._on_stop)
        row.addWidget(self._bar, 1)
        row.addWidget(self._skip)
        row.addWidget(self._stop)
        return row

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._use = QPushButton(self.tr("Use the best"))
        self._use.setEnabled(False)
        self._use.clicked.connect(self._use_best)
        buttons.addButton(self._use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def _start(self) -> Job[Any, Any] | None:
        document = self._session.document
        if document is None:
            return None
        frozen = document.freeze()
        self._choices = choices = quick_first(
            ready_choices(self._restoring.chosen.choice), self._speeds
        )

        def work(engine: EngineKeeper, token: ProgressToken) -> tuple[Rank, ...]:
            return measure(
                engine,
                frozen,
                choices,
                token,
                count=_HOLES,
                found=lambda ranks: self.found.emit(token, ranks),
                begun=lambda number, part: self.begun.emit(token, number, part),
            )

        self._fill(())
        self._estimate = self._time_needed(frozen.mask.count_nonzero())
        self._message.setText(self._estimate)
        title = self.tr("Measuring")
        return self._session.models.submit(Job(Lane.RESTORE, title, work, self._show, self._failed))

    def _time_needed(self, hole_px: int) -> str:
        """How long it may take, by what models took before; empty where too few are known."""
        known = [self._speeds.seconds(choice.model) for _, choice in self._choices]
        measured = [seconds for seconds in known if seconds is not None]
        if 2 * len(measured) < len(known):
            return ""
        mean = sum(measured) / len(measured)
        each = sum(mean if seconds is None else seconds for seconds in known)
        seconds = each * _HOLES * min(hole_px, MOST_PX) / 1e6
        return self.tr("About {seconds} s, by what these models took before.").format(
            seconds=max(1, round(seconds))
        )

    # While it is at work

    def _on_begun(self, token: ProgressToken, number: int, part: ProgressToken) -> None:
        if self._job is not None and token is self._job.token and not token.is_cancelled:
            self._part = part
            self._message.setText(
                " · ".join(filter(None, (self._choices[number][0], self._estimate)))
            )

    def _on_skip(self) -> None:
        if self._part is not None:
            self._part.cancel()

    def _on_stop(self) -> None:
        """Give the rest up; what was measured is the ranking."""
        if self._job is not None:
            self._job.token.cancel()
            self._session.models.cancel(Lane.RESTORE)
        self._choices = []
        self._show(self._ranks)

    def _on_progress(self, job: Job[Any, Any], progress: Progress) -> None:
        if job is self._job:
            self._bar.setValue(round(1000 * progress.fraction))
            self._bar.setFormat("%p %")

    def _failed(self, error: Exception) -> None:
        self._end()
        self._message.setText(error_text(error))

    def _end(self) -> None:
        self._part = None
        self._bar.hide()
        self._skip.hide()
        self._stop.hide()

    def _on_found(self, token: ProgressToken, ranks: tuple[Rank, ...]) -> None:
        if self._job is not None and token is self._job.token and not token.is_cancelled:
            self._fill(ranks)

    # The table

    def _fill(self, ranks: tuple[Rank, ...]) -> None:
        """The ranking so far, then the models that are still to come."""
        self._ranks = ranks
        measured = {rank.measured.title for rank in ranks}
        waiting = [title for title, _ in self._choices if title not in measured]
        self._table.clearSpans()
        self._table.setRowCount(len(ranks) + len(waiting))
        for row, rank in enumerate(ranks):
            self._show_rank(row, rank)
        for row, title in enumerate(waiting, len(ranks)):
            self._show_row(row, ["", title, "…", "", "", ""])
        self._use.setEnabled(bool(ranks) and _has_figures(ranks[0]))

    def _show_rank(self, row: int, rank: Rank) -> None:
        one = rank.measured
        if not _has_figures(rank):
            why = self.tr("skipped") if one.skipped else message_text(one.error)
            self._show_row(row, ["", one.title, why, "", "", ""])
            self._table.setSpan(row, 2, 1, 4)
            return
        cells = [str(rank.place), one.title, figure(f"{one.psnr:.2f} dB"), f"{one.ssim:.3f}"]
        self._show_row(row, [*cells, f"{one.l1:.2%}", figure(f"{one.seconds:.2f} s")])

    def _show_row(self, row: int, cells: list[str]) -> None:
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column != 1:
                side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                item.setTextAlignment(side)
            self._table.setItem(row, column, item)

    def _show(self, ranks: tuple[Rank, ...]) -> None:
        self._end()
        self._fill(ranks)
        for rank in filter(_has_figures, ranks):
            one = rank.measured
            self._speeds.add(one.model, one.device, one.seconds, one.hole_px)
        best = ranks[0].measured.title if ranks and _has_figures(ranks[0]) else ""
        text = self.tr("Best on this photo: {model}.").format(model=best) if best else ""
        self._message.setText(text)

    def _use_best(self) -> None:
        self._restoring.chosen.choose_model(self._ranks[0].measured.model)
        self.accept()

    def done(self, result: int) -> None:
        """Qt: the dialog closes; what still runs is given up."""
        if self._job is not None:
            self._job.token.cancel()
            self._session.models.cancel(Lane.RESTORE)
        super().done(result)


def _has_figures(rank: Rank) -> bool:
    return not rank.measured.error and not rank.measured.skipped
