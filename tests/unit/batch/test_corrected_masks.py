"""A mask that a person has corrected: its photo is done again with it, and keeps to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from batch_bench import SIZE, Bench, hashes, save_photo

from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.mask_source import HoleColour, MaskFolder, MaskSource, OneMask
from inpaint_studio.batch.request import State, Verdict
from inpaint_studio.batch.review import correct, judge
from inpaint_studio.detection.find import Method
from inpaint_studio.detection.findings import FindingKind
from inpaint_studio.imaging.files import read_photo

B = Path("b.png")


def corrected() -> np.ndarray:
    mask = np.zeros(SIZE, np.bool_)
    mask[30:34, 5:20] = True
    return mask


def changed_px(bench: Bench) -> np.ndarray:
    """Where the result of `b.png` differs from the photo."""
    before, after = (read_photo(folder / B).image for folder in (bench.photos, bench.output))
    return np.asarray((before != after).any(axis=2))


def test_only_its_photo_is_done_again_and_resuming_keeps_to_it(bench: Bench) -> None:
    bench.run()
    inputs, before = (hashes(bench.photos), hashes(bench.masks)), hashes(bench.output)
    path = correct(bench.output, B, bench.request.source, corrected())
    assert bench.output in path.parents
    result = bench.run(resume=True, only=frozenset([B]))
    assert result.done_count == 1
    assert [each.relative for each in bench.outcomes if each.state is State.DONE] == [B]
    assert (hashes(bench.photos), hashes(bench.masks)) == inputs
    after = hashes(bench.output)
    assert {name for name in after if after[name] != before[name]} == {"b.png"}
    assert not (changed_px(bench) & ~corrected()).any()
    assert changed_px(bench)[corrected()].mean() > 0.9
    assert bench.run(resume=True).kept_count == 3
    assert hashes(bench.output) == after
    # A new model does it again with the corrected mask, not with the first one.
    settings = replace(bench.request.settings, model="other")
    assert bench.run(resume=True, settings=settings).done_count == 3
    assert not (changed_px(bench) & ~corrected()).any()


def test_a_run_of_one_photo_leaves_those_that_wait_alone(bench: Bench) -> None:
    bench.run(only=frozenset([B]))
    assert set(hashes(bench.output)) == {"b.png"}
    correct(bench.output, B, bench.request.source, corrected())
    assert bench.run(resume=True, only=frozenset([B])).done_count == 1
    assert set(hashes(bench.output)) == {"b.png"}
    assert bench.run(resume=True).done_count == 2


def test_a_mask_may_be_corrected_before_the_first_run(bench: Bench) -> None:
    bench.run(only=frozenset([Path("a.jpg")]))
    correct(bench.output, B, bench.request.source, corrected())
    assert bench.rows()[B].state is State.WAITING
    result = bench.run(resume=True)
    assert (result.done_count, result.kept_count) == (2, 1)
    assert not (changed_px(bench) & ~corrected()).any()


def test_a_rejected_result_comes_back_with_a_corrected_mask(bench: Bench) -> None:
    bench.run()
    judge(bench.output, B, Verdict.REJECTED)
    correct(bench.output, B, bench.request.source, corrected())
    assert bench.run(resume=True).done_count == 1
    assert bench.rows()[B].verdict is Verdict.NONE
    assert (bench.output / B).is_file()


def test_beginning_anew_forgets_corrections(bench: Bench) -> None:
    bench.run()
    first = hashes(bench.output)["b.png"]
    correct(bench.output, B, bench.request.source, corrected())
    assert bench.run(overwrite=True).done_count == 3
    assert hashes(bench.output)["b.png"] == first
    assert bench.run(resume=True).kept_count == 3


@pytest.mark.parametrize("kind", ["one mask", "colour", "inverted", "found"])
def test_every_source_of_masks_takes_corrections(bench: Bench, kind: str) -> None:
    # The hole's colour is in every photo.
    for path in bench.photos.rglob("*.*"):
        path.unlink()
    save_photo(bench.photos / B)
    image = read_photo(bench.photos / B).image.copy()
    image[5:8, 5:8] = (255, 0, 255)
    from PIL import Image

    Image.fromarray(image).save(bench.photos / B)
    sources: dict[str, MaskSource] = {
        "one mask": OneMask(bench.masks / "b.png"),
        "colour": HoleColour((255, 0, 255)),
        "inverted": MaskFolder(bench.masks, invert=True),
        "found": FoundDamage(
            bench.root / "found",
            frozenset({FindingKind.SCRATCHES}),
            method=Method.FILTERS,
        ),
    }
    source = sources[kind]
    bench.run(source=source)
    correct(bench.output, B, source, corrected())
    assert bench.run(source=source, resume=True, report=bench.root / "r").done_count == 1
    assert not (changed_px(bench) & ~corrected()).any()
    assert bench.run(source=source, resume=True).kept_count == 1


def test_a_run_that_dies_goes_on_with_the_corrected_mask(bench: Bench) -> None:
    bench.run()
    correct(bench.output, B, bench.request.source, corrected())
    from inpaint_studio.batch.ledger import Ledger

    with Ledger(bench.output / ".inpaint-studio" / "ledger.sqlite") as ledger:
        ledger.start(B)  # and then the power fails
    assert bench.run(resume=True).done_count == 1
    assert not (changed_px(bench) & ~corrected()).any()


def test_a_photo_that_fails_keeps_its_corrected_mask(bench: Bench) -> None:
    bench.run()
    correct(bench.output, B, bench.request.source, corrected()[:20])  # of another size
    assert len(bench.run(resume=True).failures) == 1
    assert len(bench.run(resume=True).failures) == 1
    correct(bench.output, B, bench.request.source, corrected())
    assert bench.run(resume=True).done_count == 1
    assert not (changed_px(bench) & ~corrected()).any()
