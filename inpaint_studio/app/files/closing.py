"""Whether the window may close: asks about work that is not done or not saved; and starting anew."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from inpaint_studio.app.files.filing import Filing
from inpaint_studio.app.session import Session
from inpaint_studio.app.work.workers import Lane

__all__ = ["Closing"]

_LOOK_AGAIN_MS = 100
_BY_ITSELF = frozenset([Lane.LIVE, Lane.WARM])
"""Work that nobody asked for; it is given up without a question."""


class Closing(QObject):
    """See the module; closes `window` by itself once what is being saved is saved."""

    def __init__(self, session: Session, filing: Filing, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._filing = filing
        self._window = window
        self._starts_again = False
        self._asks = True
        self._file: Path | None = None

    def restart(self) -> None:
        """Close the window, with the same questions as ever, and start again on the same file."""
        self._starts_again = True
        self._window.close()

    def close_unasked(self) -> None:
        """The system ends the program: close as soon as what is being saved is saved.

        Nobody may be there to answer; work that is not saved must have been kept before.
        """
        self._asks = False
        self._window.close()

    def start_again(self) -> None:
        """The window has closed: start the program anew, if that was asked for."""
        if not self._starts_again:
            return
        self._starts_again = False
        files = [] if self._file is None else [str(self._file)]
        QProcess.startDetached(sys.executable, ["-m", "inpaint_studio", "studio", *files])

    def may_go(self) -> bool:
        """True when the window may close now; asks where there is something to ask."""
        if self._asks and not self._may_end_jobs():
            return self._stay()
        if self._asks and not self._filing.when_free_to_close(lambda: None):
            if not self._session.files.is_busy():
                return self._stay()
            self._look_again_later()  # saving was chosen
            return False
        if self._session.files.is_busy(Lane.SAVE):
            self._look_again_later()  # what is being written is to be whole
            return False
        self._file = self._filing.file
        return True

    def _stay(self) -> bool:
        """The window stays, and so a later closing starts nothing."""
        self._starts_again = False
        return False

    def _look_again_later(self) -> None:
        QTimer.singleShot(_LOOK_AGAIN_MS, self, self._close_when_saved)

    def _close_when_saved(self) -> None:
        document = self._session.document
        if self._session.files.is_busy():
            self._look_again_later()
        elif document is None or not document.is_modified or not self._asks:
            self._window.close()
        else:
            self._stay()  # saving failed, or there is new work

    def _may_end_jobs(self) -> bool:
        asked_for = [job for job in self._session.models.jobs if job.lane not in _BY_ITSELF]
        if not asked_for:
            return True
        answer = QMessageBox.question(
            self._window,
            self.tr("Still at work"),
            self.tr("{title} is not done. Cancel it and close?").format(title=asked_for[0].title),
        )
        if answer != QMessageBox.StandardButton.Yes:
            return False
        self._session.models.cancel()  # now: no result is to come while the next question is open
        return True
