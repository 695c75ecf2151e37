"""A process of ours beside the program, which runs functions of ours and answers.

A window must answer within milliseconds. Importing torch alone holds Python's interpreter lock for
hundreds of them at a stretch, in whatever thread it is done; so what is heavy runs beside the window
instead of inside. It also means that when the system ends it for want of memory, the window and the
work in it live on. What runs in there is `jobs.child`.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from inpaint_studio.errors import (
    CancelledError,
    InpaintStudioError,
    MissingPartError,
    OutOfMemoryError,
)
from inpaint_studio.jobs.child import Call, WhenAlone
from inpaint_studio.jobs.wire import receive, send
from inpaint_studio.progress import ProgressToken

__all__ = ["COMMAND", "ChildProcess", "WhenAlone", "call_aside", "child_environment"]

_log = logging.getLogger(__name__)
# -P: a file of the folder that the user happens to be in must not be taken for a library.
COMMAND = (sys.executable, "-P", "-c", "from inpaint_studio.jobs.child import main; main()")
_PATIENCE_S = 5.0
_CLOSING_S = 2.0
_KILLED = -9
# Processes that put their things in order while nobody listens; held until they have ended, since
# the system remembers an ended process for as long as nobody has asked for it.
_leaving: list[subprocess.Popen[bytes]] = []


def child_environment() -> dict[str, str]:
    """For a process of ours: our own, and this package found where it was found here."""
    home = str(Path(__file__).resolve().parents[2])
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, *([others] if others else [])])}


class ChildProcess:
    """Runs functions in another process, which is started when it is first needed.

    One thread may work with it; `hurry` alone may be called from others.

    Parameters
    ----------
    command
        What to start; for tests.
    """

    def __init__(self, *, command: Sequence[str] = COMMAND) -> None:
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._hurries = threading.Event()

    @property
    def process_id(self) -> int | None:
        """Of the other process; None while there is none."""
        return None if self._process is None else self._process.pid

    def warm(self, *needed: str) -> None:
        """Start the process and have it import modules, of ours or of others, and call functions,
        named `module:function`, that take nothing; does not wait.

        Raises
        ------
        MissingPartError
            If it cannot be started.
        """
        self._tell("warm", needed)

    def call(
        self,
        target: str,
        *arguments: object,
        token: ProgressToken | None = None,
        **named: object,
    ) -> Any:
        """As `call_kept` for what is dropped when this process ends meanwhile."""
        return self.call_kept(WhenAlone.DROPPED, target, *arguments, token=token, **named)

    def call_kept(
        self,
        when_alone: WhenAlone,
        target: str,
        *arguments: object,
        token: ProgressToken | None = None,
        **named: object,
    ) -> Any:
        """Run a function of ours over there.

        Parameters
        ----------
        when_alone
            What becomes of it when this process ends meanwhile. What is to be finished is not
            cancelled either.
        target
            `module:function`; called with `arguments`, `named` and `token=`.
        token
            What the function reports and shows comes here; pausing and cancelling go there. When it
            is cancelled, a function that does not heed it within seconds is ended with its process;
            one that is to be put in order may take its time, and in a hurry is left to itself.

        Returns
        -------
        What the function returned; raises what it raised.

        Raises
        ------
        OutOfMemoryError
            Also when the system ended the process.
        """
        token = token or ProgressToken()
        token.check()
        watched = token.is_watched
        self._tell("call", Call(target, arguments, named, when_alone, watched))
        cancelled_at_s: float | None = None
        is_paused = False
        while True:
            kind, *values = self._hear()
            if kind == "answer":
                return values[0]
            if kind == "error":
                raise values[0]
            if kind == "failure":
                name, text, trace = values
                _log.error("%s failed in its process:\n%s", target, trace)
                raise RuntimeError(f"{name}: {text}")
            _pass_on(token, kind, values[0])
            if token.is_paused != is_paused:
                is_paused = token.is_paused
                self._tell("pause", is_paused)
            if token.is_cancelled and when_alone is not WhenAlone.FINISHED:
                now_s = time.monotonic()
                if cancelled_at_s is None:
                    cancelled_at_s = now_s
                    self._tell("cancel")
                self._lose_patience(token, when_alone, now_s - cancelled_at_s)

    def _lose_patience(self, token: ProgressToken, when_alone: WhenAlone, waited_s: float) -> None:
        if when_alone is WhenAlone.PUT_IN_ORDER:
            if self._hurries.is_set():
                self._leave()
                token.check()
        elif self._hurries.is_set() or waited_s > _PATIENCE_S:
            if self._process is not None:
                self._process.kill()
            self.close()
            token.check()

    def hurry(self) -> None:
        """From any thread: from now on what is cancelled is ended at once, not asked to end."""
        self._hurries.set()

    def close(self) -> None:
        """End the process and wait for it."""
        process = self._let_go()
        if process is None:
            return
        try:
            process.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _leave(self) -> None:
        """Let the process put its things in order and end by itself."""
        process = self._let_go()
        if process is not None:
            _leaving.append(process)

    def _let_go(self) -> subprocess.Popen[bytes] | None:
        _leaving[:] = [each for each in _leaving if each.poll() is None]
        process, self._process = self._process, None
        if process is not None:
            for stream in (process.stdin, process.stdout):
                assert stream is not None
                with contextlib.suppress(OSError):
                    stream.close()  # the other side ends at the end of its input
        return process

    # Talking

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()  # it ended while nobody asked anything of it
        if self._process is None:
            no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    bufsize=0,
                    env=child_environment(),
                    creationflags=no_window,
                )
            except OSError as error:
                raise MissingPartError(
                    "The engine's process could not be started ({error}); install the program "
                    "anew.",
                    error=error,
                ) from error
        return self._process

    def _tell(self, *message: object) -> None:
        stream = self._running().stdin
        try:
            send(cast(io.RawIOBase, stream), message)
        except OSError as error:
            raise self._ended() from error

    def _hear(self) -> tuple[Any, ...]:
        assert self._process is not None
        try:
            return cast(tuple[Any, ...], receive(cast(io.RawIOBase, self._process.stdout)))
        except (EOFError, OSError) as error:
            raise self._ended() from error

    def _ended(self) -> InpaintStudioError:
        """What to tell when the process went away by itself."""
        process = self._process
        self.close()
        status = process.returncode if process is not None else None
        if status == _KILLED:
            return OutOfMemoryError(
                "The system ended the engine, most likely because memory ran out; close other "
                "programs, or mark less at once. Your work is still here."
            )
        return InpaintStudioError(
            "The engine ended unexpectedly (status {status}); your work is still here, try again.",
            status=status,
        )


def _pass_on(token: ProgressToken, kind: str, value: Any) -> None:
    if kind == "shown":
        token.show_anyway(value)
    elif value is not None:
        with contextlib.suppress(CancelledError):
            token.relay(*value)


def call_aside(
    target: str,
    *arguments: object,
    token: ProgressToken | None = None,
    when_alone: WhenAlone = WhenAlone.DROPPED,
    **named: object,
) -> Any:
    """As `ChildProcess.call_kept`, in a process that is made for this one call and ended after it."""
    process = ChildProcess()
    try:
        return process.call_kept(when_alone, target, *arguments, token=token, **named)
    finally:
        process.close()
