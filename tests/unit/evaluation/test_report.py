"""Reports as a reader and a spreadsheet see them."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from inpaint_studio.errors import BadInputError
from inpaint_studio.evaluation.memory import MemoryUse
from inpaint_studio.evaluation.report import prepare_folder, report_json, write_report
from inpaint_studio.evaluation.runner import ModelVariant, Protocol, Record, Run, VariantFacts
from inpaint_studio.evaluation.samples import Sample
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.summary import summarize
from inpaint_studio.zoo.card import ModelCard


def made_run(*, fid: float | None = None, count: int = 3) -> Run:
    samples = tuple(Sample(f"p{i}", Path(), Path(), "old") for i in range(count))
    facts = tuple(
        VariantFacts(
            ModelVariant(name, name),
            ModelCard(name, name, "fake"),
            "cpu",
            MemoryUse(12.4, None),
            fid,
        )
        for name in ("plain", "better")
    )
    records = tuple(
        Record(
            sample,
            fact.variant.label,
            0.15,
            {
                Metric.PSNR: 20.0 + index + number,
                Metric.L1: 0.0123 / (number + 1),
                Metric.TV: 0.05,
                Metric.LPIPS_ALEX: math.nan if number else 0.25,
                Metric.SECONDS: 0.5,
            },
        )
        for number, fact in enumerate(facts)
        for index, sample in enumerate(samples)
    )
    return Run(Protocol(), facts, records, samples, ("One was left out.",))


def written(tmp_path: Path, run: Run) -> Path:
    picture = tmp_path / "plot.png"
    write_report(tmp_path, run, summarize(run), notes=["LPIPS is partial."], pictures=[picture])
    return tmp_path


def test_markdown_tables(tmp_path: Path) -> None:
    text = (written(tmp_path, made_run()) / "report.md").read_text(encoding="utf-8")
    for part in ("3 photographs", "LPIPS is partial.", "One was left out.", "![plot](plot.png)"):
        assert part in text
    assert "| plain | 21.00 (20.00, 22.00) |" in text
    assert "| better | **22.00** (21.00, 23.00) | **0.615** (0.615, 0.615) |" in text
    assert "## By kind of photograph" in text
    assert "plain − better" in text
    assert "**5.000**" not in text, "neither way is better for total variation"
    assert "FID" not in text


def test_every_table_is_regular(tmp_path: Path) -> None:
    lines = (written(tmp_path, made_run()) / "report.md").read_text(encoding="utf-8").splitlines()
    table: list[int] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            table.append(line.count("|"))
        else:
            assert len(set(table)) <= 1
            table = []


def test_fid_is_shown_with_its_warning(tmp_path: Path) -> None:
    text = (written(tmp_path, made_run(fid=12.345)) / "report.md").read_text(encoding="utf-8")
    assert "12.35" in text or "12.34" in text
    assert "biased upwards" in text


def test_json_is_strict_and_complete(tmp_path: Path) -> None:
    text = (written(tmp_path, made_run()) / "results.json").read_text(encoding="utf-8")

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    record = json.loads(text, parse_constant=refuse)
    assert record["protocol"]["size_px"] == 256
    assert len(record["photographs"]) == 6
    assert record["photographs"][-1]["scores"]["lpips_alex"] is None
    assert record["groups"][0]["means"]["plain"]["psnr"]["mean"] == 21.0
    assert record["models"][0]["process_mib"] == 12.4
    assert record["notes"] == ["LPIPS is partial.", "One was left out."]
    psnr = [d for d in record["differences"] if d["metric"] == "psnr"]
    assert psnr == [
        {"first": "plain", "second": "better", "metric": "psnr"}
        | dict.fromkeys(("mean", "low", "high"), -1.0)
    ]


def test_one_photograph_has_no_bounds() -> None:
    run = made_run(count=1)
    record = report_json(run, summarize(run))
    assert record["groups"][0]["means"]["plain"]["psnr"] == {
        "mean": 20.0,
        "low": None,
        "high": None,
    }


def test_csv_files(tmp_path: Path) -> None:
    folder = written(tmp_path, made_run())
    with (folder / "per_image.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 6
    assert rows[0]["name"] == "p0"
    assert rows[0]["kind"] == "old"
    assert rows[0]["hole_shares"] == "10–20 %"
    assert float(rows[0]["psnr"]) == 20.0
    assert rows[-1]["lpips_alex"] == ""
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as stream:
        summary = list(csv.DictReader(stream))
    assert {row["by"] for row in summary} == {"all", "hole share", "kind"}
    with (folder / "differences.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["first"] for row in csv.DictReader(stream)} == {"plain"}


def test_folder_that_cannot_be_made_is_refused_early(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError, match="for the report"):
        prepare_folder(tmp_path / "file" / "report")
    assert prepare_folder(tmp_path / "a" / "b").is_dir()
