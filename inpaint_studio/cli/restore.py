"""`inpaint-studio restore`: photographs and masks in, restored photographs out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio.cli.fill_options import add_fill_options, add_quality, fill_settings
from inpaint_studio.errors import (
    CancelledError,
    InpaintStudioError,
    OptionError,
    PhotoFileError,
)

if TYPE_CHECKING:
    from inpaint_studio.cli.pairing import RestoreJob
    from inpaint_studio.geometry import Size
    from inpaint_studio.imaging.files import Photo
    from inpaint_studio.imaging.mask_file import MaskFile
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.inference.request import RestoreResult
    from inpaint_studio.inference.restorer import EdgeGuide
    from inpaint_studio.jobs.fill_settings import FillSettings
    from inpaint_studio.jobs.messages import Message
    from inpaint_studio.progress import ProgressToken

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    hole = parser.add_argument_group("the hole (one of the first four)")
    which = hole.add_mutually_exclusive_group(required=True)
    which.add_argument("--mask", type=Path, metavar="FILE", help="white is hole; for every photo")
    which.add_argument(
        "--masks", type=Path, metavar="DIR", help="folder of masks, paired with photos by stem"
    )
    which.add_argument(
        "--hole-colour",
        metavar="COLOUR",
        help="the hole is painted into the photo in this colour: #ff00ff or 255,0,255",
    )
    which.add_argument(
        "--fill-transparent", action="store_true", help="what is not fully opaque is hole"
    )
    hole.add_argument(
        "--hole-tolerance",
        type=int,
        metavar="N",
        help="how far each channel may be off the colour, 0-255 (by default as the format asks)",
    )
    hole.add_argument(
        "--mask-label", type=int, metavar="N", help="only pixels of this value in the mask are hole"
    )
    hole.add_argument("--invert-mask", action="store_true", help="black is hole")
    out = parser.add_argument_group("the result (one of the two)")
    where = out.add_mutually_exclusive_group(required=True)
    where.add_argument("-o", "--output", metavar="OUT", help="a file, or a folder")
    where.add_argument("--in-place", action="store_true", help="overwrite the photos")
    add_quality(out)
    out.add_argument("--json", action="store_true", help="print one JSON object a photo")
    add_fill_options(parser)
    edges = parser.add_argument_group("edges, for models that follow them")
    edges.add_argument("--edges", type=Path, metavar="FILE", help="white lines are added as edges")
    edges.add_argument("--erase-edges", type=Path, metavar="FILE", help="white: no edges there")
    edges.add_argument("--save-edges", type=Path, metavar="FILE", help="write the edges followed")
    edges.add_argument(
        "--save-attention",
        metavar="FILE",
        type=Path,
        help="write a picture of where the fill was taken from (models with attention)",
    )


def run(args: argparse.Namespace) -> int:
    """Restore every photo; one that fails does not stop the others."""
    from inpaint_studio.cli.pairing import masks_of, pair_jobs, parse_colour
    from inpaint_studio.jobs.files import check_overwriting

    settings = fill_settings(args)
    jobs = pair_jobs(args.photos, args.mask, args.masks, args.output, in_place=args.in_place)
    for option, file in (("edges", args.save_edges), ("attention", args.save_attention)):
        if len(jobs) > 1 and file:
            raise OptionError(
                "--save-{option} takes one photo; give photos one at a time.", option=option
            )
    asides = [path for path in (args.save_edges, args.save_attention) if path is not None]
    drawn = [path for path in (args.edges, args.erase_edges) if path is not None]
    check_overwriting([*(job.output for job in jobs), *asides], [*masks_of(jobs), *drawn])
    if args.hole_colour is not None:
        parse_colour(args.hole_colour)

    from inpaint_studio.cli.terminal import job_token, plain
    from inpaint_studio.cli.wording import said
    from inpaint_studio.inference.auto import AUTO
    from inpaint_studio.inference.engine import Engine

    shows = args.save_edges is not None or args.save_attention is not None
    statuses: set[int] = set()
    with Engine(args.device) as engine:
        # What auto takes depends on the photo; anything else is loaded before the first is read.
        card = engine.load(args.model) if args.model != AUTO or shows else None
        if card and args.save_edges and not card.shows_edges:
            raise OptionError(
                "Model {model} shows no edges to save; use an edgeconnect model.", model=card.name
            )
        if card and args.save_attention and not card.shows_attention:
            raise OptionError(
                "Model {model} shows no attention to save; use a deepfill model.", model=card.name
            )
        for number, job in enumerate(jobs, start=1):
            title = job.photo.name if len(jobs) == 1 else f"{number}/{len(jobs)} {job.photo.name}"
            try:
                with job_token(title, quiet=args.json) as token:
                    report = _restore_one(args, settings, job, engine, token)
            except CancelledError:
                raise
            except InpaintStudioError as error:
                statuses.add(error.exit_status)
                report = {"photo": str(job.photo), "error": said(error)}
                print(f"inpaint-studio: {plain(said(error))}", file=sys.stderr)
            _tell(report, as_json=args.json)
    return 0 if not statuses else statuses.pop() if len(statuses) == 1 else 1


def _restore_one(
    args: argparse.Namespace,
    settings: FillSettings,
    job: RestoreJob,
    engine: Engine,
    token: ProgressToken,
) -> dict[str, Any]:
    from inpaint_studio.geometry import Size
    from inpaint_studio.imaging.files import copy_photo, read_photo, seen, write_photo
    from inpaint_studio.imaging.transparency import covered, uncovered
    from inpaint_studio.inference.request import RestoreRequest

    photo = read_photo(job.photo)
    size = Size(*photo.image.shape[:2])
    hole = _mask(args, job, photo)
    mask = hole.mask if photo.lost is None else hole.mask | photo.lost
    request = RestoreRequest(
        image=covered(photo.image, photo.alpha),
        mask=mask,
        settings=settings,
        guide=_guide(args, size),
        keep_window_results=args.save_edges is not None or args.save_attention is not None,
    )
    result = engine.restore(request, token)
    token.check()
    _make_folder(job.output.parent)
    unkept: tuple[Message, ...] = ()
    if result.mask.any() or not copy_photo(job.output, photo, in_place=args.in_place):
        unkept = write_photo(
            job.output,
            uncovered(result.image, photo.image, photo.alpha, result.mask),
            like=seen(photo, result.mask),
            quality=args.quality,
            in_place=args.in_place,
        )
    if args.save_edges is not None:
        _save_edges(args, photo, result)
    if args.save_attention is not None:
        from inpaint_studio.inference.attention_picture import attention_picture

        picture = attention_picture(photo.image, result.mask, result.windows)
        write_photo(args.save_attention, picture)
    return {
        "photo": str(job.photo),
        "output": str(job.output),
        "model": result.model,
        "device": result.device,
        "seconds": round(result.seconds, 3),
        "hole_px": int(result.mask.sum()),
        "regions": len(result.changed),
        "notes": _notes([*photo.notices, *hole.notes, result.reason, *result.notes, *unkept]),
    }


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PhotoFileError(
            "Folder {folder} cannot be made ({reason}); choose another output.",
            folder=folder,
            reason=error.strerror,
        ) from error


def _mask(args: argparse.Namespace, job: RestoreJob, photo: Photo) -> MaskFile:
    from inpaint_studio.batch.mask_source import HoleColour, OneMask, Transparent

    if args.fill_transparent:
        return Transparent().read(photo, None)
    if job.mask is not None:
        return OneMask(job.mask, args.invert_mask, args.mask_label).read(photo, job.mask)
    from inpaint_studio.cli.pairing import parse_colour

    colour = parse_colour(args.hole_colour)
    return HoleColour(colour, args.invert_mask, args.hole_tolerance).read(photo, None)


def _guide(args: argparse.Namespace, size: Size) -> EdgeGuide | None:
    if args.edges is None and args.erase_edges is None:
        return None
    import numpy as np

    from inpaint_studio.imaging.mask_file import read_mask
    from inpaint_studio.inference.restorer import EdgeGuide

    nothing = np.zeros(size, dtype=np.bool_)
    return EdgeGuide(
        add=nothing if args.edges is None else read_mask(args.edges, size=size),
        erase=nothing if args.erase_edges is None else read_mask(args.erase_edges, size=size),
    )


def _save_edges(args: argparse.Namespace, photo: Photo, result: RestoreResult) -> None:
    from inpaint_studio.imaging.edges import canny
    from inpaint_studio.imaging.mask_file import write_mask
    from inpaint_studio.inference.request import hole_edge_map

    known = canny(photo.image, result.mask, sigma=args.sigma)
    write_mask(args.save_edges, hole_edge_map(known, result.mask, result.windows) > 0.5)


def _tell(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps(report, ensure_ascii=False), flush=True)
    elif "error" not in report:
        print(
            f"{report['output']}: {report['hole_px']:,} px in {report['regions']} "
            f"{'hole' if report['regions'] == 1 else 'holes'} by {report['model']}, "
            f"{report['seconds']:.1f} s",
            flush=True,
        )
        for note in report["notes"]:
            print(f"  {note}", flush=True)


def _notes(messages: Iterable[Message]) -> list[str]:
    from inpaint_studio.cli.wording import said

    return [said(message) for message in dict.fromkeys(messages) if message]
