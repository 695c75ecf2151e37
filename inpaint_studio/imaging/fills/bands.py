"""Runs a compiled loop over slices of a list of pixels, side by side, with progress and cancel.

The result never depends on the number of threads: slices are cut by the list alone. Knows nothing
of what the loops do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.progress import ProgressToken

__all__ = ["Bands", "cut_rows"]

_POLL_S = 0.05
_MAX_THREADS = 8

Slice = tuple[int, int]


def cut_rows(pixels: NDArray[np.int32], at_least: int) -> list[Slice]:
    """Cut a raster-ordered list (n, 2) of (row, column) into runs of whole rows.

    Each run but the last has `at_least` pixels or more, so runs i and i + 2 have a row between
    them.
    """
    if len(pixels) == 0:
        return []
    starts = np.flatnonzero(np.diff(pixels[:, 0])) + 1
    cuts = [0]
    for start in starts.tolist():
        if start - cuts[-1] >= at_least:
            cuts.append(start)
    return list(zip(cuts, [*cuts[1:], len(pixels)], strict=True))


class Bands:
    """A pool of threads for loops that release the GIL.

    Parameters
    ----------
    token
        Checked at least every 50 ms while loops run; `run` raises `CancelledError` within that.
    threads
        How many slices run at once; by default one per core, at most eight.
    """

    def __init__(self, token: ProgressToken, threads: int | None = None) -> None:
        self.token = token
        count = threads or min(os.cpu_count() or 1, _MAX_THREADS)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="fill")

    def __enter__(self) -> Bands:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A loop that is being compiled cannot be stopped; whoever cancels need not wait for it.
        self._pool.shutdown(wait=error is None, cancel_futures=True)

    def run(self, loop: Callable[[int, int], Any], slices: Sequence[Slice]) -> None:
        """Call ``loop(start, stop)`` for every slice, in any order, and wait for all.

        Raises
        ------
        CancelledError
            If the token was cancelled; slices not yet begun are dropped.
        """
        waiting: set[Future[Any]] = {self._pool.submit(loop, *piece) for piece in slices}
        try:
            while waiting:
                self.token.check()
                done, waiting = wait(waiting, timeout=_POLL_S, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
        finally:
            for future in waiting:
                future.cancel()

    def run_apart(self, loop: Callable[[int, int], Any], slices: Sequence[Slice]) -> None:
        """Like `run`, for loops that look at neighbouring slices: no two neighbours at once."""
        self.run(loop, slices[0::2])
        self.run(loop, slices[1::2])
