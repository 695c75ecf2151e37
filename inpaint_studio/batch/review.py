"""What a person says of results: accepted, rejected, to be made again. Kept in the ledger.

May be called while a run is at work on the same output folder, from another process too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_studio import __version__
from inpaint_studio.batch.corrected import HAND, corrected_file
from inpaint_studio.batch.fingerprint import hash_file, stamp_of, stamp_or_none
from inpaint_studio.batch.folders import make_folder, path_text
from inpaint_studio.batch.ledger import Entry, Ledger, LedgerRow
from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.batch.pictures import make_pictures
from inpaint_studio.batch.plan import LEDGER_FILE
from inpaint_studio.batch.request import Outcome, State, Verdict
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import Photo, write_photo
from inpaint_studio.imaging.mask_file import write_mask
from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.jobs.files import os_fault, shown
from inpaint_studio.jobs.messages import Message

__all__ = ["HandMade", "judge", "redo", "take_by_hand"]


def judge(output: Path, relative: Path, verdict: Verdict) -> None:
    """Note a verdict; the output of a photo that is rejected is removed.

    Parameters
    ----------
    output
        The batch's output folder.
    relative
        The photo below the input folder.
    verdict
        REJECTED: the result is not made again until photo, mask, settings or model change. NONE
        takes an earlier verdict back; a result that was removed is then made again by the next run.

    Raises
    ------
    BadInputError
        If there is no result, or it was changed since it was written and would be removed.
    """
    with Ledger(output / STATE_FOLDER / LEDGER_FILE) as ledger:
        row = _done_row(ledger, relative)
        path = output / relative
        is_there = os.path.lexists(path)
        if verdict is Verdict.REJECTED and is_there:
            _check_ours(path, row)
        # Noted first: a crash in between leaves a file too many, never one too few.
        ledger.judge(relative, verdict)
        if verdict is Verdict.REJECTED and is_there:
            try:
                path.unlink()
            except OSError as fault:
                raise os_fault(path, "removed", fault) from fault


def redo(output: Path, relative: Path) -> None:
    """Have the next run do a photo again.

    Raises
    ------
    BadInputError
        If there is no result, or it was changed since it was written.
    """
    with Ledger(output / STATE_FOLDER / LEDGER_FILE) as ledger:
        row = _done_row(ledger, relative)
        path = output / relative
        if os.path.lexists(path):
            _check_ours(path, row)
            try:
                path.unlink()
            except OSError as fault:
                raise os_fault(path, "removed", fault) from fault
        ledger.judge(relative, Verdict.NONE)


@dataclass(frozen=True, eq=False)
class HandMade:
    """A photo of the batch as a person has restored it.

    Attributes
    ----------
    photo
        As it was read.
    image, mask
        Give the result, (H, W, 3) like the photo's own, and all that was filled, bool (H, W).
    models
        Those that filled it.
    hole_count, device, seconds
        Figures for the report.
    """

    photo: Photo
    image: Callable[[], Image]
    mask: Callable[[], Mask]
    models: tuple[str, ...]
    hole_count: int
    device: str
    seconds: float


def take_by_hand(
    output: Path, relative: Path, source: MaskSource, made: HandMade, quality: int | None = None
) -> tuple[Outcome, Path]:
    """Take what a person made of a photo as its result; later runs keep it while the photo stays.

    Not while a run is at work on that photo.

    Parameters
    ----------
    output, relative
        As in `judge`; the photo need not have a result yet.
    source
        Where the batch's holes come from.
    quality
        Of lossy formats; None: as the photo.

    Returns
    -------
    What has become of the photo, and where the mask lies that shows what was filled.

    Raises
    ------
    PhotoFileError
        If a file cannot be written.
    BadInputError
        If there is a result that nobody told the ledger of, or that was changed since.
    """
    photo_path = made.photo.info.path
    assert photo_path is not None
    target, mask_path = output / relative, corrected_file(output, relative, source)
    for folder in (target.parent, mask_path.parent, output / STATE_FOLDER):
        make_folder(folder)
    photo_stamp, image, mask = stamp_of(photo_path), made.image(), made.mask()
    with Ledger(output / STATE_FOLDER / LEDGER_FILE) as ledger:
        row = ledger.rows_of([relative]).get(relative)
        if os.path.lexists(target):
            if row is None:
                raise BadInputError(
                    "{path} was not written by this batch, so it is kept; move it away first.",
                    path=shown(target),
                )
            _check_ours(target, row)
        ledger.start(relative)  # from now on a crash has the photo done again
        write_mask(mask_path, mask)
        unkept = write_photo(target, image, like=made.photo, quality=quality)
        named = ", ".join(dict.fromkeys(made.models))
        notes = (
            Message("Restored by hand with {models}.", models=named),
            *made.photo.notices,
            *unkept,
        )
        size = made.photo.info.size
        entry = Entry(
            mask_path=path_text(mask_path),
            photo_sha256=hash_file(photo_path),
            photo_stamp=photo_stamp.text(),
            mask_sha256=hash_file(mask_path),
            mask_stamp=stamp_of(mask_path).text(),
            settings=json.dumps({"mask": HAND}),
            model=named,
            output_stamp=stamp_of(target).text(),
            format=made.photo.info.format.value,
            width_px=size.width,
            height_px=size.height,
            hole_px=int(np.count_nonzero(mask)),
            holes=made.hole_count,
            device=made.device,
            seconds=made.seconds,
            version=__version__,
            notes=notes,
        )
        state = State.DONE if entry.hole_px else State.UNTOUCHED
        ledger.finish(relative, state, entry)
        ledger.save_pictures(relative, make_pictures(made.photo.image, image, mask))
    outcome = Outcome(relative, state, notes=notes, seconds=made.seconds)
    return outcome, mask_path


def _done_row(ledger: Ledger, relative: Path) -> LedgerRow:
    row = ledger.rows_of([relative]).get(relative)
    if row is None or not row.state.is_done:
        raise BadInputError(
            "{relative} has no result yet; run the batch first.", relative=shown(relative)
        )
    return row


def _check_ours(path: Path, row: LedgerRow) -> None:
    stamp = stamp_or_none(path)
    if stamp is None or stamp.text().split()[:2] != row.entry.output_stamp.split()[:2]:
        raise BadInputError(
            "{path} was changed since it was written, so it is kept; move it away first.",
            path=shown(path),
        )
