"""What is still to be done for each photo, and why: the heart of `--resume`.

Compares the plan with the ledger and the files. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from inpaint_studio.batch.fingerprint import hash_file, stamp_or_none
from inpaint_studio.batch.ledger import Entry, Row
from inpaint_studio.batch.pairing import Job
from inpaint_studio.batch.request import State
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.imaging.files.faults import shown
from inpaint_studio.progress import ProgressToken

__all__ = ["Decision", "Step", "decide"]


class Step(Enum):
    """What happens to a photo; the values are for people."""

    NEW = "new"
    AGAIN = "again"
    KEEP = "done"
    REFUSE = "refused"


@dataclass(frozen=True)
class Decision:
    """What happens to one photo.

    Attributes
    ----------
    job
        The photo.
    step
        NEW and AGAIN are work; KEEP is up to date; REFUSE would destroy something.
    reason
        Why it is done again or refused.
    former
        What the ledger knows of it.
    restamped
        For KEEP: the entry with new stamps, when files were touched but hold the same content.
    """

    job: Job
    step: Step
    reason: str = ""
    former: Row | None = None
    restamped: Entry | None = None

    @property
    def is_work(self) -> bool:
        """True when the photo will be restored."""
        return self.step in (Step.NEW, Step.AGAIN)


def decide(
    jobs: Iterable[Job],
    rows: Mapping[Path, Row],
    settings: str,
    model: str,
    *,
    may_overwrite: bool,
    token: ProgressToken | None = None,
) -> tuple[Decision, ...]:
    """Decide about every photo.

    Parameters
    ----------
    jobs
        The plan, in order.
    rows
        The ledger.
    settings, model
        The identities that results shall have.
    may_overwrite
        Outputs that this ledger did not write, or that were changed since, may be replaced.
    token
        Cancellation: files that were touched are hashed, which may take long.

    Returns
    -------
    tuple of Decision
        In the order of work: photos that were in work when a run died come last, those that
        died most often at the very end, so that one that brings the program down stops no other.
    """
    decisions = []
    for job in jobs:
        if token is not None:
            token.check()
        decisions.append(_decide_one(job, rows.get(job.relative), settings, model, may_overwrite))
    return tuple(sorted(decisions, key=_deaths))


def _deaths(decision: Decision) -> int:
    row = decision.former
    return row.starts if row is not None and row.state is State.WORKING else 0


def _decide_one(
    job: Job, row: Row | None, settings: str, model: str, may_overwrite: bool
) -> Decision:
    output = stamp_or_none(job.output)
    if row is None:
        if output is not None and not may_overwrite:
            return _refused(job, None, "is there already and was not written by a batch")
        return Decision(job, Step.NEW)
    if row.state is State.WORKING:
        return Decision(job, Step.AGAIN, "the run before ended while it was in work", row)
    restamped = None
    if row.state is not State.DONE:
        reason = "it failed before"
    elif output is None:
        reason = "its output is gone"
    else:
        reason, restamped = _what_changed(job, row.entry, settings, model)
    if not reason:
        return Decision(job, Step.KEEP, "", row, restamped)
    # Copying and backing up alter the time of the last change of state; size and time of
    # modification tell whether somebody has worked on the result.
    is_ours = output is None or output.text().split()[:2] == row.entry.output_stamp.split()[:2]
    if not is_ours and not may_overwrite:
        return _refused(job, row, f"was changed since it was written ({reason})")
    return Decision(job, Step.AGAIN, reason, row)


def _refused(job: Job, row: Row | None, what: str) -> Decision:
    reason = f"{shown(job.output)} {what}; replace it with --overwrite or move it away."
    return Decision(job, Step.REFUSE, reason, row)


def _what_changed(job: Job, entry: Entry, settings: str, model: str) -> tuple[str, Entry | None]:
    """Why a result is out of date ("" if it is not), and the entry with new stamps, if any are."""
    reasons = []
    if entry.settings != settings:
        reasons.append("the settings changed")
    if entry.model != model:
        reasons.append(f"the model changed from {entry.model.split()[0]}")
    try:
        photo_stamp = _checked(job.photo, entry.photo_stamp, entry.photo_sha256)
        mask_stamp = _checked(job.mask, entry.mask_stamp, entry.mask_sha256)
    except InpaintStudioError:
        # Whatever is wrong with the file, doing the photo again will tell.
        return "a file cannot be read", None
    if photo_stamp is None:
        reasons.append("the photo changed")
    if mask_stamp is None:
        reasons.append("the mask changed")
    if reasons or photo_stamp is None or mask_stamp is None:
        return " and ".join(reasons), None
    if (photo_stamp, mask_stamp) == (entry.photo_stamp, entry.mask_stamp):
        return "", None
    return "", replace(entry, photo_stamp=photo_stamp, mask_stamp=mask_stamp)


def _checked(path: Path | None, stamp: str, sha256: str) -> str | None:
    """The stamp of a file whose content is still that of `sha256`, None if it is another."""
    if path is None:
        return "" if sha256 == "" else None
    now = stamp_or_none(path)
    if now is not None and now.text() == stamp:
        return stamp
    if hash_file(path) != sha256:
        return None
    return "" if now is None else now.text()
