"""`inpaint-studio batch`: a folder of photographs in, a folder of restored ones out, unattended."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.fill_options import add_fill_options, add_quality, fill_settings
from inpaint_studio.cli.pairing import parse_colour
from inpaint_studio.cli.wording import said
from inpaint_studio.errors import OptionError

if TYPE_CHECKING:
    from inpaint_studio.batch.batch import BatchPlan, BatchResult
    from inpaint_studio.batch.mask_source import MaskSource
    from inpaint_studio.batch.request import BatchRequest, Outcome

__all__ = ["add_arguments", "run"]

_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument("photos", type=Path, metavar="IN", help="folder of photographs, only read")
    parser.add_argument("output", type=Path, metavar="OUT", help="folder of the results")
    parser.add_argument("--recursive", action="store_true", help="subfolders too")
    _add_hole(parser)
    add_fill_options(parser)
    _add_run(parser)


def _add_hole(parser: argparse.ArgumentParser) -> None:
    hole = parser.add_argument_group("the hole (one of the first five)")
    which = hole.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--masks",
        type=Path,
        metavar="DIR",
        help="masks lie there as photos lie in IN: a.jpg.png, a.mask.png or a.png for a.jpg",
    )
    which.add_argument("--mask", type=Path, metavar="FILE", help="white is hole; for every photo")
    which.add_argument(
        "--hole-colour",
        metavar="COLOUR",
        help="the hole is painted into the photo in this colour: #ff00ff or 255,0,255",
    )
    which.add_argument(
        "--fill-transparent", action="store_true", help="what is not fully opaque is hole"
    )
    which.add_argument(
        "--detect",
        metavar="KINDS",
        help="what looks like damage: scratches,dust,tears,stains,date,text or all; the masks are "
        "kept in REPORT/masks, to be corrected (without --report in OUT/.inpaint-studio/masks)",
    )
    hole.add_argument(
        "--hole-tolerance",
        type=int,
        metavar="N",
        help="how far each channel may be off the colour, 0-255 (by default as the format asks)",
    )
    hole.add_argument(
        "--mask-label", type=int, metavar="N", help="only pixels of this value in a mask are hole"
    )
    hole.add_argument(
        "--sensitivity",
        type=float,
        metavar="N",
        help="of --detect: above 0 and below 1, more finds more (default: what suits each photo)",
    )
    hole.add_argument(
        "--like",
        nargs=2,
        type=Path,
        action="append",
        default=[],
        metavar=("PHOTO", "MASK"),
        help="of --detect: find more as on this photo, whose mask says what is damaged; may be "
        "repeated",
    )
    hole.add_argument("--invert-mask", action="store_true", help="black is hole")


def _add_run(parser: argparse.ArgumentParser) -> None:
    out = parser.add_argument_group("the run")
    out.add_argument(
        "--resume", action="store_true", help="go on with an earlier run and repeat nothing done"
    )
    out.add_argument(
        "--overwrite", action="store_true", help="replace results that are there already"
    )
    out.add_argument("--dry-run", action="store_true", help="print the plan and write nothing")
    out.add_argument(
        "--report", type=Path, metavar="DIR", help="write report.html and report.csv there"
    )
    out.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="photos filled at a time (default: a network 1, other models one a processor)",
    )
    out.add_argument(
        "--cluster",
        default="",
        metavar="ADDRESS",
        help="work on the Ray cluster at HOST:PORT, or 'auto'; IN, OUT and masks must lie at the "
        "same paths on all machines",
    )
    add_quality(out)
    out.add_argument(
        "--keep-permissions",
        action="store_true",
        help="give results the permissions of their photos (the times they always get)",
    )


def run(args: argparse.Namespace) -> int:
    """Restore the folder; one photo that fails does not stop the others, and the status is 1."""
    request = _request(args)

    from inpaint_studio.batch.batch import plan_batch, run_batch
    from inpaint_studio.cli.terminal import job_token
    from inpaint_studio.jobs.files import shown

    with job_token(shown(args.photos.name or args.photos)[1:-1]) as token:
        if args.dry_run:
            plan = plan_batch(request, token)
        else:
            result = run_batch(request, token, on_plan=_tell_problems, listener=_tell_failure)
    if args.dry_run:
        _tell_plan(plan)
        return 0
    _tell_result(result)
    return 0 if result.is_complete else 1


def _request(args: argparse.Namespace) -> BatchRequest:
    from inpaint_studio.batch.request import BatchRequest

    return BatchRequest(
        photos=args.photos,
        output=args.output,
        source=_source(args),
        settings=fill_settings(args),
        quality=args.quality,
        keeps_permissions=args.keep_permissions,
        recursive=args.recursive,
        workers=args.workers,
        device=args.device,
        resume=args.resume,
        overwrite=args.overwrite,
        report=args.report,
        cluster=args.cluster,
    )


def _source(args: argparse.Namespace) -> MaskSource:
    from inpaint_studio.batch.mask_source import HoleColour, MaskFolder, OneMask, Transparent

    if args.detect is None and args.sensitivity is not None:
        raise OptionError("--sensitivity is for --detect; name what to look for.")
    if args.detect is None and args.like:
        raise OptionError("--like is for --detect; name what to look for.")
    if args.detect is not None and args.invert_mask:
        raise OptionError("--invert-mask is for masks and colours; leave it out with --detect.")
    if args.masks is not None:
        return MaskFolder(args.masks, args.invert_mask, args.mask_label)
    if args.mask is not None:
        return OneMask(args.mask, args.invert_mask, args.mask_label)
    if args.detect is not None:
        return _found_damage(args)
    if args.fill_transparent:
        return Transparent()
    return HoleColour(parse_colour(args.hole_colour), args.invert_mask, args.hole_tolerance)


def _found_damage(args: argparse.Namespace) -> MaskSource:
    from inpaint_studio.batch.found_damage import FoundDamage, masks_folder
    from inpaint_studio.detection.findings import parse_kinds

    folder = masks_folder(args.output, args.report)
    kinds = parse_kinds(args.detect)
    like = tuple((photo.absolute(), mask.absolute()) for photo, mask in args.like)
    return FoundDamage(folder.absolute(), kinds, args.sensitivity, device=args.device, like=like)


def _problems(plan: BatchPlan, most: int | None) -> Iterable[str]:
    """What does not fit together, a line each."""
    from inpaint_studio.batch.aside import facts_of

    problems = facts_of(plan).problems
    yield from map(said, problems[:most])
    if most is not None and len(problems) > most:
        yield f"… and {len(problems) - most:,} more; --dry-run lists them all."


def _tell_problems(plan: BatchPlan) -> None:
    for line in _problems(plan, _SHOWN):
        _say(line)
    if plan.work_count:
        _say(f"{_counts(plan)}; model {plan.model}.")


def _counts(plan: BatchPlan) -> str:
    from inpaint_studio.batch.aside import facts_of

    return ", ".join(map(said, facts_of(plan).counts))


def _tell_plan(plan: BatchPlan) -> None:
    from inpaint_studio.jobs.files import shown

    for decision in plan.decisions:
        job = decision.job
        mask = "" if job.mask is None else f" with {shown(job.mask)}"
        reason = f" ({said(decision.reason)})" if decision.reason and decision.is_work else ""
        print(f"{decision.step.value}: {shown(job.photo)}{mask} -> {shown(job.output)}{reason}")
    for line in _problems(plan, None):
        print(line)
    print(f"{_counts(plan)}; model {plan.model}. Nothing was written.")


def _tell_failure(outcome: Outcome) -> None:
    if outcome.error is not None:
        _say(f"inpaint-studio: {said(outcome.error)}")


def _tell_result(result: BatchResult) -> None:
    from inpaint_studio.jobs.files import shown

    if result.done_count:
        per_minute = 60.0 * result.done_count / max(result.seconds, 1e-3)
        pace = f" in {result.seconds:.0f} s, {per_minute:.0f} photos/min"
    else:
        pace = ""
    done, *others = map(said, result.counts)
    print(f"{', '.join([done + pace, *others])}.")
    if result.report is not None:
        print(f"Report: {shown(result.report)[1:-1]}")
    if result.report_error:
        _say(f"inpaint-studio: no report: {said(result.report_error)}")
    if result.stopped_by is not None:
        _say(f"inpaint-studio: stopped: {said(result.stopped_by)} Then run again with --resume.")


def _say(line: str) -> None:
    """A line for people, above the progress bar if there is one."""
    if not sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)
        return
    from tqdm import tqdm

    tqdm.write(line, file=sys.stderr)
