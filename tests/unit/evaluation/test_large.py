"""Holes as large as objects, and the study of models on them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.errors import BadInputError, MissingPartError
from inpaint_studio.evaluation import large
from inpaint_studio.evaluation.large import object_hole, study_large
from inpaint_studio.evaluation.runner import Protocol
from inpaint_studio.evaluation.studies import StudyOptions
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [(300, 500), (400, 260)])
def test_a_hole_is_one_outline_of_the_share_asked_for(size: tuple[int, int], seed: int) -> None:
    hole = object_hole(size, 0.05, seed)
    assert hole.shape == size
    assert hole.mean() == pytest.approx(0.05, abs=0.006)
    assert cv2.connectedComponents(hole.astype(np.uint8))[0] == 2
    edge = min(size) // 10
    assert not hole[:edge].any()
    assert not hole[:, :edge].any()
    assert np.array_equal(hole, object_hole(size, 0.05, seed))
    assert not np.array_equal(hole, object_hole(size, 0.05, seed + 1))


def options(tmp_path: Path, weights: Path | None) -> StudyOptions:
    return StudyOptions(
        images=tmp_path / "photos",
        masks=tmp_path / "photos",
        report=tmp_path / "report",
        models=("telea",),
        protocol=Protocol(device="cpu"),
        perceptual_weights=weights,
        resamples=100,
        plots=False,
    )


def test_it_needs_a_judge_and_photographs_of_many_megapixels(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(MissingPartError, match="folder of its weights"):
        study_large(options(tmp_path, None))
    cv2.imwrite(str(tmp_path / "photos" / "small.png"), np.zeros((20, 30, 3), np.uint8))
    with pytest.raises(BadInputError, match="megapixels"):
        study_large(options(tmp_path, tmp_path))


def test_models_are_compared_on_ground_that_is_known(
    tmp_path: Path, plain_distance: None, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "_SMALLEST_MP", 0.1)
    random = np.random.default_rng(2)
    coarse = random.integers(0, 255, (50, 60, 3), np.uint8)
    photo = cv2.resize(coarse, (480, 300), interpolation=cv2.INTER_CUBIC)
    (tmp_path / "photos").mkdir()
    cv2.imwrite(str(tmp_path / "photos" / "large.png"), photo)
    result = study_large(options(tmp_path, tmp_path))
    assert result.summary.overall.count == 3
    (figure,) = json.loads((tmp_path / "report" / "measured.json").read_text())["telea"]["measured"]
    assert figure["kind"] == "large"
    assert figure["lpips"] > 0
    part = read_photo(tmp_path / "report" / "holes" / "large 1.png").image
    hole = read_mask(tmp_path / "report" / "holes" / "large 1.mask.png")
    assert part.shape[:2] == hole.shape
    assert 0.1 < hole.mean() < 0.3
