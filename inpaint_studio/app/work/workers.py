"""Work off the GUI thread: one QThread, jobs one after the other, the latest of a lane wins.

A `Worker` takes `Job`s and answers with signals in the GUI thread. Cancelling is told at once; what
the thread then still does is waited for by nobody and its answer is dropped. A job that fails
leaves the worker as it was. Nothing here knows what the jobs do: whatever is heavy is imported by
them, in the thread.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["Job", "Lane", "Worker"]

Context = TypeVar("Context")
Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)
_REPORTS_EVERY_S = 0.05
_LOOK_EVERY_S = 0.1


class Lane(Enum):
    """Jobs of one lane replace each other."""

    WARM = "warm"
    RESTORE = "restore"
    LIVE = "live"
    COMPARE = "compare"
    MODELS = "models"
    EDIT = "edit"
    DETECT = "detect"
    PROPOSE = "propose"
    FILE = "file"
    COPY = "copy"
    SAVE = "save"
    AUTOSAVE = "autosave"
    BATCH = "batch"


@dataclass(eq=False)
class Job(Generic[Context, Answer]):
    """Something to do in the thread.

    Attributes
    ----------
    lane
        What it replaces.
    title
        For the status line; empty for work that the user did not ask for.
    work
        Called in the thread with the worker's context and a token.
    done
        Called in the GUI thread with what `work` returned.
    failed
        Called in the GUI thread with the error, instead of the worker's signal.
    shown
        Called in the GUI thread with what `work` shows through its token meanwhile; the thread
        waits until it is taken.
    token
        Cancels it.
    """

    lane: Lane
    title: str
    work: Callable[[Context, ProgressToken], Answer]
    done: Callable[[Answer], None]
    failed: Callable[[Exception], None] | None = None
    listener: Callable[[Progress], None] | None = None
    shown: Callable[[Any], None] | None = None
    viewer: Callable[[Any], None] | None = None
    token: ProgressToken = field(init=False)

    def __post_init__(self) -> None:
        self.token = ProgressToken(self._report, None if self.shown is None else self._show)

    def _report(self, progress: Progress) -> None:
        if self.listener is not None:
            self.listener(progress)

    def _show(self, result: Any) -> None:
        if self.viewer is not None:
            self.viewer(result)


class _Thread(QThread, Generic[Context]):
    """Runs jobs until it is told to stop."""

    def __init__(self, owner: Worker[Context], make_context: Callable[[], Context]) -> None:
        super().__init__(owner)
        self._owner = owner
        self._make_context = make_context
        self._context: Context | None = None
        self._woken = threading.Condition()
        self._jobs: deque[Job[Context, Any]] = deque()
        self._stops = False
        self._taken = threading.Event()

    def go_on(self) -> None:
        """What was shown last is taken."""
        self._taken.set()

    def put(self, job: Job[Context, Any]) -> None:
        with self._woken:
            self._jobs.append(job)
            self._woken.notify()

    def finish(self) -> None:
        with self._woken:
            self._stops = True
            self._woken.notify()
        hurry = getattr(self._context, "hurry", None)
        if hurry is not None:
            hurry()

    def _next(self) -> Job[Context, Any] | None:
        with self._woken:
            # Python's own condition: Qt's would hold the interpreter while it waits for a lock.
            self._woken.wait_for(lambda: self._jobs or self._stops)
            return None if self._stops else self._jobs.popleft()

    def run(self) -> None:
        """Qt: the thread's work."""
        while (job := self._next()) is not None:
            if not job.token.is_cancelled:
                self._do(job)
        close = getattr(self._context, "close", None)
        if close is not None:
            close()

    def _do(self, job: Job[Context, Any]) -> None:
        self._owner.reported.emit(job, None, None)
        last_s = 0.0

        def listen(progress: Progress) -> None:
            nonlocal last_s
            now_s = time.monotonic()
            if now_s - last_s >= _REPORTS_EVERY_S:
                last_s = now_s
                self._owner.reported.emit(job, progress, None)

        job.listener = listen
        job.viewer = functools.partial(self._show, job)
        try:
            if self._context is None:
                self._context = self._make_context()
            answer = job.work(self._context, job.token)
        except Exception as error:
            if not isinstance(error, InpaintStudioError):
                _log.exception("job %r failed", job.title or job.lane.value)
            self._owner.answered.emit(job, None, error)
        else:
            self._owner.answered.emit(job, answer, None)

    def _show(self, job: Job[Context, Any], result: Any) -> None:
        self._taken.clear()
        self._owner.reported.emit(job, None, result)
        # One at a time: else a thousand of them would be taken in one go, and nothing else of the
        # window's. Nothing is taken any more once the GUI thread waits for this one to end.
        while not (self._stops or self._taken.wait(_LOOK_EVERY_S)):
            pass


class Worker(QObject, Generic[Context]):
    """See the module.

    Parameters
    ----------
    make_context
        Makes, in the thread and at the first job, what jobs are handed. Its `close`, if it has
        one, is called in the thread at the end; its `hurry` before that, from outside, when the
        end is wanted and a cancelled job may still be at work.

    Signals
    -------
    busy_changed(Job | None)
        The job that the thread is at, None when it has none.
    progressed(Job, Progress)
        How far it is.
    failed(Job, Exception)
        A job failed, and has no `failed` of its own.
    cancelled(Job)
        A job was cancelled by `cancel`; nothing follows.
    """

    busy_changed = Signal(object)
    progressed = Signal(object, object)
    failed = Signal(object, object)
    cancelled = Signal(object)
    # Of the thread, for this object only.
    reported = Signal(object, object, object)
    answered = Signal(object, object, object)

    def __init__(self, make_context: Callable[[], Context], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open: list[Job[Context, Any]] = []
        self._current: Job[Context, Any] | None = None
        self._thread = _Thread(self, make_context)
        self.reported.connect(self._on_report, Qt.ConnectionType.QueuedConnection)
        self.answered.connect(self._on_answer, Qt.ConnectionType.QueuedConnection)

    @property
    def current(self) -> Job[Context, Any] | None:
        """The job at work, as far as anybody waits for it."""
        return self._current

    @property
    def jobs(self) -> tuple[Job[Context, Any], ...]:
        """Those at work and waiting, as far as anybody waits for them; in order."""
        return tuple(self._open)

    @property
    def is_running(self) -> bool:
        """True while the thread lives."""
        return self._thread.isRunning()

    def is_busy(self, lane: Lane | None = None) -> bool:
        """True when a job (of `lane`) is at work or waits."""
        return any(lane is None or job.lane is lane for job in self._open)

    def submit(self, job: Job[Context, Answer]) -> Job[Context, Answer]:
        """Do `job` after those that wait; those of its lane are given up."""
        self._drop(job.lane, tell=False)
        self._open.append(job)
        if not self._thread.isRunning():
            self._thread.start()
        self._thread.put(job)
        return job

    def cancel(self, lane: Lane | None = None) -> None:
        """Give up all jobs (of `lane`)."""
        self._drop(lane, tell=True)

    def _drop(self, lane: Lane | None, *, tell: bool) -> None:
        dropped = [job for job in self._open if lane is None or job.lane is lane]
        for job in dropped:
            job.token.cancel()
            self._forget(job)
            if tell:
                self.cancelled.emit(job)

    def _forget(self, job: Job[Context, Any]) -> None:
        self._open = [each for each in self._open if each is not job]
        if self._current is job:
            self._current = None
            self.busy_changed.emit(None)

    def _waits_for(self, job: Job[Context, Any]) -> bool:
        return any(each is job for each in self._open)

    def _on_report(self, job: Job[Context, Any], progress: Progress | None, result: Any) -> None:
        if result is not None:
            # By a timer: what is posted meanwhile Qt would take in the same go, before all timers.
            QTimer.singleShot(1, self, self._thread.go_on)
        if not self._waits_for(job):
            return
        if result is not None and job.shown is not None:
            job.shown(result)
        elif progress is None:
            self._current = job
            self.busy_changed.emit(job)
        else:
            self.progressed.emit(job, progress)

    def _on_answer(self, job: Job[Context, Any], answer: Any, error: Exception | None) -> None:
        if not self._waits_for(job):
            return
        self._forget(job)
        if error is None:
            job.done(answer)
        elif isinstance(error, CancelledError):
            self.cancelled.emit(job)
        elif job.failed is not None:
            job.failed(error)
        else:
            self.failed.emit(job, error)

    def stop(self) -> None:
        """Give everything up and wait for the thread."""
        self._drop(None, tell=False)
        if self._thread.isRunning():
            self._thread.finish()
            self._thread.wait()
