"""Accepting and rejecting results."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_bench import Bench, hashes, save_mask, save_photo

from inpaint_studio.batch.decision import Step
from inpaint_studio.batch.request import Verdict
from inpaint_studio.batch.review import judge, redo
from inpaint_studio.errors import BadInputError
from inpaint_studio.jobs.fill_settings import FillSettings

B = Path("b.png")


def test_a_rejected_result_is_removed_and_stays_away_until_something_changes(bench: Bench) -> None:
    bench.run(report=bench.root / "r")
    judge(bench.output, B, Verdict.REJECTED)
    assert set(hashes(bench.output)) == {"a.jpg", "sub/c.tif"}
    result = bench.run(resume=True, report=bench.root / "r")
    assert (result.done_count, result.kept_count) == (0, 2)
    assert bench.plan(resume=True).count(Step.REJECTED) == 1
    assert "Rejected, their results removed (1)" in (bench.root / "r/report.html").read_text()
    save_mask(bench.masks / "b.png", 20)
    assert bench.run(resume=True).done_count == 1
    assert bench.rows()[B].verdict is Verdict.NONE
    assert set(hashes(bench.output)) == {"a.jpg", "b.png", "sub/c.tif"}


def test_a_rejected_result_is_made_with_other_settings(bench: Bench) -> None:
    bench.run()
    judge(bench.output, B, Verdict.REJECTED)
    assert bench.run(resume=True, settings=FillSettings(model="other")).done_count == 3


def test_what_a_person_puts_in_place_of_a_rejected_result_stays(bench: Bench) -> None:
    bench.run()
    judge(bench.output, B, Verdict.REJECTED)
    (bench.output / B).write_bytes(b"by hand")
    assert bench.run(resume=True).done_count == 0
    assert (bench.output / B).read_bytes() == b"by hand"
    save_photo(bench.photos / B, 77)
    result = bench.run(resume=True)
    assert [f.relative for f in result.failures] == [B]
    assert (bench.output / B).read_bytes() == b"by hand"


def test_a_verdict_can_be_taken_back(bench: Bench) -> None:
    bench.run()
    judge(bench.output, B, Verdict.REJECTED)
    judge(bench.output, B, Verdict.NONE)
    assert bench.run(resume=True).done_count == 1


def test_accepted_results_are_kept_and_said(bench: Bench) -> None:
    bench.run()
    before = hashes(bench.output)
    judge(bench.output, B, Verdict.ACCEPTED)
    assert bench.rows()[B].verdict is Verdict.ACCEPTED
    assert bench.run(resume=True).kept_count == 3
    assert bench.rows()[B].verdict is Verdict.ACCEPTED
    assert hashes(bench.output) == before


def test_redo_has_the_next_run_make_it_again(bench: Bench) -> None:
    bench.run()
    redo(bench.output, B)
    assert bench.run(resume=True).done_count == 1


def test_a_result_that_somebody_worked_on_is_not_removed(bench: Bench) -> None:
    bench.run()
    (bench.output / B).write_bytes(b"retouched")
    for action in (lambda: judge(bench.output, B, Verdict.REJECTED), lambda: redo(bench.output, B)):
        with pytest.raises(BadInputError, match="was changed since"):
            action()
    assert (bench.output / B).read_bytes() == b"retouched"
    assert bench.rows()[B].verdict is Verdict.NONE


def test_what_has_no_result_cannot_be_judged(bench: Bench) -> None:
    bench.run()
    with pytest.raises(BadInputError, match="no result yet"):
        judge(bench.output, Path("nobody.png"), Verdict.ACCEPTED)
