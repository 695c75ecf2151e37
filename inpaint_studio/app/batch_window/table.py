"""The photos of a batch as a table: what Qt asks of it is answered from what is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

from inpaint_studio.app.batch_window.thumbnails import Thumbnails
from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.app.texts import message_text
from inpaint_studio.batch.facts import PhotoFacts
from inpaint_studio.batch.request import Outcome, State, Verdict
from inpaint_studio.jobs.files import shown

__all__ = ["Column", "PhotoTable", "Shown", "ShownPhotos"]

_Index = QModelIndex | QPersistentModelIndex
_ERROR = "#d05a4e"


class Column(IntEnum):
    """The columns, in order."""

    PHOTO = 0
    STATE = 1
    TIME = 2
    REMARK = 3


class Shown(Enum):
    """Which photos are shown."""

    ALL = "all"
    TO_DO = "to do"
    FAILED = "failed"
    TO_REVIEW = "to review"
    REJECTED = "rejected"


# Asked for hundreds of times whenever the table is drawn.
_COLUMNS = len(Column)
_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.TextAlignmentRole,
    }
)


class PhotoTable(QAbstractTableModel):
    """See the module."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._photos: list[PhotoFacts] = []
        self._rows: dict[Path, int] = {}
        self._by_file: dict[Path, int] = {}
        thumbnails.ready.connect(self._on_thumbnail)

    # What is in it

    def clear(self) -> None:
        """Hold nothing."""
        self.beginResetModel()
        self._photos, self._rows, self._by_file = [], {}, {}
        self.endResetModel()

    def add(self, photos: Sequence[PhotoFacts]) -> None:
        """Add photos below the others."""
        first = len(self._photos)
        self.beginInsertRows(QModelIndex(), first, first + len(photos) - 1)
        for row, photo in enumerate(photos, first):
            self._photos.append(photo)
            self._rows[photo.relative] = row
            self._by_file[photo.photo] = row
        self.endInsertRows()

    def photo(self, row: int) -> PhotoFacts:
        """The photo of a row."""
        return self._photos[row]

    def at_file(self, path: Path) -> PhotoFacts | None:
        """The photo whose file that is."""
        row = self._by_file.get(path)
        return None if row is None else self._photos[row]

    def row_of(self, relative: Path) -> int | None:
        """The row of a photo."""
        return self._rows.get(relative)

    def count(self, state: State) -> int:
        """How many photos are in a state."""
        return sum(photo.state is state for photo in self._photos)

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Take in what has become of photos."""
        changed = []
        for outcome in outcomes:
            row = self._rows.get(outcome.relative)
            if row is not None:
                self._photos[row] = replace(
                    self._photos[row],
                    state=outcome.state,
                    remarks=outcome.notes if outcome.error is None else (outcome.error,),
                    seconds=outcome.seconds,
                    verdict=Verdict.NONE,
                    is_work=outcome.state in (State.WAITING, State.WORKING),
                )
                changed.append(row)
        for row in changed:
            self._tell_rows(row, row)

    def judge(self, relative: Path, verdict: Verdict) -> None:
        """Show a verdict."""
        row = self._rows.get(relative)
        if row is not None:
            self._photos[row] = replace(self._photos[row], verdict=verdict)
            self._tell_rows(row, row)

    def put_back(self, relative: Path) -> None:
        """Show that a photo is to be done again."""
        self.tell([Outcome(relative, State.WAITING)])

    def set_mask(self, relative: Path, mask: Path) -> None:
        """The mask that shows what was filled lies there now."""
        row = self._rows.get(relative)
        if row is not None:
            self._photos[row] = replace(self._photos[row], mask=mask)

    def _tell_rows(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _on_thumbnail(self, path: Path) -> None:
        row = self._by_file.get(path)
        if row is not None:
            index = self.index(row, Column.PHOTO)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    # Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Qt: photos."""
        return 0 if parent.isValid() else len(self._photos)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Qt: columns."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the columns' titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.PHOTO: self.tr("Photo"),
            Column.STATE: self.tr("State"),
            Column.TIME: self.tr("Time"),
            Column.REMARK: self.tr("Remark"),
        }[Column(section)]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        if role not in _ANSWERED:
            return None
        photo, column = self._photos[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(photo, column)
        if role == Qt.ItemDataRole.DecorationRole and column is Column.PHOTO:
            return self._thumbnails.get(photo.photo)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(photo, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.PHOTO:
            return f"{photo.relative}, {self._state(photo)}"
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(photo, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column is Column.TIME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, photo: PhotoFacts, column: Column) -> str:
        if column is Column.PHOTO:
            return str(photo.relative)
        if column is Column.STATE:
            return self._state(photo)
        if column is Column.TIME:
            return (
                self.tr("{seconds} s").format(seconds=f"{photo.seconds:.1f}")
                if photo.seconds
                else ""
            )
        if not photo.remarks:
            return ""
        # Where the photo lies is known; what is wrong with it must not be cut off.
        return message_text(
            photo.remarks[0].renamed(shown(photo.photo), shown(photo.relative.name))
        )

    @staticmethod
    def _tip(photo: PhotoFacts, column: Column) -> str:
        if column is Column.REMARK:
            return "\n".join(map(message_text, photo.remarks))
        return str(photo.photo) if column is Column.PHOTO else ""

    def _state(self, photo: PhotoFacts) -> str:
        if photo.state.is_done and photo.verdict is Verdict.REJECTED:
            return self.tr("rejected")
        if photo.state.is_done and photo.verdict is Verdict.ACCEPTED:
            return self.tr("accepted")
        return {
            State.WAITING: self.tr("waiting"),
            State.WORKING: self.tr("at work"),
            State.DONE: self.tr("restored"),
            State.UNTOUCHED: self.tr("nothing to do"),
            State.FAILED: self.tr("failed"),
            State.LEFT_OUT: self.tr("left out"),
        }[photo.state]

    @staticmethod
    def _colour(photo: PhotoFacts, column: Column) -> QColor | None:
        if column is Column.PHOTO:
            return None
        if photo.state is State.FAILED:
            return QColor(_ERROR)
        if column is Column.STATE and photo.state in (State.DONE, State.WORKING):
            return None
        return QColor(current_theme().faint)


class ShownPhotos(QSortFilterProxyModel):
    """The photos of a table that are wanted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = Shown.ALL
        self._table: PhotoTable | None = None

    def setSourceModel(self, model: QAbstractItemModel) -> None:  # noqa: N802
        """Qt: whose photos are shown; kept, since asking Qt for it twenty thousand times is slow."""
        self._table = model if isinstance(model, PhotoTable) else None
        super().setSourceModel(model)

    def show(self, shown: Shown) -> None:
        """Show these."""
        self._shown = shown
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:  # noqa: N802
        """Qt: whether a row is shown."""
        if self._shown is Shown.ALL or self._table is None:
            return True
        photo = self._table.photo(row)
        if self._shown is Shown.TO_DO:
            return photo.is_work
        if self._shown is Shown.FAILED:
            return photo.state is State.FAILED
        if self._shown is Shown.TO_REVIEW:
            return photo.state is State.DONE and photo.verdict is Verdict.NONE
        return photo.verdict is Verdict.REJECTED and photo.state.is_done
