"""`inpaint-studio detect`: photographs in, masks of what is damaged out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from inpaint_studio.cli.pairing import names_folder
from inpaint_studio.cli.wording import said
from inpaint_studio.errors import (
    BadInputError,
    CancelledError,
    InpaintStudioError,
    OptionError,
    PhotoFileError,
)
from inpaint_studio.jobs.files import check_overwriting

if TYPE_CHECKING:
    from inpaint_studio.detection import FindingKind, Findings
    from inpaint_studio.imaging.types import Mask
    from inpaint_studio.progress import ProgressToken

__all__ = ["add_arguments", "add_search", "check_search", "examples_of", "run"]


class _Job(NamedTuple):
    photo: Path
    output: Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument(
        "photos", nargs="+", type=Path, metavar="PHOTO", help="photographs, or folders of them"
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="MASK",
        help="a PNG for one photo; otherwise a folder, in which a.jpg gets a.jpg.mask.png",
    )
    parser.add_argument("-r", "--recursive", action="store_true", help="subfolders too")
    add_search(parser)
    parser.add_argument(
        "--grow", type=int, metavar="PX", help="how far marks are widened (default: 1 or 2)"
    )
    parser.add_argument("--device", default="auto", help="auto, cuda, mps or cpu")
    parser.add_argument("--json", action="store_true", help="print one JSON object a photo")


def add_search(parser: argparse.ArgumentParser) -> None:
    """Declare what is looked for, and how: the same for `detect` and `repair`."""
    what = parser.add_argument_group("what to find")
    what.add_argument(
        "--kind",
        metavar="KINDS",
        help="of scratches, dust, tears, stains, date, text: names joined by commas, or all "
        "(default: scratches,dust,tears)",
    )
    what.add_argument(
        "--sensitivity",
        type=float,
        metavar="S",
        help="more than 0, less than 1; more finds more (default: what suits each photo)",
    )
    what.add_argument(
        "--method",
        choices=("auto", "network", "filters"),
        default="auto",
        help="by the network, by filters, or by the network if it is installed",
    )
    what.add_argument(
        "--like",
        nargs=2,
        type=Path,
        action="append",
        default=[],
        metavar=("PHOTO", "MASK"),
        help="find more as on this photo: white in its mask is damage, black is none; may be "
        "repeated",
    )


def check_search(args: argparse.Namespace) -> frozenset[FindingKind]:
    """The kinds asked for, after a look at the other options of `add_search`.

    Raises
    ------
    OptionError
        If one of them is wrong.
    """
    from inpaint_studio.detection import DEFAULT_KINDS, parse_kinds
    from inpaint_studio.detection.findings import thresholds
    from inpaint_studio.inference.device import check_device_name

    kinds = DEFAULT_KINDS if args.kind is None else parse_kinds(args.kind)
    if args.sensitivity is not None:
        thresholds(args.sensitivity)
    if args.like and args.method == "filters":
        raise OptionError("--like teaches the network; leave out --method filters.")
    check_device_name(args.device)
    return kinds


def examples_of(args: argparse.Namespace) -> tuple[tuple[Path, Path], ...]:
    """The photos of --like with their masks."""
    return tuple((photo, mask) for photo, mask in args.like)


def run(args: argparse.Namespace) -> int:
    """Find damage in every photo; one that fails does not stop the others."""
    from inpaint_studio.cli.terminal import job_token, plain

    kinds = check_search(args)
    if args.grow is not None and not 0 <= args.grow <= 200:
        raise OptionError("Marks cannot grow by {grow} px; give 0 to 200.", grow=args.grow)
    jobs = _jobs(args.photos, args.output, recursive=args.recursive)
    statuses: set[int] = set()
    for number, job in enumerate(jobs, start=1):
        title = job.photo.name if len(jobs) == 1 else f"{number}/{len(jobs)} {job.photo.name}"
        try:
            with job_token(title, quiet=args.json) as token:
                report = _detect_one(args, kinds, job, token)
        except CancelledError:
            raise
        except InpaintStudioError as error:
            statuses.add(error.exit_status)
            report = {"photo": str(job.photo), "error": said(error)}
            print(f"inpaint-studio: {plain(said(error))}", file=sys.stderr)
        _tell(report, kinds, as_json=args.json)
    return 0 if not statuses else statuses.pop() if len(statuses) == 1 else 1


def _jobs(photos: Sequence[Path], typed: str, *, recursive: bool) -> tuple[_Job, ...]:
    """Photos with the files of their masks, decided before anything runs."""
    has_folder = any(path.is_dir() for path in photos)
    output = Path(typed)
    if len(photos) == 1 and not has_folder and not names_folder(typed):
        if output.suffix.lower() != ".png":
            raise PhotoFileError(
                "{output} is no name for a mask; let it end in .png.", output=output
            )
        return (_Job(photos[0], output),)
    if output.is_file():
        raise BadInputError("{output} is a file; for several photos give a folder.", output=output)
    jobs: dict[Path, _Job] = {}
    for photo, relative in _listed(photos, recursive=recursive):
        target = output / relative.with_name(f"{relative.name}.mask.png")
        former = jobs.setdefault(target.absolute(), _Job(photo, target)).photo
        if former.absolute() != photo.absolute():
            raise BadInputError(
                "Masks of {former} and {photo} would both be {target}; use two folders.",
                former=former,
                photo=photo,
                target=target,
            )
    if not jobs:
        folders = ", ".join(map(str, photos))
        raise BadInputError(
            "No photo lies in {folders}; --recursive looks into subfolders.", folders=folders
        )
    check_overwriting([job.output for job in jobs.values()], [j.photo for j in jobs.values()])
    return tuple(jobs.values())


def _listed(photos: Sequence[Path], *, recursive: bool) -> Iterator[tuple[Path, Path]]:
    """Each photo with its path in the output folder; masks lying among photos are left out."""
    from inpaint_studio.batch.pairing import is_marked_mask
    from inpaint_studio.batch.scan import scan_folder

    for path in photos:
        if not path.is_dir():
            yield path, Path(path.name)
            continue
        for relative in scan_folder(path, recursive=recursive).photos:
            if not is_marked_mask(relative):
                yield path / relative, relative


def _detect_one(
    args: argparse.Namespace, kinds: frozenset[FindingKind], job: _Job, token: ProgressToken
) -> dict[str, Any]:
    from inpaint_studio.batch.found_damage import lesson_from
    from inpaint_studio.detection import Method, find_damage
    from inpaint_studio.imaging.files import read_photo
    from inpaint_studio.imaging.mask_file import write_mask
    from inpaint_studio.imaging.transparency import covered
    from inpaint_studio.inference.device import choose_device

    photo = read_photo(job.photo)
    method = Method(args.method)
    # Lettering and filters need no torch; what `auto` means is for the network to say.
    device = None if args.device == "auto" else choose_device(args.device)
    lesson = lesson_from(examples_of(args), device) if args.like else None
    findings = find_damage(
        covered(photo.image, photo.alpha),
        kinds,
        method=method,
        device=device,
        lesson=lesson,
        token=token,
    )
    sensitivity = args.sensitivity
    if sensitivity is None:
        sensitivity = findings.suggested_sensitivity()
    mask = findings.mask(sensitivity, grow_px=args.grow)
    if photo.alpha is not None:
        mask &= photo.alpha > 0
    token.check()
    try:
        job.output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PhotoFileError(
            "Folder {folder} cannot be made ({reason}); choose another output.",
            folder=job.output.parent,
            reason=error.strerror,
        ) from error
    write_mask(job.output, mask)
    return {
        "photo": str(job.photo),
        "output": str(job.output),
        "sensitivity": round(sensitivity, 3),
        "found": _counts(findings, sensitivity),
        "places": _places(mask),
        "hole_px": int(mask.sum()),
        "share": round(float(mask.mean()), 6),
        "notes": [said(note) for note in (*photo.notices, *findings.notes)],
    }


def _counts(findings: Findings, sensitivity: float) -> dict[str, int]:
    """How many marks of each kind there are; a mark of two kinds counts for both."""
    return {
        str(kind): _places(findings.mask(sensitivity, [kind], grow_px=0)) for kind in findings.kinds
    }


def _places(mask: Mask) -> int:
    from inpaint_studio.imaging.mask import components

    return len(components(mask))


def _tell(report: dict[str, Any], kinds: frozenset[FindingKind], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False), flush=True)
        return
    if "error" in report:
        return
    if report["hole_px"]:
        found = ", ".join(f"{kind} {count:,}" for kind, count in _sorted(report["found"]) if count)
        places = "1 place" if report["places"] == 1 else f"{report['places']:,} places"
        print(
            f"{report['output']}: {100 * report['share']:.2f} % of the photo in {places} ({found}), "
            f"sensitivity {report['sensitivity']:.2f}"
        )
    else:
        print(
            f"{report['output']}: nothing found, the mask is empty; {_advice(report['sensitivity'], kinds)}"
        )
    for note in report["notes"]:
        print(f"  {note}")
    sys.stdout.flush()


def _sorted(found: dict[str, int]) -> list[tuple[str, int]]:
    from inpaint_studio.detection import FindingKind

    order = [str(kind) for kind in FindingKind]
    return sorted(found.items(), key=lambda item: order.index(item[0]))


def _advice(sensitivity: float, kinds: frozenset[FindingKind]) -> str:
    from inpaint_studio.detection import FindingKind

    unasked = [str(kind) for kind in FindingKind if kind not in kinds]
    ways = []
    if sensitivity < 0.85:
        ways.append(f"--sensitivity {min(sensitivity + 0.2, 0.9):.1f} finds more")
    if unasked:
        ways.append(f"--kind {','.join(unasked)} looks for what was not asked for")
    return "; ".join(ways) or "mark the damage by brush in the window"
