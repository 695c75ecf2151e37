"""The history panel: every edit; a click goes to the state after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from inpaint_studio.app.canvas.tools.table import TOOLS
from inpaint_studio.app.panels.fields import NumberRow, column, faint
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.app.texts import marked
from inpaint_studio.document.changes import Change, ChangeKind, PreparedTiles
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import Edit, EditKind

__all__ = ["HistoryPanel", "edit_icon", "edit_name"]

_FADE_AFTER_MS = 120

_EDITS: Mapping[str, tuple[str, str]] = {
    EditKind.MASK_LINE: (marked("Edits", "Straight line"), "line"),
    EditKind.FILL_ENCLOSED: (marked("Edits", "Fill enclosed"), "fill-enclosed"),
    EditKind.INVERT: (marked("Edits", "Invert"), "invert"),
    EditKind.GROW: (marked("Edits", "Grow"), "grow"),
    EditKind.SHRINK: (marked("Edits", "Shrink"), "shrink"),
    EditKind.CLEAR_MASK: (marked("Edits", "Clear mask"), "clear"),
    EditKind.IMPORT_MASK: (marked("Edits", "Import mask"), "import-mask"),
    EditKind.FIND_DAMAGE: (marked("Edits", "Find damage"), "find-damage"),
    EditKind.CLEAR_EDGES: (marked("Edits", "Clear edges"), "clear"),
    EditKind.SELECT_FILLED: (marked("Edits", "Select what was filled"), "overlay"),
    EditKind.RESTORE: (marked("Edits", "Restore"), "restore"),
    EditKind.FADE: (marked("Edits", "Fade"), "before-after"),
    EditKind.REVERT: (marked("Edits", "Back to the original"), "history"),
} | {row.identity: (row.edit, row.icon) for row in TOOLS if row.edit}


def edit_name(edit: Edit) -> str:
    """An edit's translated name, with its detail."""
    name = QCoreApplication.translate("Edits", _EDITS[edit.kind][0])
    return f"{name} · {edit.detail}" if edit.detail else name


def edit_icon(edit: Edit) -> str:
    """Name of an edit's icon."""
    return _EDITS[edit.kind][1]


class _FadeStep:
    """The last result laid more or less over what was there; see `Edits.take`."""

    def __init__(self, share: float) -> None:
        self._share = share

    def begin(self, document: Document) -> Callable[[], PreparedTiles] | None:
        document.finish_stroke()
        return document.fade_work(self._share)

    def finish(self, document: Document, answer: PreparedTiles) -> bool:
        fits = answer.revision == document.revision
        if fits:
            document.take_fade(answer, self._share)
        return fits


class HistoryPanel(QWidget):
    """See the module."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._list = QListWidget()
        self._list.setObjectName("history")
        self._list.setAccessibleName(self.tr("History"))
        self._list.currentRowChanged.connect(self._go)
        self._memory = faint()
        self._fade = NumberRow(
            self.tr("Opacity"),
            (0, 100),
            self._set_fade,
            decimals=0,
            unit="%",
            tip=self.tr(
                "How much of the last result is seen; below 100 % what was there shows through."
            ),
        )
        self._fade_timer = QTimer(self)
        self._fade_timer.setSingleShot(True)
        self._fade_timer.setInterval(_FADE_AFTER_MS)
        self._fade_timer.timeout.connect(self._do_fade)
        self._wanted = 1.0
        layout = column(self)
        layout.addWidget(self._list)
        layout.addWidget(self._fade)
        layout.addWidget(self._memory)
        session.changed.connect(self._on_change)
        session.document_changed.connect(lambda _: self.refresh())
        self.refresh()

    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.HISTORY:
            self.refresh()

    def _go(self, row: int) -> None:
        if self._session.document is not None and row >= 0:
            self._session.edits.jump(row)

    def _set_fade(self, percent: float) -> None:
        self._wanted = percent / 100
        self._fade_timer.start()

    def _do_fade(self) -> None:
        document = self._session.document
        if document is not None and document.fading is not None:
            self._session.edits.take(_FadeStep(self._wanted))

    def refresh(self) -> None:
        """Show the edits as they are."""
        document = self._session.document
        fading = None if document is None else document.fading
        self._fade.setEnabled(fading is not None)
        if not self._fade_timer.isActive():
            self._fade.show_value(100 if fading is None else round(100 * fading[1]))
        with QSignalBlocker(self._list):
            self._list.clear()
            if document is None:
                self._memory.setText("")
                return
            self._list.addItem(QListWidgetItem(icon("open"), self.tr("Opened")))
            position = document.history.position
            for number, edit in enumerate(document.history.edits, 1):
                item = QListWidgetItem(icon(edit_icon(edit)), edit_name(edit))
                if number > position:
                    item.setForeground(QColor(current_theme().faint))
                self._list.addItem(item)
            self._list.setCurrentRow(position)
        held = document.history.nbytes / 2**20
        self._memory.setText(self.tr("Undo holds {mib} MiB.").format(mib=f"{held:.1f}"))
        self._list.scrollToItem(self._list.currentItem())
        self._list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
