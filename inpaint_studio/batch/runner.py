"""Runs a batch: feeds a crew, and the ledger knows of every step.

Everything happens in the calling thread, which is the only one that writes the ledger; the crew
does the work wherever it does it.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from inpaint_studio.batch.crew import Crew, Ended
from inpaint_studio.batch.decision import Decision, Identities, Step
from inpaint_studio.batch.fingerprint import stamp_or_none
from inpaint_studio.batch.folders import path_text
from inpaint_studio.batch.ledger import Entry, Ledger
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.promise import break_promise
from inpaint_studio.batch.request import Outcome, State
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = ["Runner"]

_POLL_S = 0.2


class Runner:
    """One run.

    Parameters
    ----------
    crew
        Does the work; entered and left by the caller.
    identities
        Of settings and model, for the ledger.
    ledger
        Open, and used by the calling thread alone.
    pictures_bytes
        So much is kept of small pictures; 0: none are made.

    Attributes
    ----------
    stopped_by
        The error that made every further photo hopeless, or None.
    """

    def __init__(
        self,
        crew: Crew,
        identities: Identities,
        ledger: Ledger,
        *,
        pictures_bytes: int = 0,
    ) -> None:
        self._crew = crew
        self._identities = identities
        self._ledger = ledger
        self._pictures_bytes = pictures_bytes
        self._stops = False
        self.stopped_by: InpaintStudioError | None = None

    def run(
        self,
        decisions: Sequence[Decision],
        token: ProgressToken,
        listener: Callable[[Outcome], None],
    ) -> None:
        """Restore every photo that is work; one that fails stops no other.

        Parameters
        ----------
        decisions
            What to do, in order. Those that are refused are noted as failures.
        token
            Progress and cancellation. When cancelled, photos whose fill is finished are still
            written, the others are put back.
        listener
            Called in this thread for each photo that begins, ends or is put back.

        Raises
        ------
        CancelledError
            After `token.cancel()`, when all that was begun has ended.
        """
        for decision in decisions:
            self._note_settled(decision, listener)
        waiting = deque(decision for decision in decisions if decision.is_work)
        total, pace = len(waiting), _Pace()
        at_work: dict[PhotoJob, Decision] = {}
        while at_work or (waiting and not self._stops):
            if token.is_cancelled:
                self._stop()
            pace.note_pause(token.is_paused and not at_work)
            if not token.is_paused:
                self._feed(waiting, at_work, listener)
            ended = self._next_ended(at_work, listener)
            if ended is not None:
                self._settle(ended, at_work.pop(ended.job), listener)
                pace.tell(token, total - len(waiting) - len(at_work), total)
        if self.stopped_by is None:
            token.check()

    def _note_settled(self, decision: Decision, listener: Callable[[Outcome], None]) -> None:
        relative = decision.job.relative
        if decision.step is Step.REFUSE:
            entry = decision.former.entry if decision.former else Entry()
            self._ledger.finish(relative, State.FAILED, entry, decision.reason)
            listener(Outcome(relative, State.FAILED, decision.reason))
        elif decision.adopted is not None:
            state = State.DONE if decision.adopted.hole_px else State.UNTOUCHED
            self._ledger.finish(relative, state, decision.adopted)
            break_promise(decision.job)
        elif decision.restamped is not None and decision.former is not None:
            self._ledger.restamp(relative, decision.restamped)

    def _stop(self, *, also_filled: bool = False) -> None:
        if not self._stops or also_filled:
            self._stops = True
            self._crew.stop(also_filled=also_filled)

    def _feed(
        self,
        waiting: deque[Decision],
        at_work: dict[PhotoJob, Decision],
        listener: Callable[[Outcome], None],
    ) -> None:
        capacity = self._crew.capacity
        while waiting and len(at_work) < capacity and not self._stops:
            decision = waiting.popleft()
            settings = self._identities.settings_for(decision.job)
            models = self._identities.models.text()
            self._ledger.start(decision.job.relative, settings, models)
            at_work[decision.job] = decision
            listener(Outcome(decision.job.relative, State.WORKING))
            self._crew.begin(decision.job, with_pictures=self._pictures_bytes > 0)

    def _next_ended(
        self, at_work: dict[PhotoJob, Decision], listener: Callable[[Outcome], None]
    ) -> Ended | None:
        try:
            return self._crew.next_ended(_POLL_S)
        except InpaintStudioError as error:
            # Nobody is left to work: what was begun waits, like all that nobody has begun.
            self.stopped_by = self.stopped_by or error
            self._stops = True
            for decision in at_work.values():
                self._put_back(decision, listener)
            at_work.clear()
            return None

    def _settle(
        self, ended: Ended, decision: Decision, listener: Callable[[Outcome], None]
    ) -> None:
        relative, error = ended.job.relative, ended.error
        if isinstance(error, CancelledError):
            self._put_back(decision, listener)
        elif ended.entry is not None:
            self._note_done(ended, ended.entry, listener)
        elif ended.is_hopeless:
            # No fault of this photo: it waits, like all that nobody has begun.
            self.stopped_by = self.stopped_by or error
            self._stop(also_filled=True)
            self._put_back(decision, listener)
        else:
            told = _named(ended.job, error)
            self._ledger.finish(relative, State.FAILED, self._failed_entry(ended.job), told)
            listener(Outcome(relative, State.FAILED, told))

    def _note_done(self, ended: Ended, entry: Entry, listener: Callable[[Outcome], None]) -> None:
        relative = ended.job.relative
        settings = self._identities.settings_for(ended.job)
        model = self._identities.models.called(entry.model) if entry.model else ""
        entry = replace(entry, settings=settings, model=model)
        state = State.DONE if entry.hole_px else State.UNTOUCHED
        self._ledger.finish(relative, state, entry)
        break_promise(ended.job)
        self._keep(ended)
        listener(Outcome(relative, state, notes=entry.notes, seconds=entry.seconds))

    def _put_back(self, decision: Decision, listener: Callable[[Outcome], None]) -> None:
        self._ledger.put_back(decision.job.relative, decision.former)
        listener(Outcome(decision.job.relative, State.WAITING))

    def _keep(self, ended: Ended) -> None:
        """Keep the small pictures while there is room; those of an older result must go."""
        pictures = ended.pictures
        if pictures is not None and pictures.size_bytes > self._pictures_bytes:
            pictures = None
        if pictures is not None:
            self._pictures_bytes -= pictures.size_bytes
        self._ledger.save_pictures(ended.job.relative, pictures)

    def _failed_entry(self, job: PhotoJob) -> Entry:
        """A former output may still be there: it stays ours to replace; so does a hand's mask."""
        stamp = stamp_or_none(job.output)
        entry = Entry(output_stamp="" if stamp is None else stamp.text())
        if job.mask is None:
            return entry
        settings = self._identities.settings_for(job)
        return replace(entry, mask_path=path_text(job.mask), settings=settings)


def _named(job: PhotoJob, error: InpaintStudioError | None) -> Message:
    """What went wrong, with the photo's name: an error of the mask or the engine lacks it."""
    assert error is not None
    name = shown(job.relative)
    told = error.message.renamed(shown(job.photo), name)
    return told if told.names(name) else Message("{photo}: {error}", photo=name, error=told)


class _Pace:
    """Photos a minute, while the run is not paused."""

    def __init__(self) -> None:
        self._begun_s = time.monotonic()
        self._paused_s = 0.0
        self._last_s = self._begun_s

    def note_pause(self, is_paused: bool) -> None:
        """Called often; the time since the last call counts as a pause if it is one."""
        now_s = time.monotonic()
        if is_paused:
            self._paused_s += now_s - self._last_s
        self._last_s = now_s

    def tell(self, token: ProgressToken, done: int, total: int) -> None:
        """Report how far the run is."""
        seconds = time.monotonic() - self._begun_s - self._paused_s
        per_minute = 60.0 * done / max(seconds, 1e-3)
        with contextlib.suppress(CancelledError):
            token.report(
                done / max(total, 1),
                "{done} of {total}, {per_minute:.0f} photos/min",
                done=done,
                total=total,
                per_minute=per_minute,
            )
