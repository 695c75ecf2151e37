"""Opens a photo in the canvas together with its mask, and takes the corrected mask back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from inpaint_studio.app.batch_window.way_back import WayBack
from inpaint_studio.app.files.filing import Filing
from inpaint_studio.app.files.mask_files import MaskFiles
from inpaint_studio.app.session import Session
from inpaint_studio.document.document import Document

__all__ = ["Opening"]


class Opening(QObject):
    """See the module; `window` is brought to the front.

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
        self.way_back = WayBack(window)
        self.way_back.wanted.connect(self.go_back)
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
        self.way_back.hide()

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
        self.way_back.offer(photo.name)
        if mask is not None:
            self._mask_files.read(mask)
