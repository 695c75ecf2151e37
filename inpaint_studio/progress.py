"""How a long job tells how far it is, and learns that it should stop or wait.

A `ProgressToken` is handed down through every long function. The job calls `report` now and then;
that call raises `CancelledError` once somebody has called `cancel`, from any thread. Nothing here
knows who listens: a terminal bar, a window or nobody.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from inpaint_studio.errors import CancelledError
from inpaint_studio.jobs.messages import Message

__all__ = ["Progress", "ProgressToken"]


class Progress(NamedTuple):
    """One report: share done in [0, 1], what is being done, seconds left (None: unknown)."""

    fraction: float
    message: Message
    remaining_s: float | None


class ProgressToken:
    """Carries progress up and cancellation down.

    Parameters
    ----------
    listener
        Called with a `Progress` from the thread that does the work; must be quick.
    viewer
        Called with intermediate results, whatever they are, likewise.

    Notes
    -----
    `part` gives a token for a stretch of the work, so that a step reports 0..1 of its own. All
    parts share one cancel flag. The estimate assumes that work goes on at the average pace so far.
    """

    def __init__(
        self,
        listener: Callable[[Progress], None] | None = None,
        viewer: Callable[[Any], None] | None = None,
    ) -> None:
        self._listener = listener
        self._viewer = viewer
        self._cancelled = threading.Event()
        self._paused = threading.Event()
        self._started_s = time.monotonic()
        self._start = 0.0
        self._span = 1.0
        self._root: ProgressToken = self
        self._above: ProgressToken | None = None

    @property
    def is_cancelled(self) -> bool:
        """True once `cancel` was called on this token or any part of the same job."""
        return self._cancelled.is_set() or (self._above is not None and self._above.is_cancelled)

    def cancel(self) -> None:
        """Ask the job to stop at its next check; safe from any thread."""
        self._cancelled.set()

    @property
    def is_paused(self) -> bool:
        """True while the job is asked to begin nothing more; jobs without steps may go on."""
        return self._root._paused.is_set()

    def pause(self, on: bool) -> None:
        """Ask the job to begin nothing more, or to go on; safe from any thread."""
        (self._root._paused.set if on else self._root._paused.clear)()

    def check(self) -> None:
        """Raise `CancelledError` if the job was cancelled."""
        if self.is_cancelled:
            raise CancelledError("Cancelled; nothing was changed.")

    def report(self, fraction: float, template: str = "", /, **values: object) -> None:
        """Tell the listener that `fraction` (clipped to [0, 1]) of this part is done.

        `template` and `values` are what a `Message` is made of, and say what is being done.

        Raises
        ------
        CancelledError
            If the job was cancelled.
        """
        self.relay(fraction, Message(template, **values))

    def relay(self, fraction: float, message: Message) -> None:
        """As `report`, with a message that was made elsewhere."""
        self.check()
        listener = self._root._listener
        if listener is None:
            return
        overall = self._start + self._span * min(max(fraction, 0.0), 1.0)
        elapsed_s = time.monotonic() - self._root._started_s
        remaining_s = None
        if overall > 0.01 and elapsed_s > 0.5:
            remaining_s = elapsed_s * (1.0 - overall) / overall
        listener(Progress(overall, message, remaining_s))

    @property
    def is_watched(self) -> bool:
        """True if somebody looks at what `show` is given."""
        return self._viewer is not None

    def show(self, result: Any) -> None:
        """Give an intermediate result to whoever looks; does nothing if nobody does.

        Raises
        ------
        CancelledError
            If the job was cancelled.
        """
        self.check()
        if self._viewer is not None:
            self._viewer(result)

    def show_anyway(self, result: Any) -> None:
        """As `show`, also for a job that was cancelled: what it has done by then is done."""
        if self._viewer is not None:
            self._viewer(result)

    def watched(self, viewer: Callable[[Any], None] | None) -> ProgressToken:
        """This token with another viewer: what a step shows is rarely what its caller does."""
        child = self.part(0.0, 1.0)
        child._viewer = viewer
        return child

    def part(self, start: float, stop: float, *, alone: bool = False) -> ProgressToken:
        """A token whose 0..1 is `start`..`stop` of this one.

        With `alone`, cancelling the part ends the part only; cancelling this token ends both.
        """
        child = ProgressToken()
        child._root = self._root
        child._viewer = self._viewer
        if alone:
            child._above = self
        else:
            child._cancelled, child._above = self._cancelled, self._above
        child._start = self._start + self._span * start
        child._span = self._span * (stop - start)
        return child
