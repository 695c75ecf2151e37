"""What the parts of the window share: the document, the settings, the workers, and messages.

Parts talk to each other through this object's signals, not to each other. It knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.app.files.opening import reading_process
from inpaint_studio.app.restore.engine_keeper import EngineKeeper, KeptEngine, engine_process
from inpaint_studio.app.texts import error_text, message_text
from inpaint_studio.app.work.edits import Edits
from inpaint_studio.app.work.workers import Job, Worker
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.document import Document
from inpaint_studio.errors import BadInputError, InpaintStudioError
from inpaint_studio.jobs.memory import is_scarce_memory
from inpaint_studio.jobs.messages import Message
from inpaint_studio.settings.store import SettingsStore

__all__ = ["Session", "Severity"]

_COMPACT_AFTER_MS = 1500
_KEEP_SETTINGS_AFTER_MS = 1500
_COMPACT_BUDGET_S = 0.008


class Severity(Enum):
    """How much a message matters."""

    NOTE = "note"
    ERROR = "error"


class Session(QObject):
    """See the module.

    Parameters
    ----------
    make_engine
        What restores, for a device's name.

    Signals
    -------
    document_changed(Document | None)
        Another document is open.
    changed(Change)
        The document changed.
    told(str, Severity)
        A message for the user.
    setting_changed(str)
        A setting has another value.
    models_changed()
        A model was installed, imported or removed.
    """

    document_changed = Signal(object)
    changed = Signal(object)
    told = Signal(str, object)
    setting_changed = Signal(str)
    models_changed = Signal()

    def __init__(
        self,
        settings: SettingsStore,
        parent: QObject | None = None,
        *,
        make_engine: Callable[[str], KeptEngine] = engine_process,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._document: Document | None = None
        self._forget: Callable[[], None] | None = None
        self.models = Worker(lambda: EngineKeeper(settings, make_engine), self)
        self.files = Worker(reading_process, self)
        self.edits = Edits(lambda: self._document, self)
        self.edits.failed.connect(self.fail)
        for worker in (self.models, self.files):
            worker.failed.connect(self._job_failed)
        self._unlisten = settings.add_listener(self._on_setting)
        self._keep_settings = QTimer(self)
        self._keep_settings.setSingleShot(True)
        self._keep_settings.timeout.connect(self.save_settings)
        self._compact = QTimer(self)
        self._compact.setSingleShot(True)
        self._compact.timeout.connect(self._do_compact)

    @property
    def document(self) -> Document | None:
        """The open document."""
        return self._document

    def set_document(self, document: Document | None) -> None:
        """Open another document; work for the last one is given up."""
        self.models.cancel()
        self.edits.give_up()
        if self._forget is not None:
            self._forget()
            self._forget = None
        self._document = document
        if document is not None:
            self._forget = document.add_listener(self._on_change)
        self.document_changed.emit(document)

    def _on_change(self, change: Change) -> None:
        self.changed.emit(change)
        if change.kind is ChangeKind.HISTORY:
            self._compact.start(_COMPACT_AFTER_MS)

    def _do_compact(self) -> None:
        if self._document is not None and self._document.history.compact(_COMPACT_BUDGET_S):
            self._compact.start(20)

    def when_settled(self, then: Callable[[bool], None]) -> None:
        """Call `then` once the document holds what is shown; not at all if another is opened.

        Edits and a restoration under way are waited for, and a fill that is shown is taken; `then`
        is told whether one was.
        """
        document = self._document
        if document is None:
            return

        def settle() -> None:
            if self._document is not document:
                return
            if any(job.shown is not None for job in self.models.jobs):
                self.models.busy_changed.connect(again)
                return
            then(document.take_preview() is not None)

        def again(job: object) -> None:
            if job is None:
                self.models.busy_changed.disconnect(again)
                # Not at once: the answer is taken only after the job has gone.
                QTimer.singleShot(0, self, lambda: self.edits.when_settled(settle))

        self.edits.when_settled(settle)

    # Messages

    def note(self, *said: str | Message) -> None:
        """Tell the user something: texts of the window, and messages of the other parts."""
        texts = [each if isinstance(each, str) else message_text(each) for each in said]
        self.told.emit(" ".join(texts), Severity.NOTE)

    def fail(self, error: Exception) -> None:
        """Tell the user what went wrong."""
        text = error_text(error)
        if not isinstance(error, InpaintStudioError) and not is_scarce_memory(error):
            text += " " + self.tr("Your work is still here; save it, and try again.")
        self.told.emit(text, Severity.ERROR)

    def _job_failed(self, job: Job[Any, Any], error: Exception) -> None:
        self.fail(error)

    # Settings

    def _on_setting(self, name: str) -> None:
        self._keep_settings.start(_KEEP_SETTINGS_AFTER_MS)  # a crash is not to lose them
        self.setting_changed.emit(name)

    def save_settings(self) -> None:
        """Write the settings; a failure is told."""
        try:
            self.settings.save()
        except BadInputError as error:
            self.fail(error)

    def close(self) -> None:
        """Give up all work and wait for the threads."""
        self._compact.stop()
        self._keep_settings.stop()
        self._unlisten()
        self.set_document(None)
        for each in (self.edits, self.models, self.files):
            each.stop()
        self.save_settings()
