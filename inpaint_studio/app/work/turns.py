"""Work of the window's thread in several turns, between which it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

__all__ = ["Building", "do_all", "in_turns"]

Building = Callable[[Iterator[None], QObject], None]
"""How the parts of a window are made: its steps, and the window itself."""


def do_all(steps: Iterator[None], owner: QObject) -> None:
    """Do all of it now."""
    for _ in steps:
        pass


def in_turns(
    steps: Iterator[None],
    owner: QObject,
    done: Callable[[], None] = lambda: None,
    failed: Callable[[], None] = lambda: None,
) -> None:
    """Do a step now and each next one in a turn of its own, then `done`.

    Given up when `owner` goes. A step that raises ends it with `failed`; the error is told as that
    of any slot.
    """

    def step() -> None:
        try:
            next(steps)
        except StopIteration:
            done()
        except BaseException:
            failed()
            raise
        else:
            QTimer.singleShot(0, owner, step)

    step()
