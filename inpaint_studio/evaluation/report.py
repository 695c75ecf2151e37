"""Writes an evaluation down: JSON with everything, CSV for spreadsheets, Markdown for people.

Files are written whole or not at all. Knows nothing of plots or of how scores are made.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from inpaint_studio import __version__
from inpaint_studio.errors import BadInputError
from inpaint_studio.evaluation.bootstrap import Interval
from inpaint_studio.evaluation.markdown import markdown_report
from inpaint_studio.evaluation.runner import Run, VariantFacts
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.summary import Summary, hole_shares_of
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.jobs.messages import Message

__all__ = ["prepare_folder", "report_json", "write_report"]

_FORMAT = 1


def prepare_folder(folder: Path) -> Path:
    """Make the report's folder, before hours of work go into what cannot be written.

    Raises
    ------
    BadInputError
        If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            "{folder} cannot be made a folder ({reason}); name another folder for the report.",
            folder=folder,
            reason=error.strerror,
        ) from None
    if not os.access(folder, os.W_OK):
        raise BadInputError(
            "{folder} cannot be written to; name another folder for the report.", folder=folder
        )
    return folder


def write_report(
    folder: Path,
    run: Run,
    summary: Summary,
    *,
    title: str = "Evaluation",
    notes: Sequence[Message] = (),
    pictures: Sequence[Path] = (),
) -> tuple[Path, ...]:
    """Write `results.json`, `summary.csv`, `differences.csv`, `per_image.csv` and `report.md`.

    Parameters
    ----------
    folder
        An existing folder.
    run, summary
        What is written.
    title
        Heading of the Markdown.
    notes
        Sentences for the reader, besides the run's own.
    pictures
        Plots and sheets already in `folder`; the Markdown shows them.

    Returns
    -------
    The files written.
    """
    notes = (*notes, *run.notes)
    text = markdown_report(run, summary, title=title, notes=notes, pictures=pictures)
    record = report_json(run, summary, notes=notes)
    contents = {
        "results.json": json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        "summary.csv": _csv(_summary_rows(summary)),
        "differences.csv": _csv(_difference_rows(summary)),
        "per_image.csv": _csv(_image_rows(run, summary.metrics)),
        "report.md": text,
    }
    for name, content in contents.items():
        write_atomic(folder / name, content.encode("utf-8"))
    return tuple(folder / name for name in contents)


def report_json(run: Run, summary: Summary, *, notes: Sequence[Message] = ()) -> dict[str, Any]:
    """Everything as JSON values; NaN and infinity become null."""
    return {
        "format": _FORMAT,
        "version": __version__,
        "machine": {
            "platform": platform.platform(),
            "python": platform.python_version(),
            "processors": os.cpu_count(),
        },
        "protocol": {
            "size_px": run.protocol.size_px,
            "seed": run.protocol.seed,
            "sigma": run.protocol.sigma,
            "device": run.protocol.device,
            "full_precision": run.protocol.full_precision,
            "resamples": summary.resamples,
            "level": summary.level,
        },
        "metrics": {
            metric.value: {"title": metric.info.title, "better": metric.info.better}
            for metric in summary.metrics
        },
        "models": [_facts(fact) for fact in run.variants],
        "groups": [
            {
                "by": group.by.value,
                "label": group.label,
                "photographs": group.count,
                "means": {
                    label: {metric.value: _interval(each) for metric, each in row.items()}
                    for label, row in group.means.items()
                },
            }
            for group in summary.groups
        ],
        "differences": [
            {"first": d.first, "second": d.second, "metric": d.metric.value} | _interval(d.interval)
            for d in summary.differences
        ],
        "photographs": [
            {
                "name": record.sample.name,
                "kind": record.sample.kind,
                "hole_share": round(record.hole_share, 6),
                "model": record.label,
                "scores": {m.value: _finite(record.scores[m]) for m in record.scores},
            }
            for record in run.records
        ],
        "notes": list(map(str, notes)),
    }


def _facts(fact: VariantFacts) -> dict[str, Any]:
    card = fact.card
    return {
        "label": fact.variant.label,
        "model": fact.variant.model,
        "sigma": fact.variant.sigma,
        "guide": fact.variant.guide.value,
        "title": card.title,
        "family": card.family,
        "licence": card.licence,
        "sha256": [file.sha256 for file in card.files],
        "size_bytes": card.size_bytes,
        "parameters": fact.parameters,
        "device": fact.device,
        "process_mib": _finite(fact.memory.process_mib),
        "device_mib": _finite(fact.memory.device_mib),
        "fid": _finite(fact.fid),
        "notes": list(map(str, fact.notes)),
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 8)


def _interval(interval: Interval) -> dict[str, float | None]:
    return {
        "mean": _finite(interval.mean),
        "low": _finite(interval.low),
        "high": _finite(interval.high),
    }


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _cell(value: float) -> str:
    return f"{value:.8g}" if math.isfinite(value) else ""


def _summary_rows(summary: Summary) -> Iterable[Sequence[Any]]:
    yield "by", "group", "photographs", "model", "metric", "mean", "low", "high"
    for group in summary.groups:
        for label, row in group.means.items():
            for metric, interval in row.items():
                bounds = map(_cell, interval)
                yield group.by.value, group.label, group.count, label, metric.value, *bounds


def _difference_rows(summary: Summary) -> Iterable[Sequence[Any]]:
    yield "first", "second", "metric", "difference", "low", "high"
    for each in summary.differences:
        yield each.first, each.second, each.metric.value, *map(_cell, each.interval)


def _image_rows(run: Run, metrics: Sequence[Metric]) -> Iterable[Sequence[Any]]:
    yield "name", "kind", "hole_share", "hole_shares", "model", *(m.value for m in metrics)
    for record in run.records:
        yield (
            record.sample.name,
            record.sample.kind,
            f"{record.hole_share:.6f}",
            hole_shares_of(record.hole_share).label,
            record.label,
            *(_cell(record.scores.get(metric, math.nan)) for metric in metrics),
        )
