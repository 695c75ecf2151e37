"""A photo of the batch in the canvas: opened with its mask, restored there, and taken back.

`PhotoInCanvas` belongs to the main window, `ByHand` to the batch's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QToolBar

from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.review import VerdictWriter
from inpaint_studio.app.batch_window.run_bar import RunBar
from inpaint_studio.app.batch_window.table import PhotoTable
from inpaint_studio.app.files.filing import Filing
from inpaint_studio.app.files.mask_files import MaskFiles
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.batch.request import BatchRequest, Outcome
from inpaint_studio.document.document import Document

if TYPE_CHECKING:
    from inpaint_studio.batch.review import HandMade

__all__ = ["BackBar", "ByHand", "PhotoInCanvas"]

_KEY = "Ctrl+Shift+B"


class BackBar(QToolBar):
    """The bar over the canvas that leads back to the batch; hidden until `offer`.

    Signals
    -------
    wanted()
        The photo as it is now is to go back to the batch.
    """

    wanted = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("back_bar")
        self.setWindowTitle(self.tr("Batch"))
        self.setMovable(False)
        self._label = QLabel()
        self._label.setContentsMargins(10, 0, 10, 0)
        self.button = QPushButton(icon("batch"), self.tr("Back to the batch"))
        self.button.setShortcut(_KEY)
        self.button.setToolTip(
            self.tr("Give the batch this photo as it is shown, restored ({key})").format(key=_KEY)
        )
        self.button.clicked.connect(self.wanted)
        self.addWidget(self._label)
        self.addWidget(self.button)
        # Not in the menu of bars: it comes and goes with the photo.
        self.toggleViewAction().setVisible(False)
        window.addToolBarBreak(Qt.ToolBarArea.TopToolBarArea)
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self)
        self.hide()

    def offer(self, name: str) -> None:
        """Show the way back for a photo of that name."""
        self._label.setText(self.tr("{name} is open from the batch.").format(name=name))
        self.show()


class PhotoInCanvas(QObject):
    """Opens a photo with its mask, and hands what was made of it back; `window` comes to the front.

    Signals
    -------
    came_back(HandMade, callable)
        What was made of the photo; the callable is to be called once it is kept.
    """

    came_back = Signal(object, object)

    def __init__(
        self,
        session: Session,
        filing: Filing,
        mask_files: MaskFiles,
        restoring: Restoring,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._filing = filing
        self._mask_files = mask_files
        self._restoring = restoring
        self._window = window
        self._expected: tuple[Path, Path | None] | None = None
        self._photo: Path | None = None
        self.back_bar = BackBar(window)
        self.back_bar.wanted.connect(self.go_back)
        session.document_changed.connect(self._on_document)

    def open(self, photo: Path, mask: Path | None) -> None:
        """Open a photo, once what is open may go, and take `mask` for its hole."""
        # Forgotten when something else is opened: the user may have stayed with what was open.
        self._expected = photo, mask
        self._window.raise_()
        self._window.activateWindow()
        self._filing.open_path(photo)

    def forget(self) -> None:
        """There is no batch any more that a photo could go back to."""
        self._photo = None
        self.back_bar.hide()

    def go_back(self) -> None:
        """Hand the photo as it is shown to the batch; what is still hole is restored first."""
        document = self._session.document
        if document is None or self._photo is None:
            return
        if document.has_hole and not document.offers_result:
            self._restoring.restore()
        self._session.when_settled(lambda _: self._hand_over())

    def _hand_over(self) -> None:
        document = self._session.document
        if document is None or document.photo is None or self._photo is None:
            return
        if document.has_hole:
            return  # it could not be restored, which was said
        from inpaint_studio.batch.review import HandMade

        frozen, state, results = document.freeze(), document.history.state, document.results

        def kept() -> None:
            if self._session.document is document and document.history.state == state:
                document.mark_saved()

        made = HandMade(
            document.photo,
            frozen.image_array,
            frozen.all_holes_array,
            models=tuple(record.model for record in results),
            hole_count=len(document.filled),
            device=results[-1].device if results else "",
            seconds=sum(record.seconds for record in results),
        )
        self.came_back.emit(made, kept)

    def _on_document(self, document: Document | None) -> None:
        expected, self._expected = self._expected, None
        self.forget()
        if document is None or document.photo is None or expected is None:
            return
        photo, mask = expected
        if document.photo.info.path != photo.absolute():
            return
        self._photo = photo
        self.back_bar.offer(photo.name)
        if mask is not None:
            self._mask_files.read(mask)


class ByHand(QObject):
    """Photos that come back from the canvas: each becomes its photo's result.

    While a run is at work they wait: it may have the same photo in hand.

    Signals
    -------
    taken(Path)
        A photo has another result.
    """

    taken = Signal(object)

    def __init__(
        self,
        table: PhotoTable,
        verdicts: VerdictWriter,
        driver: Driver,
        run_bar: RunBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._table, self._verdicts, self._driver, self._run_bar = table, verdicts, driver, run_bar
        self._request: BatchRequest | None = None
        self._waiting: list[tuple[HandMade, Callable[[], None]]] = []
        verdicts.made.connect(self._on_made)

    def begin_batch(self, request: BatchRequest) -> None:
        """Another plan or run of the whole batch."""
        self._request = request

    def take(self, made: HandMade, kept: Callable[[], None]) -> None:
        """Take what was made of a photo; `kept` is called once it is its result."""
        if self._driver.is_busy:
            self._waiting.append((made, kept))
            self._run_bar.say(self.tr("The photo is taken once this run has ended."))
            return
        path = made.photo.info.path
        photo = None if path is None else self._table.at_file(path)
        if photo is None or self._request is None:
            name = "" if path is None else path.name
            self._run_bar.say(
                self.tr("{name} is no photo of this batch any more.").format(name=name)
            )
            return
        self._verdicts.take_by_hand(self._request, photo.relative, made, kept)

    def end_run(self) -> None:
        """A run has ended: what came back meanwhile is taken now."""
        waiting, self._waiting = self._waiting, []
        for made, kept in waiting:
            self.take(made, kept)

    def _on_made(self, outcome: Outcome, mask: Path) -> None:
        self._table.tell([outcome])
        self._table.set_mask(outcome.relative, mask)
        name = outcome.relative.name
        self._run_bar.say(self.tr("{name} is as you restored it.").format(name=name))
        self.taken.emit(outcome.relative)
