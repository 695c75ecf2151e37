"""Listens to the process of a batch in a thread of its own, and tells the window by signals."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from inpaint_studio.batch.process import BatchProcess, forget_ended
from inpaint_studio.batch.request import BatchRequest

__all__ = ["Driver"]

_LOOK_EVERY_S = 0.1


class _Process(Protocol):
    """What is driven: a `BatchProcess`, or what stands for it."""

    def messages(self) -> Any: ...
    def pause(self, on: bool) -> None: ...
    def cancel(self) -> None: ...
    def leave(self) -> None: ...
    def close(self) -> None: ...


def start_process(request: BatchRequest, *, runs: bool) -> _Process:
    """A batch in a process of its own."""
    return BatchProcess(request, runs=runs)


class _Listener(QThread):
    """Starts the process and hears it to its end."""

    def __init__(self, owner: Driver, request: BatchRequest, runs: bool) -> None:
        super().__init__(owner)
        self._owner = owner
        self._request = request
        self._runs = runs
        self._cancels = False
        self._leaves = False
        self._taken = threading.Event()
        self.process: _Process | None = None

    def cancel(self) -> None:
        self._cancels = True
        if self.process is not None:
            self.process.cancel()

    def leave(self) -> None:
        self._leaves = True
        self._taken.set()
        if self.process is not None:
            self.process.leave()

    def go_on(self) -> None:
        """What was told last is taken."""
        self._taken.set()

    def run(self) -> None:
        """Qt: the thread's work."""
        told = self._owner.told
        try:
            self.process = process = self._owner.start_process(self._request, runs=self._runs)
            if self._cancels:
                process.cancel()
            if self._leaves:
                process.leave()
            with contextlib.closing(process):
                for message in process.messages():
                    self._taken.clear()
                    told.emit(self, message)
                    # One at a time: else a thousand of them would be taken in one go, and nothing
                    # else of the window's.
                    while not (self._leaves or self._taken.wait(_LOOK_EVERY_S)):
                        pass
        except Exception as error:
            told.emit(self, ("error", error))


class Driver(QObject):
    """Plans or runs one batch at a time.

    Parameters
    ----------
    start_process
        What plans and runs; for tests.

    Signals
    -------
    told(listener, message)
        Of the thread, for this object only.
    facts_found(PlanFacts), photos_found(list of PhotoFacts), outcomes_told(list of Outcome)
        See `BatchProcess.messages`.
    progressed(float, Message, object)
        Share done, what is said, seconds left or None.
    ended(BatchResult | None)
        Done; None: it was only a plan.
    failed(Exception)
        It could not go on; `CancelledError` after `cancel`.
    """

    told = Signal(object, object)
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
        start_process: Callable[..., _Process] = start_process,
    ) -> None:
        super().__init__(parent)
        self.start_process = start_process
        self._listener: _Listener | None = None
        self._runs = False
        self.told.connect(self._on_message, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """True while a plan or a run is at work."""
        return self._listener is not None

    @property
    def is_running(self) -> bool:
        """True while photos are restored."""
        return self._listener is not None and self._runs

    def start(self, request: BatchRequest, *, runs: bool) -> None:
        """Plan or run; a plan that is still at work is given up."""
        self.stop()
        self._runs = runs
        self._listener = _Listener(self, request, runs)
        self._listener.start()

    def pause(self, on: bool) -> None:
        """Begin no further photo, or go on."""
        if self._listener is not None and self._listener.process is not None:
            self._listener.process.pause(on)

    def cancel(self) -> None:
        """Give up what is not finished; `failed` follows with `CancelledError`."""
        if self._listener is not None:
            self._listener.cancel()

    def stop(self) -> None:
        """Give up and wait for the thread; the process puts its things in order and ends."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.leave()
            listener.wait()
        forget_ended()

    def _on_message(self, listener: _Listener, message: tuple[Any, ...]) -> None:
        if listener is not self._listener:
            return
        try:
            self._take(listener, message)
        finally:
            # By a timer: what is posted meanwhile Qt would take in the same go, before all timers.
            QTimer.singleShot(1, self, listener.go_on)

    def _take(self, listener: _Listener, message: tuple[Any, ...]) -> None:
        kind, *values = message
        if kind == "facts":
            self.facts_found.emit(*values)
        elif kind == "photos":
            self.photos_found.emit(*values)
        elif kind == "outcomes":
            self.outcomes_told.emit(*values)
        elif kind == "progress":
            self.progressed.emit(*values)
        else:
            self._listener = None
            listener.go_on()
            listener.wait()
            if kind == "error":
                self.failed.emit(*values)
            else:
                self.ended.emit(values[0] if values else None)
