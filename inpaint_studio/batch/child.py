"""What runs in the process of a batch: plans or runs it, and tells `BatchProcess` how it goes.

When its input ends, whoever asked is gone: the run is cancelled, and the process ends once all is
put in order. Everything that is printed in here goes to the error stream.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
import traceback
from typing import cast

from inpaint_studio.batch.batch import run_batch
from inpaint_studio.batch.plan import BatchPlan, plan_batch
from inpaint_studio.batch.plan_facts import facts_of, photos_of
from inpaint_studio.batch.request import BatchRequest, Outcome
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.wire import receive, send
from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["main"]

_TOLD_EVERY_S = 0.1


class _Room:
    """Does one thing, and hears meanwhile."""

    def __init__(self, source: io.RawIOBase, sink: io.RawIOBase) -> None:
        self._source = source
        self._sink = sink
        self._telling = threading.Lock()
        self._token = ProgressToken(self._note_progress)
        self._paused = threading.Event()
        self._ended = threading.Event()
        # Told a few times a second, not each: a window takes time for every message.
        self._outcomes: list[Outcome] = []
        self._progress: Progress | None = None
        self._flushing = threading.Lock()

    def run(self) -> None:
        """Until what was asked is done."""
        what, request = receive(self._source)
        for task in (self._hear, self._tell_now_and_then):
            threading.Thread(target=task, daemon=True).start()
        try:
            if what == "run":
                self._run_all(request)
            else:
                self._plan(request)
        except InpaintStudioError as error:
            self._finish("error", error.with_traceback(None))
        except Exception as error:
            self._finish("failure", type(error).__name__, str(error))
            traceback.print_exc()

    def _run_all(self, request: BatchRequest) -> None:
        result = run_batch(
            request,
            self._token,
            on_plan=self._tell_plan,
            listener=self._outcomes.append,
            paused=self._paused,
        )
        self._finish("ended", result)

    def _plan(self, request: BatchRequest) -> None:
        self._tell_plan(plan_batch(request, self._token))
        self._finish("planned")

    def _tell_plan(self, plan: BatchPlan) -> None:
        self._tell("facts", facts_of(plan))
        for part in photos_of(plan):
            self._token.check()
            self._tell("photos", part)

    def _hear(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                message = receive(self._source)
                if message[0] == "leave":
                    self._tell("left")
                if message[0] in ("cancel", "leave"):
                    self._token.cancel()
                elif message[1]:
                    self._paused.set()
                else:
                    self._paused.clear()
        self._token.cancel()

    def _note_progress(self, progress: Progress) -> None:
        self._progress = progress

    def _tell_now_and_then(self) -> None:
        while not self._ended.wait(_TOLD_EVERY_S):
            self._flush()

    def _flush(self) -> None:
        with self._flushing:
            if told := self._outcomes[:]:
                del self._outcomes[: len(told)]
                self._tell("outcomes", told)
            progress, self._progress = self._progress, None
            if progress is not None:
                self._tell("progress", *progress)

    def _finish(self, *message: object) -> None:
        self._ended.set()
        self._flush()
        self._tell(*message)

    def _tell(self, *message: object) -> None:
        # Nobody may be there any more; what is at work is brought to its end all the same.
        with self._telling, contextlib.suppress(OSError, ValueError):
            send(self._sink, message)


def main() -> None:
    """The process's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdin.close()
    _Room(cast(io.RawIOBase, source), cast(io.RawIOBase, sink)).run()
    os._exit(0)  # the thread that hears would wait for more


if __name__ == "__main__":
    main()
