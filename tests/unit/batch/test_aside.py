"""A batch in a process beside the window: what it shows, and what becomes of it when nobody listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_bench import hashes, save_mask, save_photo

from inpaint_studio.batch.batch import run_batch
from inpaint_studio.batch.facts import PhotoFacts, PlanFacts
from inpaint_studio.batch.mask_source import MaskFolder
from inpaint_studio.batch.request import (
    BatchRequest,
    BatchResult,
    Outcome,
    State,
    Verdict,
)
from inpaint_studio.batch.review import judge
from inpaint_studio.errors import (
    BadInputError,
    CancelledError,
    InpaintStudioError,
)
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.process import ChildProcess, WhenAlone, _leaving
from inpaint_studio.progress import ProgressToken

COUNT = 12


@pytest.fixture
def request_(tmp_path: Path) -> BatchRequest:
    for number in range(COUNT):
        save_photo(tmp_path / "in" / f"{number:02}.png", number)
        save_mask(tmp_path / "masks" / f"{number:02}.png")
    save_photo(tmp_path / "in" / "alone.png")
    return BatchRequest(
        photos=tmp_path / "in",
        output=tmp_path / "out",
        source=MaskFolder(tmp_path / "masks"),
        settings=FillSettings(model="telea"),
        resume=True,
    )


@pytest.fixture
def process() -> Iterator[ChildProcess]:
    made = ChildProcess()
    yield made
    made.close()


class Seen:
    """What was shown, by kind."""

    def __init__(self) -> None:
        self.facts: list[PlanFacts] = []
        self.photos: list[PhotoFacts] = []
        self.outcomes: list[Outcome] = []
        self.token = ProgressToken(viewer=self.take)

    def take(self, shown: Any) -> None:
        if isinstance(shown, PlanFacts):
            self.facts.append(shown)
        elif isinstance(shown[0], PhotoFacts):
            self.photos += shown
        else:
            self.outcomes += shown

    def done_count(self) -> int:
        return sum(outcome.state is State.DONE for outcome in self.outcomes)


def look(process: ChildProcess, request: BatchRequest) -> Seen:
    seen = Seen()
    process.call("inpaint_studio.batch.aside:look", request, token=seen.token)
    return seen


def run(process: ChildProcess, request: BatchRequest, seen: Seen) -> Any:
    target = "inpaint_studio.batch.aside:run"
    return process.call_kept(WhenAlone.PUT_IN_ORDER, target, request, token=seen.token)


def test_a_plan_tells_every_photo_and_writes_nothing(
    process: ChildProcess, request_: BatchRequest
) -> None:
    seen = look(process, request_)
    (facts,) = seen.facts
    assert (facts.total_count, facts.work_count) == (COUNT + 1, COUNT)
    assert [str(problem) for problem in facts.problems] == [
        "'alone.png' has no mask; it is left out."
    ]
    names = [photo.relative.name for photo in seen.photos]
    assert names == sorted(names)
    assert {photo.relative.name: photo.state for photo in seen.photos}["alone.png"] is (
        State.LEFT_OUT
    )
    assert not request_.output.exists()


def test_a_run_tells_of_every_photo_and_its_end(
    process: ChildProcess, request_: BatchRequest
) -> None:
    seen = Seen()
    result = run(process, request_, seen)
    assert isinstance(result, BatchResult)
    assert result.done_count == seen.done_count() == COUNT
    assert len(hashes(request_.output)) == COUNT
    judge(request_.output, Path("03.png"), Verdict.REJECTED)
    again = look(process, request_)
    verdicts = {photo.relative.name: photo.verdict for photo in again.photos}
    assert verdicts["03.png"] is Verdict.REJECTED
    assert again.facts[0].work_count == 0


def test_errors_come_over_as_they_are(process: ChildProcess, request_: BatchRequest) -> None:
    with pytest.raises(BadInputError, match="is not a folder"):
        run(process, replace(request_, photos=request_.photos / "nowhere"), Seen())


def test_cancelling_puts_everything_in_order_and_tells_what_was_done(
    process: ChildProcess, request_: BatchRequest
) -> None:
    class Cancelling(Seen):
        def take(self, shown: Any) -> None:
            super().take(shown)
            if self.outcomes:
                self.token.cancel()

    seen = Cancelling()
    with pytest.raises(CancelledError, match="Cancelled"):
        run(process, request_, seen)
    assert len(hashes(request_.output)) == seen.done_count()
    assert not list(request_.output.rglob("*.part"))
    assert run_batch(request_).is_complete


def test_pausing_holds_photos_back(process: ChildProcess, request_: BatchRequest) -> None:
    seen = Seen()
    seen.token.pause(True)
    held: list[int] = []

    def go_on() -> None:
        while not seen.facts:
            time.sleep(0.01)
        # Long enough for all of them, were they not held back.
        time.sleep(1.0)
        held.append(seen.done_count())
        seen.token.pause(False)

    threading.Thread(target=go_on).start()
    assert run(process, request_, seen).done_count == COUNT
    assert held[0] < COUNT


@pytest.mark.parametrize("how", ["hurry", "close"])
def test_when_the_listener_goes_away_the_run_ends_in_order(
    process: ChildProcess, request_: BatchRequest, how: str
) -> None:
    class Leaving(Seen):
        def take(self, shown: Any) -> None:
            super().take(shown)
            if how == "hurry":
                process.hurry()
                self.token.cancel()
            else:
                process._leave()  # as when the window is killed
                raise KeyboardInterrupt

    with pytest.raises(CancelledError if how == "hurry" else KeyboardInterrupt):
        run(process, request_, Leaving())
    (left,) = _leaving
    assert left.wait(30) == 0
    assert not list(request_.output.rglob("*.part"))
    assert run_batch(request_).is_complete


def test_a_process_that_is_killed_is_told_of(process: ChildProcess, request_: BatchRequest) -> None:
    class Killing(Seen):
        def take(self, shown: Any) -> None:
            assert process._process is not None
            process._process.kill()

    with pytest.raises(InpaintStudioError, match=r"[Yy]our work"):
        run(process, request_, Killing())
