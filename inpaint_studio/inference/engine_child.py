"""What runs in the engine's process: does what `EngineProcess` asks, one thing after the other.

Ends when its input ends, also in the middle of work: whoever asked is gone. Only what was asked for
as a whole (a file being written) is finished first. Everything that is printed in here goes to the
error stream, since the output carries the answers.
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
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.geometry import Box
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest, RestoreResult
from inpaint_studio.inference.wire import receive, send
from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["main", "restore"]

_BEAT_S = 0.05
_engine: tuple[str, Engine] | None = None

Part = tuple[Box, Any, Any]


def restore(
    device: str, request: RestoreRequest, *, token: ProgressToken
) -> tuple[RestoreResult, list[Part] | None]:
    """Restore on `device` with the engine of this process.

    Returns
    -------
    The result, and what changed as (box, pixels, mask), in which case the result's own arrays are
    empty; None when the whole arrays are no larger.
    """
    global _engine
    if _engine is None or _engine[0] != device:
        if _engine is not None:
            _engine[1].close()
        _engine = (device, Engine(device))
    result = _engine[1].restore(request, token)
    if sum(box.area for box in result.changed) >= result.mask.size:
        return result, None
    parts: list[Part] = [
        (box, np.ascontiguousarray(result.image[box.slices]), result.mask[box.slices])
        for box in result.changed
    ]
    return replace(result, image=result.image[:0], mask=result.mask[:0]), parts


def _import(modules: tuple[str, ...]) -> None:
    """Beforehand, what is likely to be needed; what is missing is told when it is asked for."""
    for module in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)


class _Room:
    """Reads what is asked in one thread, does it in another, tells in between that it lives."""

    def __init__(self, source: io.RawIOBase, sink: io.RawIOBase) -> None:
        self._source = source
        self._sink = sink
        self._telling = threading.Lock()
        self._asked: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self._token: ProgressToken | None = None
        self._whole = threading.Lock()  # held while something is done that is not to stay half done

    def run(self) -> None:
        """Until the process is ended by its reader."""
        for task in (self._read, self._beat):
            threading.Thread(target=task, daemon=True).start()
        while True:
            self._do(*self._asked.get())

    def _read(self) -> None:
        # The newest call's token, made here so that a cancel just behind the call finds it.
        token = ProgressToken()
        try:
            while True:
                message = receive(self._source)
                if message[0] == "cancel":
                    token.cancel()
                elif message[0] in ("call", "whole"):
                    token = ProgressToken(self._report, self._show)
                    self._asked.put((message[0] == "whole", *message[1:], token))
                else:
                    threading.Thread(target=_import, args=(message[1],), daemon=True).start()
        except (EOFError, OSError):
            with self._whole:
                os._exit(0)  # nobody waits for an answer any more

    def _beat(self) -> None:
        while True:
            time.sleep(_BEAT_S)
            if self._token is not None:
                self._tell("beat")

    def _report(self, progress: Progress) -> None:
        self._tell("progress", progress.fraction, progress.message)

    def _show(self, result: object) -> None:
        self._tell("shown", result)

    def _tell(self, *message: object) -> None:
        # Nobody may be there to hear it: then the reader ends the process.
        with self._telling, contextlib.suppress(OSError):
            send(self._sink, message)

    def _do(
        self,
        is_whole: bool,
        target: str,
        arguments: tuple[Any, ...],
        named: dict[str, Any],
        token: ProgressToken,
    ) -> None:
        with self._whole if is_whole else contextlib.nullcontext():
            self._answer(target, arguments, named, token)

    def _answer(
        self, target: str, arguments: tuple[Any, ...], named: dict[str, Any], token: ProgressToken
    ) -> None:
        self._token = token
        try:
            token.check()
            module, _, name = target.partition(":")
            function = cast(Callable[..., Any], getattr(importlib.import_module(module), name))
            answer = function(*arguments, **named, token=token)
        except (InpaintStudioError, MemoryError) as error:
            self._finish("error", error.with_traceback(None))
        except Exception as error:
            self._finish("failure", type(error).__name__, str(error), traceback.format_exc())
        else:
            self._finish("answer", answer)

    def _finish(self, *message: object) -> None:
        with self._telling, contextlib.suppress(OSError):
            self._token = None  # under the lock: no beat follows the answer
            send(self._sink, message)


def main() -> None:
    """The process's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdin.close()
    room = _Room(cast(io.RawIOBase, source), cast(io.RawIOBase, sink))
    # By its importable name: functions of this module are called as such, and keep one engine.
    sys.modules["inpaint_studio.inference.engine_child"] = sys.modules[__name__]
    room.run()


if __name__ == "__main__":
    main()
