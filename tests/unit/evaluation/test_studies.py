"""The three studies from folders to reports."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.errors import CancelledError, MissingPartError, OptionError
from inpaint_studio.evaluation.runner import GuideSource, Protocol
from inpaint_studio.evaluation.studies import (
    StudyOptions,
    study_edges,
    study_models,
    study_sigma,
)
from inpaint_studio.progress import ProgressToken

PhotoSet = Callable[..., tuple[Path, Path]]


@pytest.fixture
def options(photo_set: PhotoSet, tmp_path: Path, models_dir: Path) -> StudyOptions:
    images, masks = photo_set(4)
    (images.parent / "index.csv").write_text("name\nscene_00\n")
    protocol = Protocol(size_px=48, device="cpu")
    return StudyOptions(images, masks, tmp_path / "report", protocol=protocol, resamples=100)


def test_models(options: StudyOptions) -> None:
    result = study_models(replace(options, sheet_rows=2))
    assert result.summary.labels == ("telea", "navier-stokes", "patchmatch")
    names = {path.name for path in result.files}
    assert names == {path.name for path in options.report.iterdir()}
    assert names == {
        "by_hole_share.png",
        "differences.csv",
        "per_image.csv",
        "quality_time.png",
        "report.md",
        "results.json",
        "sheet.png",
        "summary.csv",
    }
    text = (options.report / "report.md").read_text(encoding="utf-8")
    assert "LPIPS was not measured" in text
    assert "FID was not measured" in text
    assert "| PSNR (dB) | face (2) | scene (2) | all (4) |" in text


def test_sigma_with_edges_of_the_original(options: StudyOptions) -> None:
    chosen = replace(options, models=("patchmatch",), limit=2)
    result = study_sigma(chosen, (2.0, 1.0), GuideSource.ORIGINAL)
    assert result.summary.labels == ("patchmatch sigma 1", "patchmatch sigma 2")
    assert (options.report / "sigma.png").stat().st_size > 1000
    record = json.loads((options.report / "results.json").read_text(encoding="utf-8"))
    assert [model["sigma"] for model in record["models"]] == [1.0, 2.0]
    assert {model["guide"] for model in record["models"]} == {"original"}


def test_sigma_needs_a_model_that_predicts_edges(options: StudyOptions) -> None:
    with pytest.raises(MissingPartError, match="predicts edges"):
        study_sigma(options, (1.0,))
    with pytest.raises(OptionError, match="edges come from the original"):
        study_sigma(replace(options, models=("patchmatch",)), (1.0,))
    with pytest.raises(OptionError, match="telea"):
        study_sigma(replace(options, models=("telea",)), (1.0,), GuideSource.ORIGINAL)
    with pytest.raises(OptionError, match="Canny sigma is 0"):
        study_sigma(options, (0.0,))
    with pytest.raises(OptionError, match="No Canny sigma"):
        study_sigma(options, ())


def test_sigma_and_edges_of_a_network(
    options: StudyOptions, small_edgeconnect: dict[str, Path]
) -> None:
    from inpaint_studio.cli import main

    checkpoints = [f"--{role}={small_edgeconnect[role]}" for role in ("edge", "completion")]
    assert main(["models", "import", "edgeconnect", *checkpoints, "--name", "tiny"]) == 0
    quick = replace(options, limit=1, plots=False)
    result = study_sigma(quick, (1.0, 3.0))
    assert result.summary.labels == ("tiny sigma 1", "tiny sigma 3")

    study_edges(replace(quick, models=("tiny",)))
    text = (options.report / "report.md").read_text(encoding="utf-8")
    assert "Predicted edges, precision" in text
    assert (options.report / "edges_tiny.png").is_file()
    assert (options.report / "edges_telea.png").is_file()


def test_plots_without_matplotlib(options: StudyOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **named: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPartError, match="leave the plots out"):
        study_models(options)
    assert not options.report.exists()
    assert study_models(replace(options, plots=False, limit=1)).files


def test_bad_options_are_refused_before_any_work(options: StudyOptions) -> None:
    with pytest.raises(OptionError, match="at least 1"):
        study_models(replace(options, limit=0))
    with pytest.raises(OptionError, match="100 to 100000"):
        study_models(replace(options, resamples=5))
    with pytest.raises(OptionError, match="32 to 4096"):
        study_models(replace(options, protocol=Protocol(size_px=8)))


def test_cancelled_study_leaves_no_report(options: StudyOptions) -> None:
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        study_models(options, token)
    assert not list(options.report.glob("*"))


def test_lpips_with_published_weights(options: StudyOptions, weights_folder: Path) -> None:
    chosen = replace(options, limit=1, plots=False, perceptual_weights=weights_folder)
    result = study_models(chosen)
    assert {"lpips_alex", "lpips_vgg", "lpips_alex_hole"} <= set(result.summary.metrics)
    assert "LPIPS was not measured" not in (options.report / "report.md").read_text("utf-8")
