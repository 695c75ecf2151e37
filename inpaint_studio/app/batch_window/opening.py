"""Opens a photo in the canvas together with its mask, ready to be corrected."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.app.filing import Filing
from inpaint_studio.app.mask_files import MaskFiles
from inpaint_studio.app.session import Session
from inpaint_studio.document.document import Document

__all__ = ["Opening"]


class Opening(QObject):
    """See the module; `window` is brought to the front."""

    def __init__(
        self, session: Session, filing: Filing, mask_files: MaskFiles, window: QWidget
    ) -> None:
        super().__init__(window)
        self._filing = filing
        self._mask_files = mask_files
        self._window = window
        self._expected: tuple[Path, Path] | None = None
        session.document_changed.connect(self._on_document)

    def open(self, photo: Path, mask: Path | None) -> None:
        """Open a photo, once what is open may go, and take `mask` for its hole."""
        # Forgotten when something else is opened: the user may have stayed with what was open.
        self._expected = None if mask is None else (photo, mask)
        self._window.raise_()
        self._window.activateWindow()
        self._filing.open_path(photo)

    def _on_document(self, document: Document | None) -> None:
        expected, self._expected = self._expected, None
        if document is None or document.photo is None or expected is None:
            return
        if document.photo.info.path == expected[0].absolute():
            self._mask_files.read(expected[1])
