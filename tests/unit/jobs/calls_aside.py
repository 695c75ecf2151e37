"""Functions that a test has a process beside it run."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

from inpaint_studio.errors import CancelledError, OptionError
from inpaint_studio.progress import ProgressToken


def add(one: int, other: int, *, token: ProgressToken) -> int:
    print("not part of the answer")
    return one + other


def fail(*, token: ProgressToken) -> None:
    raise OptionError("Sigma is 99; it can be 0 to 20.")


def break_down(*, token: ProgressToken) -> None:
    raise ZeroDivisionError("a mistake")


def work_on(*, token: ProgressToken) -> None:
    for step in range(10_000):
        token.report(step / 10_000, "working")
        time.sleep(0.01)


def show_and_tell(*, token: ProgressToken) -> bool:
    token.show([1, 2, 3])
    token.report(0.5, "half")
    token.show("end")
    return token.is_watched


def work_deaf(*, token: ProgressToken) -> None:
    token.report(0.5, "deaf")
    time.sleep(60)


def be_killed(*, token: ProgressToken) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def process_id(*, token: ProgressToken) -> int:
    return os.getpid()


def write_slowly(path: str, *, token: ProgressToken) -> None:
    with open(path, "x", encoding="ascii") as file:
        file.write("begun ")
        file.flush()
        for step in range(20):
            time.sleep(0.05)
            token.report(step / 20, "writing")
        file.write("and ended")


def wait_to_go_on(*, token: ProgressToken) -> list[str]:
    seen = []
    for share, paused, name in ((0.1, True, "paused"), (0.9, False, "going on")):
        token.report(share)
        while token.is_paused is not paused:
            time.sleep(0.01)
        seen.append(name)
    return seen


def report_much(*, token: ProgressToken) -> None:
    for step in range(20_001):
        token.report(step / 20_000, "much")


def loaded(names: tuple[str, ...], *, token: ProgressToken) -> list[str]:
    return [name for name in names if name in sys.modules]


def put_in_order(path: str, *, token: ProgressToken) -> None:
    while not token.is_cancelled:
        with contextlib.suppress(CancelledError):
            token.report(0.5, "at work")
        time.sleep(0.01)
    time.sleep(0.5)
    with open(path, "x", encoding="ascii") as file:
        file.write("in order")
    token.check()
