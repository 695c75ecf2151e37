"""Runs a batch: reading, filling and writing overlap, and the ledger knows of every step.

The calling thread feeds photos in, keeps the ledger and tells progress; other threads read, fill
and write. How many photos are in memory is bounded by their number and by their pixels. What is
slow in a restoration runs outside Python's lock, so that threads keep all processors busy.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from inpaint_studio.batch.decision import Decision, Step
from inpaint_studio.batch.fingerprint import stamp_or_none
from inpaint_studio.batch.ledger import Entry, Ledger, Pictures
from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.batch.memory import MemoryBudget, photo_bytes
from inpaint_studio.batch.pairing import Job
from inpaint_studio.batch.request import FillSettings, Outcome, State
from inpaint_studio.batch.stages import Filled, Loaded, fill, is_hopeless, load, store
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.imaging.files import probe_photo
from inpaint_studio.imaging.files.faults import shown
from inpaint_studio.inference.engine import Engine
from inpaint_studio.progress import ProgressToken

__all__ = ["Runner", "usable_processors"]

_AHEAD = 4
_POLL_S = 0.2


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class _Ended:
    """What the threads tell the runner of one photo."""

    job: Job
    entry: Entry | None = None
    pictures: Pictures | None = None
    error: Exception | None = None


class Runner:
    """One run.

    Parameters
    ----------
    engines
        One for each photo that is filled at a time; they stay the caller's to close.
    source, settings
        See `BatchRequest`.
    identities
        Of settings and model, for the ledger.
    ledger
        Open, and used by the calling thread alone.
    pictures_bytes
        So much is kept of small pictures; 0: none are made.
    budget
        Bounds the memory of photos at work.
    paused
        While set, no further photo is begun.

    Attributes
    ----------
    stopped_by
        The error that made every further photo hopeless, or None.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        source: MaskSource,
        settings: FillSettings,
        identities: tuple[str, str],
        ledger: Ledger,
        *,
        pictures_bytes: int = 0,
        budget: MemoryBudget | None = None,
        paused: threading.Event | None = None,
    ) -> None:
        self._engines: queue.SimpleQueue[Engine] = queue.SimpleQueue()
        for engine in engines:
            self._engines.put(engine)
        self._worker_count = len(engines)
        self._source = source
        self._settings = settings
        self._identities = identities
        self._ledger = ledger
        self._pictures_bytes = pictures_bytes
        self._budget = budget or MemoryBudget()
        self._paused = paused or threading.Event()
        self._stop = ProgressToken()
        self._ended: queue.SimpleQueue[_Ended] = queue.SimpleQueue()
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
            After `token.cancel()`, when all threads have ended.
        """
        for decision in decisions:
            self._note_settled(decision, listener)
        waiting = deque(decision for decision in decisions if decision.is_work)
        total, begun_s = len(waiting), time.monotonic()
        at_work: dict[Job, Decision] = {}
        with self._threads():
            while at_work or (waiting and not self._stop.is_cancelled):
                if token.is_cancelled:
                    self._stop.cancel()
                self._feed(waiting, at_work, listener)
                with contextlib.suppress(queue.Empty):
                    ended = self._ended.get(timeout=_POLL_S)
                    self._settle(ended, at_work.pop(ended.job), listener)
                    done = total - len(waiting) - len(at_work)
                    _tell(token, done, total, time.monotonic() - begun_s)
        if self.stopped_by is None:
            token.check()

    def _note_settled(self, decision: Decision, listener: Callable[[Outcome], None]) -> None:
        relative = decision.job.relative
        if decision.step is Step.REFUSE:
            entry = decision.former.entry if decision.former else Entry()
            self._ledger.finish(relative, State.FAILED, entry, decision.reason)
            listener(Outcome(relative, State.FAILED, decision.reason))
        elif decision.restamped is not None:
            self._ledger.finish(relative, State.DONE, decision.restamped)

    @contextlib.contextmanager
    def _threads(self) -> Iterator[None]:
        # Two readers and two writers hide each other's waiting for the disk; many fillers need more.
        count = max(2, self._worker_count // 4)
        with (
            ThreadPoolExecutor(count, "write") as self._writers,
            ThreadPoolExecutor(self._worker_count, "fill") as self._fillers,
            ThreadPoolExecutor(count, "read") as self._readers,
        ):
            try:
                yield
            except BaseException:
                self._stop.cancel()
                raise

    def _feed(
        self,
        waiting: deque[Decision],
        at_work: dict[Job, Decision],
        listener: Callable[[Outcome], None],
    ) -> None:
        while (
            waiting
            and len(at_work) < self._worker_count + _AHEAD
            and not self._stop.is_cancelled
            and not self._paused.is_set()
        ):
            decision = waiting.popleft()
            self._ledger.start(decision.job.relative)
            at_work[decision.job] = decision
            listener(Outcome(decision.job.relative, State.WORKING))
            self._readers.submit(self._read, decision.job)

    def _read(self, job: Job) -> None:
        with self._reported(job):
            self._stop.check()
            size_bytes = photo_bytes(probe_photo(job.photo))
            self._budget.take(size_bytes, self._stop)
            try:
                loaded = load(job, self._source)
                self._fillers.submit(self._fill, loaded, size_bytes)
            except BaseException:
                self._budget.give_back(size_bytes)
                raise

    def _fill(self, loaded: Loaded, size_bytes: int) -> None:
        with self._reported(loaded.job, size_bytes):
            engine = self._engines.get()
            try:
                filled = fill(loaded, engine, self._settings, self._stop)
            finally:
                self._engines.put(engine)
            self._writers.submit(self._write, filled, size_bytes)

    def _write(self, filled: Filled, size_bytes: int) -> None:
        job = filled.loaded.job
        with self._reported(job, size_bytes):
            if self.stopped_by is not None:
                self._stop.check()
            stored = store(filled, self._settings, with_pictures=self._pictures_bytes > 0)
            self._budget.give_back(size_bytes)
            self._ended.put(_Ended(job, stored.entry, stored.pictures))

    @contextlib.contextmanager
    def _reported(self, job: Job, held_bytes: int = 0) -> Iterator[None]:
        """Whatever goes wrong ends this photo and no other."""
        try:
            yield
        except Exception as error:
            self._budget.give_back(held_bytes)
            self._ended.put(_Ended(job, error=error))

    def _settle(
        self, ended: _Ended, decision: Decision, listener: Callable[[Outcome], None]
    ) -> None:
        relative = ended.job.relative
        if isinstance(ended.error, CancelledError):
            self._put_back(decision, listener)
            return
        settings, model = self._identities
        if ended.entry is not None:
            entry = replace(ended.entry, settings=settings, model=model)
            self._ledger.finish(relative, State.DONE, entry)
            self._keep(ended)
            listener(Outcome(relative, State.DONE, notes=tuple(entry.notes.splitlines())))
            return
        error = _as_told(ended)
        if is_hopeless(error):
            # No fault of this photo: it waits, like all that nobody has begun.
            self.stopped_by = self.stopped_by or error
            self._stop.cancel()
            self._put_back(decision, listener)
            return
        self._ledger.finish(relative, State.FAILED, _failed_entry(ended.job), str(error))
        listener(Outcome(relative, State.FAILED, str(error)))

    def _put_back(self, decision: Decision, listener: Callable[[Outcome], None]) -> None:
        self._ledger.put_back(decision.job.relative, decision.former)
        listener(Outcome(decision.job.relative, State.WAITING))

    def _keep(self, ended: _Ended) -> None:
        """Keep the small pictures while there is room; those of an older result must go."""
        pictures = ended.pictures
        if pictures is not None and pictures.size_bytes > self._pictures_bytes:
            pictures = None
        if pictures is not None:
            self._pictures_bytes -= pictures.size_bytes
        self._ledger.save_pictures(ended.job.relative, pictures)


def _failed_entry(job: Job) -> Entry:
    """A former output may still be there: it stays ours to replace."""
    stamp = stamp_or_none(job.output)
    return Entry(output_stamp="" if stamp is None else stamp.text())


def _as_told(ended: _Ended) -> InpaintStudioError:
    error = ended.error
    if isinstance(error, InpaintStudioError):
        return error
    photo = shown(ended.job.photo)
    if isinstance(error, MemoryError):
        return InpaintStudioError(f"{photo} does not fit into memory; use fewer --workers.")
    return InpaintStudioError(
        f"{photo} could not be restored ({type(error).__name__}: {error}); this is a fault of the "
        "program, please report it."
    )


def _tell(token: ProgressToken, done: int, total: int, seconds: float) -> None:
    per_minute = 60.0 * done / max(seconds, 1e-3)
    with contextlib.suppress(CancelledError):
        token.report(done / max(total, 1), f"{done} of {total}, {per_minute:.0f} photos/min")
