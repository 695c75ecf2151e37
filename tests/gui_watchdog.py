"""Finds out how long a window's thread was kept from answering, and by what.

A timer in the GUI thread ticks every few milliseconds; a tick that comes late is a gap. A gap is
not yet a fault of ours: on a machine with more work than processors, the kernel lets a thread that
is ready to run wait. Linux counts that wait for each thread (`/proc/self/task/*/schedstat`, second
field), and so it can be told from what we did ourselves:

    blocked = time that the GUI thread ran
            + the rest of the gap, less the GUI thread's own wait for a processor,
              less the longest such wait of any other thread of this process meanwhile

What our handlers compute always counts. The last term is there since in the rest the GUI thread
may have waited for Python's interpreter lock, whose holder was ready to run and not running. So
what is left is what the code, not the machine, is to blame for; on a machine that is not starved
both waits are zero and `blocked` is the gap. Elsewhere than on Linux nothing is subtracted.

While a gap goes on, a thread takes down what each thread is at, so that the culprit is named.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer

TICK_S = 0.004
_LOOK_AFTER_S = 0.030
_WORTH_S = 0.010
_TASKS = Path("/proc/self/task")


def _read_clocks() -> dict[int, tuple[float, float]]:
    """Seconds that each thread of the process ran, and waited for a processor, so far."""
    clocks: dict[int, tuple[float, float]] = {}
    for task in os.listdir(_TASKS) if _TASKS.is_dir() else ():
        try:
            ran, waited, _ = (_TASKS / task / "schedstat").read_text().split()
        except (OSError, ValueError):
            continue  # it ended, or this kernel does not count
        clocks[int(task)] = (int(ran) / 1e9, int(waited) / 1e9)
    return clocks


@dataclass(frozen=True)
class Gap:
    """One late tick.

    Attributes
    ----------
    at_s
        When it began, since the watchdog started.
    blocked_s, wall_s
        What we are to blame for, and how long it was.
    phase
        What the test was at.
    stacks
        What the threads were doing in it, if it was long enough to be looked at.
    """

    at_s: float
    blocked_s: float
    wall_s: float
    phase: str
    stacks: str

    def __str__(self) -> str:
        return (
            f"{1000 * self.blocked_s:.0f} ms blocked of {1000 * self.wall_s:.0f} ms "
            f"in {self.phase!r}\n{self.stacks}"
        )


class Watchdog:
    """Watches the thread that it is entered in; use it as a context."""

    def __init__(self, parent: QObject | None = None) -> None:
        self.gaps: list[Gap] = []
        self.phase = ""
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._gui = threading.get_ident()
        self._gui_task = threading.get_native_id()
        self._stopped = threading.Event()
        self._looker = threading.Thread(target=self._look, name="watchdog")
        self._last_s = self._started_s = 0.0
        self._clocks: dict[int, tuple[float, float]] = {}
        self._stacks = ""

    def __enter__(self) -> Watchdog:
        self._started_s = self._last_s = time.perf_counter()
        self._clocks = _read_clocks()
        self._timer.start(round(1000 * TICK_S))
        self._looker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, t: TracebackType | None
    ) -> None:
        self._timer.stop()
        self._stopped.set()
        self._looker.join()

    def worst(self) -> Gap:
        """The gap in which we blocked longest."""
        nothing = Gap(0.0, 0.0, 0.0, "", "")
        return max(self.gaps, key=lambda gap: gap.blocked_s, default=nothing)

    def over(self, limit_s: float) -> list[Gap]:
        """The gaps in which we blocked for longer, the longest first."""
        found = [gap for gap in self.gaps if gap.blocked_s > limit_s]
        return sorted(found, key=lambda gap: -gap.blocked_s)

    def _tick(self) -> None:
        now_s = time.perf_counter()
        clocks = _read_clocks()
        wall_s = now_s - self._last_s - TICK_S
        if wall_s > _WORTH_S:
            self.gaps.append(
                Gap(
                    self._last_s - self._started_s,
                    self._blocked_s(wall_s, clocks),
                    wall_s,
                    self.phase,
                    self._stacks,
                )
            )
        self._stacks = ""
        self._clocks = clocks
        self._last_s = time.perf_counter()

    def _blocked_s(self, wall_s: float, clocks: dict[int, tuple[float, float]]) -> float:
        grown = {
            task: (ran_s - self._clocks[task][0], waited_s - self._clocks[task][1])
            for task, (ran_s, waited_s) in clocks.items()
            if task in self._clocks
        }
        ran_s, waited_s = grown.pop(self._gui_task, (0.0, 0.0))
        others_s = max((waited for _, waited in grown.values()), default=0.0)
        ran_s = min(ran_s, wall_s)
        return ran_s + max(0.0, wall_s - ran_s - waited_s - others_s)

    def _look(self) -> None:
        while not self._stopped.wait(_LOOK_AFTER_S / 3):
            if time.perf_counter() - self._last_s > _LOOK_AFTER_S and not self._stacks:
                self._stacks = self._taken_down()

    def _taken_down(self) -> str:
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        parts = []
        for ident, frame in sys._current_frames().items():
            if ident == threading.get_ident():
                continue
            name = "GUI" if ident == self._gui else names.get(ident, "worker")
            lines = traceback.format_stack(frame)[-6:]
            parts.append(f"-- {name}\n" + "".join(lines))
        return "".join(parts)
