"""Projects, and the recovery of work after a crash.

A project holds everything (`document.project`). While a document is open and changed, a recovery
file is kept in the state folder: after every edit, in the first pause of the hand. It goes when the
work is saved or given up; one that a crash left behind is offered at the next start.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inpaint_studio.app.files import opening
from inpaint_studio.app.files.filing import PROJECT_SUFFIX, Filing, took_fill_text
from inpaint_studio.app.pictures import picture_of
from inpaint_studio.app.session import Session
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.batch.fingerprint import Stamp, stamp_or_none
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.document import Document
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.document.project_reader import Project
    from inpaint_studio.document.recovery import RecoveryFile
    from inpaint_studio.jobs.process import ChildProcess

__all__ = ["Projects"]

_PAUSE_MS = 800  # a hand that rests this long is not in the middle of something
_LATEST_S = 4.0  # nor is work that goes on without a pause left this long
_SHARE = 0.2  # of the time that writing may take, so that large photos are kept less often


class Projects(QObject):
    """See the module."""

    def __init__(self, session: Session, filing: Filing, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._filing = filing
        self._window = window
        self._recovery: RecoveryFile | None = None
        self._kept_state: int | None = None
        filing.open_project = self.open
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.autosave)
        self._unkept_since_s: float | None = None
        self._next_s = 0.0
        session.document_changed.connect(self._on_document)
        session.changed.connect(self._on_change)

    # Projects

    def open(self, path: Path) -> None:
        """Open a project file."""
        self._read(path, self.tr("Opening {name}").format(name=path.name), self._opened)

    def _read(
        self,
        path: Path,
        title: str,
        done: Callable[[Path, Project], None],
        *,
        is_recovery: bool = False,
    ) -> None:
        stamp = stamp_or_none(path)
        cap = self._session.settings.get_int("undo_mib") * 1024 * 1024

        def work(process: ChildProcess, token: ProgressToken) -> Project:
            return opening.project(
                process, path, token, history_cap_bytes=cap, follows_reference=is_recovery
            )

        def read(project: Project) -> None:
            done(path, project)
            self._filing.know(path, stamp)

        self._session.files.submit(Job(Lane.FILE, title, work, read))

    def _opened(self, path: Path, project: Project) -> None:
        self._filing.show(project.document, project=path)
        self._filing.remember(path)
        if project.notices:
            self._session.note(*project.notices)

    def ask_save(self) -> None:
        """Let the user choose where to save everything."""
        if self._session.document is None:
            return
        source = self._filing.source
        proposal = self._filing.project or (
            source.with_suffix(PROJECT_SUFFIX) if source else Path(self.tr("restored.ora"))
        )
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the project"),
            str(proposal),
            self.tr("Projects (OpenRaster)") + f" (*{PROJECT_SUFFIX})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            path = Path(name)
            if path.suffix.lower() != PROJECT_SUFFIX:
                path = path.with_name(path.name + PROJECT_SUFFIX)
            if self._filing.may_overwrite(path, photo_too=False):
                self.write(path)

    def write(self, path: Path) -> None:
        """Save everything as a project."""
        self._session.when_settled(lambda took_fill: self._write(path, took_fill))

    def _write(self, path: Path, took_fill: bool) -> None:
        document = self._session.document
        if document is None:
            return
        from inpaint_studio.document.project import state_of, write_project

        frozen, at = state_of(document), document.history.state

        def done(stamp: Stamp | None) -> None:
            self._filing.project = path
            self._filing.know(path, stamp)
            if self._session.document is document and document.history.state == at:
                document.mark_saved()
            self._filing.remember(path)
            self._filing.named.emit()
            said = [self.tr("Saved as {name}.").format(name=path.name)]
            if took_fill:
                said.append(took_fill_text())
            self._session.note(*said)

        def work(_: object, token: ProgressToken) -> Stamp | None:
            write_project(path, frozen, token=token)
            return stamp_or_none(path)

        title = self.tr("Saving {name}").format(name=path.name)
        self._session.files.submit(Job(Lane.SAVE, title, work, done))

    # Recovery

    def _on_document(self, document: Document | None) -> None:
        self._timer.stop()
        self._unkept_since_s = None
        self._end_recovery()
        self._kept_state = None if document is None else document.history.state

    def _on_change(self, change: Change) -> None:
        document = self._session.document
        if document is None:
            return
        if change.kind is ChangeKind.SAVED and not document.is_modified:
            self._timer.stop()
            if self._recovery is not None:
                self._recovery.discard()
            self._kept_state = document.history.state
        elif change.kind in (ChangeKind.HISTORY, ChangeKind.SAVED):
            self._plan_autosave()

    def _plan_autosave(self) -> None:
        now_s = time.monotonic()
        if self._unkept_since_s is None:
            self._unkept_since_s = now_s
        at_s = min(now_s + _PAUSE_MS / 1000, self._unkept_since_s + _LATEST_S)
        self._timer.start(round(1000 * max(0.0, max(at_s, self._next_s) - now_s)))

    def autosave(self) -> None:
        """Keep the work as it is, if it changed."""
        document = self._session.document
        if document is None or not document.is_modified:
            return
        state = document.history.state
        if state == self._kept_state:
            return
        # Freezing would end the stroke under the pointer; one write is enough at a time.
        if document.is_painting or self._session.files.is_busy(Lane.AUTOSAVE):
            self._timer.start(_PAUSE_MS)
            return
        from inpaint_studio.document.project import state_of
        from inpaint_studio.document.recovery import RecoveryFile

        try:
            if self._recovery is None:
                self._recovery = RecoveryFile()
        except InpaintStudioError as error:
            self._session.fail(error)
            return
        recovery, frozen = self._recovery, state_of(document)
        self._unkept_since_s = None

        def done(seconds: float) -> None:
            self._next_s = time.monotonic() + seconds * (1 / _SHARE - 1)
            if recovery is self._recovery:
                self._kept_state = state
                if not document.is_modified:
                    recovery.discard()  # it was saved meanwhile

        def work(_: object, token: ProgressToken) -> float:
            begin_s = time.monotonic()
            recovery.save(frozen, token=token)
            return time.monotonic() - begin_s

        self._session.files.submit(Job(Lane.AUTOSAVE, "", work, done))

    def _end_recovery(self) -> None:
        if self._recovery is None:
            return
        # After what the thread may still be writing there.
        recovery, self._recovery = self._recovery, None
        self._session.files.cancel(Lane.AUTOSAVE)
        self._session.files.submit(
            Job(Lane.AUTOSAVE, "", lambda _, token: recovery.close(), lambda _: None)
        )

    def offer_recovery(self) -> bool:
        """Ask about work that a crash left behind; True when it is being opened."""
        from inpaint_studio.document.recovery import left_behind

        found = left_behind()
        if not found:
            return False
        newest = found[0]
        name, thumbnail = newest.look()
        when = QDateTime.fromSecsSinceEpoch(int(newest.modified_s))
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        if thumbnail is not None:
            box.setIconPixmap(QPixmap.fromImage(picture_of(thumbnail)))
        box.setWindowTitle(self.tr("Work was left behind"))
        box.setText(
            self.tr(
                "The program ended before your work on {name} was saved. It can be recovered as "
                "it was at {when}."
            ).format(
                name=name or self.tr("a pasted picture"),
                when=QLocale().toString(when, QLocale.FormatType.ShortFormat),
            )
        )
        recover = box.addButton(self.tr("Recover"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Later"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(recover)
        box.exec()
        if box.clickedButton() is discard:
            newest.remove()
        if box.clickedButton() is not recover:
            return False

        def done(path: Path, project: Project) -> None:
            self._filing.show(project.document)
            project.document.mark_unsaved()
            self._kept_state = None
            self.autosave()
            newest.remove()
            self._session.note(self.tr("Your work is back."), *project.notices)

        self._read(newest.path, self.tr("Recovering"), done, is_recovery=True)
        return True

    def keep_now(self) -> None:
        """Keep what is not saved for the next start: the system is about to end the program."""
        document = self._session.document
        if document is None or not document.is_modified:
            return
        from inpaint_studio.document.project import state_of
        from inpaint_studio.document.recovery import RecoveryFile

        self._timer.stop()
        self._session.files.cancel(Lane.AUTOSAVE)
        recovery, self._recovery = self._recovery or RecoveryFile(), None
        recovery.save(state_of(document))
        recovery.close(keep=True)

    def close(self) -> None:
        """The program ends well: nothing is left behind."""
        self._timer.stop()
        self._session.files.cancel(Lane.AUTOSAVE)
        recovery, self._recovery = self._recovery, None
        if recovery is not None:
            self._session.files.stop()
            recovery.close()
