"""The middle of the batch window: what the plan says, its problems, and the table of photos.

Shows a `PhotoTable`; knows nothing of plans being made or run.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from inpaint_studio.app.batch_window.table import Column, PhotoTable, Shown, ShownPhotos
from inpaint_studio.app.batch_window.thumbnails import THUMBNAIL_PX
from inpaint_studio.app.panels.fields import column
from inpaint_studio.batch.facts import PhotoFacts

__all__ = ["PhotoList"]

_ROW_PX = THUMBNAIL_PX + 8
_MOST_PROBLEMS = 500


class PhotoList(QWidget):
    """See the module.

    Signals
    -------
    chosen(PhotoFacts | None)
        Another row is the current one, or none.
    opened()
        The current row was double-clicked.
    """

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, table: PhotoTable) -> None:
        super().__init__()
        self._table = table
        layout = column(self, margin=8)
        row = QHBoxLayout()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.summary, 1)
        self.shown = self._make_choice()
        row.addWidget(self.shown)
        layout.addLayout(row)
        self.problems = QPlainTextEdit()
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.setMaximumHeight(110)
        self.problems.setAccessibleName(self.tr("Problems"))
        self.problems.hide()
        layout.addWidget(self.problems)
        self.filtered = ShownPhotos(self)
        self.filtered.setSourceModel(table)
        self.view = self._make_view()
        layout.addWidget(self.view, 1)
        self.shown.currentIndexChanged.connect(
            lambda _: self.filtered.show(Shown(self.shown.currentData()))
        )
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.doubleClicked.connect(lambda _: self.opened.emit())

    def _make_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(self.tr("Which photos are shown"))
        for shown, text in (
            (Shown.ALL, self.tr("All photos")),
            (Shown.TO_DO, self.tr("Still to do")),
            (Shown.TO_REVIEW, self.tr("To review")),
            (Shown.REJECTED, self.tr("Rejected")),
            (Shown.FAILED, self.tr("Failed")),
        ):
            choice.addItem(text, shown)
        return choice

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.filtered)
        view.setAccessibleName(self.tr("Photos"))
        view.setIconSize(QSize(THUMBNAIL_PX, THUMBNAIL_PX))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        # Rows of one height: nothing is measured for twenty thousand of them.
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for place, width in ((Column.PHOTO, 240), (Column.STATE, 100), (Column.TIME, 60)):
            header.resizeSection(place, width)
        return view

    def clear(self) -> None:
        """Say nothing, until there is a plan."""
        self.problems.hide()
        self.summary.setText("")

    def show_plan(self, summary: str, problems: Iterable[str]) -> None:
        """What the plan says, and what is wrong with it; no more problems are asked for than shown."""
        self.summary.setText(summary)
        lines = list(islice(problems, _MOST_PROBLEMS))
        self.problems.setPlainText("\n".join(lines))
        self.problems.setVisible(bool(lines))

    @property
    def row(self) -> int:
        """The current row, -1 for none."""
        return self.view.currentIndex().row()

    def go_on(self, relative: Path, row: int) -> None:
        """To the row after `row`, if that is still current and still shows the photo `relative`."""
        index = self.view.currentIndex()
        if not index.isValid() or index.row() != row or row + 1 >= self.filtered.rowCount():
            return
        if self._table.photo(self.filtered.mapToSource(index).row()).relative == relative:
            self.view.selectRow(row + 1)

    def _on_selection(self, selected: QItemSelection, _: QItemSelection) -> None:
        indexes = selected.indexes()
        photo: PhotoFacts | None = None
        if indexes:
            photo = self._table.photo(self.filtered.mapToSource(indexes[0]).row())
        self.chosen.emit(photo)
