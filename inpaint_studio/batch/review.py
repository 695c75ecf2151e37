"""What a person says of results: accepted, rejected, to be made again. Kept in the ledger.

May be called while a run is at work on the same output folder, from another process too.
"""

from __future__ import annotations

import os
from pathlib import Path

from inpaint_studio.batch.corrected import corrected_file
from inpaint_studio.batch.fingerprint import stamp_or_none
from inpaint_studio.batch.folders import make_folder, path_text
from inpaint_studio.batch.ledger import Ledger, Row
from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.batch.plan import LEDGER_FILE
from inpaint_studio.batch.request import Verdict
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.mask_file import write_mask
from inpaint_studio.imaging.types import Mask
from inpaint_studio.jobs.files import os_fault, shown

__all__ = ["correct", "judge", "redo"]


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


def correct(output: Path, relative: Path, source: MaskSource, mask: Mask) -> Path:
    """Take a corrected mask for a photo: the next run does it again with that, and keeps to it.

    Masks that the batch was given are not touched.

    Parameters
    ----------
    output, relative
        As in `judge`; the photo need not have a result yet.
    source
        Where the batch's holes come from.
    mask
        bool (H, W), True = hole, of the photo's size; not modified.

    Returns
    -------
    Path
        Where the mask lies now.

    Raises
    ------
    PhotoFileError
        If it cannot be written.
    """
    path = corrected_file(output, relative, source)
    for folder in (path.parent, output / STATE_FOLDER):
        make_folder(folder)
    with Ledger(output / STATE_FOLDER / LEDGER_FILE) as ledger:
        # The file first: noted without it, a crash in between would lose what the ledger knew.
        write_mask(path, mask)
        ledger.correct(relative, path_text(path))
    return path


def _done_row(ledger: Ledger, relative: Path) -> Row:
    row = ledger.rows_of([relative]).get(relative)
    if row is None or not row.state.is_done:
        raise BadInputError(
            "{relative} has no result yet; run the batch first.", relative=shown(relative)
        )
    return row


def _check_ours(path: Path, row: Row) -> None:
    stamp = stamp_or_none(path)
    if stamp is None or stamp.text().split()[:2] != row.entry.output_stamp.split()[:2]:
        raise BadInputError(
            "{path} was changed since it was written, so it is kept; move it away first.",
            path=shown(path),
        )
