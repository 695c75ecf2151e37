"""A batch in a process of its own, for a window that must answer within milliseconds.

Importing torch, and Python code that computes, would hold the window's interpreter. The process
also outlives a mistake of either side: when it is ended by the system, the window tells; when the
window goes away, it ends what it is at as if it had been cancelled, and a later run goes on.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any, cast

from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.errors import CancelledError, InpaintStudioError, MissingPartError
from inpaint_studio.jobs.process import child_environment
from inpaint_studio.jobs.wire import receive, send

__all__ = ["BatchProcess", "forget_ended"]

_CHILD = (sys.executable, "-P", "-m", "inpaint_studio.batch.child")
_LAST = frozenset({"planned", "ended"})
# Processes that put their things in order while nobody listens; held until they have ended.
_leaving: list[subprocess.Popen[bytes]] = []


def forget_ended() -> None:
    """Let the system forget processes that have put their things in order and ended."""
    _leaving[:] = [each for each in _leaving if each.poll() is None]


class BatchProcess:
    """One plan or one run.

    Parameters
    ----------
    request
        What to do.
    runs
        Do it; otherwise only plan it.

    Raises
    ------
    MissingPartError
        If the process cannot be started.
    """

    def __init__(self, request: BatchRequest, *, runs: bool) -> None:
        self._telling = threading.Lock()
        try:
            self._process = subprocess.Popen(
                _CHILD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=child_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise MissingPartError(
                "The batch's process could not be started ({error}); install the program anew.",
                error=error,
            ) from error
        self._tell("run" if runs else "plan", request)

    @property
    def process_id(self) -> int:
        """Of the other process."""
        return self._process.pid

    def messages(self) -> Iterator[tuple[Any, ...]]:
        """What the process tells, until it has ended; for one thread.

        Yields
        ------
        ("facts", PlanFacts), then ("photos", list of PhotoFacts) as often as it takes, then
        ("planned",); or after these ("outcomes", list of Outcome) and ("progress", fraction, text,
        seconds left or None), and at the end ("ended", BatchResult).

        Raises
        ------
        InpaintStudioError
            What planning or running raised, or that the process was ended from outside.
        CancelledError
            After `cancel` once all is in order; after `leave` at once.
        """
        stream = cast(io.RawIOBase, self._process.stdout)
        while True:
            try:
                message = cast(tuple[Any, ...], receive(stream))
            except (EOFError, OSError) as error:
                status = self._process.wait()
                raise InpaintStudioError(
                    "The batch's process ended unexpectedly (status {status}); what is done is "
                    "done, go on with the rest.",
                    status=status,
                ) from error
            if message[0] == "error":
                raise message[1]
            if message[0] == "left":
                raise CancelledError("Cancelled; the next run goes on from here.")
            if message[0] == "failure":
                raise RuntimeError(f"{message[1]}: {message[2]}")
            yield message
            if message[0] in _LAST:
                return

    def pause(self, on: bool) -> None:
        """Begin no further photo, or go on; from any thread."""
        self._tell("pause", on)

    def cancel(self) -> None:
        """Give up what is not finished; from any thread."""
        self._tell("cancel")

    def leave(self) -> None:
        """As `cancel`, but do not wait for it; from any thread."""
        self._tell("leave")

    def close(self) -> None:
        """Let go of the process, which then ends by itself as soon as it has put things in order."""
        forget_ended()
        if self._process.poll() is None:
            _leaving.append(self._process)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):
                stream.close()

    def wait(self, timeout_s: float) -> bool:
        """True when the process has ended within so long."""
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _tell(self, *message: object) -> None:
        # A process that is gone is told of by `messages`.
        with self._telling, contextlib.suppress(OSError, ValueError):
            send(cast(io.RawIOBase, self._process.stdin), message)
