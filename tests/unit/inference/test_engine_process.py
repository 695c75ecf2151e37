"""The engine in a process of its own: same answers, errors, progress, cancelling, and its end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.errors import (
    CancelledError,
    InpaintStudioError,
    MissingPartError,
    ModelNotFoundError,
    OptionError,
    OutOfMemoryError,
)
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.engine_process import EngineProcess, call_aside
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.registry import ModelState, find_model

on_posix = pytest.mark.skipif(os.name != "posix", reason="signals")


@pytest.fixture(scope="module")
def process() -> Iterator[EngineProcess]:
    """One for all tests: each start costs a second."""
    folder = str(Path(__file__).parent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", folder)  # where it finds `engine_calls`
        made = EngineProcess("cpu")
        yield made
        made.close()


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except OSError:
        return False
    return True


def request(model: str = "telea", size: tuple[int, int] = (90, 120)) -> RestoreRequest:
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]]
    image = np.stack([rows % 256, columns % 256, (rows + columns) % 256], axis=2).astype(np.uint8)
    mask = np.zeros(size, np.bool_)
    mask[20:30, 40:60] = True
    mask[70:74, 10:15] = True
    return RestoreRequest(image, mask, model=model, grow_px=1, keep_window_results=True)


def test_answers_as_the_engine_here_does(process: EngineProcess) -> None:
    asked = request()
    before = asked.image.copy()
    there = process.restore(asked)
    with Engine("cpu") as engine:
        here = engine.restore(asked)
    assert np.array_equal(there.image, here.image)
    assert np.array_equal(there.mask, here.mask)
    assert (there.changed, there.model, there.device) == (here.changed, here.model, here.device)
    assert len(there.windows) == len(here.windows)
    assert np.array_equal(asked.image, before)


def test_a_hole_over_most_of_the_photo_arrives_too(process: EngineProcess) -> None:
    asked = request()
    asked.mask[:, :] = True
    asked.mask[:2, :2] = False
    with Engine("cpu") as engine:
        here = engine.restore(asked)
    there = process.restore(asked)
    assert np.array_equal(there.image, here.image)
    assert np.array_equal(there.mask, here.mask)


def test_errors_arrive_as_what_they_are(process: EngineProcess) -> None:
    with pytest.raises(ModelNotFoundError, match="no-such"):
        process.restore(request("no-such"))
    with pytest.raises(OptionError, match="Sigma is 99"):
        process.call("engine_calls:fail")
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a mistake"):
        process.call("engine_calls:break_down")


def test_prints_do_not_spoil_the_answer(process: EngineProcess) -> None:
    assert process.call("engine_calls:add", 2, other=3) == 5


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


def test_progress_is_told_and_cancelling_is_heeded(process: EngineProcess) -> None:
    seen: list[Progress] = []

    def listen(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 5:
            token.cancel()

    token = ProgressToken(listen)
    process.call("engine_calls:add", 1, 1)
    before = process.process_id
    with pytest.raises(CancelledError):
        process.call("engine_calls:work_on", token=token)
    assert seen[0].text == "working"
    assert [each.fraction for each in seen] == sorted(each.fraction for each in seen)
    assert process.call("engine_calls:add", 1, 1) == 2
    assert process.process_id == before  # it was asked, not ended


def test_what_is_shown_meanwhile_arrives(process: EngineProcess) -> None:
    seen: list[object] = []
    assert process.call("engine_calls:show_and_tell", token=ProgressToken(viewer=seen.append))
    assert seen == [[1, 2, 3], "end"]
    process.call("engine_calls:show_and_tell")  # with nobody who looks


def test_whoever_does_not_heed_it_is_ended_when_it_is_urgent() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        process = EngineProcess("cpu")
        token = ProgressToken(lambda _: token.cancel())
        threading.Timer(0.3, process.hurry).start()
        started_s = time.monotonic()
        with pytest.raises(CancelledError):
            process.call("engine_calls:work_deaf", token=token)
        assert time.monotonic() - started_s < 30  # it sleeps for 60
        assert process.process_id is None


@on_posix
def test_when_the_system_ends_it_work_can_go_on(process: EngineProcess) -> None:
    with pytest.raises(OutOfMemoryError, match="memory"):
        process.call("engine_calls:be_killed")
    assert process.call("engine_calls:add", 3, 4) == 7


def test_one_that_ended_unasked_is_started_anew(process: EngineProcess) -> None:
    first = process.call("engine_calls:process_id")
    assert process._process is not None
    process._process.kill()
    process._process.wait()
    assert process.call("engine_calls:process_id") != first


def test_a_process_that_breaks_off_or_cannot_start_gives_a_message() -> None:
    ends = EngineProcess("cpu", command=[sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(InpaintStudioError, match="your work is still here"):
        ends.restore(request())
    with pytest.raises(MissingPartError, match="could not be started"):
        EngineProcess("cpu", command=["/no/such/program"]).restore(request())


@on_posix
def test_nothing_runs_on_after_closing_nor_after_the_end_of_its_owner(
    process: EngineProcess,
) -> None:
    other = EngineProcess("cpu")
    other.warm("json")
    number = other.process_id
    assert number is not None
    other.close()
    assert not is_running(number)
    first = process.call("engine_calls:process_id")
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
            "from inpaint_studio.inference.engine_process import EngineProcess",
            "process = EngineProcess('cpu')",
            "process.warm('json')",
            "print(process.process_id, flush=True)",
            "process.finish('engine_calls:write_slowly', sys.argv[1])",
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
