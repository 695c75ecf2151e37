"""What is still to be done for each photo, and why: the heart of `--resume`.

Compares the plan with the ledger and the files. Changes nothing.

A result is out of date when photo, mask, settings or model changed. Of a hole that was found by
looking for damage, the mask that was kept counts as well: the same hole may now come from the kept
masks (`--masks`), and a kept mask that somebody has worked on is taken instead of looking again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from inpaint_studio.batch.corrected import FILE, HAND, origin, with_corrected_mask
from inpaint_studio.batch.fingerprint import hash_file, stamp_or_none
from inpaint_studio.batch.ledger import Entry, LedgerRow
from inpaint_studio.batch.mask_source import MaskFolder, MaskSource
from inpaint_studio.batch.model_identities import ModelIdentities
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.promise import kept_promise
from inpaint_studio.batch.request import BatchRequest, State, Verdict
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING, Message, Remedy
from inpaint_studio.progress import ProgressToken

__all__ = ["Decision", "Identities", "Step", "decide"]


class Step(Enum):
    """What happens to a photo; the values are for people."""

    NEW = "new"
    AGAIN = "again"
    KEEP = "done"
    REFUSE = "refused"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Decision:
    """What happens to one photo.

    Attributes
    ----------
    job
        The photo.
    step
        NEW and AGAIN are work; KEEP is up to date; REFUSE would destroy something; REJECTED was
        rejected by a person, and would come out the same.
    reason
        Why it is done again or refused.
    former
        What the ledger knows of it.
    restamped
        For KEEP: the entry with new stamps, when files were touched but hold the same content.
    adopted
        For KEEP: the entry of a result that was written when its run died before noting it.
    """

    job: PhotoJob
    step: Step
    reason: Message = NOTHING
    former: LedgerRow | None = None
    restamped: Entry | None = None
    adopted: Entry | None = None

    @property
    def is_work(self) -> bool:
        """True when the photo will be restored."""
        return self.step in (Step.NEW, Step.AGAIN)


@dataclass(frozen=True)
class Identities:
    """What the ledger compares of settings and model.

    Attributes
    ----------
    settings
        Where holes come from as the source says.
    corrected
        Where a hole comes from a mask that somebody has corrected.
    models
        The models and their weights.
    """

    settings: str
    corrected: str
    models: ModelIdentities

    @classmethod
    def of(cls, request: BatchRequest, models: ModelIdentities) -> Identities:
        """Those of a batch."""
        corrected = _settings_text(request, MaskFolder(Path()))
        return cls(_settings_text(request, request.source), corrected, models)

    def settings_for(self, job: PhotoJob) -> str:
        """The settings that one photo's result shall have."""
        return self.corrected if job.is_corrected else self.settings


def _settings_text(request: BatchRequest, source: MaskSource) -> str:
    """Everything but the model, and how masks are read, as text for the ledger."""
    values = {**request.settings.values(), "quality": request.quality, **source.identity()}
    del values["model"]
    return json.dumps(values, sort_keys=True)


def decide(
    jobs: Iterable[PhotoJob],
    rows: Mapping[Path, LedgerRow],
    source: MaskSource,
    output: Path,
    wanted: Identities,
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
    source
        Where holes come from.
    output
        The batch's output folder.
    wanted
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
        row = rows.get(job.relative)
        if row is not None:
            job = with_corrected_mask(job, row.entry, output, source)
        decisions.append(_decide_one(job, row, wanted, may_overwrite))
    return tuple(sorted(decisions, key=_deaths))


def _deaths(decision: Decision) -> int:
    row = decision.former
    return row.starts if row is not None and row.state is State.WORKING else 0


def _decide_one(
    job: PhotoJob, row: LedgerRow | None, wanted: Identities, may_overwrite: bool
) -> Decision:
    output = stamp_or_none(job.output)
    if row is None:
        if output is not None and not may_overwrite:
            reason = Message(
                "{output} is there already and was not written by a batch; {remedy}, or move it "
                "away.",
                output=shown(job.output),
                remedy=Remedy.OVERWRITE,
            )
            return Decision(job, Step.REFUSE, reason)
        return Decision(job, Step.NEW)
    if row.state is State.WORKING:
        adopted = _adopted(job, row, wanted)
        if adopted is not None:
            return Decision(job, Step.KEEP, NOTHING, row, adopted=adopted)
        return Decision(job, Step.AGAIN, Message("the run before ended while it was in work"), row)
    restamped = None
    is_rejected = row.verdict is Verdict.REJECTED
    if not row.state.is_done:
        reason = Message("it failed before")
    elif output is None and not is_rejected:
        reason = Message("its output is gone")
    else:
        reason, restamped = _what_changed(job, row.entry, wanted)
    if not reason and is_rejected:
        return Decision(job, Step.REJECTED, NOTHING, row, restamped)
    if not reason:
        return Decision(job, Step.KEEP, NOTHING, row, restamped)
    # Copying and backing up alter the time of the last change of state; size and time of
    # modification tell whether somebody has worked on the result.
    is_ours = output is None or output.text().split()[:2] == row.entry.output_stamp.split()[:2]
    if not is_ours and not may_overwrite:
        refusal = Message(
            "{output} was changed since it was written ({reason}); {remedy}, or move it away.",
            output=shown(job.output),
            reason=reason,
            remedy=Remedy.OVERWRITE,
        )
        return Decision(job, Step.REFUSE, refusal, row)
    return Decision(job, Step.AGAIN, reason, row)


def _adopted(job: PhotoJob, row: LedgerRow, wanted: Identities) -> Entry | None:
    """The entry of a result that its run wrote and did not live to note; None if it must be redone."""
    entry = kept_promise(job)
    if entry is None:
        return None
    # Those of the run that died: a model of the same name may have been replaced since.
    asked = ModelIdentities.from_text(row.entry.model)
    if asked is None:
        return None
    model = asked.called(entry.model) if entry.model else ""
    entry = replace(entry, settings=row.entry.settings, model=model)
    changed, _ = _what_changed(job, entry, wanted)
    return None if changed else entry


def _what_changed(job: PhotoJob, entry: Entry, wanted: Identities) -> tuple[Message, Entry | None]:
    """Why a result is out of date (nothing if it is not), and the entry with new stamps, if any are."""
    if origin(entry.settings) == HAND:
        return _has_photo_changed(job, entry)
    reasons = []
    if not _same_settings(job, entry.settings, wanted.settings_for(job)):
        reasons.append(Message("the settings changed"))
    # Where there was no hole, no model was asked.
    if entry.hole_px and entry.model != wanted.models.wanted(entry.hole_kind):
        reasons.append(Message("the model changed from {model}", model=entry.model.split()[0]))
    try:
        photo_stamp = _checked(job.photo, entry.photo_stamp, entry.photo_sha256)
        mask_stamp = _checked_mask(job, entry)
    except InpaintStudioError:
        # Whatever is wrong with the file, doing the photo again will tell.
        return Message("a file cannot be read"), None
    if photo_stamp is None:
        reasons.append(Message("the photo changed"))
    if mask_stamp is None:
        reasons.append(Message("the mask changed"))
    if reasons or photo_stamp is None or mask_stamp is None:
        return Message("{reasons}", reasons=reasons), None
    if (photo_stamp, mask_stamp) == (entry.photo_stamp, entry.mask_stamp):
        return NOTHING, None
    return NOTHING, replace(entry, photo_stamp=photo_stamp, mask_stamp=mask_stamp)


def _has_photo_changed(job: PhotoJob, entry: Entry) -> tuple[Message, Entry | None]:
    """As `_what_changed`, of a result made by hand: that is not done again while its photo stays."""
    try:
        stamp = _checked(job.photo, entry.photo_stamp, entry.photo_sha256)
    except InpaintStudioError:
        return Message("a file cannot be read"), None
    if stamp is None:
        return Message("the photo changed"), None
    same = stamp == entry.photo_stamp
    return NOTHING, None if same else replace(entry, photo_stamp=stamp)


def _same_settings(job: PhotoJob, former: str, wanted: str) -> bool:
    if former == wanted:
        return True
    if not former:
        return False
    # A field that there was not when the ledger was written was as it is now when left alone.
    old, new = FillSettings().values() | json.loads(former), json.loads(wanted)
    del old["model"]
    if old == new:
        return True
    if job.mask is None:
        return False
    # A hole that was found then and lies in a file now: the file's content decides, not the search.
    is_found = isinstance(old.pop("mask", None), dict)
    return is_found and new.pop("mask", None) == FILE and old == new


def _checked_mask(job: PhotoJob, entry: Entry) -> str | None:
    """The mask's stamp as `_checked` gives it; a hole that is found has no file to look at."""
    if job.mask is None and isinstance(origin(entry.settings), dict):
        return entry.mask_stamp
    return _checked(job.mask, entry.mask_stamp, entry.mask_sha256)


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
