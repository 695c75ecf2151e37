"""Measure on this photo: every model fills holes of the same shape whose truth is known."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.dialogs.try_all import ready_choices
from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.restoring import Restoring
from inpaint_studio.app.session import Session
from inpaint_studio.app.speeds import Speeds
from inpaint_studio.app.trials import Rank, measure
from inpaint_studio.app.workers import Job, Lane
from inpaint_studio.progress import Progress

__all__ = ["MeasureDialog"]

_HOLES = 3


class MeasureDialog(QDialog):
    """See the module."""

    def __init__(
        self, session: Session, restoring: Restoring, speeds: Speeds, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Measure on this photo"))
        self.resize(720, 420)
        self._session = session
        self._restoring = restoring
        self._speeds = speeds
        self._ranks: tuple[Rank, ...] = ()
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
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        layout.addWidget(self._bar)
        self._message = faint()
        layout.addWidget(self._message)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._use = QPushButton(self.tr("Use the best"))
        self._use.setEnabled(False)
        self._use.clicked.connect(self._use_best)
        buttons.addButton(self._use, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
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
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (0, 2, 3, 4, 5):
            mode = QHeaderView.ResizeMode.ResizeToContents
            table.horizontalHeader().setSectionResizeMode(column, mode)
        return table

    def _start(self) -> Job | None:
        document = self._session.document
        if document is None:
            return None
        frozen = document.freeze()
        choices = ready_choices(self._restoring.choice)
        return self._session.models.submit(
            Job(
                Lane.RESTORE,
                self.tr("Measuring"),
                lambda engine, token: measure(engine, frozen, choices, token, count=_HOLES),
                self._show,
                self._failed,
            )
        )

    def _on_progress(self, job: Job, progress: Progress) -> None:
        if job is self._job:
            self._bar.setValue(round(1000 * progress.fraction))
            self._bar.setFormat(progress.text)

    def _failed(self, error: Exception) -> None:
        self._bar.hide()
        self._message.setText(str(error))

    def _show(self, ranks: tuple[Rank, ...]) -> None:
        self._bar.hide()
        self._ranks = ranks
        self._table.setRowCount(len(ranks))
        for row, rank in enumerate(ranks):
            one = rank.measured
            cells = [str(rank.place), one.title]
            if one.error:
                cells += ["–", "–", "–", one.error]
            else:
                cells += [f"{one.psnr:.2f} dB", f"{one.ssim:.3f}", f"{one.l1:.2%}"]
                cells.append(f"{one.seconds:.2f} s")
                self._speeds.add(one.model, one.device, one.seconds, one.hole_px)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column != 1:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self._table.setItem(row, column, item)
        if ranks and not ranks[0].measured.error:
            self._use.setEnabled(True)
            best = ranks[0].measured.title
            self._message.setText(self.tr("Best on this photo: {model}.").format(model=best))

    def _use_best(self) -> None:
        self._restoring.choose_model(self._ranks[0].measured.model)
        self.accept()

    def done(self, result: int) -> None:
        """Qt: the dialog closes; what still runs is given up."""
        if self._job is not None:
            self._job.token.cancel()
            self._session.models.cancel(Lane.RESTORE)
        super().done(result)
