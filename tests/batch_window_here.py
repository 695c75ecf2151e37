"""The batch window with its process in this one, and what a user does in it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.batch.request import State
from inpaint_studio.jobs.process import WhenAlone
from inpaint_studio.progress import ProgressToken

PATIENCE_MS = 60_000


class RunHere:
    """Stands for the process: plans and runs in the worker's thread."""

    def call_kept(
        self,
        when_alone: WhenAlone,
        target: str,
        *arguments: object,
        token: ProgressToken | None = None,
    ) -> Any:
        module, _, name = target.partition(":")
        return getattr(importlib.import_module(module), name)(*arguments, token=token)

    def hurry(self) -> None:
        pass

    def close(self) -> None:
        pass


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
