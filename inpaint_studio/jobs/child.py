"""What runs in a process of ours beside the program: does what is asked, one thing after the other.

`ChildProcess` starts it and asks. It ends when its input ends, also in the middle of work, since
whoever asked is gone; what becomes of the work then was said with it. Everything that is printed in
here goes to the error stream, as the output carries the answers. Imports nothing that a function
asked for does not import by itself.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import queue
import signal
import sys
import threading
import time
import traceback
from enum import Enum
from typing import Any, NamedTuple, cast

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.wire import receive, send
from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["Call", "WhenAlone", "main"]

_BEAT_S = 0.05
_FIRST_TO_GO = "500"


class WhenAlone(Enum):
    """What becomes of work when whoever asked for it is gone."""

    DROPPED = "dropped"
    PUT_IN_ORDER = "put in order"
    """It is cancelled, and ends by itself."""
    FINISHED = "finished"


class Call(NamedTuple):
    """A function to call.

    Attributes
    ----------
    target
        `module:function`; called with `arguments`, `named` and `token=`.
    when_alone
        See there.
    is_watched
        Somebody looks at what the function shows through its token.
    """

    target: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    when_alone: WhenAlone = WhenAlone.DROPPED
    is_watched: bool = False


class _Child:
    """Reads what is asked in one thread, does it in another, tells in between that it lives."""

    def __init__(self, source: io.RawIOBase, sink: io.RawIOBase) -> None:
        self._source = source
        self._sink = sink
        self._telling = threading.Lock()
        self._asked: queue.SimpleQueue[tuple[Call, ProgressToken]] = queue.SimpleQueue()
        self._token: ProgressToken | None = None  # of what is at work
        self._progress: Progress | None = None
        self._kept = threading.Condition()
        self._kept_count = 0  # calls, waiting or at work, that are not dropped when alone

    def run(self) -> None:
        """Until the process is ended by its reader."""
        for task in (self._read, self._beat):
            threading.Thread(target=task, daemon=True).start()
        while True:
            call, token = self._asked.get()
            self._do(call, token)
            if call.when_alone is not WhenAlone.DROPPED:
                with self._kept:
                    self._kept_count -= 1
                    self._kept.notify()

    def _read(self) -> None:
        # The newest call's token, made here so that a cancel just behind the call finds it.
        token, call = ProgressToken(), Call("", (), {})
        try:
            while True:
                kind, *values = receive(self._source)
                if kind == "cancel":
                    token.cancel()
                elif kind == "pause":
                    token.pause(*values)
                elif kind == "warm":
                    threading.Thread(target=_prepare, args=values, daemon=True).start()
                else:
                    (call,) = values
                    token = ProgressToken(self._note, self._show if call.is_watched else None)
                    if call.when_alone is not WhenAlone.DROPPED:
                        with self._kept:
                            self._kept_count += 1
                    self._asked.put((call, token))
        except (EOFError, OSError):
            if call.when_alone is WhenAlone.PUT_IN_ORDER:
                token.cancel()
            with self._kept:
                self._kept.wait_for(lambda: self._kept_count == 0)
            os._exit(0)  # nobody waits for an answer any more

    def _beat(self) -> None:
        while True:
            time.sleep(_BEAT_S)
            with self._telling:
                if self._token is not None:
                    self._tell_progress()

    def _note(self, progress: Progress) -> None:
        self._progress = progress  # told with the next beat: some report a thousand times a second

    def _tell_progress(self) -> None:
        progress, self._progress = self._progress, None
        told = None if progress is None else (progress.fraction, progress.message)
        self._send("beat", told)

    def _show(self, result: object) -> None:
        with self._telling:
            self._send("shown", result)

    def _send(self, *message: object) -> None:
        # Nobody may be there to hear it: then the reader ends the process.
        with contextlib.suppress(OSError):
            send(self._sink, message)

    def _do(self, call: Call, token: ProgressToken) -> None:
        self._token = token
        try:
            token.check()
            module, _, name = call.target.partition(":")
            function = getattr(importlib.import_module(module), name)
            answer = function(*call.arguments, **call.named, token=token)
            self._finish("answer", answer)
        except (InpaintStudioError, MemoryError) as error:
            self._finish("error", error.with_traceback(None))
        except Exception as error:
            self._finish("failure", type(error).__name__, str(error), traceback.format_exc())

    def _finish(self, *message: object) -> None:
        with self._telling:
            self._token = None  # under the lock: no beat follows the answer
            self._tell_progress()
            self._send(*message)


def _prepare(needed: tuple[str, ...]) -> None:
    """Beforehand, what is likely to be needed; what is missing is told when it is asked for."""
    for each in needed:
        module, _, function = each.partition(":")
        with contextlib.suppress(ImportError):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()


def main() -> None:
    """The process's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that asks
    # Where memory runs out, Linux is to end this process and not the window.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write(_FIRST_TO_GO)
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdin.close()
    _Child(cast(io.RawIOBase, source), cast(io.RawIOBase, sink)).run()
