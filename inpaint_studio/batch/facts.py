"""What a batch beside the window shows it: plain data, small enough to be taken in at once.

Imports nothing that works on photos, since a window imports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.batch.request import State, Verdict
from inpaint_studio.jobs.messages import Message

__all__ = ["PhotoFacts", "PlanFacts"]


@dataclass(frozen=True)
class PhotoFacts:
    """One photo of a plan.

    Attributes
    ----------
    relative, photo, output
        Where it lies below the input folder, where it is, where its result is or will be.
    mask
        Its mask file, which may not be there yet; None: there is none.
    state
        As far as it is.
    remarks
        Why it is done again, refused or left out, or what is to be known of its result.
    seconds
        Time of the restoration; 0: not known.
    verdict
        What a person said of its result.
    is_work
        True when the run will restore it.
    """

    relative: Path
    photo: Path
    output: Path
    mask: Path | None
    state: State
    remarks: tuple[Message, ...] = ()
    seconds: float = 0.0
    verdict: Verdict = Verdict.NONE
    is_work: bool = False


@dataclass(frozen=True)
class PlanFacts:
    """A plan in figures.

    Attributes
    ----------
    total_count
        All photos that will be told of.
    work_count
        Those that will be restored.
    counts
        What will become of how many, in a few words each; what is none is left out.
    problems
        What does not fit together.
    model
        The model's name.
    """

    total_count: int
    work_count: int
    counts: tuple[Message, ...]
    problems: tuple[Message, ...]
    model: str
