"""The engine in a process of its own, with the interface of `Engine`.

A window must answer within milliseconds. Importing torch alone holds Python's interpreter lock for
hundreds of them at a stretch, in whatever thread it is done; so the window's worker runs the engine
beside itself instead of inside. It also means that when the system ends the engine for want of
memory, the window and the work in it live on. What runs in there lies in `engine_child`.
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
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from inpaint_studio.errors import InpaintStudioError, MissingPartError, OutOfMemoryError
from inpaint_studio.inference.device import check_device_name
from inpaint_studio.inference.request import RestoreRequest, RestoreResult
from inpaint_studio.inference.wire import receive, send
from inpaint_studio.progress import ProgressToken

__all__ = ["EngineProcess", "call_aside", "child_environment", "finish_aside"]

_log = logging.getLogger(__name__)
# -P: a file of the folder that the user happens to be in must not be taken for a library.
_CHILD = (sys.executable, "-P", "-m", "inpaint_studio.inference.engine_child")
_PATIENCE_S = 5.0
_CLOSING_S = 2.0
_KILLED = -9


def child_environment() -> dict[str, str]:
    """For a process of ours: our own, and this package found where it was found here."""
    home = str(Path(__file__).resolve().parents[2])
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([home, *([others] if others else [])])}


class EngineProcess:
    """Restores photographs in another process, which is started when it is first needed.

    One thread may work with it; `hurry` alone may be called from others.

    Parameters
    ----------
    device
        As for `Engine`.
    command
        What to start; for tests.
    """

    def __init__(self, device: str = "auto", *, command: Sequence[str] = _CHILD) -> None:
        self._device = check_device_name(device)
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._hurries = threading.Event()

    @property
    def process_id(self) -> int | None:
        """Of the other process; None while there is none."""
        return None if self._process is None else self._process.pid

    def warm(self, *modules: str) -> None:
        """Start the process and have it import `modules` of ours or of others; does not wait.

        Raises
        ------
        MissingPartError
            If it cannot be started.
        """
        self._tell(("warm", modules))

    def restore(self, request: RestoreRequest, token: ProgressToken | None = None) -> RestoreResult:
        """See `Engine.restore`.

        Raises
        ------
        OutOfMemoryError
            Also when the system ended the process.
        """
        request.check()
        target = "inpaint_studio.inference.engine_child:restore"
        result, parts = self.call(target, self._device, request, token=token)
        image, mask = request.image, request.mask
        if parts is None:
            return cast(RestoreResult, result)
        image, mask = image.copy(), mask & False
        for box, pixels, hole in parts:
            image[box.slices], mask[box.slices] = pixels, hole
        return replace(cast(RestoreResult, result), image=image, mask=mask)

    def call(
        self,
        target: str,
        *arguments: object,
        token: ProgressToken | None = None,
        **named: object,
    ) -> Any:
        """Run a function of ours over there.

        Parameters
        ----------
        target
            `module:function`; called with `arguments`, `named` and `token=`.
        token
            Its progress is reported here; when it is cancelled over there nothing is left half
            done. A function that does not heed it within seconds is ended with its process.

        Returns
        -------
        What the function returned; raises what it raised.
        """
        return self._ask("call", target, arguments, named, token or ProgressToken())

    def finish(self, target: str, *arguments: object, **named: object) -> Any:
        """As `call`, but not to be cancelled, and done to its end even if this process is killed
        meanwhile: for what must not be left half done."""
        return self._ask("whole", target, arguments, named, ProgressToken())

    def _ask(
        self,
        how: str,
        target: str,
        arguments: tuple[object, ...],
        named: dict[str, object],
        token: ProgressToken,
    ) -> Any:
        token.check()
        self._tell((how, target, arguments, named))
        cancelled_at_s: float | None = None
        while True:
            message = self._hear()
            if message[0] == "answer":
                return message[1]
            if message[0] == "error":
                raise message[1]
            if message[0] == "failure":
                kind, text, trace = message[1:]
                _log.error("%s failed in the engine's process:\n%s", target, trace)
                raise RuntimeError(f"{kind}: {text}")
            if message[0] in ("progress", "shown") and not token.is_cancelled:
                with contextlib.suppress(InpaintStudioError):  # cancelled this moment
                    (token.relay if message[0] == "progress" else token.show)(*message[1:])
            if token.is_cancelled:
                now_s = time.monotonic()
                if cancelled_at_s is None:
                    cancelled_at_s = now_s
                    self._tell(("cancel",))
                if self._hurries.is_set() or now_s - cancelled_at_s > _PATIENCE_S:
                    self._kill()
                    token.check()

    def hurry(self) -> None:
        """From any thread: from now on what is cancelled is ended at once, not asked to end."""
        self._hurries.set()

    def close(self) -> None:
        """End the process and wait for it."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            with contextlib.suppress(OSError):
                stream.close()  # the other side ends at the end of its input
        try:
            process.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()

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

    def _tell(self, message: tuple[Any, ...]) -> None:
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


def call_aside(
    target: str, *arguments: object, token: ProgressToken | None = None, **named: object
) -> Any:
    """As `EngineProcess.call`, in a process that is made for this one call and ended after it."""
    process = EngineProcess("cpu")
    try:
        return process.call(target, *arguments, token=token, **named)
    finally:
        process.close()


def finish_aside(target: str, *arguments: object, **named: object) -> Any:
    """As `EngineProcess.finish`, in a process that is made for this one call and ended after it."""
    process = EngineProcess("cpu")
    try:
        return process.finish(target, *arguments, **named)
    finally:
        process.close()
