"""The three studies, from folders to a report: models, Canny sigma, edges.

Each takes the same `StudyOptions` and leaves a folder with JSON, CSV, Markdown and pictures. The
command line only fills the options in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import MissingPartError, OptionError
from inpaint_studio.evaluation.bootstrap import DEFAULT_RESAMPLES, Resampling
from inpaint_studio.evaluation.plots import (
    plot_by_hole_share,
    plot_quality_and_time,
    plot_sigma,
    require_matplotlib,
)
from inpaint_studio.evaluation.report import prepare_folder, write_report
from inpaint_studio.evaluation.runner import (
    GuideSource,
    ModelVariant,
    Protocol,
    Run,
    Watcher,
    compared_models,
    evaluate,
)
from inpaint_studio.evaluation.samples import Sample, find_samples, load_case, spread
from inpaint_studio.evaluation.scores import perceptual_distances
from inpaint_studio.evaluation.sheets import ContactSheet, EdgeSheets
from inpaint_studio.evaluation.summary import Summary, summarize
from inpaint_studio.jobs.fill_settings import fill_field
from inpaint_studio.jobs.messages import Message, Remedy
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.evaluation.fid import FidCollector
    from inpaint_studio.training.losses.lpips import Lpips
    from inpaint_studio.zoo.registry import InstalledModel

__all__ = [
    "DEFAULT_SIGMAS",
    "StudyOptions",
    "StudyResult",
    "begin",
    "finish",
    "judges",
    "study_edges",
    "study_models",
    "study_sigma",
]

DEFAULT_SIGMAS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
_SHEET_ROWS = 12


@dataclass(frozen=True)
class StudyOptions:
    """What a study is asked for.

    Attributes
    ----------
    images, masks
        Folders; see `find_samples`.
    report
        Folder that the report is written to; made if need be.
    models
        Names of installed models.
    protocol
        What is the same for all models.
    limit
        At most this many photographs, evenly spread over the names; None takes all.
    perceptual_weights
        Folder of LPIPS weights; None leaves LPIPS out.
    inception
        File of the weights FID is defined with; None leaves FID out.
    resamples
        Bootstrap draws.
    sheet_rows
        Photographs on the contact sheet; 0 makes none.
    plots
        Whether plots are made.
    """

    images: Path
    masks: Path
    report: Path
    models: tuple[str, ...] = ()
    protocol: Protocol = field(default_factory=Protocol)
    limit: int | None = None
    perceptual_weights: Path | None = None
    inception: Path | None = None
    resamples: int = DEFAULT_RESAMPLES
    sheet_rows: int = 0
    plots: bool = True


@dataclass(frozen=True)
class StudyResult:
    """What a study found and wrote."""

    run: Run
    summary: Summary
    files: tuple[Path, ...]


def study_models(options: StudyOptions, token: ProgressToken | None = None) -> StudyResult:
    """Compare models, baselines included, on the same photographs.

    Raises
    ------
    BadInputError
        Of its kinds, if folders, models or options cannot be used.
    MissingPartError
        If plots are wanted without matplotlib, or a model is not installed.
    CancelledError
        After `token.cancel()`; no report is written then.
    """
    samples = begin(options)
    variants = [ModelVariant(name, name) for name in compared_models(options.models)]
    distances, fid, notes = judges(options)
    sheet = ContactSheet(sample.name for sample in _for_sheet(samples, options))
    watchers: list[Watcher] = [sheet] if options.sheet_rows else []
    run = evaluate(
        samples,
        variants,
        options.protocol,
        distances=distances,
        fid=fid,
        watchers=watchers,
        token=token,
    )
    summary = summarize(run, resamples=options.resamples)
    pictures: list[Path | None] = []
    if options.plots:
        pictures.append(plot_by_hole_share(summary, options.report / "by_hole_share.png"))
        pictures.append(plot_quality_and_time(run, summary, options.report / "quality_time.png"))
    if options.sheet_rows:
        pictures.append(sheet.write(options.report / "sheet.png"))
    return finish(options, run, summary, "Evaluation of models", notes, pictures)


def study_sigma(
    options: StudyOptions,
    sigmas: Sequence[float] = DEFAULT_SIGMAS,
    guide: GuideSource = GuideSource.MODEL,
    token: ProgressToken | None = None,
) -> StudyResult:
    """Quality against the Canny sigma of the edges, after EdgeConnect (arXiv 1901.00212, fig. 6).

    Parameters
    ----------
    options
        As for `study_models`; without models, every installed one that this guide applies to.
    sigmas
        Standard deviations in pixels, each above 0 and at most 20.
    guide
        `MODEL`: sigma of the known edges, the model predicting those in the hole. `ORIGINAL`:
        the hole's edges are the original's at the same sigma, which shows what the completion
        gains from ideal edges.
    token
        Progress and cancellation.

    Raises
    ------
    OptionError
        If a sigma is out of range, or a model asked for does not use such edges.
    MissingPartError
        As `study_models`, and if no installed model uses edges.
    """
    for sigma in sigmas:
        fill_field("sigma").check(sigma, "Canny sigma")
    if not sigmas:
        raise OptionError("No Canny sigma is given; name some, such as 1,2,3.")
    samples = begin(options)
    names = _edge_models(options.models, guide)
    ordered = sorted(set(sigmas))
    lines = {name: [f"{name} sigma {sigma:g}" for sigma in ordered] for name in names}
    variants = [
        ModelVariant(label, name, sigma, guide)
        for name, labels in lines.items()
        for label, sigma in zip(labels, ordered, strict=True)
    ]
    distances, fid, notes = judges(options)
    run = evaluate(samples, variants, options.protocol, distances=distances, fid=fid, token=token)
    summary = summarize(run, resamples=options.resamples)
    source = "the model's prediction" if guide is GuideSource.MODEL else "Canny of the original"
    notes = (
        *notes,
        Message(
            "Edges in the hole: {source}; known edges: Canny of the known area.", source=source
        ),
    )
    pictures: list[Path | None] = []
    if options.plots:
        pictures.append(plot_sigma(run, summary, lines, options.report / "sigma.png"))
    return finish(options, run, summary, "Quality against Canny sigma", notes, pictures)


def study_edges(options: StudyOptions, token: ProgressToken | None = None) -> StudyResult:
    """Edges of the originals, of the models' completed maps and of the restorations.

    Precision and recall by hole share in the report, maps in `edges_MODEL.png`. LPIPS and FID are
    left out. Raises as `study_models`.
    """
    samples = begin(options)
    variants = [ModelVariant(name, name) for name in compared_models(options.models)]
    rows = spread(samples, options.sheet_rows or _SHEET_ROWS)
    sheets = EdgeSheets((sample.name for sample in rows), options.protocol.sigma)
    run = evaluate(samples, variants, options.protocol, watchers=[sheets], token=token)
    summary = summarize(run, resamples=options.resamples)
    pictures = list(sheets.write(options.report))
    note = Message(
        "In the pictures of agreement: white is an edge in both, red only in the "
        "restoration, blue only in the original, grey a known edge."
    )
    return finish(options, run, summary, "Edges before and after", (note,), pictures)


def begin(options: StudyOptions) -> tuple[Sample, ...]:
    """Everything that can fail quickly."""
    if options.limit is not None and options.limit < 1:
        raise OptionError("Limit is {limit}; take at least 1 photograph.", limit=options.limit)
    if options.plots:
        require_matplotlib()
    Resampling(1, resamples=options.resamples)
    samples = find_samples(options.images, options.masks)
    prepare_folder(options.report)
    return samples if options.limit is None else spread(samples, options.limit)


def _for_sheet(samples: Sequence[Sample], options: StudyOptions) -> tuple[Sample, ...]:
    """Photographs of the sheet: spread over kinds by name, then ordered by hole share."""
    if not options.sheet_rows:
        return ()
    chosen = spread(samples, options.sheet_rows)
    size_px = options.protocol.size_px
    return tuple(sorted(chosen, key=lambda sample: load_case(sample, size_px).hole_share))


def judges(
    options: StudyOptions,
) -> tuple[tuple[Lpips, ...], FidCollector | None, tuple[Message, ...]]:
    """LPIPS and FID as far as weights were given, and what the report says of them."""
    distances: tuple[Lpips, ...] = ()
    notes: tuple[Message, ...]
    if options.perceptual_weights is None and options.inception is None:
        notes = (
            Message("LPIPS was not measured: no folder of perceptual weights was named."),
            Message("FID was not measured: no Inception weights were given."),
        )
        return (), None, notes
    from inpaint_studio.inference.device import choose_device

    device = choose_device(options.protocol.device).kind.value
    distances, notes = perceptual_distances(options.perceptual_weights, device)
    if options.inception is None:
        return (
            distances,
            None,
            (*notes, Message("FID was not measured: no Inception weights were given.")),
        )
    from inpaint_studio.evaluation.fid import FidCollector
    from inpaint_studio.evaluation.inception import load_fid_features

    features = load_fid_features(options.inception, device)
    weights = Message(
        "FID with the weights {inception}, sha256 {sha256}.",
        inception=options.inception.name,
        sha256=features.sha256,
    )
    return distances, FidCollector(features), (*notes, weights)


def _edge_models(asked: Sequence[str], guide: GuideSource) -> tuple[str, ...]:
    from inpaint_studio.zoo.registry import ModelState, find_model, list_models

    def applies(model: InstalledModel) -> bool:
        card = model.card
        return card.shows_edges if guide is GuideSource.MODEL else card.takes_edges

    if not asked:
        ready = [m for m in list_models() if m.state is ModelState.READY and applies(m)]
        if not ready:
            raise MissingPartError(
                "No installed model predicts edges; import one, such as EdgeConnect."
                if guide is GuideSource.MODEL
                else "No installed model follows edges; import one, such as EdgeConnect."
            )
        return tuple(model.name for model in ready)
    for name in asked:
        if not applies(find_model(name).require_ready()):
            if guide is GuideSource.MODEL:
                raise OptionError(
                    "Model {name} predicts no edges and so does not depend on sigma; leave it "
                    "out, or {remedy}.",
                    name=name,
                    remedy=Remedy.GUIDE_BY_ORIGINAL,
                )
            raise OptionError(
                "Model {name} follows no edges and so does not depend on sigma; leave it out.",
                name=name,
            )
    return tuple(dict.fromkeys(asked))


def finish(
    options: StudyOptions,
    run: Run,
    summary: Summary,
    title: str,
    notes: Sequence[Message],
    pictures: Sequence[Path | None],
) -> StudyResult:
    """Write the report of a study, with the pictures that were made."""
    shown = [path for path in pictures if path is not None]
    written = write_report(options.report, run, summary, title=title, notes=notes, pictures=shown)
    return StudyResult(run, summary, (*written, *shown))
