"""Which photo goes with which mask and which output, decided before anything runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.jobs.files import check_overwriting, is_same_file

__all__ = ["RestoreJob", "masks_of", "names_folder", "pair_jobs", "parse_colour"]


class RestoreJob(NamedTuple):
    """One photo, its mask file (None: the hole is found in the photo) and its output file."""

    photo: Path
    mask: Path | None
    output: Path


def pair_jobs(
    photos: Sequence[Path],
    mask: Path | None,
    masks: Path | None,
    output: str | Path | None,
    *,
    in_place: bool = False,
) -> tuple[RestoreJob, ...]:
    """Pair photos with masks and outputs.

    Parameters
    ----------
    photos
        Files; the order is kept.
    mask
        One mask for every photo.
    masks
        A folder with one mask a photo, found by the rules of `batch.pairing`.
    output
        A file when there is one photo and the path is no folder, else a folder in which every
        result gets its photo's name. A text that ends in a slash is a folder, there or not.
    in_place
        The photos themselves are the outputs.

    Raises
    ------
    BadInputError
        If a mask is missing or not unique, two photos would get the same output, or one would be
        written over a photo or mask that is read; the files are named.
    """
    found = dict.fromkeys(photos, mask) if masks is None else _masks_by_stem(photos, masks)
    jobs = []
    for photo in photos:
        target = photo if in_place or output is None else _output(photo, output, len(photos))
        jobs.append(RestoreJob(photo, found[photo], target))
    taken: dict[Path, Path] = {}
    for job in jobs:
        former = taken.setdefault(job.output.absolute(), job.photo)
        if former is not job.photo:
            raise BadInputError(
                "{former} and {photo} would both be written to {output}; restore them into "
                "different folders.",
                former=former,
                photo=job.photo,
                output=job.output,
            )
    # Whether a photo may be written over itself is for `write_photo` to say.
    others = [job.output for job in jobs if not is_same_file(job.output, job.photo)]
    check_overwriting(others, [*photos, *masks_of(jobs)])
    check_overwriting([job.output for job in jobs], masks_of(jobs))
    return tuple(jobs)


def masks_of(jobs: Sequence[RestoreJob]) -> list[Path]:
    """The mask files of jobs."""
    return [job.mask for job in jobs if job.mask is not None]


def names_folder(output: str | Path) -> bool:
    """Whether an output is a folder, there or as it was typed; a `Path` forgets its last slash."""
    return str(output).endswith(("/", "\\")) or Path(output).is_dir()


def _output(photo: Path, output: str | Path, count: int) -> Path:
    from inpaint_studio.imaging.files.formats import written_name

    if count > 1 or names_folder(output):
        return Path(output) / written_name(Path(photo.name))
    return Path(output)


def _masks_by_stem(photos: Sequence[Path], folder: Path) -> dict[Path, Path | None]:
    from inpaint_studio.batch.pairing import MaskIndex
    from inpaint_studio.batch.scan import identity_of, scan_folder

    if not folder.is_dir():
        raise BadInputError(
            "{folder} is not a folder; --masks takes a folder, --mask a file.", folder=folder
        )
    index = MaskIndex(scan_folder(folder).photos)
    result: dict[Path, Path | None] = {}
    for photo in photos:
        found = [folder / name for name in index.find(Path(photo.name))]
        # Where masks lie among the photos, a photo is not its own mask.
        candidates = [path for path in found if identity_of(path) != identity_of(photo)]
        if not candidates:
            raise BadInputError(
                "{photo} has no mask: no image called {stem}.* lies in {folder}.",
                photo=photo,
                stem=photo.stem,
                folder=folder,
            )
        if len(candidates) > 1:
            names = " and ".join(path.name for path in candidates)
            raise BadInputError(
                "{photo} has more than one mask in {folder}: {names}; keep one.",
                photo=photo,
                folder=folder,
                names=names,
            )
        result[photo] = candidates[0]
    return result


def parse_colour(text: str) -> tuple[int, int, int]:
    """Red, green and blue 0..255 from `#ff00ff`, `ff00ff` or `255,0,255`.

    Raises
    ------
    OptionError
        If the text is neither.
    """
    if match := re.fullmatch(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", text.strip()):
        red, green, blue = (int(part, 16) for part in match.groups())
        return red, green, blue
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 3 and all(re.fullmatch(r"\d{1,3}", p) and int(p) <= 255 for p in parts):
        red, green, blue = (int(part) for part in parts)
        return red, green, blue
    raise OptionError("Colour {text!r} is not understood; write #ff00ff or 255,0,255.", text=text)
