"""The batch window with its process in this one, and what a user does in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.batch.request import BatchRequest, State

PATIENCE_MS = 60_000


class RunHere:
    """Stands for the process: plans and runs in the driver's thread, told as the process tells."""

    def __init__(self, request: BatchRequest, *, runs: bool) -> None:
        from inpaint_studio.batch.child import _Room

        self._told: list[tuple[Any, ...]] = []
        self._more = threading.Condition()
        room = self._room = _Room.__new__(_Room)
        room.__init__(None, None)  # type: ignore[misc,arg-type]
        room._tell = self._hear  # type: ignore[method-assign,assignment]
        work = room._run_all if runs else room._plan
        self._thread = threading.Thread(target=self._do, args=(work, request))
        self._thread.start()

    def _do(self, work: Callable[[BatchRequest], None], request: BatchRequest) -> None:
        try:
            work(request)
        except Exception as error:
            self._hear("error", error)

    def _hear(self, *message: Any) -> None:
        with self._more:
            self._told.append(message)
            self._more.notify()

    def messages(self) -> Iterator[tuple[Any, ...]]:
        while True:
            with self._more:
                self._more.wait_for(lambda: self._told)
                message = self._told.pop(0)
            if message[0] == "error":
                raise message[1]
            yield message
            if message[0] in ("planned", "ended"):
                return

    def pause(self, on: bool) -> None:
        (self._room._paused.set if on else self._room._paused.clear)()

    def cancel(self) -> None:
        self._room._token.cancel()

    def leave(self) -> None:
        self.cancel()

    def close(self) -> None:
        self._thread.join()


def look(batch: BatchWindow, qtbot: QtBot) -> None:
    batch.run_bar.plan.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)


def run(batch: BatchWindow, qtbot: QtBot) -> None:
    look(batch, qtbot)
    batch.run_bar.start.click()
    qtbot.waitUntil(lambda: not batch.driver.is_busy, timeout=PATIENCE_MS)


def states(batch: BatchWindow) -> dict[str, State]:
    rows = range(batch.table.rowCount())
    return {batch.table.photo(row).relative.name: batch.table.photo(row).state for row in rows}


def choose(batch: BatchWindow, name: str) -> None:
    row = batch.table.row_of(Path(name))
    assert row is not None
    batch.photos.view.selectRow(
        batch.photos.filtered.mapFromSource(batch.table.index(row, 0)).row()
    )
