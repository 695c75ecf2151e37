"""A batch in a process of its own: what it tells, and what becomes of it when nobody listens."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_bench import hashes, save_mask, save_photo

from inpaint_studio.batch.batch import run_batch
from inpaint_studio.batch.mask_source import MaskFolder
from inpaint_studio.batch.process import BatchProcess
from inpaint_studio.batch.request import BatchRequest, BatchResult, FillSettings, State, Verdict
from inpaint_studio.batch.review import judge
from inpaint_studio.batch.wire_messages import PhotoFacts, PlanFacts
from inpaint_studio.errors import BadInputError, CancelledError, InpaintStudioError

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


def heard(process: BatchProcess) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {}
    for kind, *values in process.messages():
        told.setdefault(kind, []).append(values)
    process.close()
    assert process.wait(20)
    return told


def photos(told: dict[str, list[Any]]) -> list[PhotoFacts]:
    return [photo for (part,) in told["photos"] for photo in part]


def test_a_plan_tells_every_photo_and_writes_nothing(request_: BatchRequest) -> None:
    told = heard(BatchProcess(request_, runs=False))
    ((facts,),) = told["facts"]
    assert isinstance(facts, PlanFacts)
    assert (facts.total_count, facts.work_count) == (COUNT + 1, COUNT)
    assert facts.problems == ("'alone.png' has no mask; it is left out.",)
    names = [photo.relative.name for photo in photos(told)]
    assert names == sorted(names)
    assert {photo.relative.name: photo.state for photo in photos(told)}["alone.png"] is (
        State.LEFT_OUT
    )
    assert "planned" in told
    assert not request_.output.exists()


def test_a_run_tells_of_every_photo_and_its_end(request_: BatchRequest) -> None:
    told = heard(BatchProcess(request_, runs=True))
    outcomes = [outcome for (part,) in told["outcomes"] for outcome in part]
    assert sum(outcome.state is State.DONE for outcome in outcomes) == COUNT
    ((result,),) = told["ended"]
    assert isinstance(result, BatchResult)
    assert result.done_count == COUNT
    assert len(hashes(request_.output)) == COUNT
    judge(request_.output, Path("03.png"), Verdict.REJECTED)
    again = heard(BatchProcess(request_, runs=False))
    verdicts = {photo.relative.name: photo.verdict for photo in photos(again)}
    assert verdicts["03.png"] is Verdict.REJECTED
    assert again["facts"][0][0].work_count == 0


def test_errors_come_over_as_they_are(request_: BatchRequest) -> None:
    process = BatchProcess(replace(request_, photos=request_.photos / "nowhere"), runs=True)
    with pytest.raises(BadInputError, match="is not a folder"):
        list(process.messages())
    process.close()


def test_cancelling_puts_everything_in_order(request_: BatchRequest) -> None:
    process = BatchProcess(request_, runs=True)
    messages = process.messages()
    assert next(messages)[0] == "facts"
    process.cancel()
    with pytest.raises(CancelledError, match="Cancelled"):
        list(messages)
    process.close()
    assert process.wait(20)
    assert run_batch(request_).is_complete


def test_pausing_holds_photos_back(request_: BatchRequest) -> None:
    process = BatchProcess(request_, runs=True)
    process.pause(True)
    done = 0
    for kind, *values in process.messages():
        if kind == "facts":
            # Long enough for all of them, were they not held back.
            time.sleep(1.0)
            process.pause(False)
        if kind == "outcomes":
            done += sum(outcome.state is State.DONE for outcome in values[0])
    process.close()
    assert done == COUNT


def test_when_the_listener_goes_away_the_run_ends_in_order(request_: BatchRequest) -> None:
    process = BatchProcess(request_, runs=True)
    for message in process.messages():
        if message[0] == "facts":
            break
    process.close()
    assert process.wait(30)
    assert not list(request_.output.rglob("*.part"))
    assert run_batch(request_).is_complete


def test_a_process_that_is_killed_is_told_of(request_: BatchRequest) -> None:
    process = BatchProcess(request_, runs=True)
    process._process.kill()
    with pytest.raises(InpaintStudioError, match="ended unexpectedly"):
        list(process.messages())
    process.close()


def test_leaving_does_not_wait(request_: BatchRequest) -> None:
    process = BatchProcess(request_, runs=True)
    messages = process.messages()
    assert next(messages)[0] == "facts"
    process.leave()
    with pytest.raises(CancelledError, match="goes on from here"):
        list(messages)
    process.close()
    assert process.wait(30)
    assert run_batch(request_).is_complete
