"""A photo of the batch in the canvas: opened with its mask, taken back, and done again.

`PhotoInCanvas` belongs to the main window, `Corrections` to the batch's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QToolBar

from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.review import VerdictWriter
from inpaint_studio.app.batch_window.run_bar import RunBar
from inpaint_studio.app.batch_window.table import PhotoTable
from inpaint_studio.app.files.filing import Filing
from inpaint_studio.app.files.mask_files import MaskFiles
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.document.document import Document
from inpaint_studio.imaging.types import Mask

__all__ = ["BackBar", "Corrections", "PhotoInCanvas"]

_KEY = "Ctrl+Shift+B"


class BackBar(QToolBar):
    """The bar over the canvas that leads back to the batch; hidden until `offer`.

    Signals
    -------
    wanted()
        The mask as it is now is to go back to the batch.
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
            self.tr("Restore this photo again with the mask as it is now ({key})").format(key=_KEY)
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
    """Opens a photo with its mask, and hands the corrected mask back; `window` comes to the front.

    Signals
    -------
    came_back(Path, callable)
        The mask of the photo at that path is corrected; the callable gives it, bool (H, W), and
        may be called in any thread.
    """

    came_back = Signal(object, object)

    def __init__(
        self, session: Session, filing: Filing, mask_files: MaskFiles, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session = session
        self._filing = filing
        self._mask_files = mask_files
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
        """There is no batch any more that a mask could go back to."""
        self._photo = None
        self.back_bar.hide()

    def go_back(self) -> None:
        """Hand the mask as it is now to the batch."""
        document = self._session.document
        if document is None or self._photo is None:
            return
        frozen = document.freeze()
        self.came_back.emit(self._photo, frozen.mask_array)

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


class Corrections(QObject):
    """Photos whose masks were corrected: they alone are done again, at once if they can be.

    Signals
    -------
    taken(Path)
        The ledger knows of a photo's corrected mask.
    began()
        Photos are done again.
    """

    taken = Signal(object)
    began = Signal()

    def __init__(
        self,
        table: PhotoTable,
        judge: VerdictWriter,
        driver: Driver,
        run_bar: RunBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._table, self._verdicts, self._driver, self._run_bar = table, judge, driver, run_bar
        self._request: BatchRequest | None = None
        self._waiting: set[Path] = set()
        self.is_at_work = False
        judge.corrected.connect(self._on_corrected)

    def begin_batch(self, request: BatchRequest) -> None:
        """Another plan or run of the whole batch; it does what is waiting here as well."""
        self._request = request
        self._waiting.clear()
        self.is_at_work = False

    def take(self, path: Path, mask: Callable[[], Mask]) -> None:
        """Take a corrected mask of the photo at `path`; `mask` gives it in any thread."""
        photo = self._table.at_file(path)
        if photo is None or self._request is None:
            text = self.tr("{name} is no photo of this batch any more.")
            self._run_bar.say(text.format(name=path.name))
            return
        self._verdicts.correct(self._request.output, photo.relative, self._request.source, mask)

    def end_run(self, *, may_begin: bool) -> None:
        """A run has ended; what has been corrected meanwhile can be done now."""
        self.is_at_work = False
        if may_begin:
            self._begin()

    def _on_corrected(self, relative: Path, mask: Path) -> None:
        self._table.correct(relative, mask)
        self._waiting.add(relative)
        self.taken.emit(relative)
        if self._driver.is_busy:
            self._run_bar.say(self.tr("The mask is taken; its photo is done again after this run."))
        else:
            self._begin()

    def _begin(self) -> None:
        if not self._waiting or self._request is None:
            return
        only, self._waiting = frozenset(self._waiting), set()
        self.is_at_work = True
        self._run_bar.begin()
        self._run_bar.say(self.tr("Doing it again with the corrected mask…"))
        self._driver.start(replace(self._request, only=only), runs=True)
        self.began.emit()
