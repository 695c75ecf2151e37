"""What subcommands share on a terminal: a progress bar with an estimate, and signals as cancel."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TextIO, cast

from inpaint_studio.progress import Progress, ProgressToken

__all__ = ["job_token", "plain", "plain_output", "termination_interrupts"]

_CONTROL = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(0x7F, 0xA0)) if code not in (9, 10)
}


def plain(text: str) -> str:
    """`text` without what a terminal would obey: names of files may hold anything."""
    return text.translate(_CONTROL)


class _PlainText:
    """A stream of text that lets no control character through but tabs and line ends."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what is safe of `text`."""
        safe = plain(text)
        encoding = self._stream.encoding or "utf-8"
        # Names that are no text in their encoding hold half characters.
        safe = safe.encode(encoding, "backslashreplace").decode(encoding)
        return self._stream.write(safe)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def plain_output() -> Iterator[None]:
    """Keep control characters off the standard output inside the block."""
    former = sys.stdout
    sys.stdout = cast(TextIO, _PlainText(former))
    try:
        yield
    finally:
        sys.stdout = former


@contextmanager
def job_token(title: str, *, quiet: bool = False) -> Iterator[ProgressToken]:
    """A token for one job: a bar on a terminal, silence in a pipe; Ctrl-C cancels the job.

    So does the system's wish to end the program (SIGTERM). A second one interrupts at once. The
    former handlers are restored afterwards.
    """
    show = sys.stderr.isatty() and not quiet
    bar = None
    if show:
        from tqdm import tqdm

        bar = tqdm(
            total=1.0,
            desc=title,
            file=sys.stderr,
            leave=False,
            bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}<{remaining} {postfix}",
        )

    def listen(progress: Progress) -> None:
        if bar is not None:
            bar.n = progress.fraction
            bar.set_postfix_str(str(progress.message), refresh=True)

    token = ProgressToken(listen if show else None)
    try:
        with _interrupt_cancels(token):
            yield token
    finally:
        if bar is not None:
            bar.close()


@contextmanager
def _interrupt_cancels(token: ProgressToken) -> Iterator[None]:
    def handle(number: int, frame: FrameType | None) -> None:
        if token.is_cancelled:
            raise KeyboardInterrupt
        token.cancel()

    with _handled((signal.SIGINT, signal.SIGTERM), handle):
        yield


@contextmanager
def termination_interrupts() -> Iterator[None]:
    """The system's wish to end the program interrupts like Ctrl-C, so that nothing half-written stays."""

    def handle(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled((signal.SIGTERM,), handle):
        yield


@contextmanager
def _handled(
    numbers: tuple[signal.Signals, ...], handle: Callable[[int, FrameType | None], None]
) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = [signal.signal(number, handle) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, former, strict=True):
            signal.signal(number, handler)
