"""Masks in and out of the window: a mask file becomes the hole, the hole becomes a PNG.

Read and written in a worker's thread, like photos.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.app.files import opening
from inpaint_studio.app.files.filing import Filing, photo_filter
from inpaint_studio.app.files.folders import Folders, Purpose
from inpaint_studio.app.session import Session
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.imaging.types import Mask
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.jobs.process import ChildProcess

__all__ = ["MaskFiles"]


class MaskFiles(QObject):
    """See the module."""

    def __init__(self, session: Session, filing: Filing, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._filing = filing
        self._window = window

    def ask_import(self) -> None:
        """Let the user choose a mask file and take it for the hole."""
        if self._session.document is None:
            return
        folders = Folders(self._session.settings)
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import a mask"),
            folders.last(Purpose.MASK, self._filing.folder),
            photo_filter(self.tr("Masks")),
        )
        if name:
            folders.remember(Purpose.MASK, Path(name))
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Take a mask file for the hole."""
        document = self._session.document
        if document is None:
            return

        def work(process: ChildProcess, token: ProgressToken) -> Mask:
            return opening.mask(process, path, document.size, token)

        def done(mask: Mask) -> None:
            if self._session.document is document:
                self._session.edits.change_mask(importing(mask, detail=path.name))

        title = self.tr("Reading {name}").format(name=path.name)
        self._session.files.submit(Job(Lane.FILE, title, work, done))

    def ask_export(self) -> None:
        """Let the user choose where to write the hole as a PNG."""
        if self._session.document is None:
            return
        source = self._filing.source
        proposal = source.with_name(f"{source.stem}.mask.png") if source else Path("mask.png")
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export the mask"),
            str(proposal),
            self.tr("PNG mask") + " (*.png)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            path = Path(name)
            if path.suffix.lower() != ".png":
                path = path.with_name(path.name + ".png")
            if self._filing.may_overwrite(path, photo_too=False):
                self.write(path)

    def write(self, path: Path) -> None:
        """Write the hole as a PNG."""
        document = self._session.document
        if document is None:
            return
        frozen = document.freeze()

        def work(_: object, token: object) -> None:
            from inpaint_studio.imaging.mask_file import write_mask

            write_mask(path, frozen.mask_array())

        def done(_: object) -> None:
            self._session.note(self.tr("The mask is saved as {name}.").format(name=path.name))

        title = self.tr("Saving {name}").format(name=path.name)
        self._session.files.submit(Job(Lane.SAVE, title, work, done))
