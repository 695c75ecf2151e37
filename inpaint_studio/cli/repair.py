"""`inpaint-studio repair`: damaged photographs in, repaired ones out; nothing has to be painted.

Damage is found and filled as `batch --detect` does it, through the same stages.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio.cli.detect import add_search, check_search, examples_of
from inpaint_studio.cli.fill_options import add_fill_options, add_quality, fill_settings
from inpaint_studio.cli.pairing import pair_jobs
from inpaint_studio.cli.wording import said
from inpaint_studio.errors import BadInputError, CancelledError, InpaintStudioError

if TYPE_CHECKING:
    from inpaint_studio.batch.found_damage import FoundDamage
    from inpaint_studio.batch.pairing import PhotoJob
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.jobs.fill_settings import FillSettings
    from inpaint_studio.progress import ProgressToken

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    out = parser.add_argument_group("the result")
    out.add_argument("-o", "--output", required=True, metavar="OUT", help="a file, or a folder")
    out.add_argument(
        "--keep-mask",
        action="store_true",
        help="write what was found beside the result, a.jpg.mask.png for a.jpg: correct it by "
        "brush and repair again with 'restore --mask'",
    )
    add_quality(out)
    out.add_argument("--json", action="store_true", help="print one JSON object a photo")
    add_search(parser)
    add_fill_options(parser)


def run(args: argparse.Namespace) -> int:
    """Repair every photo; one that fails does not stop the others."""
    kinds = check_search(args)
    for photo in args.photos:
        if photo.is_dir():
            raise BadInputError(
                "{photo} is a folder; 'batch {photo} OUT --detect scratches,dust,tears' repairs "
                "all of it.",
                photo=photo,
            )
    pairs = pair_jobs(args.photos, None, None, args.output)

    from inpaint_studio.batch.found_damage import FoundDamage
    from inpaint_studio.batch.pairing import PhotoJob
    from inpaint_studio.cli.terminal import job_token, plain
    from inpaint_studio.detection import Method
    from inpaint_studio.inference.engine import Engine

    settings = fill_settings(args)
    statuses: set[int] = set()
    with tempfile.TemporaryDirectory() as folder, Engine(args.device) as engine:
        source = FoundDamage(
            Path(folder),
            kinds,
            args.sensitivity,
            Method(args.method),
            args.device,
            examples_of(args),
        )
        source.check()
        for number, pair in enumerate(pairs, start=1):
            title = (
                pair.photo.name if len(pairs) == 1 else f"{number}/{len(pairs)} {pair.photo.name}"
            )
            job = PhotoJob(Path(f"{number}-{pair.photo.name}"), pair.photo, None, pair.output)
            try:
                with job_token(title, quiet=args.json) as token:
                    report = _repair_one(args, job, source, settings, engine, token)
            except CancelledError:
                raise
            except InpaintStudioError as error:
                statuses.add(error.exit_status)
                report = {"photo": str(job.photo), "error": said(error)}
                print(f"inpaint-studio: {plain(said(error))}", file=sys.stderr)
            _tell(report, as_json=args.json)
    return 0 if not statuses else statuses.pop() if len(statuses) == 1 else 1


def _repair_one(
    args: argparse.Namespace,
    job: PhotoJob,
    source: FoundDamage,
    settings: FillSettings,
    engine: Engine,
    token: ProgressToken,
) -> dict[str, Any]:
    from inpaint_studio.batch.stages import fill, load, store
    from inpaint_studio.imaging.mask import components
    from inpaint_studio.imaging.mask_file import write_mask

    loaded = load(job, source, token.part(0.0, 0.4))
    token.check()
    filled = fill(loaded, engine, settings, token.part(0.4, 1.0))
    token.check()
    entry = store(filled, args.quality, with_pictures=False, has_ledger=False).entry
    mask = filled.mask
    kept = None
    if args.keep_mask:
        kept = job.output.with_name(f"{job.output.name}.mask.png")
        write_mask(kept, mask)
    return {
        "photo": str(job.photo),
        "output": str(job.output),
        "mask": None if kept is None else str(kept),
        "places": len(components(mask)),
        "hole_px": int(mask.sum()),
        "share": round(float(mask.mean()), 6),
        "model": entry.model,
        "device": entry.device,
        "seconds": round(entry.seconds, 3),
        "notes": [said(note) for note in entry.notes],
    }


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False), flush=True)
        return
    if "error" in report:
        return
    if report["hole_px"]:
        places = "1 place" if report["places"] == 1 else f"{report['places']:,} places"
        print(
            f"{report['output']}: {100 * report['share']:.2f} % of the photo in {places} repaired "
            f"by {report['model']}, {report['seconds']:.1f} s"
        )
    else:
        print(f"{report['output']}: no damage was found; the file was copied as it is")
    if report["mask"] is not None:
        print(f"  what was found: {report['mask']}")
    for note in report["notes"]:
        print(f"  {note}")
    sys.stdout.flush()
