"""Work in several turns: the window's events have theirs in between."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from inpaint_studio.app.work.turns import do_all, in_turns


def steps(log: list[str], count: int = 3) -> Iterator[None]:
    for number in range(count):
        log.append(f"step {number}")
        yield


def test_all_at_once_is_all_at_once() -> None:
    log: list[str] = []
    do_all(steps(log), QObject())
    assert log == ["step 0", "step 1", "step 2"]


def test_events_come_in_between(qtbot: QtBot) -> None:
    log: list[str] = []
    owner = QObject()
    timer = QTimer(owner)
    timer.timeout.connect(lambda: log.append("event"))
    timer.start(0)
    in_turns(steps(log), owner, lambda: log.append("done"))
    assert log == ["step 0"]
    qtbot.waitUntil(lambda: "done" in log, timeout=60_000)
    timer.stop()
    kept = [each for each in log if each != "event"]
    assert kept == ["step 0", "step 1", "step 2", "done"]
    assert "event" in log[: log.index("step 2")]


def test_it_ends_with_its_owner(qtbot: QtBot) -> None:
    log: list[str] = []
    owner = QObject()
    in_turns(steps(log), owner, lambda: log.append("done"))
    owner.deleteLater()
    qtbot.wait(50)
    assert "done" not in log


def test_a_step_that_fails_is_told_and_ends_it(qtbot: QtBot) -> None:
    log: list[str] = []

    def failing() -> Iterator[None]:
        yield
        raise ValueError("a mistake")

    owner = QObject()
    with capture_exceptions() as caught:
        in_turns(failing(), owner, lambda: log.append("done"), lambda: log.append("failed"))
        qtbot.waitUntil(lambda: bool(log), timeout=60_000)
    assert log == ["failed"]
    assert isinstance(caught[0][1], ValueError)
