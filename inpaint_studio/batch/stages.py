"""The three stages of one photo: load, fill, store. Each can run in a thread of its own.

Originals are opened for reading only. A photo or mask that changes while it is worked on is a
failure, and no output of it remains.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass, replace

import numpy as np

from inpaint_studio import __version__
from inpaint_studio.batch.fingerprint import Stamp, hash_file, stamp_of
from inpaint_studio.batch.folders import make_folder, path_text
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.ledger import Entry, Pictures
from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.pictures import make_pictures
from inpaint_studio.batch.promise import break_promise, make_promise
from inpaint_studio.errors import InpaintStudioError, PhotoFileError
from inpaint_studio.imaging.files import Photo, copy_photo, read_photo, seen, write_photo
from inpaint_studio.imaging.files.xmp import without_pictures
from inpaint_studio.imaging.mask_file import read_mask
from inpaint_studio.imaging.transparency import covered, uncovered
from inpaint_studio.imaging.types import Image, Mask, size_of
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.files import shown, write_atomic
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import Message, Remedy
from inpaint_studio.progress import ProgressToken

__all__ = ["Filled", "Loaded", "Stored", "fill", "is_hopeless", "load", "store"]


_SIDECARS = (".xmp", ".aae")
_MOST_SIDECAR_BYTES = 16 << 20


@dataclass(frozen=True, eq=False)
class Loaded:
    """A photo and its hole in memory; `entry` tells from which files they came."""

    job: PhotoJob
    photo: Photo
    mask: Mask
    entry: Entry


@dataclass(frozen=True, eq=False)
class Filled:
    """A restored photo in memory; `image` is None when there was no hole."""

    loaded: Loaded
    image: Image | None
    mask: Mask
    entry: Entry


@dataclass(frozen=True, eq=False)
class Stored:
    """A restored photo on the disk."""

    job: PhotoJob
    entry: Entry
    pictures: Pictures | None


def load(job: PhotoJob, source: MaskSource, token: ProgressToken | None = None) -> Loaded:
    """Read a photo and its mask, and hash both files; a hole that is found is kept as a mask file.

    Raises
    ------
    InpaintStudioError
        If a file cannot be read, or changed while it was read.
    """
    before = _stamps(job)
    photo_sha256 = hash_file(job.photo)
    mask_sha256 = "" if job.mask is None else hash_file(job.mask)
    photo = read_photo(job.photo)
    mask_path, mask_stamp, notes = job.mask, before[1], tuple[Message, ...]()
    if isinstance(source, FoundDamage) and job.mask is None:
        found = source.find(photo, token)
        mask, notes = found.mask, found.notes
        mask_path = source.keep(job.relative, mask)
        mask_sha256, mask_stamp = hash_file(mask_path), stamp_of(mask_path)
    elif job.is_corrected and job.mask is not None:
        mask = read_mask(job.mask, size=size_of(photo.image))
    else:
        read = source.read(photo, job.mask)
        mask, notes = read.mask, read.notes
    if photo.lost is not None:
        mask = mask | photo.lost
    _check_unchanged(job, before)
    size = photo.info.size
    entry = Entry(
        mask_path="" if mask_path is None else path_text(mask_path),
        photo_sha256=photo_sha256,
        photo_stamp=before[0].text(),
        mask_sha256=mask_sha256,
        mask_stamp="" if mask_stamp is None else mask_stamp.text(),
        notes=notes,
        format=photo.info.format.value,
        width_px=size.width,
        height_px=size.height,
        version=__version__,
    )
    return Loaded(job, photo, mask, entry)


def fill(loaded: Loaded, engine: Engine, settings: FillSettings, token: ProgressToken) -> Filled:
    """Fill the hole.

    Raises
    ------
    InpaintStudioError
        What `Engine.restore` raises.
    """
    if not loaded.mask.any():
        entry = _noted(loaded.entry, Message("There is no hole; the file was copied as it is."))
        return Filled(loaded, None, loaded.mask, entry)
    photo = loaded.photo
    image = covered(photo.image, photo.alpha)
    result = engine.restore(RestoreRequest(image, loaded.mask, settings), token)
    entry = replace(
        _noted(loaded.entry, *(note for note in (result.reason, *result.notes) if note)),
        model=result.model,
        hole_kind="" if result.hole_kind is None else result.hole_kind.value,
        hole_px=int(np.count_nonzero(result.mask)),
        holes=len(result.changed),
        device=result.device,
        seconds=result.seconds,
    )
    image = uncovered(result.image, photo.image, photo.alpha, result.mask)
    return Filled(loaded, image, result.mask, entry)


def store(
    filled: Filled,
    quality: int | None,
    *,
    with_pictures: bool,
    keeps_permissions: bool = False,
    has_ledger: bool = True,
) -> Stored:
    """Write the result, atomically, with the times of its photo and copies of its sidecars.

    Without a ledger nothing is promised beside the results.

    Raises
    ------
    PhotoFileError
        If it cannot be written, or photo or mask have changed since they were read; then no
        output remains.
    """
    loaded = filled.loaded
    job, photo = loaded.job, loaded.photo
    before = _parsed(filled.entry)
    _check_unchanged(job, before)
    make_folder(job.output.parent)
    unkept: tuple[Message, ...] = ()
    notes = dict.fromkeys([*photo.notices, *filled.entry.notes])
    if has_ledger:
        make_promise(job, replace(filled.entry, notes=tuple(notes)))
    try:
        if filled.image is None:
            copy_photo(job.output, photo)
        else:
            like = seen(photo, filled.mask)
            unkept = write_photo(job.output, filled.image, like=like, quality=quality)
    except BaseException:
        break_promise(job)
        raise
    _keep_status(job, keeps_permissions)
    _copy_sidecars(job)
    try:
        # Some formats take parts of the original file when they are written.
        _check_unchanged(job, before)
    except PhotoFileError:
        break_promise(job)
        with contextlib.suppress(OSError):
            job.output.unlink()
        raise
    notes = dict.fromkeys([*photo.notices, *filled.entry.notes, *unkept])
    entry = replace(filled.entry, output_stamp=stamp_of(job.output).text(), notes=tuple(notes))
    pictures = None
    if with_pictures:
        after = photo.image if filled.image is None else filled.image
        pictures = make_pictures(photo.image, after, filled.mask)
    return Stored(job, entry, pictures)


def _keep_status(job: PhotoJob, keeps_permissions: bool) -> None:
    """Give the result the times of its photo, by which collections are sorted."""
    # A disk that keeps no times or permissions is no reason to fail.
    with contextlib.suppress(OSError):
        status = os.stat(job.photo)
        if keeps_permissions:
            os.chmod(job.output, stat.S_IMODE(status.st_mode))
        os.utime(job.output, ns=(status.st_atime_ns, status.st_mtime_ns))


def _copy_sidecars(job: PhotoJob) -> None:
    """Copy what other programs keep beside the photo, without pictures of it as it was."""
    for suffix in _SIDECARS:
        for whole_name in (True, False):
            source, target = (
                path.with_name(f"{path.name}{suffix}") if whole_name else path.with_suffix(suffix)
                for path in (job.photo, job.output)
            )
            with contextlib.suppress(OSError):
                if source.is_file() and source.stat().st_size <= _MOST_SIDECAR_BYTES:
                    write_atomic(target, without_pictures(source.read_bytes()))


def _noted(entry: Entry, *notes: Message) -> Entry:
    return replace(entry, notes=(*entry.notes, *notes))


def _stamps(job: PhotoJob) -> tuple[Stamp, Stamp | None]:
    return stamp_of(job.photo), None if job.mask is None else stamp_of(job.mask)


def _parsed(entry: Entry) -> tuple[Stamp, Stamp | None]:
    def stamp(text: str) -> Stamp:
        return Stamp(*map(int, text.split()))

    return stamp(entry.photo_stamp), stamp(entry.mask_stamp) if entry.mask_stamp else None


def _check_unchanged(job: PhotoJob, before: tuple[Stamp, Stamp | None]) -> None:
    for path, stamp in zip((job.photo, job.mask), before, strict=True):
        if path is not None and stamp is not None and stamp_of(path) != stamp:
            raise PhotoFileError(
                "{path} changed while it was worked on; {remedy} when nobody writes to it.",
                path=shown(path),
                remedy=Remedy.RESUME,
            )


def is_hopeless(error: InpaintStudioError) -> bool:
    """True when the disk of the outputs is full or read-only: every further photo would fail."""
    cause = error.__cause__
    return isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
