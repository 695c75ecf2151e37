"""Whether the window may close: asks about work that is not done or not saved."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from inpaint_studio.app.filing import Filing
from inpaint_studio.app.session import Session

__all__ = ["Leaving"]

_LOOK_AGAIN_MS = 100


class Leaving(QObject):
    """See the module; closes `window` by itself once what is being saved is saved."""

    def __init__(self, session: Session, filing: Filing, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._filing = filing
        self._window = window

    def may_go(self) -> bool:
        """True when the window may close now; asks where there is something to ask."""
        if self._session.models.is_busy() and not self._may_end_job():
            return False
        if self._filing.when_free_to_close(lambda: None):
            return True
        if self._session.files.is_busy():
            # Saving was chosen: come back when that is done.
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._close_when_saved)
        return False

    def _close_when_saved(self) -> None:
        document = self._session.document
        if self._session.files.is_busy():
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._close_when_saved)
        elif document is None or not document.is_modified:
            self._window.close()

    def _may_end_job(self) -> bool:
        job = self._session.models.current
        if job is None or not job.title:
            return True
        answer = QMessageBox.question(
            self._window,
            self.tr("Still at work"),
            self.tr("{title} is not done. Cancel it and close?").format(title=job.title),
        )
        return answer is QMessageBox.StandardButton.Yes
