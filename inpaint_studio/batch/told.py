"""What has become of the photos of a run, passed on and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inpaint_studio.batch.decision import Step
from inpaint_studio.batch.plan import BatchPlan
from inpaint_studio.batch.request import BatchResult, Outcome, State
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.jobs.messages import Message, Remedy

__all__ = ["Told"]


class Told:
    """See the module; `listener` hears each outcome."""

    def __init__(self, listener: Callable[[Outcome], None]) -> None:
        self._listener = listener
        self._counts = dict.fromkeys(State, 0)
        self._failures: list[Outcome] = []

    def note(self, outcome: Outcome) -> None:
        """Pass an outcome on."""
        self._counts[outcome.state] += 1
        if outcome.state is State.FAILED:
            self._failures.append(outcome)
        self._listener(outcome)

    def cancelled(self, plan: BatchPlan) -> CancelledError:
        """What to raise when the run was cancelled."""
        done = self._counts[State.DONE] + self._counts[State.UNTOUCHED]
        return CancelledError(
            "Cancelled with {done} of {total} photos restored; {remedy} to do the rest.",
            done=done,
            total=plan.work_count,
            remedy=Remedy.RESUME,
        )

    def result(
        self,
        plan: BatchPlan,
        seconds: float,
        stopped_by: InpaintStudioError | None,
        report: tuple[Path | None, Message],
    ) -> BatchResult:
        """What the run did; `report` is the page, or why there is none."""
        return BatchResult(
            done_count=self._counts[State.DONE],
            untouched_count=self._counts[State.UNTOUCHED],
            kept_count=plan.count(Step.KEEP),
            failures=tuple(self._failures),
            seconds=seconds,
            stopped_by=stopped_by,
            report=report[0],
            report_error=report[1],
        )
