"""A batch in a process beside the window: plans or runs it, and shows it as plain data meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice
from types import TracebackType

from inpaint_studio.batch.batch import run_batch
from inpaint_studio.batch.decision import Decision, Step
from inpaint_studio.batch.facts import PhotoFacts, PlanFacts
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.plan import BatchPlan, plan_batch
from inpaint_studio.batch.request import BatchRequest, BatchResult, Outcome, State, Verdict
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = ["facts_of", "look", "photos_of", "run"]

_TOLD_EVERY_S = 0.1
_AT_ONCE = 100
_NO_MASK = Message("no mask")


def look(request: BatchRequest, *, token: ProgressToken) -> None:
    """Find out what a run would do; see `plan_batch`.

    Shows a `PlanFacts`, then lists of `PhotoFacts`.
    """
    _show_plan(plan_batch(request, token), token)


def run(request: BatchRequest, *, token: ProgressToken) -> BatchResult:
    """Do it; see `run_batch`. Shows the plan as `look` does, then lists of `Outcome`."""
    with _Outcomes(token) as outcomes:
        return run_batch(
            request,
            token,
            on_plan=lambda plan: _show_plan(plan, token),
            listener=outcomes.note,
        )


class _Outcomes:
    """Shows outcomes a few times a second, not each: a window takes time for every message."""

    def __init__(self, token: ProgressToken) -> None:
        self._token = token
        self._outcomes: list[Outcome] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._show_now_and_then, daemon=True)

    def note(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)

    def _show_now_and_then(self) -> None:
        while not self._ended.wait(_TOLD_EVERY_S):
            self._show()

    def _show(self) -> None:
        if told := self._outcomes[:]:
            del self._outcomes[: len(told)]
            self._token.show_anyway(told)

    def __enter__(self) -> _Outcomes:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._show()


def _show_plan(plan: BatchPlan, token: ProgressToken) -> None:
    token.show(facts_of(plan))
    for part in photos_of(plan):
        token.show(part)


def facts_of(plan: BatchPlan) -> PlanFacts:
    """The figures of a plan."""
    pairs = plan.pairs
    refused = [d.reason for d in plan.decisions if d.step is Step.REFUSE]
    without = [
        Message("{path} has no mask; it is left out.", path=shown(path))
        for path in pairs.without_mask
    ]
    unused = [
        Message("The mask {path} belongs to no photo.", path=shown(path))
        for path in pairs.unused_masks
    ]
    return PlanFacts(
        total_count=len(plan.decisions) + len(pairs.refused) + len(pairs.without_mask),
        work_count=plan.work_count,
        counts=_counts(plan),
        problems=(
            *(each.reason for each in pairs.refused),
            *refused,
            *without,
            *unused,
            *pairs.notices,
        ),
        model=plan.model,
    )


def _counts(plan: BatchPlan) -> tuple[Message, ...]:
    refused = plan.count(Step.REFUSE) + len(plan.pairs.refused)
    counts = (
        Message("{count:,} to restore", count=plan.work_count),
        Message("{count:,} of them again", count=plan.count(Step.AGAIN)),
        Message("{count:,} done already", count=plan.count(Step.KEEP)),
        Message("{count:,} rejected", count=plan.count(Step.REJECTED)),
        Message("{count:,} refused", count=refused),
        Message("{count:,} without a mask", count=len(plan.pairs.without_mask)),
    )
    return (counts[0], *(each for each in counts[1:] if each["count"]))


def photos_of(plan: BatchPlan) -> Iterator[list[PhotoFacts]]:
    """Every photo of a plan, a few hundred at a time; those in order of their paths."""
    photos = iter(sorted(_photos(plan), key=lambda photo: photo.relative.parts))
    while part := list(islice(photos, _AT_ONCE)):
        yield part


def _photos(plan: BatchPlan) -> Iterator[PhotoFacts]:
    folder, output = plan.request.photos, plan.request.output
    for decision in plan.decisions:
        yield _decided(plan, decision)
    for refused in plan.pairs.refused:
        path = refused.relative
        yield PhotoFacts(path, folder / path, output / path, None, State.FAILED, (refused.reason,))
    for path in plan.pairs.without_mask:
        yield PhotoFacts(path, folder / path, output / path, None, State.LEFT_OUT, (_NO_MASK,))


def _decided(plan: BatchPlan, decision: Decision) -> PhotoFacts:
    job, former, source = decision.job, decision.former, plan.request.source
    mask = job.mask
    if mask is None and isinstance(source, FoundDamage):
        mask = source.mask_file(job.relative)
    state, seconds, verdict = State.WAITING, 0.0, Verdict.NONE
    remarks: tuple[Message, ...] = (decision.reason,) if decision.reason else ()
    if decision.step is Step.REFUSE:
        state = State.FAILED
    elif former is not None and not decision.is_work:
        state, seconds, verdict = former.state, former.entry.seconds, former.verdict
        remarks = former.entry.notes
    return PhotoFacts(
        job.relative,
        job.photo,
        job.output,
        mask,
        state,
        remarks,
        seconds,
        verdict,
        decision.is_work,
    )
