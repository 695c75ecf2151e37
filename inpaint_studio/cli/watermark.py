"""`inpaint-studio watermark`: a mark learnt from photographs that carry it, and undone in others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.fill_options import add_fill_options, add_quality, fill_settings
from inpaint_studio.cli.pairing import RestoreJob, pair_jobs
from inpaint_studio.cli.wording import said
from inpaint_studio.errors import (
    CancelledError,
    InpaintStudioError,
    OptionError,
    PhotoFileError,
)
from inpaint_studio.jobs.files import check_overwriting

if TYPE_CHECKING:
    from inpaint_studio.detection.watermark import Mark
    from inpaint_studio.imaging.types import Image, Mask
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.jobs.fill_settings import FillSettings
    from inpaint_studio.progress import ProgressToken

__all__ = ["add_arguments", "run"]

_RIGHTS = "Only for photographs that you have the rights to."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.epilog = _RIGHTS
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    learn = actions.add_parser(
        "learn", help="learn a mark from photographs that all carry it", epilog=_RIGHTS
    )
    learn.add_argument(
        "photos", nargs="+", type=Path, metavar="PHOTO", help="three or more, better ten"
    )
    learn.add_argument(
        "-o", "--output", type=Path, required=True, metavar="MARK.png",
        help="the mark, as a picture with transparency",
    )  # fmt: skip
    learn.add_argument(
        "--where", type=Path, metavar="MASK",
        help="white: roughly where the mark is on the first photo; with fewer than three photos, exactly "
        "where",
    )  # fmt: skip
    remove = actions.add_parser("remove", help="undo a mark in photographs", epilog=_RIGHTS)
    remove.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    remove.add_argument(
        "--mark", type=Path, required=True, metavar="MARK.png",
        help="as 'learn' writes it, any picture with transparency, or a mask",
    )  # fmt: skip
    remove.add_argument("-o", "--output", required=True, metavar="OUT")
    remove.add_argument(
        "--fill-all", action="store_true",
        help="fill the mark like a hole even where it lets the photo through",
    )  # fmt: skip
    remove.add_argument("--save-mask", type=Path, metavar="FILE", help="write what was filled")
    add_quality(remove)
    add_fill_options(remove, grow_px=2)


def run(args: argparse.Namespace) -> int:
    """Learn a mark, or undo one."""
    return _learn(args) if args.action == "learn" else _remove(args)


def _learn(args: argparse.Namespace) -> int:
    from inpaint_studio.cli.terminal import job_token
    from inpaint_studio.detection.watermark import mark_of_mask
    from inpaint_studio.detection.watermark_learn import ENOUGH_PHOTOS, LEAST_PHOTOS, learn_mark
    from inpaint_studio.imaging.files import read_photo
    from inpaint_studio.imaging.mask_file import read_mask
    from inpaint_studio.imaging.types import size_of

    if args.output.suffix.lower() != ".png":
        raise PhotoFileError(
            "{output} is no name for a mark; let it end in .png.", output=args.output
        )
    photos = [read_photo(path).image for path in args.photos]
    where = None
    if args.where is not None:
        where = read_mask(args.where, size=size_of(photos[0]))
    if where is not None and len(photos) < LEAST_PHOTOS:
        mark = mark_of_mask(where, photos[0])
        told = "taken from the mask; it will be filled, since one photo does not tell its opacity"
    else:
        with job_token("Learning the mark") as token:
            mark = learn_mark(photos, where=where, token=token)
        told = f"learnt from {len(photos)} photos"
        if len(photos) < ENOUGH_PHOTOS:
            print(
                f"inpaint-studio: {len(photos)} photos are few to learn a mark from; give "
                f"{ENOUGH_PHOTOS} or more, or look closely at the first photo that you undo it in.",
                file=sys.stderr,
            )
    _write_mark(args.output, mark)
    area = mark.area
    print(
        f"{args.output}: {100 * area.mean():.2f} % of the photo, mean opacity "
        f"{mark.opacity[area].mean():.2f}, {told}"
    )
    return 0


def _write_mark(path: Path, mark: Mark) -> None:
    """Write a mark as a 16-bit PNG with transparency, atomically."""
    import imagecodecs
    import numpy as np

    from inpaint_studio.jobs.files import atomic_file

    pixels = np.dstack([mark.colour, mark.opacity])
    content = imagecodecs.png_encode(np.rint(pixels * 65535.0).astype(np.uint16))
    with atomic_file(path) as stream:
        stream.write(content)


def _read_mark(path: Path) -> Mark:
    """A mark from a picture with transparency, or from a mask."""
    import numpy as np

    from inpaint_studio.detection.watermark import Mark, mark_of_mask
    from inpaint_studio.imaging.files import read_photo
    from inpaint_studio.imaging.mask_file import read_mask
    from inpaint_studio.imaging.types import full_scale, to_unit

    photo = read_photo(path)
    if photo.alpha is None:
        between = np.abs(to_unit(photo.image) - 0.5).min(axis=2) < 0.3
        if between.mean() > 0.1:
            raise OptionError(
                "{path} has no transparency and is no mask either; give a mark from 'watermark "
                "learn', or a mask: white on black.",
                path=path,
            )
        mask = read_mask(path)
        return mark_of_mask(mask)
    opacity = photo.alpha.astype(np.float32) / np.float32(full_scale(photo.alpha.dtype))
    if not opacity.any():
        raise OptionError("{path} is wholly transparent; it holds no mark.", path=path)
    return Mark(np.where(opacity[..., None] > 0, to_unit(photo.image), np.float32(0)), opacity)


def _remove(args: argparse.Namespace) -> int:
    from inpaint_studio.cli.terminal import job_token, plain
    from inpaint_studio.inference.engine import Engine

    jobs: Sequence[RestoreJob] = pair_jobs(args.photos, None, None, args.output)
    if len(jobs) > 1 and args.save_mask:
        raise OptionError("--save-mask takes one photo; give photos one at a time.")
    asides = [] if args.save_mask is None else [args.save_mask]
    check_overwriting([*(job.output for job in jobs), *asides], [args.mark])
    check_overwriting(asides, args.photos)
    settings = fill_settings(args)
    mark = _read_mark(args.mark)
    statuses: set[int] = set()
    with Engine(args.device) as engine:
        for number, job in enumerate(jobs, start=1):
            title = job.photo.name if len(jobs) == 1 else f"{number}/{len(jobs)} {job.photo.name}"
            try:
                with job_token(title) as token:
                    told = _remove_one(args, settings, job, mark, engine, token)
            except CancelledError:
                raise
            except InpaintStudioError as error:
                statuses.add(error.exit_status)
                print(f"inpaint-studio: {plain(said(error))}", file=sys.stderr)
            else:
                print(f"{job.output}: {told}", flush=True)
    return 0 if not statuses else statuses.pop() if len(statuses) == 1 else 1


def _remove_one(
    args: argparse.Namespace,
    settings: FillSettings,
    job: RestoreJob,
    mark: Mark,
    engine: Engine,
    token: ProgressToken,
) -> str:
    from inpaint_studio.detection.watermark import unmark
    from inpaint_studio.detection.watermark_place import place_mark
    from inpaint_studio.imaging.files import read_photo, write_photo
    from inpaint_studio.imaging.mask_file import write_mask

    photo = read_photo(job.photo)
    placed = place_mark(mark, photo.image)
    token.report(0.2, "Undoing the mark")
    if args.fill_all:
        image, hole, undone_px = photo.image, placed.area, 0
    else:
        undone = unmark(photo.image, placed)
        image, hole = undone.image, undone.opaque
        undone_px = int((undone.touched & ~undone.opaque).sum())
    notes = []
    if hole.any():
        image, hole, note = _fill(settings, image, hole, engine, token.part(0.2, 0.95))
        notes.append(note)
    if undone_px:
        notes.insert(0, f"undone in {undone_px:,} px")
    token.check()
    try:
        job.output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PhotoFileError(
            "Folder {folder} cannot be made ({reason}); choose another output.",
            folder=job.output.parent,
            reason=error.strerror,
        ) from error
    write_photo(job.output, image, like=photo, quality=args.quality)
    if args.save_mask is not None:
        write_mask(args.save_mask, hole)
    return "the mark was " + ", ".join(notes)


def _fill(
    settings: FillSettings,
    image: Image,
    hole: Mask,
    engine: Engine,
    token: ProgressToken,
) -> tuple[Image, Mask, str]:
    from inpaint_studio.inference.request import RestoreRequest

    result = engine.restore(RestoreRequest(image, hole, settings), token)
    return result.image, result.mask, f"filled in {int(result.mask.sum()):,} px by {result.model}"
