"""Tables: groups, means, paired differences."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest

from inpaint_studio.evaluation.memory import MemoryUse
from inpaint_studio.evaluation.runner import ModelVariant, Protocol, Record, Run, VariantFacts
from inpaint_studio.evaluation.samples import Sample
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.summary import (
    HOLE_SHARES,
    GroupKind,
    hole_shares_of,
    summarize,
)
from inpaint_studio.zoo.card import ModelCard


def made_run(kinds: tuple[str, ...] = ("face", "face", "scene", "scene")) -> Run:
    """Two models on four photographs; the second is better by 1 dB, unlike by a little."""
    samples = tuple(Sample(f"p{i}", Path(), Path(), kind) for i, kind in enumerate(kinds))
    facts = tuple(
        VariantFacts(
            ModelVariant(name, name),
            ModelCard(name, name, "fake"),
            "cpu",
            MemoryUse(1.0, None),
            None,
        )
        for name in ("a", "b")
    )
    records = []
    for fact, gain in zip(facts, (0.0, 1.0), strict=True):
        for index, sample in enumerate(samples):
            psnr = 20.0 + 5 * index + gain + 0.01 * index * gain
            scores = {Metric.PSNR: psnr, Metric.SECONDS: 0.5}
            if fact.variant.label == "b":
                scores[Metric.EDGE_MAP_RECALL] = 0.25
            records.append(Record(sample, fact.variant.label, 0.05 + 0.1 * (index // 2), scores))
    return Run(Protocol(), facts, tuple(records), samples, ("a note",))


def test_groups_by_hole_share_and_kind() -> None:
    summary = summarize(made_run())
    assert summary.overall.count == 4
    assert [(g.label, g.count) for g in summary.by(GroupKind.HOLE_SHARE)] == [
        ("0–10 %", 2),
        ("10–20 %", 2),
    ]
    assert [(g.label, g.count) for g in summary.by(GroupKind.KIND)] == [("face", 2), ("scene", 2)]
    assert summary.overall.means["a"][Metric.PSNR].mean == pytest.approx(27.5)
    assert summary.by(GroupKind.KIND)[1].means["a"][Metric.PSNR].mean == pytest.approx(32.5)


def test_no_kinds_no_groups_of_kind() -> None:
    assert summarize(made_run(("",) * 4)).by(GroupKind.KIND) == ()


def test_differences_are_paired() -> None:
    summary = summarize(made_run())
    (difference,) = [d for d in summary.differences if d.metric is Metric.PSNR]
    assert (difference.first, difference.second) == ("a", "b")
    assert difference.interval.mean == pytest.approx(-1.015)
    assert difference.interval.excludes_zero
    alone = summary.overall.means["a"][Metric.PSNR]
    assert alone.high - alone.low > 5.0
    assert difference.interval.high - difference.interval.low < 0.1


def test_measure_that_one_model_lacks() -> None:
    summary = summarize(made_run())
    assert Metric.EDGE_MAP_RECALL not in summary.overall.means["a"]
    assert summary.overall.means["b"][Metric.EDGE_MAP_RECALL].mean == 0.25
    assert not [d for d in summary.differences if d.metric is Metric.EDGE_MAP_RECALL]
    assert not math.isnan(summary.overall.means["b"][Metric.SECONDS].mean)


@pytest.mark.parametrize(
    ("share", "label"),
    [
        (0.0001, "0–10 %"),
        (0.1, "10–20 %"),
        (0.3999, "30–40 %"),
        (0.55, "40–60 %"),
        (0.99, "60–100 %"),
    ],
)
def test_hole_share_ranges(share: float, label: str) -> None:
    assert hole_shares_of(share).label == label


def test_ranges_leave_no_gap() -> None:
    assert HOLE_SHARES[0].low == 0.0
    assert HOLE_SHARES[-1].high == 1.0
    assert all(a.high == b.low for a, b in itertools.pairwise(HOLE_SHARES))
