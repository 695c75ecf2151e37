"""What is asked of a batch, and what it answers for each photo. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING, Message

__all__ = ["BatchRequest", "BatchResult", "Outcome", "State", "Verdict"]


class State(Enum):
    """How far a photo is; the values are those of the ledger."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    UNTOUCHED = "nothing to do"
    """No hole: the output is a copy of the photo, byte for byte."""
    FAILED = "failed"
    LEFT_OUT = "left out"

    @property
    def is_done(self) -> bool:
        """True when the output is there and nothing is left to do."""
        return self in (State.DONE, State.UNTOUCHED)


class Verdict(Enum):
    """What a person said of a result; the values are those of the ledger."""

    NONE = ""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """The output was removed, and is not made again unless something changes."""


@dataclass(frozen=True)
class BatchRequest:
    """A folder of photos to restore.

    Attributes
    ----------
    photos, output
        The input folder, only ever read; the output folder.
    source
        Where holes come from.
    settings
        How they are filled.
    quality
        Of JPEG and WebP, 1 to 100; None for that of the photo. See `write_photo`.
    recursive
        Subfolders too.
    workers
        How many photos are filled at a time; 0: as many as pay on this machine.
    device
        As for `Engine`.
    resume
        Go on where a former run on this output folder ended, and repeat nothing that is done.
    overwrite
        Outputs that are there already may be replaced. Without `resume` everything is done anew.
    report
        Folder of the report, or None.
    keeps_permissions
        Results get the permissions of their photos; the times they always get.
    cluster
        Address of the cluster that does the work (see `batch.cluster`); "": this process does.
    """

    photos: Path
    output: Path
    source: MaskSource
    settings: FillSettings = field(default_factory=FillSettings)
    quality: int | None = None
    recursive: bool = False
    workers: int = 0
    device: str = "auto"
    resume: bool = False
    overwrite: bool = False
    report: Path | None = None
    cluster: str = ""
    keeps_permissions: bool = False


@dataclass(frozen=True)
class Outcome:
    """What has become of one photo.

    Attributes
    ----------
    relative
        The photo below the input folder.
    state
        WORKING when it is begun; then DONE, UNTOUCHED, FAILED, or WAITING again when the run ends
        before.
    error
        Why it failed, with the photo's name.
    notes
        What the user should know of a done one.
    seconds
        Time of the restoration alone.
    """

    relative: Path
    state: State
    error: Message | None = None
    notes: tuple[Message, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class BatchResult:
    """What a run did.

    Attributes
    ----------
    done_count
        Photos restored in this run.
    untouched_count
        Photos in which there was nothing to do, copied in this run.
    kept_count
        Photos that were up to date.
    failures
        Photos that failed or were refused.
    seconds
        Wall time.
    stopped_by
        The error that made the run end early, such as a full disk; None otherwise.
    report
        The page of the report, if one was asked for and could be written.
    report_error
        Why it could not; nothing otherwise.
    """

    done_count: int
    kept_count: int
    failures: tuple[Outcome, ...]
    seconds: float
    untouched_count: int = 0
    stopped_by: InpaintStudioError | None = None
    report: Path | None = None
    report_error: Message = NOTHING

    @property
    def counts(self) -> tuple[Message, ...]:
        """What became of how many, in a few words each; what is none is left out."""
        counts = (
            Message("{count:,} restored", count=self.done_count),
            Message("{count:,} with nothing to do", count=self.untouched_count),
            Message("{count:,} done already", count=self.kept_count),
            Message("{count:,} failed", count=len(self.failures)),
        )
        return (counts[0], *(each for each in counts[1:] if each["count"]))

    @property
    def is_complete(self) -> bool:
        """True when every photo of the plan is done, and the report too."""
        return not self.failures and self.stopped_by is None and not self.report_error
