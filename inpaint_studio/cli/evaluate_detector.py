"""`inpaint-studio evaluate-detector`: how well damage is found, by the network and by filters."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.files import write_atomic

if TYPE_CHECKING:
    from inpaint_studio.detection.findings import Finder
    from inpaint_studio.evaluation.detection import Measured
    from inpaint_studio.evaluation.detection_report import DetectionTable
    from inpaint_studio.progress import ProgressToken

__all__ = ["add_arguments", "run"]

_SMALL_SIDE_PX = 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    what = parser.add_argument_group("the photographs")
    what.add_argument(
        "--images", type=Path, metavar="DIR", help="photographs to draw damage on, from a seed"
    )
    what.add_argument(
        "--real", type=Path, metavar="DIR", help="real damaged photographs that masks belong to"
    )
    what.add_argument(
        "--real-masks",
        type=Path,
        metavar="DIR",
        help="their masks and index (default: those that come with the detector)",
    )
    what.add_argument(
        "--marked",
        type=Path,
        metavar="DIR",
        help="photographs marked by hand: NAME.jpg beside NAME.mask.png, white damaged, grey "
        "undecided",
    )
    what.add_argument(
        "--only",
        metavar="NAMES",
        help="of --marked: these, joined by commas, such as those held out from training",
    )
    what.add_argument(
        "--undamaged",
        type=Path,
        nargs="+",
        action="append",
        default=[],
        metavar="PATH",
        help="photographs, or folders of them, in which nothing should be found; each --undamaged "
        "is a set of its own",
    )
    what.add_argument("--limit", type=int, metavar="N", help="the first N photographs of each set")
    what.add_argument("--seed", type=int, default=0, metavar="N", help="of the drawn damage")
    how = parser.add_argument_group("the finders")
    how.add_argument(
        "--weights", type=Path, metavar="FILE", help="instead of the installed network"
    )
    how.add_argument(
        "--against", type=Path, metavar="FILE", help="other weights of the network, as a baseline"
    )
    how.add_argument("--device", default="auto", help="auto, cuda, mps or cpu")
    how.add_argument(
        "--sensitivity", type=float, metavar="S", help="default: what suits each photograph"
    )
    parser.add_argument(
        "--sheets",
        type=Path,
        metavar="DIR",
        help="a picture of each photograph of --marked: before, found, repaired",
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="writes detection.md and .csv")


def run(args: argparse.Namespace) -> int:
    """Measure both finders and print the table."""
    if not (args.images or args.real or args.marked or args.undamaged):
        raise OptionError(
            "There is nothing to measure on; give --images, --real, --marked or --undamaged."
        )
    if args.limit is not None and args.limit < 1:
        raise OptionError("--limit is {limit}; use 1 or more.", limit=args.limit)

    from inpaint_studio.cli.terminal import job_token
    from inpaint_studio.detection.findings import thresholds

    if args.sensitivity is not None:
        thresholds(args.sensitivity)
    finders = _finders(args)
    with job_token("evaluate-detector") as token:
        table = _table(args, finders, token)
    text = table.markdown() + "\n" + table.explanation()
    if table.real:
        text += "\nF1 of the mask / average precision:\n\n" + table.by_photo()
    print(text, end="")
    if args.sheets is not None:
        _draw_sheets(args, finders["network"])
    if args.report is not None:
        args.report.mkdir(parents=True, exist_ok=True)
        write_atomic(args.report / "detection.md", text.encode())
        write_atomic(args.report / "detection.csv", table.csv().encode())
    return 0


def _finders(args: argparse.Namespace) -> dict[str, Finder]:
    from inpaint_studio.detection.filters import FilterFinder
    from inpaint_studio.detection.network import NetworkFinder
    from inpaint_studio.inference.device import choose_device
    from inpaint_studio.zoo.registry import find_family
    from inpaint_studio.zoo.weights import load_published, network_of

    def finder(weights: Path | None) -> Finder:
        published = network_of(find_family("damage"), "detector")
        network = None if weights is None else load_published(weights, published)
        return NetworkFinder(choose_device(args.device), network)

    finders = {"network": finder(args.weights)}
    if args.against is not None:
        finders["before"] = finder(args.against)
    return finders | {"filters": FilterFinder()}


def _table(
    args: argparse.Namespace, finders: dict[str, Finder], token: ProgressToken
) -> DetectionTable:
    from inpaint_studio.evaluation.detection import measure
    from inpaint_studio.evaluation.detection_report import DetectionTable
    from inpaint_studio.evaluation.detection_sets import (
        drawn_trials,
        marked_trials,
        photo_files,
        real_trials,
        whole_trials,
    )
    from inpaint_studio.paths import bundled_models_dir
    from inpaint_studio.zoo.detectors import DAMAGE_DETECTOR

    drawn: dict[str, Measured] = {}
    real: dict[str, dict[str, Measured]] = {}
    whole: dict[str, dict[str, Measured]] = {}
    masks = args.real_masks or bundled_models_dir() / DAMAGE_DETECTOR / "real-masks"
    for number, (name, finder) in enumerate(finders.items()):
        token.report(number / len(finders), "{finder}", finder=name)
        if args.images is not None:
            trials = drawn_trials(photo_files(args.images)[: args.limit], seed=args.seed)
            drawn[name] = measure(finder, trials, sensitivity=args.sensitivity, token=token)
        if args.real is not None:
            trials = real_trials(masks, args.real)
            found = measure(finder, trials, sensitivity=args.sensitivity, token=token)
            real.setdefault("real damage, regions", {})[name] = found
        if args.marked is not None:
            names = [] if args.only is None else args.only.split(",")
            trials = marked_trials(args.marked, names)
            found = measure(finder, trials, sensitivity=args.sensitivity, token=token)
            real.setdefault("real damage, whole photographs", {})[name] = found
        for label, files, enlarged in _undamaged(args.undamaged, args.limit):
            trials = whole_trials(files, seed=args.seed, enlarged=enlarged)
            found = measure(finder, trials, sensitivity=args.sensitivity, token=token)
            whole.setdefault(label, {})[name] = found
    return DetectionTable(drawn, real, whole)


def _undamaged(sets: list[list[Path]], limit: int | None) -> list[tuple[str, list[Path], bool]]:
    """Sets of whole photographs: a label, the files, and whether they are enlarged.

    Small photographs (256 px, say) are enlarged like those that damage is drawn on.
    """
    from inpaint_studio.evaluation.detection_sets import photo_files
    from inpaint_studio.imaging.files import probe_photo

    result = []
    for paths in sets:
        files = [
            file for path in paths for file in (photo_files(path) if path.is_dir() else [path])
        ]
        folder = paths[0] if paths[0].is_dir() else paths[0].parent
        enlarged = min(probe_photo(files[0]).size) < _SMALL_SIDE_PX
        result.append((f"undamaged, {folder.resolve().name}", files[:limit], enlarged))
    return result


def _draw_sheets(args: argparse.Namespace, finder: Finder) -> None:
    from inpaint_studio.evaluation.detection_sets import marked_trials
    from inpaint_studio.evaluation.sheets import damage_sheet
    from inpaint_studio.imaging.files import write_photo
    from inpaint_studio.inference.engine import Engine

    if args.marked is None:
        raise OptionError("--sheets shows the photographs of --marked; give them.")
    args.sheets.mkdir(parents=True, exist_ok=True)
    names = [] if args.only is None else args.only.split(",")
    with Engine(args.device) as engine:
        for trial in marked_trials(args.marked, names):
            picture = damage_sheet(trial, finder, engine, args.sensitivity)
            write_photo(args.sheets / f"{trial.name}.png", picture)
