"""Plots of an evaluation. matplotlib is loaded here and nowhere else, without any window.

Knows summaries only; what is plotted is chosen from the measures that are there.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import MissingPartError
from inpaint_studio.evaluation.runner import Run
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.summary import GroupKind, Summary
from inpaint_studio.jobs.files import write_atomic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_by_hole_share", "plot_quality_and_time", "plot_sigma", "require_matplotlib"]

_BY_SHARE = (
    Metric.PSNR,
    Metric.SSIM,
    Metric.L1,
    Metric.LPIPS_ALEX,
    Metric.LPIPS_VGG,
    Metric.PSNR_HOLE,
)
_DPI = 120
_MARKERS = "osD^vPX*<>hp"


def require_matplotlib() -> None:
    """Return if plots can be made.

    Raises
    ------
    MissingPartError
        If matplotlib is not installed; the remedy is named.
    """
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise MissingPartError(
            "Plots need matplotlib, which is not installed; run "
            "pip install 'inpaint-studio[train]' or leave the plots out."
        ) from None


def plot_by_hole_share(summary: Summary, path: Path) -> Path | None:
    """Measures against the hole share, a line a model, bars for the intervals.

    Returns
    -------
    `path`, a PNG; None where all photographs lie in one range and there is nothing to plot.
    """
    groups = summary.by(GroupKind.HOLE_SHARE)
    metrics = [metric for metric in _BY_SHARE if metric in summary.metrics]
    if len(groups) < 2 or not metrics:
        return None
    figure, axes = _panels(len(metrics))
    for axis, metric in zip(axes, metrics, strict=True):
        for index, label in enumerate(summary.labels):
            picks = [
                (i, g.means[label][metric])
                for i, g in enumerate(groups)
                if metric in g.means[label]
            ]
            if not picks:
                continue
            factor = metric.info.factor
            # Models are set side by side a little, so that their bars do not cover each other.
            shift = 0.06 * (index - (len(summary.labels) - 1) / 2)
            _line(
                axis,
                [i + shift for i, _ in picks],
                [[factor * bound for bound in interval] for _, interval in picks],
                label,
                index,
            )
        axis.set_xticks(range(len(groups)), [group.label for group in groups])
        axis.set_xlabel("hole share")
        axis.set_title(metric.info.title)
    axes[0].legend(fontsize="small")
    return _save(figure, path)


def plot_quality_and_time(run: Run, summary: Summary, path: Path) -> Path | None:
    """Quality (LPIPS where measured, else PSNR) against seconds a photograph, a dot a model."""
    candidates = (Metric.LPIPS_ALEX, Metric.LPIPS_VGG, Metric.PSNR)
    metric = next(each for each in candidates if each in summary.metrics)
    figure, (axis,) = _panels(1)
    for index, fact in enumerate(run.variants):
        means = summary.overall.means[fact.variant.label]
        if metric not in means or means[Metric.SECONDS].mean <= 0.0:
            continue
        seconds, quality = means[Metric.SECONDS].mean, means[metric].mean
        axis.plot(seconds, quality, _MARKERS[index % len(_MARKERS)], color=f"C{index % 10}")
        axis.annotate(
            fact.variant.label, (seconds, quality), (6, 4), textcoords="offset points", fontsize=8
        )
    axis.set_xscale("log")
    axis.margins(0.3, 0.2)
    _plain_log_ticks(axis)
    if metric.info.better < 0:
        axis.invert_yaxis()
    axis.set_xlabel("seconds a photograph")
    axis.set_ylabel(metric.info.title)
    axis.set_title("up and left is better")
    return _save(figure, path)


def plot_sigma(
    run: Run, summary: Summary, lines: Mapping[str, Sequence[str]], path: Path
) -> Path | None:
    """Quality against Canny sigma: PSNR, LPIPS where measured, FID where measured.

    After EdgeConnect (arXiv 1901.00212), figure 6, which shows PSNR and FID.

    Parameters
    ----------
    run, summary
        An evaluation whose variants differ in sigma.
    lines
        Name of each line to the labels of its variants, by rising sigma.
    path
        PNG to be written.
    """
    sigmas = {fact.variant.label: fact.variant.sigma for fact in run.variants}
    fids = {fact.variant.label: fact.fid for fact in run.variants if fact.fid is not None}
    metrics = [m for m in (Metric.PSNR, Metric.SSIM, Metric.LPIPS_ALEX) if m in summary.metrics]
    figure, axes = _panels(len(metrics) + bool(fids))
    for axis, metric in zip(axes, metrics, strict=False):
        for index, (name, labels) in enumerate(lines.items()):
            intervals = [summary.overall.means[label][metric] for label in labels]
            bounds = [[metric.info.factor * bound for bound in each] for each in intervals]
            _line(axis, [sigmas[label] for label in labels], bounds, name, index)
        axis.set_title(metric.info.title)
    if fids:
        for index, (name, labels) in enumerate(lines.items()):
            bounds = [[fids[label], float("nan"), float("nan")] for label in labels]
            _line(axes[-1], [sigmas[label] for label in labels], bounds, name, index)
        axes[-1].set_title("FID")
    for axis in axes:
        axis.set_xlabel("Canny sigma (px)")
    axes[0].legend(fontsize="small")
    return _save(figure, path)


def _plain_log_ticks(axis: Axes) -> None:
    """Seconds as 0.02, 0.05, 0.1 instead of powers."""
    from matplotlib.ticker import FormatStrFormatter, LogLocator, NullLocator

    axis.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.xaxis.set_major_formatter(FormatStrFormatter("%g"))
    axis.xaxis.set_minor_locator(NullLocator())


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(count, 3)
    rows = -(-count // columns)
    figure = Figure(figsize=(5.2 * columns, 3.8 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    axes = [figure.add_subplot(rows, columns, index + 1) for index in range(count)]
    for axis in axes:
        axis.grid(alpha=0.3)
    return figure, axes


def _line(
    axis: Axes, x: Sequence[float], intervals: Sequence[Sequence[float]], label: str, index: int
) -> None:
    """One line; `intervals` holds mean, low and high, the bounds NaN where there are none."""
    means = [mean for mean, _, _ in intervals]
    below = [mean - low if low == low else 0.0 for mean, low, _ in intervals]
    above = [high - mean if high == high else 0.0 for mean, _, high in intervals]
    # Rounding can put a bound a hair on the wrong side of the mean.
    spread = [[max(0.0, value) for value in side] for side in (below, above)]
    axis.errorbar(
        x,
        means,
        yerr=spread,
        label=label,
        marker=_MARKERS[index % len(_MARKERS)],
        color=f"C{index % 10}",
        capsize=2,
        markersize=4,
        linewidth=1.2,
    )


def _save(figure: Figure, path: Path) -> Path:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})
    write_atomic(path, stream.getvalue())
    return path
