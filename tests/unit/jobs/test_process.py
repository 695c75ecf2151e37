"""A process beside the program: answers, errors, progress, pausing, cancelling, and its end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inpaint_studio.errors import (
    CancelledError,
    InpaintStudioError,
    MissingPartError,
    ModelNotFoundError,
    OptionError,
    OutOfMemoryError,
)
from inpaint_studio.jobs.process import ChildProcess, WhenAlone, _leaving, call_aside
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.registry import ModelState, find_model

on_posix = pytest.mark.skipif(os.name != "posix", reason="signals")


@pytest.fixture(scope="module", autouse=True)
def findable() -> Iterator[None]:
    """Where processes find `calls_aside`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        yield


@pytest.fixture(scope="module")
def process(findable: None) -> Iterator[ChildProcess]:
    """One for all tests: each start costs a second."""
    made = ChildProcess()
    yield made
    made.close()


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except OSError:
        return False
    return True


def test_errors_arrive_as_what_they_are(process: ChildProcess) -> None:
    with pytest.raises(OptionError, match="Sigma is 99"):
        process.call("calls_aside:fail")
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a mistake"):
        process.call("calls_aside:break_down")


def test_prints_do_not_spoil_the_answer(process: ChildProcess) -> None:
    assert process.call("calls_aside:add", 2, other=3) == 5


def test_checkpoints_are_imported_aside(
    small_edgeconnect: dict[str, Path], models_dir: Path
) -> None:
    files = {role: small_edgeconnect[role] for role in ("edge", "completion")}
    target = "inpaint_studio.zoo.install:import_model"
    seen: list[Progress] = []
    made = call_aside(target, "edgeconnect", files, name="aside", token=ProgressToken(seen.append))
    assert made.name == "aside"
    assert find_model("aside").state is ModelState.READY
    assert seen
    with pytest.raises(ModelNotFoundError):
        call_aside(target, "no-such-family", files)


def test_progress_is_told_and_cancelling_is_heeded(process: ChildProcess) -> None:
    seen: list[Progress] = []

    def listen(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 5:
            token.cancel()

    token = ProgressToken(listen)
    process.call("calls_aside:add", 1, 1)
    before = process.process_id
    with pytest.raises(CancelledError):
        process.call("calls_aside:work_on", token=token)
    assert str(seen[0].message) == "working"
    assert [each.fraction for each in seen] == sorted(each.fraction for each in seen)
    assert process.call("calls_aside:add", 1, 1) == 2
    assert process.process_id == before  # it was asked, not ended


def test_what_is_shown_meanwhile_arrives(process: ChildProcess) -> None:
    seen: list[object] = []
    assert process.call("calls_aside:show_and_tell", token=ProgressToken(viewer=seen.append))
    assert seen == [[1, 2, 3], "end"]
    process.call("calls_aside:show_and_tell")  # with nobody who looks


def test_pausing_reaches_the_function(process: ChildProcess) -> None:
    def listen(progress: Progress) -> None:
        token.pause(progress.fraction < 0.5)

    token = ProgressToken(listen)
    assert process.call("calls_aside:wait_to_go_on", token=token) == ["paused", "going on"]


def test_many_reports_become_a_few(process: ChildProcess) -> None:
    seen: list[Progress] = []
    process.call("calls_aside:report_much", token=ProgressToken(seen.append))
    assert len(seen) < 100
    assert seen[-1].fraction == 1.0  # the last one is told, whatever the rest


def test_the_process_imports_nothing_heavy_until_it_is_needed(process: ChildProcess) -> None:
    fresh = ChildProcess()
    assert fresh.call("calls_aside:loaded", ("torch", "PySide6", "cv2", "scipy")) == []
    fresh.close()


@pytest.mark.parametrize("hurried", [False, True])
def test_what_is_to_be_put_in_order_is_waited_for_or_left_to_itself(
    tmp_path: Path, hurried: bool
) -> None:
    path = tmp_path / "order.txt"
    token = ProgressToken(lambda _: token.cancel())
    process = ChildProcess()
    if hurried:
        process.hurry()
    with pytest.raises(CancelledError):
        process.call_kept(
            WhenAlone.PUT_IN_ORDER, "calls_aside:put_in_order", str(path), token=token
        )
    assert path.exists() is not hurried
    wait_for(path.exists)
    process.close()
    wait_for(lambda: all(each.poll() is not None for each in _leaving))


def test_whoever_does_not_heed_it_is_ended_when_it_is_urgent() -> None:
    process = ChildProcess()
    token = ProgressToken(lambda _: token.cancel())
    threading.Timer(0.3, process.hurry).start()
    started_s = time.monotonic()
    with pytest.raises(CancelledError):
        process.call("calls_aside:work_deaf", token=token)
    assert time.monotonic() - started_s < 30  # it sleeps for 60
    assert process.process_id is None


@on_posix
def test_when_the_system_ends_it_work_can_go_on(process: ChildProcess) -> None:
    with pytest.raises(OutOfMemoryError, match="memory"):
        process.call("calls_aside:be_killed")
    assert process.call("calls_aside:add", 3, 4) == 7


def test_one_that_ended_unasked_is_started_anew(process: ChildProcess) -> None:
    first = process.call("calls_aside:process_id")
    assert process._process is not None
    process._process.kill()
    process._process.wait()
    assert process.call("calls_aside:process_id") != first


def test_a_process_that_breaks_off_or_cannot_start_gives_a_message() -> None:
    ends = ChildProcess(command=[sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(InpaintStudioError, match="your work is still here"):
        ends.call("calls_aside:process_id")
    with pytest.raises(MissingPartError, match="could not be started"):
        ChildProcess(command=["/no/such/program"]).warm()


@on_posix
def test_nothing_runs_on_after_closing_nor_after_the_end_of_its_owner(
    process: ChildProcess,
) -> None:
    other = ChildProcess()
    other.warm("json")
    number = other.process_id
    assert number is not None
    other.close()
    assert not is_running(number)
    first = process.call("calls_aside:process_id")
    owned = process._process
    assert owned is not None
    assert owned.stdin is not None
    owned.stdin.close()  # as when the window is killed
    assert owned.wait(timeout=20) == 0
    assert not is_running(first)


@on_posix
def test_when_its_owner_is_killed_it_ends_silently_but_not_before_a_file_is_whole(
    tmp_path: Path,
) -> None:
    target = tmp_path / "file.txt"
    owner = "\n".join(
        [
            "import sys",
            "from inpaint_studio.jobs.process import ChildProcess, WhenAlone",
            "process = ChildProcess()",
            "process.warm('json')",
            "print(process.process_id, flush=True)",
            "process.call_kept(WhenAlone.FINISHED, 'calls_aside:write_slowly', sys.argv[1])",
        ]
    )
    with subprocess.Popen(
        [sys.executable, "-c", owner, str(target)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        number = int(running.stdout.readline())
        wait_for(lambda: target.exists() and bool(target.read_text()))
        running.kill()
        running.wait()
        wait_for(lambda: not is_running(number))
        assert target.read_text() == "begun and ended"
        assert running.stderr.read() == ""


def wait_for(until: Callable[[], bool], patience_s: float = 60.0) -> None:
    end_s = time.monotonic() + patience_s
    while not until():
        assert time.monotonic() < end_s, "waited in vain"
        time.sleep(0.02)
