"""Plans and runs batches in a process beside the window, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from inpaint_studio.app.work.workers import Job, Lane, Worker
from inpaint_studio.batch.facts import PhotoFacts, PlanFacts
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.errors import CancelledError
from inpaint_studio.jobs.process import ChildProcess, WhenAlone
from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["Driver", "RunsAside"]


class RunsAside(Protocol):
    """What plans and runs: a `ChildProcess`, or what stands for it."""

    def call_kept(
        self,
        when_alone: WhenAlone,
        target: str,
        *arguments: object,
        token: ProgressToken | None = None,
    ) -> Any: ...
    def hurry(self) -> None: ...
    def close(self) -> None: ...


class Driver(QObject):
    """See the module.

    Parameters
    ----------
    make_process
        Makes what plans and runs; for tests.

    Signals
    -------
    facts_found(PlanFacts), photos_found(list of PhotoFacts), outcomes_told(list of Outcome)
        What `batch.aside` shows.
    progressed(float, Message, object)
        Share done, what is said, seconds left or None.
    ended(BatchResult | None)
        Done; None: it was only a plan.
    failed(Exception)
        It could not go on; `CancelledError` after `cancel`.
    """

    facts_found = Signal(object)
    photos_found = Signal(list)
    outcomes_told = Signal(list)
    progressed = Signal(float, object, object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make_process: Callable[[], RunsAside] = ChildProcess,
    ) -> None:
        super().__init__(parent)
        self._job: Job[RunsAside, Any] | None = None
        self._runs = False
        self._worker = Worker(make_process, self)
        self._worker.progressed.connect(self._on_progress)
        self._worker.failed.connect(lambda _, error: self._end(self.failed, error))
        self._worker.cancelled.connect(
            lambda _: self._end(self.failed, CancelledError("Cancelled; nothing was changed."))
        )

    @property
    def is_busy(self) -> bool:
        """True while a plan or a run is at work."""
        return self._job is not None

    @property
    def is_running(self) -> bool:
        """True while photos are restored."""
        return self._job is not None and self._runs

    def start(self, request: BatchRequest, *, runs: bool) -> None:
        """Plan or run; a plan that is still at work is given up."""

        def plan(process: RunsAside, token: ProgressToken) -> Any:
            target = "inpaint_studio.batch.aside:look"
            return process.call_kept(WhenAlone.DROPPED, target, request, token=token)

        def run(process: RunsAside, token: ProgressToken) -> Any:
            target = "inpaint_studio.batch.aside:run"
            try:
                return process.call_kept(WhenAlone.PUT_IN_ORDER, target, request, token=token)
            finally:
                process.close()  # models and what they take of memory are not needed any more

        def done(result: Any) -> None:
            self._end(self.ended, result)

        self._runs = runs
        job = Job(Lane.BATCH, "", run if runs else plan, done, shown=self._on_shown)
        self._job = self._worker.submit(job)

    def pause(self, on: bool) -> None:
        """Begin no further photo, or go on."""
        if self._job is not None:
            self._job.token.pause(on)

    def cancel(self) -> None:
        """Give up what is not finished; `failed` follows when all is in order."""
        if self._job is not None:
            self._job.token.cancel()

    def stop(self) -> None:
        """Give up and wait for the thread; the process puts its things in order and ends."""
        self._job = None
        self._worker.stop()

    def _on_shown(self, shown: Any) -> None:
        if isinstance(shown, PlanFacts):
            self.facts_found.emit(shown)
        elif isinstance(shown[0], PhotoFacts):
            self.photos_found.emit(shown)
        else:
            self.outcomes_told.emit(shown)

    def _on_progress(self, _: object, progress: Progress) -> None:
        self.progressed.emit(*progress)

    def _end(self, signal: Any, value: object) -> None:
        self._job = None
        signal.emit(value)
