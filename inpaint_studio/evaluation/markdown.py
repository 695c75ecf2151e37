"""The Markdown of an evaluation: tables that a person reads, and what each column means.

Knows nothing of files; `report` writes the text down.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from inpaint_studio import __version__
from inpaint_studio.evaluation.bootstrap import Interval
from inpaint_studio.evaluation.runner import Run, VariantFacts
from inpaint_studio.evaluation.scores import LARGEST_PSNR_DB, Metric
from inpaint_studio.evaluation.summary import Group, GroupKind, Summary
from inpaint_studio.jobs.messages import Message

__all__ = ["markdown_report", "shown_mib", "shown_parameters"]

_WHOLE = (
    Metric.PSNR,
    Metric.SSIM,
    Metric.L1,
    Metric.L2,
    Metric.TV,
    Metric.LPIPS_ALEX,
    Metric.LPIPS_VGG,
)
_HOLE = (
    Metric.PSNR_HOLE,
    Metric.SSIM_HOLE,
    Metric.L1_HOLE,
    Metric.L2_HOLE,
    Metric.TV_HOLE,
    Metric.LPIPS_ALEX_HOLE,
    Metric.LPIPS_VGG_HOLE,
)
_EDGES = (
    Metric.EDGE_PRECISION,
    Metric.EDGE_RECALL,
    Metric.EDGE_MAP_PRECISION,
    Metric.EDGE_MAP_RECALL,
)
_BY_GROUP = (
    Metric.PSNR,
    Metric.SSIM,
    Metric.L1,
    Metric.LPIPS_ALEX,
    Metric.LPIPS_VGG,
    Metric.PSNR_HOLE,
)
_DIFFERENCES = (
    Metric.PSNR,
    Metric.SSIM,
    Metric.L1,
    Metric.LPIPS_ALEX,
    Metric.LPIPS_VGG,
    Metric.EDGE_PRECISION,
    Metric.EDGE_RECALL,
)
_FEW_FOR_FID = 2048


def markdown_report(
    run: Run,
    summary: Summary,
    *,
    title: str,
    notes: Sequence[Message] = (),
    pictures: Sequence[Path] = (),
) -> str:
    """The whole report as Markdown; `pictures` are named by their file names."""
    parts = [f"# {title}", _protocol(run, summary)]
    if notes:
        parts.append("\n".join(f"- {note}" for note in notes))
    for heading, metrics in (
        ("Whole image", _WHOLE),
        ("Hole only", _HOLE),
        ("Edges in the hole", _EDGES),
    ):
        table = _overall_table(summary, metrics)
        if table:
            parts += [f"## {heading}", table]
    parts += ["## Time and memory", _cost_table(run, summary)]
    for kind, heading in (
        (GroupKind.HOLE_SHARE, "By hole share"),
        (GroupKind.KIND, "By kind of photograph"),
    ):
        if summary.by(kind):
            parts += [f"## {heading}", *_group_tables(summary, kind)]
    if summary.differences:
        parts += ["## Differences between models", *_difference_tables(summary)]
    if pictures:
        parts.append("## Pictures")
        parts += [f"![{path.stem}]({path.name})" for path in pictures]
    parts += ["## What the columns mean", _definitions(run, summary)]
    return "\n\n".join(parts) + "\n"


def _protocol(run: Run, summary: Summary) -> str:
    count, protocol = summary.overall.count, run.protocol
    return (
        f"{count} photograph{'' if count == 1 else 's'}, the same photograph, mask and size for "
        f"every model, through the engine of Inpaint Studio {__version__}. Photographs are cut to "
        f"their central square and shrunk to {protocol.size_px} px by area averaging (smaller ones "
        "are kept as they are), 8 bit; masks are cut the same way and brought to the same side by "
        "nearest neighbour. Models get mid-grey in the hole, never the original. Holes are "
        "composited: known pixels equal the original's. In brackets: "
        f"{100 * summary.level:.0f} % bootstrap intervals over photographs "
        f"({summary.resamples} resamples). Bold: the best mean."
    )


def _rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _present(summary: Summary, metrics: Iterable[Metric]) -> list[Metric]:
    return [metric for metric in metrics if metric in summary.metrics]


def _shown(interval: Interval | None, metric: Metric, *, bounds: bool, bold: bool) -> str:
    if interval is None:
        return "–"
    info = metric.info
    text = info.show(interval.mean)
    if bold:
        text = f"**{text}**"
    if bounds and not math.isnan(interval.low):
        text += f" ({info.show(interval.low)}, {info.show(interval.high)})"
    return text


def _best(group: Group, metric: Metric) -> float | None:
    """The best mean of a measure as shown, where one way is better and there is a choice."""
    means = [row[metric].mean for row in group.means.values() if metric in row]
    if metric.info.better == 0 or len(means) < 2:
        return None
    return max(means) if metric.info.better > 0 else min(means)


def _is_best(group: Group, label: str, metric: Metric) -> bool:
    best = _best(group, metric)
    interval = group.means[label].get(metric)
    if best is None or interval is None:
        return False
    return metric.info.show(interval.mean) == metric.info.show(best)


def _overall_table(summary: Summary, metrics: Iterable[Metric]) -> str:
    columns, group = _present(summary, metrics), summary.overall
    if not columns:
        return ""
    rows = [
        [label]
        + [
            _shown(
                group.means[label].get(metric),
                metric,
                bounds=True,
                bold=_is_best(group, label, metric),
            )
            for metric in columns
        ]
        for label in summary.labels
    ]
    return _rows(["model", *(metric.info.title for metric in columns)], rows)


def shown_parameters(count: int | None) -> str:
    """A number of parameters in millions, as tables print it."""
    if not count:
        return "–" if count is None else "0"
    return f"{count / 1e6:.1f} M" if count >= 50_000 else f"{count:,}"


def shown_mib(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _cost_table(run: Run, summary: Summary) -> str:
    has_fid = any(fact.fid is not None for fact in run.variants)
    header = [
        "model",
        "parameters",
        "device",
        "seconds a photo",
        "memory (MiB)",
        "GPU memory (MiB)",
    ]
    rows = []
    for fact in run.variants:
        seconds = summary.overall.means[fact.variant.label].get(Metric.SECONDS)
        row = [
            fact.variant.label,
            shown_parameters(fact.parameters),
            fact.device,
            _shown(seconds, Metric.SECONDS, bounds=True, bold=False),
            shown_mib(fact.memory.process_mib),
            shown_mib(fact.memory.device_mib),
        ]
        rows.append([*row, _fid(fact)] if has_fid else row)
    return _rows([*header, "FID"] if has_fid else header, rows)


def _fid(fact: VariantFacts) -> str:
    return "–" if fact.fid is None else f"{fact.fid:.2f}"


def _group_tables(summary: Summary, kind: GroupKind) -> list[str]:
    groups = (*summary.by(kind), summary.overall)
    parts = []
    for metric in _present(summary, _BY_GROUP):
        header = [metric.info.title, *(f"{group.label} ({group.count})" for group in groups)]
        rows = [
            [label]
            + [
                _shown(
                    group.means[label].get(metric),
                    metric,
                    bounds=False,
                    bold=_is_best(group, label, metric),
                )
                for group in groups
            ]
            for label in summary.labels
        ]
        parts.append(_rows(header, rows))
    return parts


def _difference_tables(summary: Summary) -> list[str]:
    metrics = _present(summary, _DIFFERENCES)
    found = {(d.first, d.second, d.metric): d.interval for d in summary.differences}
    pairs = dict.fromkeys((d.first, d.second) for d in summary.differences)
    rows = []
    for first, second in pairs:
        cells = []
        for metric in metrics:
            interval = found.get((first, second, metric))
            sure = interval is not None and interval.excludes_zero
            cells.append(_shown(interval, metric, bounds=True, bold=sure))
        rows.append([f"{first} − {second}", *cells])
    explanation = (
        "Mean of the first minus mean of the second, the same photographs drawn for both; bold "
        "where the interval excludes zero. Many pairs are compared: one bold figure in twenty "
        "would arise by chance."
    )
    return [explanation, _rows(["pair", *(metric.info.title for metric in metrics)], rows)]


def _definitions(run: Run, summary: Summary) -> str:
    lines = [
        "PSNR, L1 and L2 (mean absolute and mean squared difference) over pixels and RGB channels "
        f"scaled to [0, 1]; a photograph that equals its original counts as {LARGEST_PSNR_DB:.0f} "
        "dB. Means are means over photographs. Percent: of full scale.",
        "SSIM: Wang et al. 2004, Gaussian window of 11 px (sigma 1.5), mean over RGB; the whole "
        "image without a border of 5 px, the hole as the mean of the SSIM map in it.",
        "TV: mean absolute difference of horizontal plus of vertical neighbours; in the hole, of "
        "pairs with a pixel in it. Neither way is better: compare with the original.",
        "Edge precision and recall: Canny edges (scikit-image, sigma "
        f"{run.protocol.sigma:g} px, luminance) of the restored photograph against those of the "
        "original, matched pixel for pixel in the hole; both are 1 where neither has an edge and "
        "0 where only one has. Predicted edges: the map that the model itself completed.",
        "Seconds: one photograph after a warm-up. Memory: growth of the process from before the "
        "model was loaded to its peak over one photograph, libraries that only this model loads "
        "included; GPU memory: what the framework allocated. Parameters: "
        "floating-point numbers in the model's files.",
    ]
    if Metric.LPIPS_ALEX in summary.metrics or Metric.LPIPS_VGG in summary.metrics:
        lines.append(
            "LPIPS: Zhang et al. 2018, version 0.1; in the hole, the mean of the distance map "
            "(stages enlarged bilinearly) in it."
        )
    if any(fact.fid is not None for fact in run.variants):
        text = "FID: Heusel et al. 2017, whole images against the originals, in this table only."
        if summary.overall.count < _FEW_FOR_FID:
            text += (
                f" With {summary.overall.count} photographs it is biased upwards and noisy: fewer "
                f"than the {_FEW_FOR_FID} features."
            )
        lines.append(text)
    return "\n".join(f"- {line}" for line in lines)
