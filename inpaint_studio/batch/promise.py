"""What a result will be, noted before it is written, so that a killed run repeats nothing.

Between the moment when a result takes its name and the one when the ledger knows, a run may be
killed. The promise that lies beside the ledger meanwhile tells the next run that the new file is
this result: results are written whole or not at all, so one that is not the file of before is it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import fields, replace
from pathlib import Path

from inpaint_studio.batch.fingerprint import stamp_or_none
from inpaint_studio.batch.folders import make_folder
from inpaint_studio.batch.ledger import Entry
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.jobs.messages import Message

__all__ = ["break_promise", "kept_promise", "make_promise"]

_FOLDER = "promised"


def make_promise(job: PhotoJob, entry: Entry) -> None:
    """Note that the result of a photo, described by `entry`, is about to be written.

    Raises
    ------
    PhotoFileError
        If it cannot be noted.
    """
    former = stamp_or_none(job.output)
    path = _path(job)
    make_folder(path.parent)
    values = vars(entry) | {"notes": [note.to_json() for note in entry.notes]}
    content = {"former": "" if former is None else former.text(), "entry": values}
    write_atomic(path, json.dumps(content).encode())


def kept_promise(job: PhotoJob) -> Entry | None:
    """What was promised of a result that is there now; None if nothing was, or it is not there."""
    stamp = stamp_or_none(job.output)
    if stamp is None:
        return None
    try:
        content = json.loads(_path(job).read_bytes())
        values = {each.name: content["entry"][each.name] for each in fields(Entry)}
        values["notes"] = tuple(Message.from_json(note) for note in values["notes"])
        former = content["former"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if any(not isinstance(values[each.name], type(each.default)) for each in fields(Entry)):
        return None
    if former == stamp.text():
        return None
    return replace(Entry(**values), output_stamp=stamp.text())


def break_promise(job: PhotoJob) -> None:
    """Forget what was promised: the ledger knows, or there will be no result."""
    with contextlib.suppress(OSError):
        _path(job).unlink()


def _path(job: PhotoJob) -> Path:
    root = job.output.parents[len(job.relative.parts) - 1]
    name = hashlib.sha256(os.fsencode(job.relative)).hexdigest()[:32]
    return root / STATE_FOLDER / _FOLDER / f"{name}.json"
