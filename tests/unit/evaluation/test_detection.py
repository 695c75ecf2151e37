"""Figures of detectors: what is right, what is wrong, tolerance, what is left out, the table."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from scratched_photo import landscape

from inpaint_studio.detection import FindingKind
from inpaint_studio.detection.findings import Scores
from inpaint_studio.errors import PhotoFileError
from inpaint_studio.evaluation.detection import Counts, measure
from inpaint_studio.evaluation.detection_report import DetectionTable
from inpaint_studio.evaluation.detection_sets import (
    Trial,
    drawn_trials,
    marked_trials,
    photo_files,
    real_trials,
    whole_trials,
)
from inpaint_studio.geometry import Box
from inpaint_studio.progress import ProgressToken

KINDS = (FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS, FindingKind.STAINS)


class Oracle:
    """Finds what it was told lies in a photograph, and nothing else."""

    kinds = frozenset(KINDS)

    def __init__(self, answer: Mapping[FindingKind, np.ndarray]) -> None:
        self.answer = answer

    def find(
        self, image: np.ndarray, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        return {kind: self.answer[kind].astype(np.uint8) * 255 for kind in kinds}


def masks(**where: tuple[slice, slice]) -> dict[FindingKind, np.ndarray]:
    found = {kind: np.zeros((40, 60), np.bool_) for kind in KINDS}
    for name, place in where.items():
        found[FindingKind(name)][place] = True
    return found


def trial(damage: dict[FindingKind, np.ndarray], undecided: np.ndarray | None = None) -> Trial:
    nothing = np.zeros((40, 60), np.bool_)
    image = landscape(40, 60)
    return Trial("t", image, Box(0, 0, 40, 60), damage, nothing if undecided is None else undecided)


def test_a_finder_that_knows_all_is_perfect_and_one_that_knows_nothing_is_not() -> None:
    damage = masks(scratches=np.s_[10:12, 5:50], dust=np.s_[30:33, 30:33])
    perfect = measure(Oracle(damage), [trial(damage)])
    assert perfect.together.average_precision == pytest.approx(1)
    assert perfect.together.iou == 1
    assert perfect.by_kind[FindingKind.DUST].best_f1[0] == pytest.approx(1)
    assert not perfect.by_kind[FindingKind.TEARS].has_damage
    blind = measure(Oracle(masks()), [trial(damage)])
    assert blind.together.average_precision == 0
    assert blind.together.iou == 0
    assert perfect.alarms.pixels == 0


def test_two_pixels_beside_are_no_mistake_but_three_are() -> None:
    damage = masks(scratches=np.s_[10, 5:50])
    near = measure(Oracle(masks(scratches=np.s_[12, 5:50])), [trial(damage)]).together
    far = measure(Oracle(masks(scratches=np.s_[13, 5:50])), [trial(damage)]).together
    assert near.at(128) == (1.0, 1.0)
    assert near.iou == 0
    assert far.at(128) == (0.0, 0.0)


def test_undecided_pixels_and_damage_of_other_kinds_are_left_out() -> None:
    damage = masks(scratches=np.s_[10, 5:50], stains=np.s_[20:30, 5:50])
    undecided = masks(dust=np.s_[35:40, 0:60])[FindingKind.DUST]
    found = masks(scratches=np.s_[10, 5:50], dust=np.s_[35:40, 0:60], stains=np.s_[20:30, 5:50])
    found[FindingKind.SCRATCHES] |= found[FindingKind.STAINS]  # a crack found as a scratch is found
    measured = measure(Oracle(found), [trial(damage, undecided)])
    assert measured.by_kind[FindingKind.SCRATCHES].at(128) == (1.0, 1.0)
    assert measured.together.at(128) == (1.0, 1.0)
    assert measured.together.iou == 1


def test_average_precision_of_a_known_ranking() -> None:
    scores = np.array([[200, 0, 0, 0, 150, 0, 0, 0, 100]], np.uint8)
    damage = np.array([[True, False, False, False, False, False, False, False, True]])
    counts = Counts()
    counts.add(scores, damage, np.ones_like(damage), scores > 128)
    # Half of the damage at precision 1, the other half at 2/3.
    assert counts.average_precision == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert counts.best_f1 == (pytest.approx(0.8), 100)


def test_false_alarms_are_counted_on_whole_photographs() -> None:
    found = masks(dust=np.s_[10:12, 10:12], scratches=np.s_[30, 5:25])
    alarms = measure(Oracle(found), [trial(masks())]).alarms
    assert alarms.flagged == 12 + 62  # as a user gets them, grown by a pixel
    assert alarms.places == 2
    assert alarms.share == pytest.approx(74 / 2400)
    assert alarms.places_per_megapixel == pytest.approx(2e6 / 2400)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in ("a", "b", "a.mask", "b.original"):
        cv2.imwrite(str(tmp_path / f"{name}.png"), landscape(64, 80))
    return tmp_path


def test_drawn_damage_depends_on_the_seed_alone(photos: Path) -> None:
    files = photo_files(photos)
    assert [file.name for file in files] == ["a.png", "b.png"]
    first, again = (list(drawn_trials(files, seed=3)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.image, other.image)
        assert min(one.image.shape[:2]) == 512
        assert one.any_damage.any()
    assert not np.array_equal(first[0].image, next(drawn_trials(files, seed=4)).image)
    whole = list(whole_trials(files))
    assert whole[0].image.shape == (64, 80, 3)
    assert not whole[0].any_damage.any()


def real_set(photos: Path) -> Path:
    folder = photos / "masks"
    folder.mkdir()
    mask = np.zeros((20, 30), np.uint8)
    mask[5], mask[10] = 255, 128
    cv2.imwrite(str(folder / "a.png"), mask)
    content = (photos / "a.png").read_bytes()
    region = {"photo": "a.png", "sha256": hashlib.sha256(content).hexdigest(), "mask": "a.png"}
    region |= {"size": [64, 80], "box": [10, 20, 30, 50]}
    (folder / "index.json").write_text(json.dumps({"format": 1, "regions": [region]}))
    return folder


def test_regions_of_real_photographs_are_read_with_what_is_undecided(photos: Path) -> None:
    (found,) = real_trials(real_set(photos), photos)
    assert found.box == Box(10, 20, 30, 50)
    assert found.image.shape == (64, 80, 3)
    assert found.any_damage[5].all()
    assert found.any_damage.sum() == 30
    assert found.undecided[10].all()
    assert found.undecided.sum() == 30
    assert not found.kinds_known


def test_another_photograph_than_the_masks_are_of_is_refused(photos: Path) -> None:
    folder = real_set(photos)
    cv2.imwrite(str(photos / "a.png"), landscape(64, 80, grain=9))
    with pytest.raises(PhotoFileError, match="not the photograph"):
        list(real_trials(folder, photos))
    (photos / "a.png").unlink()
    with pytest.raises(PhotoFileError, match="missing"):
        list(real_trials(folder, photos))


def test_the_table_names_every_set_and_marks_the_better_finder() -> None:
    damage = masks(scratches=np.s_[10, 5:50])
    answers = {"good": damage, "poor": masks(scratches=np.s_[20, 5:50])}
    drawn = {name: measure(Oracle(answer), [trial(damage)]) for name, answer in answers.items()}
    whole = {name: measure(Oracle(answer), [trial(masks())]) for name, answer in answers.items()}
    table = DetectionTable(drawn, {}, {"undamaged, old": whole})
    text = table.markdown()
    assert "| photographs | damage | figure | good | poor |" in text
    assert "| drawn damage | scratches | average precision | **1.000** | 0.000 |" in text
    assert "undamaged, old | false alarms | % of pixels" in text
    assert "dust" not in text
    assert "2 px" in table.explanation()
    assert table.csv().splitlines()[1] == "drawn damage,scratches,average precision,1,0"
    (*_, last) = csv.reader(table.csv().splitlines())
    assert last[:3] == ["undamaged, old", "false alarms", "places per megapixel"]
    assert len(last) == 5


def marked_set(folder: Path) -> Path:
    """Two photographs, each with a crack and a corner that is undecided."""
    folder.mkdir()
    for name in ("one", "two"):
        mask = np.zeros((40, 60), np.uint8)
        mask[10:12, 5:50], mask[30:, 40:] = 255, 128
        cv2.imwrite(str(folder / f"{name}.jpg"), landscape(40, 60))
        cv2.imwrite(str(folder / f"{name}.mask.png"), mask)
    return folder


def test_marked_photographs_are_read_whole_and_only_those_named(tmp_path: Path) -> None:
    folder = marked_set(tmp_path / "marked")
    assert [trial.name for trial in marked_trials(folder)] == ["one", "two"]
    (only,) = marked_trials(folder, ["two"])
    assert only.any_damage.sum() == 90
    assert only.undecided.sum() == 200
    with pytest.raises(PhotoFileError, match="three"):
        list(marked_trials(folder, ["three"]))


def test_each_photograph_has_figures_of_the_mask_that_a_user_gets(tmp_path: Path) -> None:
    trials = list(marked_trials(marked_set(tmp_path / "marked")))
    knows = Oracle(masks(scratches=np.s_[10:12, 5:50]))
    half = Oracle(masks(scratches=np.s_[10:12, 5:27], dust=np.s_[20:22, 5:27]))
    perfect, some = measure(knows, trials), measure(half, trials)
    assert [photo.name for photo in perfect.photos] == ["one", "two"]
    assert perfect.mean("f1") == pytest.approx(1)
    assert perfect.mean("average_precision") == pytest.approx(1)
    # Half of the crack, and as much again where nothing is.
    assert some.mean("recall") == pytest.approx(0.5, abs=0.06)
    assert some.mean("precision") == pytest.approx(0.5, abs=0.12)
    table = DetectionTable({}, {"real": {"knows": perfect, "half": some}}, {})
    assert "| real | mean of photographs | F1 of the mask | **1.000** |" in table.markdown()
    assert table.by_photo().splitlines()[2].startswith("| one | 1.000 / 1.000 |")


def test_false_alarms_are_those_of_the_mask_that_a_user_gets() -> None:
    faint = Oracle(masks(dust=np.s_[10:14, 10:14]))
    sure = measure(faint, [trial(masks())], sensitivity=0.5).alarms
    assert sure.flagged > 16, "marks are grown"
