"""A whole batch: what is done, what is done again, and what a bad photo does."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from batch_bench import Bench, hashes, save_mask, save_photo
from engine_fakes import make_card
from PIL import Image

from inpaint_studio.batch.batch import plan_batch, run_batch
from inpaint_studio.batch.decision import Step
from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.mask_source import HoleColour, OneMask
from inpaint_studio.batch.request import State
from inpaint_studio.errors import (
    BadInputError,
    CancelledError,
    InpaintStudioError,
    ModelNotFoundError,
    OptionError,
    PhotoFileError,
)
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.card import ModelFile


def done(bench: Bench) -> set[str]:
    return {o.relative.as_posix() for o in bench.outcomes if o.state is State.DONE}


def test_every_photo_comes_back_in_its_format_with_its_known_pixels(bench: Bench) -> None:
    before = hashes(bench.photos)
    result = bench.run()
    assert result.is_complete
    assert result.done_count == 3
    assert set(hashes(bench.output)) == {"a.jpg", "b.png", "sub/c.tif"}
    assert hashes(bench.photos) == before
    for name in ("b.png", "sub/c.tif"):
        original, restored = read_photo(bench.photos / name), read_photo(bench.output / name)
        mask = read_mask((bench.masks / name).with_suffix(".png"))
        assert (original.image[~mask] == restored.image[~mask]).all()
        assert (original.image[mask] != restored.image[mask]).any()


def test_results_do_not_depend_on_the_number_of_workers(bench: Bench) -> None:
    bench.run(workers=1)
    alone = hashes(bench.output)
    shutil.rmtree(bench.output)
    bench.run(workers=3)
    assert hashes(bench.output) == alone


def test_an_output_folder_that_holds_something_is_refused_with_the_remedy(bench: Bench) -> None:
    bench.output.mkdir()
    (bench.output / "letter.txt").write_text("dear")
    with pytest.raises(BadInputError, match=r"earlier run.*replace what is there"):
        bench.run()
    assert [p.name for p in bench.output.iterdir()] == ["letter.txt"]
    bench.run(overwrite=True)
    assert (bench.output / "letter.txt").read_text() == "dear"
    with pytest.raises(BadInputError, match=r"earlier run.*replace what is there"):
        bench.run()


def test_resume_on_a_fresh_output_simply_starts(bench: Bench) -> None:
    assert bench.run(resume=True).done_count == 3


def test_resume_repeats_nothing(bench: Bench) -> None:
    bench.run()
    before = {p: (bench.output / p).stat().st_mtime_ns for p in hashes(bench.output)}
    result = bench.run(resume=True)
    assert (result.done_count, result.kept_count, bench.filled) == (0, 3, [])
    assert before == {p: (bench.output / p).stat().st_mtime_ns for p in hashes(bench.output)}


def change_photo(bench: Bench) -> dict[str, object]:
    save_photo(bench.photos / "b.png", 9)
    return {}


def change_mask(bench: Bench) -> dict[str, object]:
    save_mask(bench.masks / "b.png", 20)
    return {}


def change_photo_keeping_size_and_time(bench: Bench) -> dict[str, object]:
    path = bench.photos / "sub/c.tif"
    content, status = bytearray(path.read_bytes()), path.stat()
    content[-200] ^= 0xFF
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return {}


def remove_output(bench: Bench) -> dict[str, object]:
    (bench.output / "b.png").unlink()
    return {}


def touch_everything(bench: Bench) -> dict[str, object]:
    for path in [*bench.photos.rglob("*.*"), *bench.masks.rglob("*.*")]:
        os.utime(path, ns=(1, 1))
    return {}


def new_photo(bench: Bench) -> dict[str, object]:
    save_photo(bench.photos / "d.png", 5)
    save_mask(bench.masks / "d.png")
    return {}


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (change_photo, {"b.png"}),
        (change_mask, {"b.png"}),
        (change_photo_keeping_size_and_time, {"sub/c.tif"}),
        (remove_output, {"b.png"}),
        (touch_everything, set()),
        (new_photo, {"d.png"}),
        (lambda bench: {"settings": FillSettings(model="other")}, {"a.jpg", "b.png", "sub/c.tif"}),
        (
            lambda bench: {"settings": FillSettings(model="fake", grow_px=1)},
            {"a.jpg", "b.png", "sub/c.tif"},
        ),
    ],
)
def test_resume_does_again_exactly_what_changed(
    bench: Bench, change: object, again: set[str]
) -> None:
    bench.run()
    changes = change(bench)  # type: ignore[operator]
    result = bench.run(resume=True, **changes)
    assert done(bench) == again
    assert len(bench.filled) == len(again)
    assert result.is_complete
    # And once it is done, it is done.
    assert bench.run(resume=True, **changes).done_count == 0


def test_touched_files_are_hashed_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run()
    touch_everything(bench)
    bench.run(resume=True)
    hashed: list[Path] = []
    monkeypatch.setattr("inpaint_studio.batch.decision.hash_file", hashed.append)
    bench.run(resume=True)
    assert hashed == []


def test_overwrite_does_everything_anew(bench: Bench) -> None:
    bench.run()
    assert bench.run(overwrite=True).done_count == 3
    assert bench.run(resume=True).kept_count == 3


def test_a_result_that_somebody_worked_on_is_not_replaced(bench: Bench) -> None:
    bench.run()
    save_photo(bench.output / "b.png", 77)
    retouched = hashes(bench.output)["b.png"]
    assert bench.run(resume=True).is_complete
    changed = FillSettings(model="fake", seed=3)
    result = bench.run(resume=True, settings=changed)
    assert result.done_count == 2
    assert "changed since it was written" in str(result.failures[0].error)
    assert hashes(bench.output)["b.png"] == retouched
    assert bench.run(resume=True, settings=changed).failures
    assert bench.run(resume=True, overwrite=True, settings=changed).is_complete
    assert hashes(bench.output)["b.png"] != retouched


def test_a_file_that_no_batch_wrote_is_not_replaced(bench: Bench) -> None:
    save_photo(bench.output / "b.png", 77)
    foreign = hashes(bench.output)["b.png"]
    result = bench.run(resume=True)
    assert [f.relative.name for f in result.failures] == ["b.png"]
    assert "replace what is there" in str(result.failures[0].error)
    assert hashes(bench.output)["b.png"] == foreign


def test_one_bad_photo_stops_no_other_and_is_done_once_it_is_mended(bench: Bench) -> None:
    whole = (bench.photos / "b.png").read_bytes()
    (bench.photos / "b.png").write_bytes(whole[:200])
    (bench.photos / "empty.jpg").touch()
    (bench.photos / "broken.jpg").symlink_to("nowhere.jpg")
    (bench.photos / "loop.jpg").symlink_to("loop.jpg")
    (bench.photos / "fake.png").write_bytes((bench.photos / "a.jpg").read_bytes())
    for name in ("empty", "broken", "loop", "fake"):
        save_mask(bench.masks / f"{name}.png")
    result = bench.run()
    assert not result.is_complete
    assert done(bench) == {"a.jpg", "fake.png", "sub/c.tif"}
    told = {failure.relative.name: str(failure.error) for failure in result.failures}
    assert set(told) == {"b.png", "empty.jpg", "broken.jpg", "loop.jpg"}
    assert "0 bytes" in told["empty.jpg"]
    assert all(name in error and "\n" not in error for name, error in told.items())
    assert set(hashes(bench.output)) == {"a.jpg", "fake.png", "sub/c.tif"}
    (bench.photos / "b.png").write_bytes(whole)
    assert len(bench.run(resume=True).failures) == 3
    assert done(bench) == {"b.png"}


def test_a_mask_of_another_size_fails_its_photo_alone(bench: Bench) -> None:
    Image.new("L", (7, 7), 255).save(bench.masks / "b.png")
    result = bench.run()
    assert [f.relative.name for f in result.failures] == ["b.png"]
    assert "7x7" in str(result.failures[0].error).replace("×", "x")


def test_a_fault_of_the_model_fails_its_photo_alone(bench: Bench) -> None:
    def fail_on_b(request: object, token: object) -> None:
        if (request.image[0, 0] == read_photo(bench.photos / "b.png").image[0, 0]).all():  # type: ignore[attr-defined]
            raise ZeroDivisionError("by mistake")

    bench.before = fail_on_b
    result = bench.run()
    assert [f.relative.name for f in result.failures] == ["b.png"]
    assert "ZeroDivisionError: by mistake" in str(result.failures[0].error)
    assert done(bench) == {"a.jpg", "sub/c.tif"}


def test_collisions_are_failures_of_a_run_that_goes_on(bench: Bench) -> None:
    save_photo(bench.photos / "b.jpg")
    result = bench.run()
    assert {f.relative.name for f in result.failures} == {"b.jpg", "b.png"}
    assert done(bench) == {"a.jpg", "sub/c.tif"}


def test_a_photo_without_hole_is_copied_as_it_is(bench: Bench) -> None:
    Image.new("L", (60, 40), 0).save(bench.masks / "a.png")
    bench.run()
    assert (bench.output / "a.jpg").read_bytes() == (bench.photos / "a.jpg").read_bytes()
    (notes,) = (tuple(map(str, o.notes)) for o in bench.outcomes if o.notes)
    assert "no hole" in notes[0]
    assert bench.run(resume=True).kept_count == 3


def test_one_mask_and_painted_holes(bench: Bench) -> None:
    one = bench.run(source=OneMask(bench.masks / "a.png"))
    assert one.done_count == 3
    pixels = np.array(Image.open(bench.photos / "b.png"))
    pixels[5:9, 5:30] = (255, 0, 255)
    Image.fromarray(pixels).save(bench.photos / "b.png")
    colour = HoleColour((255, 0, 255))
    result = bench.run(source=colour, overwrite=True)
    assert done(bench) == {"b.png"}
    assert all("#ff00ff" in str(failure.error) for failure in result.failures)
    restored = read_photo(bench.output / "b.png").image
    assert not (restored[5:9, 5:30] == (255, 0, 255)).all(axis=2).any()


def test_names_with_newlines_chinese_and_stray_bytes(bench: Bench) -> None:
    names = ["two\nlines", "照片", "%41 ?#"]
    if sys.platform == "linux":
        names.append(os.fsdecode(b"latin\xe9"))
    for name in names:
        save_photo(bench.photos / f"{name}.png")
        save_mask(bench.masks / f"{name}.png")
    result = bench.run(report=bench.root / "report")
    assert result.is_complete
    assert result.done_count == 3 + len(names)
    assert all((bench.output / f"{name}.png").is_file() for name in names)
    assert bench.run(resume=True).kept_count == 3 + len(names)


def test_cancel_leaves_nothing_half_written_and_resume_goes_on(bench: Bench) -> None:
    token = ProgressToken()
    for number in range(12):
        save_photo(bench.photos / f"n{number:02}.png", number)
        save_mask(bench.masks / f"n{number:02}.png")
    bench.before = lambda request, inner: token.cancel() if len(bench.filled) == 5 else None
    with pytest.raises(CancelledError, match=r"of 15 photos restored; go on with the earlier run"):
        bench.run(token)
    written = set(hashes(bench.output))
    assert 0 < len(written) < 15
    assert not list(bench.output.rglob(".inpaint-*.part"))
    bench.before = None
    result = bench.run(resume=True)
    assert result.kept_count == len(written)
    assert set(hashes(bench.output)) >= written
    assert result.kept_count + result.done_count == 15


def test_every_state_of_every_photo_is_told(bench: Bench) -> None:
    (bench.photos / "b.png").write_bytes(b"")
    bench.run()
    told: dict[str, list[State]] = {}
    for outcome in bench.outcomes:
        told.setdefault(outcome.relative.name, []).append(outcome.state)
    assert told == {
        "a.jpg": [State.WORKING, State.DONE],
        "b.png": [State.WORKING, State.FAILED],
        "c.tif": [State.WORKING, State.DONE],
    }


def test_progress_counts_photos_and_pace(bench: Bench) -> None:
    reports: list[Progress] = []
    bench.run(ProgressToken(reports.append))
    assert reports[-1].fraction == 1.0
    assert str(reports[-1].message).startswith("3 of 3, ")
    assert str(reports[-1].message).endswith(" photos/min")


def test_a_photo_that_killed_a_run_comes_last(bench: Bench) -> None:
    bench.run()
    with Ledger(bench.output / ".inpaint-studio" / "ledger.sqlite") as ledger:
        ledger.start(Path("a.jpg"))
        ledger.start(Path("a.jpg"))
        ledger.start(Path("b.png"))
    plan = plan_batch(replace(bench.request, resume=True), models=bench.models())
    assert [d.job.relative.as_posix() for d in plan.decisions] == ["sub/c.tif", "b.png", "a.jpg"]
    assert [d.step for d in plan.decisions] == [Step.KEEP, Step.AGAIN, Step.AGAIN]


def test_other_weights_under_the_same_name_are_another_model(bench: Bench) -> None:
    def plan_with(sha256: str) -> tuple[str, ...]:
        models = bench.models()
        file = ModelFile("w.safetensors", "fill", sha256, 1)
        models.cards["fake"] = make_card("fake", files=(file,))
        request = replace(bench.request, resume=True)
        if not bench.output.exists():
            run_batch(request, models=models)
        return tuple(
            str(decision.reason) for decision in plan_batch(request, models=models).decisions
        )

    assert plan_with("a" * 64) == ("", "", "")
    assert plan_with("b" * 64) == ("the model changed from fake",) * 3


def test_a_plan_writes_nothing(bench: Bench) -> None:
    plan = plan_batch(bench.request, models=bench.models())
    assert (plan.work_count, plan.model) == (3, "fake")
    assert not bench.output.exists()
    bench.run()
    before = sorted(bench.output.rglob("*"))
    plan = plan_batch(replace(bench.request, resume=True), models=bench.models())
    assert plan.count(Step.KEEP) == 3
    assert sorted(bench.output.rglob("*")) == before


def test_a_second_run_on_the_same_output_is_refused(bench: Bench) -> None:
    entered, release = threading.Event(), threading.Event()

    def wait(request: object, token: object) -> None:
        entered.set()
        assert release.wait(30)

    bench.before = wait
    first = threading.Thread(target=bench.run)
    first.start()
    try:
        assert entered.wait(30)
        other = Bench(bench.root, bench.request)
        with pytest.raises(InpaintStudioError, match="Another batch is at work"):
            other.run(resume=True)
    finally:
        release.set()
        first.join()
    assert bench.run(resume=True).kept_count == 3


def test_pausing_holds_further_photos_back(bench: Bench) -> None:
    token = ProgressToken()
    token.pause(True)
    timer = threading.Timer(0.5, token.cancel)
    timer.start()
    with pytest.raises(CancelledError, match="0 of 3"):
        run_batch(bench.request, token, models=bench.models())
    timer.join()
    assert hashes(bench.output) == {}


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (FillSettings(model="fake", grow_px=-1), OptionError),
        (FillSettings(model="fake", sigma=0.0), OptionError),
        (FillSettings(model="fake", options={"patch_px": 3}), OptionError),
        (FillSettings(model="nonsense"), ModelNotFoundError),
    ],
)
def test_bad_options_are_refused_before_a_folder_is_made(
    bench: Bench, settings: FillSettings, error: type[Exception]
) -> None:
    request = replace(bench.request, settings=settings)
    with pytest.raises(error):
        run_batch(request, models=None if settings.model == "nonsense" else bench.models())
    assert not bench.output.exists()


def test_nothing_to_do_at_all_is_bad_input(bench: Bench) -> None:
    shutil.rmtree(bench.masks)
    bench.masks.mkdir()
    with pytest.raises(BadInputError, match=r"None of the 3 photos.*'a\.png'"):
        bench.run()
    with pytest.raises(BadInputError, match="no photo"):
        bench.run(photos=bench.masks, source=HoleColour((1, 2, 3)), recursive=False)
    assert not bench.output.exists()


def test_an_output_folder_that_cannot_be_made(bench: Bench) -> None:
    (bench.root / "file").touch()
    with pytest.raises(PhotoFileError, match="cannot be made"):
        bench.run(output=bench.root / "file" / "out")
