"""Models by kind of hole: each photograph twice, figures that cards can take over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.errors import MissingPartError
from inpaint_studio.evaluation.kinds import MEASURED_FILE, study_kinds, thin_hole
from inpaint_studio.evaluation.runner import Protocol
from inpaint_studio.evaluation.studies import StudyOptions
from inpaint_studio.imaging.mask import shrink
from inpaint_studio.zoo.card import HoleKind, Measurement

PhotoSet = Callable[..., tuple[Path, Path]]


@pytest.mark.parametrize("side_px", [48, 200, 256])
def test_scratches_are_thin_and_the_same_each_time(side_px: int) -> None:
    for seed in range(5):
        mask = thin_hole(side_px, seed)
        assert mask.shape == (side_px, side_px)
        assert 0.02 <= mask.mean() <= 0.12
        assert shrink(mask, 4).sum() < 0.05 * mask.sum()
        assert np.array_equal(mask, thin_hole(side_px, seed))
    assert not np.array_equal(thin_hole(side_px, 0), thin_hole(side_px, 1))


def test_the_study(
    photo_set: PhotoSet, tmp_path: Path, models_dir: Path, plain_distance: None
) -> None:
    images, masks = photo_set(3)
    options = StudyOptions(
        images, masks, tmp_path / "report", protocol=Protocol(size_px=96, device="cpu"),
        resamples=100, perceptual_weights=tmp_path,
    )  # fmt: skip
    result = study_kinds(options)
    assert result.summary.overall.count == 6
    kinds = {record.sample.name: record.sample.kind for record in result.run.records}
    assert all(kind == "thin" for name, kind in kinds.items() if name.endswith(" thin"))
    assert {HoleKind(kind) for kind in kinds.values()} > {HoleKind.THIN}
    measured = json.loads((options.report / MEASURED_FILE).read_text())
    assert set(measured) == {"telea", "navier-stokes", "patchmatch"}
    for figures in measured.values():
        rows = [
            Measurement(HoleKind(each["kind"]), each["lpips"], each["photographs"])
            for each in figures["measured"]
        ]
        assert sum(row.photographs for row in rows) == 6
        assert figures["measured_lpips"] > 0
    text = (options.report / "report.md").read_text(encoding="utf-8")
    assert "scratches of 1 to 4 px" in text
    drawn = {path.stem for path in (options.report / "thin_masks").iterdir()}
    assert drawn == {path.stem for path in images.iterdir()}
    assert options.report / MEASURED_FILE in result.files


def test_without_lpips_there_is_nothing_to_choose_by(
    photo_set: PhotoSet, tmp_path: Path, models_dir: Path
) -> None:
    images, masks = photo_set(1)
    options = replace(StudyOptions(images, masks, tmp_path / "report"), perceptual_weights=None)
    with pytest.raises(MissingPartError, match="folder of its weights"):
        study_kinds(options)
