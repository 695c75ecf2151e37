"""A photo that a person restored becomes its result, and later runs keep it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from batch_bench import Bench, hashes, save_photo

from inpaint_studio.batch.request import State
from inpaint_studio.batch.review import HandMade, take_by_hand
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
