"""Workers: the latest of a lane wins, cancelling is at once, failures leave the worker usable."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from inpaint_studio.app.work.workers import Job, Lane, Worker
from inpaint_studio.errors import BadInputError, CancelledError
from inpaint_studio.progress import ProgressToken


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker(object)
    yield made
    made.stop()
    assert not made.is_running


def job(work: Any, done: Any, lane: Lane = Lane.RESTORE, **more: Any) -> Job:
    return Job(lane, "job", lambda _, token: work(token), done, **more)


def test_answers_in_the_gui_thread(worker: Worker, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    here = threading.get_ident()
    worker.submit(
        job(
            lambda _: threading.get_ident(),
            lambda there: seen.append((there, threading.get_ident())),
        )
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != here
    assert seen[0][1] == here


def test_what_is_shown_meanwhile_comes_first(worker: Worker, qtbot: QtBot) -> None:
    seen: list[object] = []
    here = threading.get_ident()

    def work(token: ProgressToken) -> str:
        token.show("so far")
        return "answer" if token.is_watched else "unseen"

    def look(result: object) -> None:
        seen.append((result, threading.get_ident() == here))

    worker.submit(job(work, seen.append, shown=look))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [("so far", True), "answer"]
    worker.submit(job(work, seen.append))
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen[2] == "unseen"


def test_what_is_shown_is_taken_one_by_one_with_the_rest_of_the_window_between(
    worker: Worker, qtbot: QtBot
) -> None:
    order: list[object] = []
    ahead: list[int] = []

    def work(token: ProgressToken) -> None:
        for number in range(5):
            token.show(number)
            ahead.append(number)

    def look(number: int) -> None:
        order.append(number)
        assert len(ahead) == number  # the thread waits until this one is taken
        QTimer.singleShot(0, lambda: order.append(f"after {number}"))

    worker.submit(job(work, order.append, shown=look))
    qtbot.waitUntil(lambda: None in order)
    assert order[:10] == [each for n in range(5) for each in (n, f"after {n}")]


def test_a_worker_stops_while_something_shown_waits_to_be_taken(qtbot: QtBot) -> None:
    worker, shown = Worker(object), threading.Event()

    def work(token: ProgressToken) -> None:
        shown.set()
        token.show_anyway("never taken")

    worker.submit(job(work, print, shown=print))
    assert shown.wait(10)
    worker.stop()
    assert not worker.is_running


def test_the_latest_of_a_lane_wins(worker: Worker, qtbot: QtBot) -> None:
    answers: list[int] = []
    started, release = threading.Event(), threading.Event()

    def first(_: ProgressToken) -> int:
        started.set()
        release.wait(10)
        return 0

    worker.submit(job(first, answers.append))
    assert started.wait(10)
    for number in (1, 2, 3):
        worker.submit(job(lambda _, number=number: number, answers.append))
    release.set()
    qtbot.waitUntil(lambda: bool(answers))
    qtbot.waitUntil(lambda: not worker.is_busy())
    assert answers == [3]


def test_lanes_do_not_replace_each_other(worker: Worker, qtbot: QtBot) -> None:
    answers: list[str] = []
    worker.submit(job(lambda _: "live", answers.append, Lane.LIVE))
    worker.submit(job(lambda _: "file", answers.append, Lane.FILE))
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["live", "file"]


def test_cancelling_is_told_at_once_though_the_thread_is_still_at_it(
    worker: Worker, qtbot: QtBot
) -> None:
    answers: list[int] = []
    started, release = threading.Event(), threading.Event()

    def stubborn(_: ProgressToken) -> int:
        started.set()
        release.wait(10)
        return 1

    worker.submit(job(stubborn, answers.append))
    assert started.wait(10)
    with qtbot.waitSignal(worker.cancelled):
        worker.cancel()
    assert not worker.is_busy()
    release.set()
    worker.submit(job(lambda _: 2, answers.append))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [2]


def test_a_job_sees_that_it_was_cancelled(worker: Worker, qtbot: QtBot) -> None:
    started, ended = threading.Event(), threading.Event()

    def work(token: ProgressToken) -> None:
        started.set()
        try:
            while True:
                token.report(0.5)
        except CancelledError:
            ended.set()
            raise

    worker.submit(job(work, lambda _: None))
    assert started.wait(10)
    worker.cancel(Lane.RESTORE)
    assert ended.wait(10)


@pytest.mark.parametrize("error", [BadInputError("no"), ValueError("oh"), MemoryError()])
def test_a_failure_is_told_and_the_worker_goes_on(
    worker: Worker, qtbot: QtBot, error: Exception
) -> None:
    def work(_: ProgressToken) -> None:
        raise error

    with qtbot.waitSignal(worker.failed) as failed:
        worker.submit(job(work, lambda _: None))
    assert failed.args[1] is error
    answers: list[int] = []
    worker.submit(job(lambda _: 7, answers.append))
    qtbot.waitUntil(lambda: answers == [7])


def test_a_job_with_its_own_way_of_failing_uses_it(worker: Worker, qtbot: QtBot) -> None:
    told: list[Exception] = []
    error = BadInputError("no")

    def work(_: ProgressToken) -> None:
        raise error

    worker.submit(job(work, lambda _: None, failed=told.append))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [error]


def test_progress_is_told(worker: Worker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(worker.progressed) as told:
        worker.submit(job(lambda token: token.report(0.25, "half of half"), lambda _: None))
    assert told.args[1].fraction == 0.25
    assert str(told.args[1].message) == "half of half"


def test_the_context_is_made_in_the_thread_and_closed_there(qtbot: QtBot) -> None:
    threads: list[int] = []

    class Context:
        def __init__(self) -> None:
            threads.append(threading.get_ident())

        def close(self) -> None:
            threads.append(threading.get_ident())

    worker = Worker(Context)
    answers: list[object] = []
    worker.submit(Job(Lane.FILE, "", lambda context, _: context, answers.append))
    qtbot.waitUntil(lambda: bool(answers))
    worker.stop()
    assert isinstance(answers[0], Context)
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()
