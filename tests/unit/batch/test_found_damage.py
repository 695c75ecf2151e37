"""Holes that are found: kept as masks, corrected by people, found again only when that matters."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from batch_bench import SIZE, Bench, hashes, save_mask, save_photo
from engine_fakes import make_card
from PIL import Image

from inpaint_studio.batch.decision import Step
from inpaint_studio.batch.found_damage import FoundDamage, masks_folder
from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.mask_source import MaskFolder
from inpaint_studio.batch.plan import plan_batch
from inpaint_studio.batch.request import State
from inpaint_studio.detection.find import Method, find_damage
from inpaint_studio.detection.findings import FindingKind, Findings
from inpaint_studio.errors import InpaintStudioError, OptionError
from inpaint_studio.imaging.mask_file import read_mask, write_mask
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import Message
from inpaint_studio.zoo.card import ModelFile
from inpaint_studio.zoo.card_file import card_to_json

SCRATCHES = frozenset({FindingKind.SCRATCHES})


class Search:
    """Finds a line in each photo but those of `clean`; counts."""

    def __init__(self) -> None:
        self.images: list[np.ndarray] = []
        self.lessons: list[object] = []
        self.clean: list[np.ndarray] = []
        self.asked: list[tuple[Iterable[FindingKind], Method]] = []

    def __call__(
        self,
        image: Any,
        kinds: Iterable[FindingKind],
        *,
        method: Method,
        device: object,
        lesson: object,
        token: object,
    ) -> Findings:
        self.lessons.append(lesson)
        self.images.append(image)
        self.asked.append((kinds, method))
        scores = np.zeros(image.shape[:2], np.uint8)
        if not any(np.array_equal(image, each) for each in self.clean):
            scores[20:23, 8:50] = 200
        return Findings({FindingKind.SCRATCHES: scores}, (Message("Found by a test."),))


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Search:
    made = Search()
    monkeypatch.setattr("inpaint_studio.batch.found_damage.find_damage", made)
    return made


@pytest.fixture
def finding(bench: Bench, search: Search, tmp_path: Path) -> Bench:
    """The bench, its holes found; a fourth photo has none."""
    plain = np.full((*SIZE, 3), 90, np.uint8)
    Image.fromarray(plain).save(bench.photos / "clean.png")
    search.clean.append(plain)
    source = FoundDamage(tmp_path / "report" / "masks", SCRATCHES)
    bench.request = bench.changed(source=source, report=tmp_path / "report")
    return bench


def state(bench: Bench, name: str) -> State:
    return bench.rows()[Path(name)].state


def test_what_is_found_is_filled_and_kept_for_correction(finding: Bench) -> None:
    before = hashes(finding.photos)
    result = finding.run()
    assert result.is_complete
    assert (result.done_count, result.untouched_count) == (3, 1)
    assert hashes(finding.photos) == before
    kept = finding.root / "report" / "masks"
    names = {"a.jpg.png", "b.png.png", "sub/c.tif.png", "clean.png.png"}
    assert {p.relative_to(kept).as_posix() for p in kept.rglob("*.png")} == names
    mask = read_mask(kept / "b.png.png")
    assert mask[21, 10]
    assert not mask[5].any()
    assert "Found by a test." in map(str, finding.rows()[Path("b.png")].entry.notes)


def test_nothing_found_is_copied_byte_for_byte_and_said(finding: Bench) -> None:
    finding.run()
    assert hashes(finding.output)["clean.png"] == hashes(finding.photos)["clean.png"]
    assert state(finding, "clean.png") is State.UNTOUCHED
    assert not read_mask(finding.root / "report" / "masks" / "clean.png.png").any()
    assert "Nothing to do, copied as they are (1)" in (
        finding.root / "report" / "report.html"
    ).read_text(encoding="utf-8")
    resumed = finding.run(resume=True)
    assert (resumed.done_count, resumed.untouched_count, resumed.kept_count) == (0, 0, 4)


def test_a_resume_looks_at_nothing_again(finding: Bench, search: Search) -> None:
    finding.run()
    search.images.clear()
    assert finding.run(resume=True).kept_count == 4
    assert search.images == []


def test_a_batch_finds_more_as_on_an_example(
    finding: Bench, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, mask = finding.root / "in" / "a.jpg", finding.root / "example.png"
    write_mask(mask, np.ones((4, 4), np.bool_))
    asked = []

    def lesson_from(examples: object, device: object) -> str:
        asked.append(examples)
        return "a lesson"

    monkeypatch.setattr("inpaint_studio.batch.found_damage.lesson_from", lesson_from)
    folder = finding.root / "report" / "masks"
    source = FoundDamage(folder, SCRATCHES, like=((photo, mask),))
    assert finding.run(source=source).done_count > 0
    assert set(search.lessons) == {"a lesson"}
    assert asked[0] == ((photo, mask),)
    # Another example is another search.
    before = source.identity()
    write_mask(mask, np.zeros((4, 4), np.bool_))
    assert source.identity() != before
    assert FoundDamage(folder, SCRATCHES).identity() != before


@pytest.mark.parametrize(
    "changes",
    [
        {"sensitivity": 0.7},
        {"kinds": frozenset({FindingKind.SCRATCHES, FindingKind.DUST})},
        {"method": Method.FILTERS},
    ],
)
def test_another_search_does_all_again(
    finding: Bench, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    install_detector(finding.root, monkeypatch, "a" * 64)
    finding.run()
    source = FoundDamage(finding.root / "report" / "masks", SCRATCHES)
    other = FoundDamage(**{**vars(source), **changes})
    assert len(finding.plan(resume=True, source=other).decisions) == 4
    assert finding.plan(resume=True, source=other).count(Step.AGAIN) == 4
    assert finding.plan(resume=True, source=source).count(Step.KEEP) == 4


def test_other_weights_of_the_detector_do_all_again(
    finding: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install_detector(tmp_path, monkeypatch, "a" * 64)
    finding.run()
    assert finding.plan(resume=True).count(Step.KEEP) == 4
    install_detector(tmp_path, monkeypatch, "b" * 64)
    assert finding.plan(resume=True).count(Step.AGAIN) == 4


def install_detector(root: Path, monkeypatch: pytest.MonkeyPatch, sha256: str) -> None:
    """A detector whose card names these weights; the search itself is another."""
    files = (ModelFile("w.safetensors", "detector", sha256, 1),)
    card = make_card("damage-detector", family="damage", files=files)
    folder = root / "models" / "damage-detector"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "w.safetensors").write_bytes(b"w")
    (folder / "detector.json").write_text(card_to_json(card))
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(folder.parent))


def test_a_corrected_mask_is_taken_and_no_search_undoes_it(finding: Bench, search: Search) -> None:
    finding.run()
    mask = finding.root / "report" / "masks" / "b.png.png"
    save_mask(mask, top=2)
    corrected = mask.read_bytes()
    search.images.clear()
    result = finding.run(resume=True)
    assert (result.done_count, result.kept_count) == (1, 3)
    assert search.images == []
    assert finding.rows()[Path("b.png")].entry.hole_px == 160
    # More sensitive: the others are looked at again, the corrected one is the person's word.
    source = FoundDamage(finding.root / "report" / "masks", SCRATCHES, 0.8)
    result = finding.run(resume=True, source=source)
    assert (result.done_count, result.untouched_count, result.kept_count) == (2, 1, 1)
    assert len(search.images) == 3
    assert mask.read_bytes() == corrected
    # Other settings of the fill touch it too, with its mask.
    finding.run(resume=True, source=source, settings=FillSettings(model="fake", seed=3))
    assert mask.read_bytes() == corrected
    assert finding.rows()[Path("b.png")].entry.hole_px == 160
    # Without the file the search is asked again.
    mask.unlink()
    finding.run(resume=True, source=source, settings=FillSettings(model="fake", seed=3))
    assert read_mask(mask)[21, 10]


def test_a_corrected_mask_survives_a_failure(finding: Bench, search: Search) -> None:
    finding.run()
    mask = finding.root / "report" / "masks" / "b.png.png"
    Image.fromarray(np.full((7, 7), 255, np.uint8)).save(mask)  # of another size
    wrong = mask.read_bytes()
    assert not finding.run(resume=True).is_complete
    assert not finding.run(resume=True).is_complete
    assert mask.read_bytes() == wrong
    save_mask(mask, top=2)
    assert finding.run(resume=True).is_complete
    assert finding.rows()[Path("b.png")].entry.hole_px == 160


def test_the_kept_masks_are_masks_and_only_corrected_ones_are_done_again(finding: Bench) -> None:
    finding.run()
    kept = finding.root / "report" / "masks"
    by_file = {"source": MaskFolder(kept), "resume": True, "report": None}
    assert finding.plan(**by_file).count(Step.KEEP) == 4
    save_mask(kept / "clean.png.png", top=2)
    again = [d.job.relative for d in finding.plan(**by_file).decisions if d.is_work]
    assert again == [Path("clean.png")]
    result = finding.run(**by_file)
    assert (result.done_count, result.kept_count) == (1, 3)


def test_masks_that_a_person_brought_do_not_stand_for_found_ones(
    finding: Bench, search: Search
) -> None:
    """Masks of elsewhere were used before; looking for damage is another job."""
    (finding.photos / "clean.png").unlink()
    finding.run(source=MaskFolder(finding.masks), report=None)
    assert search.images == []
    assert finding.run(resume=True).done_count == 3
    assert len(search.images) == 3


def test_the_report_among_the_photos_is_no_photo(finding: Bench) -> None:
    folder = finding.photos / "report"
    source = FoundDamage(folder / "masks", SCRATCHES)
    finding.run(source=source, report=folder)
    assert finding.plan(source=source, report=folder, resume=True).count(Step.KEEP) == 4
    assert len(finding.plan(source=source, report=folder, resume=True).decisions) == 4


def test_where_masks_are_kept() -> None:
    assert masks_folder(Path("o"), Path("r")) == Path("r/masks")
    assert masks_folder(Path("o"), None) == Path("o/.inpaint-studio/masks")


@pytest.mark.parametrize("sensitivity", [0.0, 1.0, -3.0])
def test_a_sensitivity_out_of_range_is_refused_before_anything_is_made(
    finding: Bench, sensitivity: float
) -> None:
    with pytest.raises(OptionError, match="ensitivity"):
        finding.run(source=FoundDamage(finding.root / "m", SCRATCHES, sensitivity))
    assert not finding.output.exists()


def test_a_real_search_by_filters(bench: Bench) -> None:
    rows, columns = np.mgrid[0:240, 0:320]
    photo = np.stack([rows // 2, columns // 3, rows // 4], axis=2).astype(np.uint8)
    photo[30:200, 100:102] = 255
    for path in bench.photos.rglob("*.*"):
        path.unlink()
    Image.fromarray(photo).save(bench.photos / "scratched.png")
    source = FoundDamage(bench.root / "found", SCRATCHES, method=Method.FILTERS)
    assert find_damage(photo, SCRATCHES, method=Method.FILTERS).mask().any()
    assert bench.run(source=source).done_count == 1
    mask = read_mask(bench.root / "found" / "scratched.png.png")
    assert mask[60:170, 100:102].mean() > 0.9


@pytest.mark.parametrize("version", [1, 2])
def test_a_ledger_of_an_older_version_is_understood(bench: Bench, version: int) -> None:
    bench.run()
    path = bench.output / ".inpaint-studio" / "ledger.sqlite"
    with Ledger(path) as ledger:
        database = ledger._database
        for column in ("verdict", "hole_kind")[version - 1 :]:
            database.execute(f"ALTER TABLE photos DROP COLUMN {column}")
        database.execute(f"PRAGMA user_version = {version}")
    assert bench.plan(resume=True).count(Step.KEEP) == 3  # read only, as it is
    assert bench.run(resume=True).kept_count == 3
    with Ledger(path) as ledger:
        assert ledger._database.execute("PRAGMA user_version").fetchone() == (3,)
        ledger._database.execute("PRAGMA user_version = 4")
    with pytest.raises(InpaintStudioError, match="version 4"):
        bench.run(resume=True)


def test_a_plan_of_twenty_thousand_photos(bench: Bench) -> None:
    """Each is decided about; a plan opens none of them."""
    save_photo(bench.root / "one.png")
    content = b"not looked at"
    folder = bench.root / "many"
    folder.mkdir()
    for number in range(20_000):
        (folder / f"{number:05}.jpg").write_bytes(content)
    source = FoundDamage(bench.root / "m", SCRATCHES)
    plan = plan_batch(bench.changed(photos=folder, source=source), models=bench.models())
    assert plan.work_count == 20_000
    assert plan.decisions[0].job.relative == Path("00000.jpg")
