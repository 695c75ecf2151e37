"""Photos in and out of the window: open, paste, save, export.

Files are read and written in a worker's thread. Nothing is written over the original without a
question, and everything goes through `read_photo` and `write_photo`, so that a file comes back as
it was. Masks lie in `mask_files`, projects and recovery in `projects`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inpaint_studio.app.canvas.colour import as_seen
from inpaint_studio.app.files import opening
from inpaint_studio.app.pictures import as_bytes, image_of, picture_of
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import marked
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.batch.fingerprint import Stamp, stamp_or_none
from inpaint_studio.document.document import Document
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.imaging.files.formats import SUFFIXES
from inpaint_studio.imaging.types import Image
from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo
    from inpaint_studio.jobs.process import ChildProcess
    from inpaint_studio.progress import ProgressToken

__all__ = ["PROJECT_SUFFIX", "Filing", "photo_filter", "took_fill_text"]

PROJECT_SUFFIX = ".ora"
_RECENT = 12


def photo_filter(title: str, *, projects: bool = False) -> str:
    """A file dialog's filter for all photos."""
    suffixes = [*SUFFIXES, *([PROJECT_SUFFIX] if projects else [])]
    patterns = " ".join(f"*{each} *{each.upper()}" for each in suffixes)
    return f"{title} ({patterns})"


def took_fill_text() -> str:
    """What is said of a fill that was only shown until it was saved."""
    text = marked("Filing", "The fill that was shown is part of it now.")
    return QCoreApplication.translate("Filing", text)


def _is_of_others(path: Path) -> bool:
    """True for a project of another program, of which the merged image can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False
    return "mergedimage.png" in names and not any(n.startswith("inpaint-studio/") for n in names)


class Filing(QObject):
    """See the module.

    Signals
    -------
    named(str)
        The window's title: what is open.
    """

    named = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._target: Path | None = None
        self._known: dict[Path, Stamp | None] = {}  # what was read or written here, as it was then
        self.project: Path | None = None
        self.open_project: Callable[[Path], None] = lambda path: None

    # What is open

    @property
    def source(self) -> Path | None:
        """The photo file that the document came from."""
        document = self._session.document
        photo = document.photo if document is not None else None
        return photo.info.path if photo is not None else None

    @property
    def file(self) -> Path | None:
        """The file to open for the same work again: project, saved photo, or original."""
        return self.project or self._target or self.source

    @property
    def name(self) -> str:
        """What to call the document."""
        return self.file.name if self.file is not None else self.tr("Untitled")

    @property
    def folder(self) -> str:
        """Where a file dialog starts."""
        path = self._target or self.source
        if path is None:
            recent = self._session.settings.get_texts("recent_files")
            path = Path(recent[0]) if recent else None
        return str(path.parent) if path is not None else ""

    # Opening

    def ask_open(self) -> None:
        """Let the user choose a photo or a project."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Open a photo"),
            self.folder,
            photo_filter(self.tr("Photos and projects"), projects=True)
            + ";;"
            + self.tr("All files")
            + " (*)",
        )
        self.open_paths([Path(name) for name in names])

    def open_paths(self, paths: list[Path]) -> None:
        """Open the first; the others stay reachable as recent files."""
        if not paths:
            return
        for path in reversed(paths[1:]):
            if path.is_file():
                self.remember(path)
        self.open_path(paths[0])

    def open_path(self, path: Path) -> None:
        """Open a photo or a project, once what is open may go."""
        self.when_free_to_close(lambda: self._open(path.absolute()))

    def open_for_another(self, path: Path, target: Path | None, then: Callable[[], None]) -> None:
        """Open a photo for a program that waits; see `MainWindow.open_for_another`."""

        def opened() -> None:
            self._target = target.absolute() if target is not None else None
            self.named.emit()
            then()

        self.when_free_to_close(lambda: self._open(path.absolute(), opened))

    def _open(self, path: Path, then: Callable[[], None] = lambda: None) -> None:
        if path.suffix.lower() == PROJECT_SUFFIX and not _is_of_others(path):
            self.open_project(path)
            return

        stamp = stamp_or_none(path)

        def read(process: ChildProcess, token: ProgressToken) -> Photo:
            return opening.photo(process, path, token)

        self._session.files.submit(
            Job(
                Lane.FILE,
                self.tr("Opening {name}").format(name=path.name),
                read,
                lambda photo: self._opened(path, stamp, photo, then),
            )
        )

    def _opened(
        self, path: Path, stamp: Stamp | None, photo: Photo, then: Callable[[], None]
    ) -> None:
        self.show(Document.open(photo, history_cap_bytes=self._cap()))
        self.know(path, stamp)
        self.remember(path)
        if photo.lost is not None:
            self._session.edits.change_mask(importing(photo.lost, detail=path.name))
        if photo.notices:
            self._session.note(*photo.notices)
        then()

    def _cap(self) -> int:
        return self._session.settings.get_int("undo_mib") * 1024 * 1024

    def show(self, document: Document, *, project: Path | None = None) -> None:
        """Make `document` the open one."""
        self._target, self.project = None, project
        self._known.clear()
        self._session.set_document(document)
        self.named.emit()

    def know(self, path: Path, stamp: Stamp | None) -> None:
        """Take a file as it was for the one that is worked on here."""
        self._known[path.absolute()] = stamp

    def _was_changed(self, path: Path) -> bool:
        """True when another window or program wrote to a file since it was read or written here."""
        known = self._known.get(path.absolute())
        return known is not None and stamp_or_none(path) not in (known, None)

    def remember(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        old = self._session.settings.get_texts("recent_files")
        recent = [str(path), *(each for each in old if each != str(path))]
        self._session.settings.set("recent_files", tuple(recent[:_RECENT]))

    def paste(self) -> None:
        """Open what the clipboard holds: a picture, or the address of a file."""
        data = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.open_paths(paths)
            return
        picture = QGuiApplication.clipboard().image()
        if picture.isNull():
            self._session.note(self.tr("The clipboard holds no picture."))
            return

        def done(image: Image) -> None:
            document = Document(image, history_cap_bytes=self._cap())
            self.when_free_to_close(lambda: self.show(document))

        self._session.files.submit(
            Job(Lane.FILE, self.tr("Pasting"), lambda _, token: image_of(picture), done)
        )

    def copy(self) -> None:
        """Put what is shown on the clipboard."""
        self._session.when_settled(self._copy)

    def _copy(self, took_fill: bool) -> None:
        document = self._session.document
        if document is None:
            return
        frozen = document.freeze()
        profile = None if document.photo is None else document.photo.info.icc_profile

        def work(_: object, token: object) -> QImage:
            # The clipboard carries no profile: whoever pastes takes the colours for sRGB.
            return picture_of(as_seen(as_bytes(frozen.image_array()), profile))

        def done(picture: QImage) -> None:
            QGuiApplication.clipboard().setImage(picture)
            said = [self.tr("The photo is on the clipboard.")]
            if took_fill:
                said.append(took_fill_text())
            self._session.note(*said)

        self._session.files.submit(Job(Lane.COPY, self.tr("Copying"), work, done))

    def close(self) -> None:
        """Close the document."""
        self.when_free_to_close(self._close)

    def _close(self) -> None:
        self._target = self.project = None
        self._session.set_document(None)
        self.named.emit()

    def when_free_to_close(self, then: Callable[[], None]) -> bool:
        """Ask about unsaved work, and do `then` unless the user would rather stay.

        Returns False when the user stays, or is saving first.
        """
        document = self._session.document
        if document is None or not document.is_modified:
            then()
            return True
        answer = QMessageBox.question(
            self._window,
            self.tr("Unsaved changes"),
            self.tr("{name} has changes that are not saved.").format(name=self.name),
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Save,
        )
        # Compared, not identified: this overload of `question` answers with a plain number.
        if answer == QMessageBox.StandardButton.Save:
            self.save(then)
            return False
        if answer == QMessageBox.StandardButton.Discard:
            document.mark_saved()
            then()
            return True
        return False

    # Saving

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save where it was saved last; the first time ask where."""
        if self._target is None:
            self.save_as(then)
        elif not self._was_changed(self._target) or self.may_overwrite(self._target):
            self.write(self._target, then=then)

    def _proposal(self) -> str:
        source = self.source
        if source is None:
            return str(Path(self.folder) / self.tr("restored.png"))
        return str(source.with_name(f"{source.stem}-restored{source.suffix}"))

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to save, then save."""
        if self._session.document is None:
            return
        # One question of our own about overwriting, not two.
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the photo"),
            str(self._target or self._proposal()),
            photo_filter(self.tr("Photos")),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return
        path = Path(name)
        if not path.suffix and self.source is not None:
            path = path.with_suffix(self.source.suffix)
        if self.may_overwrite(path):
            self.write(path, then=then)

    def may_overwrite(self, path: Path, *, photo_too: bool = True) -> bool:
        """Ask before a file is written over; without `photo_too` the open photo never is."""
        if not path.exists():
            return True
        if self._is_source(path) and not photo_too:
            self._session.note(
                self.tr("{name} is the photo itself; choose another name.").format(name=path.name)
            )
            return False
        if self._was_changed(path):
            text = self.tr(
                "{name} was changed by another window or program since it was opened or saved "
                "here. Writing over it loses those changes."
            ).format(name=path.name)
        elif self._is_source(path):
            if not self._session.settings.get_bool("ask_before_overwriting"):
                return True
            text = self.tr(
                "{name} is the original photo. Writing over it cannot be undone."
            ).format(name=path.name)
        else:
            text = self.tr("{name} is there already. Write over it?").format(name=path.name)
        box = QMessageBox(
            QMessageBox.Icon.Warning, self.tr("Write over it?"), text, parent=self._window
        )
        yes = box.addButton(self.tr("Write over it"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is yes

    def _is_source(self, path: Path) -> bool:
        source = self.source
        try:
            return source is not None and path.samefile(source)
        except OSError:
            return False

    def write(
        self,
        path: Path,
        *,
        quality: int | None = None,
        depth: int | None = None,
        then: Callable[[], None] | None = None,
        becomes_target: bool = True,
    ) -> None:
        """Write what is shown as a photo file like the one that was read.

        Parameters
        ----------
        quality
            Of lossy formats; by default that of the photo, or the setting's.
        depth
            Bits a channel; by default those of the photo.
        then
            Called when it is written.
        becomes_target
            Later saves go there too.
        """
        self._session.when_settled(
            lambda took_fill: self._write(
                path, quality, depth, then, becomes_target=becomes_target, took_fill=took_fill
            )
        )

    def _write(
        self,
        path: Path,
        quality: int | None,
        depth: int | None,
        then: Callable[[], None] | None,
        *,
        becomes_target: bool,
        took_fill: bool,
    ) -> None:
        document = self._session.document
        if document is None:
            return
        frozen, photo, state = document.freeze(), document.photo, document.history.state
        in_place = self._is_source(path)
        if quality is None and photo is None:
            quality = self._session.settings.get_int("jpeg_quality")

        def work(_: object, token: object) -> tuple[tuple[Message, ...], Stamp | None]:
            from inpaint_studio.app.files.saving import save_photo
            from inpaint_studio.imaging.files import seen

            image = frozen.image_array()
            like = photo
            if photo is not None and photo.alpha is not None:
                like = seen(photo, (image != photo.image).any(axis=2))
            notices = save_photo(
                path, image, like=like, quality=quality, bit_depth=depth, in_place=in_place
            )
            return notices, stamp_or_none(path)

        def done(written: tuple[tuple[Message, ...], Stamp | None]) -> None:
            notices, stamp = written
            self.know(path, stamp)
            if becomes_target:
                self._target = path
                if self._session.document is document and document.history.state == state:
                    document.mark_saved()
                self.named.emit()
            self.remember(path)
            said: list[str | Message] = [self.tr("Saved as {name}.").format(name=path.name)]
            if took_fill:
                said.append(took_fill_text())
            self._session.note(*said, *notices)
            if then is not None:
                then()

        title = self.tr("Saving {name}").format(name=path.name)
        self._session.files.submit(Job(Lane.SAVE, title, work, done))
