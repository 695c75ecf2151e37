"""`inpaint-studio evaluate`: which model restores best, in figures, on one's own photographs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.fill_options import add_device, add_fill_option, checked_value
from inpaint_studio.errors import OptionError

if TYPE_CHECKING:
    from inpaint_studio.evaluation.scores import Metric
    from inpaint_studio.evaluation.studies import StudyOptions, StudyResult
    from inpaint_studio.evaluation.summary import Summary

__all__ = ["add_arguments", "run"]

_STUDIES = ("models", "sigma", "edges", "kinds", "large")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument(
        "study",
        nargs="?",
        choices=_STUDIES,
        default="models",
        help="compare models (default); quality against Canny sigma; edges before and after; "
        "models by kind of hole, or on large holes drawn on photographs of many megapixels, for 'auto'",
    )
    what = parser.add_argument_group("the photographs")
    what.add_argument("--images", type=Path, required=True, metavar="DIR", help="the originals")
    what.add_argument(
        "--masks", type=Path, metavar="DIR", help="masks of the same names (large: none)"
    )
    what.add_argument(
        "--size",
        type=int,
        default=256,
        metavar="PX",
        help="central square, shrunk to this side, never enlarged (default 256)",
    )
    what.add_argument("--limit", type=int, metavar="N", help="N photographs, evenly spread")
    how = parser.add_argument_group("the models")
    how.add_argument(
        "--models",
        default="",
        metavar="A,B,...",
        help="telea, navier-stokes, patchmatch and an installed migan are compared in any case",
    )
    add_device(how)
    how.add_argument("--full-precision", action="store_true", help="float32 in networks")
    add_fill_option(how, "seed")
    _add_judges(parser)
    out = parser.add_argument_group("the report")
    out.add_argument("--report", type=Path, required=True, metavar="DIR")
    out.add_argument(
        "--sheet",
        type=int,
        nargs="?",
        const=12,
        default=0,
        metavar="N",
        help="a contact sheet of N photographs (default 12)",
    )
    out.add_argument("--no-plots", action="store_true", help="do without matplotlib")


def _add_judges(parser: argparse.ArgumentParser) -> None:
    judges = parser.add_argument_group("the measures")
    judges.add_argument(
        "--perceptual-weights",
        type=Path,
        metavar="DIR",
        help="LPIPS weights (default: $INPAINT_STUDIO_PERCEPTUAL_WEIGHTS); without, no LPIPS",
    )
    judges.add_argument(
        "--inception", type=Path, metavar="FILE", help="Inception weights of 2015-12-05, for FID"
    )
    add_fill_option(judges, "sigma")
    judges.add_argument(
        "--resamples", type=int, default=2000, metavar="N", help="bootstrap draws (default 2000)"
    )
    sigma = parser.add_argument_group("evaluate sigma")
    sigma.add_argument(
        "--sigmas", metavar="A,B,...", help="sigmas in px (default 0.5,1,1.5,2,2.5,3,4,5)"
    )
    sigma.add_argument(
        "--guide",
        choices=("model", "original"),
        default="model",
        help="edges in the hole: predicted by the model, or Canny of the original",
    )


def run(args: argparse.Namespace) -> int:
    """Run the study and print its table."""
    sigmas = _numbers(args.sigmas)
    if args.masks is None and args.study != "large":
        raise OptionError("--masks is missing; name the folder of masks.")
    if args.sheet < 0:
        raise OptionError("Sheet has {sheet} photographs; take 1 or more.", sheet=args.sheet)

    from inpaint_studio.cli.terminal import job_token
    from inpaint_studio.evaluation.kinds import study_kinds
    from inpaint_studio.evaluation.large import study_large
    from inpaint_studio.evaluation.runner import GuideSource
    from inpaint_studio.evaluation.studies import (
        DEFAULT_SIGMAS,
        study_edges,
        study_models,
        study_sigma,
    )

    options = _options(args)
    with job_token(f"evaluate {args.study}") as token:
        if args.study == "models":
            result = study_models(options, token)
        elif args.study == "edges":
            result = study_edges(options, token)
        elif args.study == "kinds":
            result = study_kinds(options, token)
        elif args.study == "large":
            result = study_large(options, token)
        else:
            guide = GuideSource(args.guide)
            result = study_sigma(options, sigmas or DEFAULT_SIGMAS, guide, token)
    _tell(args, result)
    return 0


def _options(args: argparse.Namespace) -> StudyOptions:
    from inpaint_studio.evaluation.runner import Protocol
    from inpaint_studio.evaluation.studies import StudyOptions
    from inpaint_studio.training.losses.lpips import perceptual_folder

    return StudyOptions(
        images=args.images,
        masks=args.masks or args.images,
        report=args.report,
        models=tuple(name.strip() for name in args.models.split(",") if name.strip()),
        protocol=Protocol(
            args.size,
            checked_value(args, "seed"),
            checked_value(args, "sigma"),
            args.device,
            args.full_precision,
        ),
        limit=args.limit,
        perceptual_weights=perceptual_folder(args.perceptual_weights),
        inception=args.inception,
        resamples=args.resamples,
        sheet_rows=args.sheet,
        plots=not args.no_plots,
    )


def _numbers(text: str | None) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in (text or "").split(",") if part.strip())
    except ValueError:
        raise OptionError(
            "Sigmas {text!r} are not numbers; write them as 1,2,3.", text=text
        ) from None


def _tell(args: argparse.Namespace, result: StudyResult) -> None:
    from inpaint_studio.evaluation.scores import Metric

    summary = result.summary
    if args.study == "kinds":
        _tell_kinds(summary)
    else:
        wanted = (Metric.PSNR, Metric.SSIM, Metric.LPIPS_ALEX, Metric.EDGE_PRECISION)
        columns = (*wanted, Metric.EDGE_RECALL, Metric.SECONDS)
        _tell_models(result, [metric for metric in columns if metric in summary.metrics])
    print(f"{args.report / 'report.md'}: {summary.overall.count} photographs")


def _tell_models(result: StudyResult, columns: list[Metric]) -> None:
    from inpaint_studio.evaluation.markdown import shown_mib, shown_parameters

    rows = [["model", *(metric.info.title for metric in columns), "memory (MiB)", "parameters"]]
    for fact in result.run.variants:
        label = fact.variant.label
        means = result.summary.overall.means[label]
        cells = [m.info.show(means[m].mean) if m in means else "–" for m in columns]
        costs = [shown_mib(fact.memory.process_mib), shown_parameters(fact.parameters)]
        rows.append([label, *cells, *costs])
    _print_table(rows)


def _tell_kinds(summary: Summary) -> None:
    from inpaint_studio.evaluation.scores import Metric
    from inpaint_studio.evaluation.summary import GroupKind

    groups = (*summary.by(GroupKind.KIND), summary.overall)
    rows = [["LPIPS (AlexNet)", *(f"{group.label} ({group.count})" for group in groups)]]
    metric = Metric.LPIPS_ALEX
    rows += [
        [label, *(metric.info.show(group.means[label][metric].mean) for group in groups)]
        for label in summary.labels
    ]
    _print_table(rows)


def _print_table(rows: list[list[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *cells]))
