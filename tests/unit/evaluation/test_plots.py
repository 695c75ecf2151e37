"""Plots: written where there is something to plot, with or without FID and intervals."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from inpaint_studio.evaluation.memory import MemoryUse
from inpaint_studio.evaluation.plots import plot_by_hole_share, plot_quality_and_time, plot_sigma
from inpaint_studio.evaluation.runner import ModelVariant, Protocol, Record, Run, VariantFacts
from inpaint_studio.evaluation.samples import Sample
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.summary import summarize
from inpaint_studio.zoo.card import ModelCard


def made_run(shares: tuple[float, ...], fid: float | None = None) -> Run:
    facts = tuple(
        VariantFacts(
            ModelVariant(f"m sigma {sigma:g}", "m", sigma),
            ModelCard("m", "m", "fake"),
            "cpu",
            MemoryUse(None, None),
            fid,
        )
        for sigma in (1.0, 2.0)
    )
    samples = tuple(Sample(f"p{index}", Path(), Path()) for index in range(len(shares)))
    records = tuple(
        Record(
            sample,
            fact.variant.label,
            share,
            {Metric.PSNR: 20.0 + fact.variant.sigma, Metric.SSIM: 0.5, Metric.SECONDS: 0.1},
        )
        for fact in facts
        for sample, share in zip(samples, shares, strict=True)
    )
    return Run(Protocol(), facts, records, samples)


def test_by_hole_share_needs_two_ranges(tmp_path: Path) -> None:
    path = tmp_path / "shares.png"
    assert plot_by_hole_share(summarize(made_run((0.05, 0.06))), path) is None
    assert not path.exists()
    assert plot_by_hole_share(summarize(made_run((0.05, 0.15, 0.16))), path) == path
    assert cv2.imread(str(path)) is not None


def test_quality_against_time(tmp_path: Path) -> None:
    run = made_run((0.05, 0.15))
    path = plot_quality_and_time(run, summarize(run), tmp_path / "time.png")
    assert path is not None
    assert cv2.imread(str(path)) is not None


@pytest.mark.parametrize(("fid", "panels"), [(None, 2), (30.0, 3)])
def test_sigma_has_a_panel_of_fid_where_measured(
    tmp_path: Path, fid: float | None, panels: int
) -> None:
    run = made_run((0.05, 0.15), fid)
    lines = {"m": ["m sigma 1", "m sigma 2"]}
    path = plot_sigma(run, summarize(run), lines, tmp_path / "sigma.png")
    assert path is not None
    picture = cv2.imread(str(path))
    assert picture is not None
    assert round(picture.shape[1] / picture.shape[0] / (5.2 / 3.8)) == panels
