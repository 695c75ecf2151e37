"""Who does the work of a batch: takes photos, and tells of each when it has come to an end.

`Crew` is what the runner asks for; `Threads` does the work in this process. Reading, filling and
writing overlap; how many photos are in memory is bounded by their number and by their pixels. What
is slow in a restoration runs outside Python's lock, so that threads keep all processors busy. A
crew knows nothing of the ledger.
"""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from inpaint_studio.batch.ledger import Entry, Pictures
from inpaint_studio.batch.memory import MemoryBudget, photo_bytes
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.batch.stages import Filled, Loaded, fill, is_hopeless, load, store
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.imaging.files import probe_photo
from inpaint_studio.inference.engine import Engine
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.memory import is_scarce_memory
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken

__all__ = ["Crew", "Ended", "Threads", "as_told", "usable_processors"]

_AHEAD = 4


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, eq=False)
class Ended:
    """How work on one photo ended: with an entry, or with an error.

    Attributes
    ----------
    error
        `CancelledError` when it was given up.
    is_hopeless
        The error would meet every further photo too.
    """

    job: PhotoJob
    entry: Entry | None = None
    pictures: Pictures | None = None
    error: InpaintStudioError | None = None
    is_hopeless: bool = False


class Crew(Protocol):
    """Works on photos; entered as a context, and used by one thread."""

    @property
    def capacity(self) -> int:
        """So many photos may be begun and not ended at a time."""
        ...

    def begin(self, job: PhotoJob, *, with_pictures: bool) -> None:
        """Begin a photo; returns at once."""
        ...

    def next_ended(self, timeout_s: float) -> Ended | None:
        """A photo that has ended, None when none does in time. Each that was begun ends once.

        Raises
        ------
        InpaintStudioError
            If the crew can do no work any more.
        """
        ...

    def stop(self, *, also_filled: bool = False) -> None:
        """Give up what is begun, `also_filled`: even what only has to be written."""
        ...


def as_told(job: PhotoJob, error: Exception) -> InpaintStudioError:
    """An error of whatever kind as one for the user."""
    if isinstance(error, InpaintStudioError):
        return error
    photo = shown(job.photo)
    if is_scarce_memory(error):
        return InpaintStudioError(
            "{photo} does not fit into memory; {remedy}.", photo=photo, remedy=Remedy.FEWER_AT_ONCE
        )
    return InpaintStudioError(
        "{photo} could not be restored ({kind}: {error}); this is a fault of the program, please "
        "report it.",
        photo=photo,
        kind=type(error).__name__,
        error=error,
    )


class Threads:
    """A crew in this process.

    Parameters
    ----------
    engines
        One for each photo that is filled at a time; they stay the caller's to close.
    request
        Whose photos they are.
    budget
        Bounds the memory of photos at work.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        request: BatchRequest,
        *,
        budget: MemoryBudget | None = None,
    ) -> None:
        self._engines: queue.SimpleQueue[Engine] = queue.SimpleQueue()
        for engine in engines:
            self._engines.put(engine)
        self._count = len(engines)
        self._request = request
        self._budget = budget or MemoryBudget()
        self._stop = ProgressToken()
        self._drops_filled = False
        self._ended: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Threads:
        # Two readers and two writers hide each other's waiting for the disk; many fillers need more.
        count = max(2, self._count // 4)
        self._writers = self._open.enter_context(ThreadPoolExecutor(count, "write"))
        self._fillers = self._open.enter_context(ThreadPoolExecutor(self._count, "fill"))
        self._readers = self._open.enter_context(ThreadPoolExecutor(count, "read"))
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self.stop()
        self._open.close()

    @property
    def capacity(self) -> int:
        """See `Crew`."""
        return self._count + _AHEAD

    def begin(self, job: PhotoJob, *, with_pictures: bool) -> None:
        """See `Crew`."""
        self._readers.submit(self._read, job, with_pictures)

    def next_ended(self, timeout_s: float) -> Ended | None:
        """See `Crew`."""
        with contextlib.suppress(queue.Empty):
            return self._ended.get(timeout=timeout_s)
        return None

    def stop(self, *, also_filled: bool = False) -> None:
        """See `Crew`."""
        self._drops_filled = self._drops_filled or also_filled
        self._stop.cancel()

    def _read(self, job: PhotoJob, with_pictures: bool) -> None:
        with self._reported(job):
            self._stop.check()
            size_bytes = photo_bytes(probe_photo(job.photo))
            self._budget.take(size_bytes, self._stop)
            try:
                loaded = load(job, self._request.source, self._stop)
                self._fillers.submit(self._fill, loaded, size_bytes, with_pictures)
            except BaseException:
                self._budget.give_back(size_bytes)
                raise

    def _fill(self, loaded: Loaded, size_bytes: int, with_pictures: bool) -> None:
        with self._reported(loaded.job, size_bytes):
            engine = self._engines.get()
            try:
                filled = fill(loaded, engine, self._request.settings, self._stop)
            finally:
                self._engines.put(engine)
            self._writers.submit(self._write, filled, size_bytes, with_pictures)

    def _write(self, filled: Filled, size_bytes: int, with_pictures: bool) -> None:
        job = filled.loaded.job
        with self._reported(job, size_bytes):
            if self._drops_filled:
                self._stop.check()
            stored = store(
                filled,
                self._request.quality,
                with_pictures=with_pictures,
                keeps_permissions=self._request.keeps_permissions,
            )
            self._budget.give_back(size_bytes)
            self._ended.put(Ended(job, stored.entry, stored.pictures))

    @contextlib.contextmanager
    def _reported(self, job: PhotoJob, held_bytes: int = 0) -> Iterator[None]:
        """Whatever goes wrong ends this photo and no other."""
        try:
            yield
        except Exception as error:
            self._budget.give_back(held_bytes)
            told = as_told(job, error)
            hopeless = not isinstance(told, CancelledError) and is_hopeless(told)
            self._ended.put(Ended(job, error=told, is_hopeless=hopeless))
