"""`inpaint-studio evaluate-lettering`: how well captions and date stamps are found."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import OptionError

if TYPE_CHECKING:
    from inpaint_studio.detection.findings import FindingKind
    from inpaint_studio.detection.lettering import LetteringFinder
    from inpaint_studio.evaluation.lettering import LetteringFigures

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument(
        "--images",
        type=Path,
        metavar="DIR",
        required=True,
        help="photographs to draw a caption or a date on, from a seed",
    )
    parser.add_argument("--kind", default="text", metavar="KIND", help="text (default) or date")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N photographs")
    parser.add_argument("--sensitivity", type=float, default=0.5, metavar="S")
    parser.add_argument("--device", default="auto", help="auto, cuda, mps or cpu")


def run(args: argparse.Namespace) -> int:
    """Measure and print a table, a column a finder."""
    if args.limit is not None and args.limit < 1:
        raise OptionError("--limit is {limit}; use 1 or more.", limit=args.limit)
    if not args.images.is_dir():
        raise OptionError("{images} is no folder; give one with photographs.", images=args.images)

    from inpaint_studio.cli.terminal import job_token
    from inpaint_studio.detection.findings import parse_kinds, thresholds
    from inpaint_studio.evaluation.detection_sets import photo_files
    from inpaint_studio.evaluation.lettering import measure_lettering

    thresholds(args.sensitivity)
    kinds = parse_kinds(args.kind)
    if len(kinds) != 1:
        raise OptionError("--kind is {kind}; give one, text or date.", kind=args.kind)
    (kind,) = kinds
    files = photo_files(args.images)[: args.limit]
    figures = {}
    with job_token("evaluate-lettering") as token:
        finders = _finders(kind, args.device)
        for number, (name, finder) in enumerate(finders.items()):
            part = token.part(number / len(finders), (number + 1) / len(finders))
            figures[name] = measure_lettering(
                finder, files, kind, sensitivity=args.sensitivity, token=part
            )
    print(_table(figures), end="")
    return 0


def _finders(kind: FindingKind, device: str) -> dict[str, LetteringFinder]:
    from inpaint_studio.detection.findings import FindingKind
    from inpaint_studio.detection.lettering import LetteringFinder
    from inpaint_studio.detection.text_network import installed_text_network
    from inpaint_studio.inference.device import choose_device

    if kind is FindingKind.DATE:
        return {"colour and strokes": LetteringFinder()}
    network = installed_text_network(choose_device(device))
    return {"network": LetteringFinder(network), "lines of strokes": LetteringFinder()}


def _table(figures: dict[str, LetteringFigures]) -> str:
    photos = next(iter(figures.values())).photos
    rows = {
        f"found, of {photos}": [f"{each.found}" for each in figures.values()],
        "mean IoU": [f"{each.iou:.3f}" for each in figures.values()],
        "precision of pixels": [f"{each.precision:.3f}" for each in figures.values()],
        "recall of pixels": [f"{each.recall:.3f}" for each in figures.values()],
        f"false alarms, of {photos}": [f"{each.false_alarms}" for each in figures.values()],
    }
    lines = [f"| figure | {' | '.join(figures)} |", "|---|" + "---:|" * len(figures)]
    lines += [f"| {name} | {' | '.join(values)} |" for name, values in rows.items()]
    return "\n".join(lines) + "\n"
