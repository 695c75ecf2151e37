"""A photo that a person restored becomes its result, and later runs keep it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from batch_bench import Bench, hashes, save_photo
from PIL import Image

from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.mask_source import HoleColour, MaskFolder, MaskSource, OneMask
from inpaint_studio.batch.request import State, Verdict
from inpaint_studio.batch.review import HandMade, judge, redo, take_by_hand
from inpaint_studio.detection.find import Method
from inpaint_studio.detection.findings import FindingKind
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask

B = Path("b.png")


def made_of(path: Path) -> HandMade:
    photo = read_photo(path)
    image = photo.image.copy()
    mask = np.zeros(image.shape[:2], np.bool_)
    mask[2:6, 3:9] = True
    image[mask] = 77
    return HandMade(photo, lambda: image, lambda: mask, ("telea", "telea"), 1, "cpu", 0.5)


def take(bench: Bench, source: MaskSource | None = None) -> np.ndarray:
    """Restore `b.png` by hand; the answer is what was filled."""
    made = made_of(bench.photos / B)
    take_by_hand(bench.output, B, source or bench.request.source, made)
    return made.mask()


def changed_px(bench: Bench) -> np.ndarray:
    """Where the result of `b.png` differs from the photo."""
    before, after = (read_photo(folder / B).image for folder in (bench.photos, bench.output))
    return np.asarray((before != after).any(axis=2))


def test_it_is_the_result_and_stays_it_whatever_the_settings_are(bench: Bench) -> None:
    bench.run()
    inputs, before = (hashes(bench.photos), hashes(bench.masks)), hashes(bench.output)
    made = made_of(bench.photos / B)
    outcome, mask = take_by_hand(bench.output, B, bench.request.source, made)
    assert outcome.state is State.DONE
    assert "by hand with telea." in str(outcome.notes[0])
    assert np.array_equal(read_photo(bench.output / B).image, made.image())
    assert np.array_equal(read_mask(mask), made.mask())
    assert (hashes(bench.photos), hashes(bench.masks)) == inputs
    after = hashes(bench.output)
    assert {name for name in after if after[name] != before[name]} == {"b.png"}
    settings = replace(bench.request.settings, model="other")
    assert bench.run(resume=True, settings=settings).done_count == 2
    assert hashes(bench.output)["b.png"] == after["b.png"]


def test_another_photo_under_its_name_is_done_anew(bench: Bench) -> None:
    bench.run()
    take_by_hand(bench.output, B, bench.request.source, made_of(bench.photos / B))
    save_photo(bench.photos / B, 99)
    assert bench.run(resume=True).done_count == 1


def test_it_may_come_before_the_first_run(bench: Bench) -> None:
    take_by_hand(bench.output, B, bench.request.source, made_of(bench.photos / B))
    made = hashes(bench.output)["b.png"]
    result = bench.run(resume=True)
    assert (result.done_count, result.kept_count) == (2, 1)
    assert hashes(bench.output)["b.png"] == made


def test_a_file_that_the_batch_did_not_write_is_kept(bench: Bench) -> None:
    save_photo(bench.output / B, 5)
    was = hashes(bench.output)
    with pytest.raises(BadInputError, match="move it away"):
        take_by_hand(bench.output, B, bench.request.source, made_of(bench.photos / B))
    assert hashes(bench.output) == was
    bench.output.joinpath(B).unlink()
    bench.run(resume=True)
    save_photo(bench.output / B, 6)  # somebody worked on the result since
    was = hashes(bench.output)
    with pytest.raises(BadInputError, match="changed since"):
        take_by_hand(bench.output, B, bench.request.source, made_of(bench.photos / B))
    assert hashes(bench.output) == was


def test_what_is_put_back_is_filled_where_it_was_filled_by_hand(bench: Bench) -> None:
    bench.run()
    before, by_hand = hashes(bench.output), take(bench)
    redo(bench.output, B)
    assert bench.run(resume=True).done_count == 1
    after = hashes(bench.output)
    assert {name for name in after if after[name] != before[name]} == {"b.png"}
    assert not (changed_px(bench) & ~by_hand).any()
    assert changed_px(bench)[by_hand].mean() > 0.9
    assert bench.run(resume=True).kept_count == 3
    # A new model does it again with that mask, not with the first one.
    settings = replace(bench.request.settings, model="other")
    assert bench.run(resume=True, settings=settings).done_count == 3
    assert not (changed_px(bench) & ~by_hand).any()


def test_a_rejected_one_comes_back_once_it_is_put_back(bench: Bench) -> None:
    bench.run()
    by_hand = take(bench)
    judge(bench.output, B, Verdict.REJECTED)
    assert bench.run(resume=True).done_count == 0
    assert not (bench.output / B).exists()
    redo(bench.output, B)
    assert bench.run(resume=True).done_count == 1
    assert bench.rows()[B].verdict is Verdict.NONE
    assert not (changed_px(bench) & ~by_hand).any()


def test_beginning_anew_forgets_it(bench: Bench) -> None:
    bench.run()
    first = hashes(bench.output)["b.png"]
    take(bench)
    assert hashes(bench.output)["b.png"] != first
    assert bench.run(overwrite=True).done_count == 3
    assert hashes(bench.output)["b.png"] == first
    assert bench.run(resume=True).kept_count == 3


@pytest.mark.parametrize("kind", ["one mask", "colour", "inverted", "found"])
def test_every_source_of_masks_keeps_to_it(bench: Bench, kind: str) -> None:
    # The hole's colour is in every photo.
    for path in bench.photos.rglob("*.*"):
        path.unlink()
    save_photo(bench.photos / B)
    image = read_photo(bench.photos / B).image.copy()
    image[15:18, 15:18] = (255, 0, 255)
    Image.fromarray(image).save(bench.photos / B)
    sources: dict[str, MaskSource] = {
        "one mask": OneMask(bench.masks / "b.png"),
        "colour": HoleColour((255, 0, 255)),
        "inverted": MaskFolder(bench.masks, invert=True),
        "found": FoundDamage(
            bench.root / "found", frozenset({FindingKind.SCRATCHES}), method=Method.FILTERS
        ),
    }
    source = sources[kind]
    bench.run(source=source)
    by_hand = take(bench, source)
    redo(bench.output, B)
    assert bench.run(source=source, resume=True, report=bench.root / "r").done_count == 1
    assert not (changed_px(bench) & ~by_hand).any()
    assert changed_px(bench)[by_hand].mean() > 0.9
    assert bench.run(source=source, resume=True).kept_count == 1


def test_a_run_that_dies_goes_on_with_its_mask(bench: Bench) -> None:
    bench.run()
    by_hand = take(bench)
    redo(bench.output, B)
    with Ledger(bench.output / ".inpaint-studio" / "ledger.sqlite") as ledger:
        ledger.start(B)  # and then the power fails
    assert bench.run(resume=True).done_count == 1
    assert not (changed_px(bench) & ~by_hand).any()


def test_a_photo_that_fails_keeps_its_mask(bench: Bench) -> None:
    bench.run()
    by_hand = take(bench)
    photo = (bench.photos / B).read_bytes()
    Image.fromarray(read_photo(bench.photos / B).image[:20]).save(bench.photos / B)
    assert len(bench.run(resume=True).failures) == 1
    assert len(bench.run(resume=True).failures) == 1
    (bench.photos / B).write_bytes(photo)
    assert bench.run(resume=True).done_count == 1
    assert not (changed_px(bench) & ~by_hand).any()
