"""Edits that may take a moment: undo, redo, jumps, and changes of the whole mask.

On a photo of ordinary size they are done at once. On a large one their work (unpacking what undo
compressed, going through the whole mask) is done in a thread, so that the window goes on; they are
taken strictly one after the other, each on what the one before left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from inpaint_studio.app.work.workers import Job, Lane, Worker
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import TileVersion
from inpaint_studio.document.mask_edits import MaskChange, change_mask, prepare
from inpaint_studio.progress import ProgressToken

__all__ = ["Edits"]

_AT_ONCE_PX = 3_000_000  # what a mask operation goes through in some 10 ms
_AT_ONCE_BYTES = 4_000_000  # what is unpacked in some 10 ms

Work = Callable[[], Any]


class _Step(Protocol):
    """One edit in the making."""

    def begin(self, document: Document) -> Work | None:
        """Do it, or give what is to be done in a thread first."""
        ...

    def finish(self, document: Document, answer: Any) -> bool:
        """Do it with what the thread found; False to begin again, since the document changed."""
        ...


class _Walk:
    """Undo, redo or a jump."""

    def __init__(self, goal: Callable[[int], int]) -> None:
        self._goal = goal

    def begin(self, document: Document) -> Work | None:
        history = document.history
        self._at, self._state = self._goal(history.position), history.state
        if not 0 <= self._at <= len(history.edits):
            return None
        packed = history.packed_until(self._at)
        if sum(each.unpacked_bytes for each in packed) <= _AT_ONCE_BYTES:
            document.jump(self._at)
            return None
        document.finish_stroke()

        def work() -> list[TileVersion]:
            for version in packed:
                version.unpack()
            return packed

        return work

    def finish(self, document: Document, answer: list[TileVersion]) -> bool:
        document.history.hold_raw(answer)
        if document.history.state != self._state:
            return False
        document.jump(self._at)
        return True


class _MaskStep:
    """A change of the whole mask."""

    def __init__(self, change: MaskChange) -> None:
        self._change = change

    def begin(self, document: Document) -> Work | None:
        if document.size.pixels <= _AT_ONCE_PX and not self._change.takes_long:
            change_mask(document, self._change)
            return None
        frozen, change = document.freeze(), self._change
        return lambda: prepare(frozen, change)

    def finish(self, document: Document, answer: Any) -> bool:
        if answer is None or not answer.tiles:
            return True
        return document.take_mask(answer, self._change.kind, self._change.detail) is not None


class Edits(QObject):
    """See the module.

    Parameters
    ----------
    document
        Gives the open document.

    Signals
    -------
    failed(Exception)
        An edit could not be made.
    settled()
        The last of them is done.
    """

    failed = Signal(object)
    settled = Signal()

    def __init__(
        self, document: Callable[[], Document | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._waiting: deque[_Step] = deque()
        self._present: _Step | None = None
        self._worker = Worker(object, self)

    @property
    def is_busy(self) -> bool:
        """True while some edit is not done."""
        return self._present is not None

    @property
    def is_running(self) -> bool:
        """True while the thread lives."""
        return self._worker.is_running

    def undo(self) -> None:
        """Reverse the last edit."""
        self._add(_Walk(lambda position: position - 1))

    def redo(self) -> None:
        """Repeat the edit undone last."""
        self._add(_Walk(lambda position: position + 1))

    def jump(self, position: int) -> None:
        """Go to the state in which the first `position` edits of the history are applied."""
        self._add(_Walk(lambda _: position))

    def change_mask(self, change: MaskChange) -> None:
        """Make a change of the whole mask an edit."""
        self._add(_MaskStep(change))

    def take(self, step: _Step) -> None:
        """Do a step of another's making, in its turn."""
        self._add(step)

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call `then` once no edit is under way: now, if none is."""
        if not self.is_busy:
            then()
            return

        def once() -> None:
            self.settled.disconnect(once)
            then()

        self.settled.connect(once)

    def give_up(self) -> None:
        """The document goes: what is not done is forgotten."""
        self._waiting.clear()
        self._present = None
        self._worker.cancel()

    def stop(self) -> None:
        """Forget everything and wait for the thread."""
        self.give_up()
        self._worker.stop()

    def _add(self, step: _Step) -> None:
        self._waiting.append(step)
        if self._present is None:
            self._go_on()

    def _go_on(self) -> None:
        while self._waiting:
            self._present = self._waiting.popleft()
            if self._begin(self._present):
                return
        self._present = None
        self.settled.emit()

    def _begin(self, step: _Step) -> bool:
        """Begin a step; True when its answer is to be waited for."""
        document = self._document()
        if document is None:
            return False
        try:
            work = step.begin(document)
        except Exception as error:
            self.failed.emit(error)
            return False
        if work is None:
            return False

        def do(_: object, token: ProgressToken) -> Any:
            return work()

        def done(answer: Any) -> None:
            again = False
            if self._document() is document:
                try:
                    again = not step.finish(document, answer)
                except Exception as error:
                    self.failed.emit(error)
            if not (again and self._begin(step)):
                self._go_on()

        def failed(error: Exception) -> None:
            self.failed.emit(error)
            self._go_on()

        self._worker.submit(Job(Lane.EDIT, "", do, done, failed))
        return True
