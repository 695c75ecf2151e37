"""A plan as the messages that tell a window of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from inpaint_studio.batch.decision import Decision, Step
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.plan import BatchPlan
from inpaint_studio.batch.request import State, Verdict
from inpaint_studio.batch.wire_messages import PhotoFacts, PlanFacts
from inpaint_studio.jobs.files import shown

__all__ = ["facts_of", "photos_of"]

_AT_ONCE = 100


def facts_of(plan: BatchPlan) -> PlanFacts:
    """The figures of a plan."""
    pairs = plan.pairs
    refused = [d.reason for d in plan.decisions if d.step is Step.REFUSE]
    without = [f"{shown(path)} has no mask; it is left out." for path in pairs.without_mask]
    unused = [f"The mask {shown(path)} belongs to no photo." for path in pairs.unused_masks]
    return PlanFacts(
        total_count=len(plan.decisions) + len(pairs.refused) + len(pairs.without_mask),
        work_count=plan.work_count,
        again_count=plan.count(Step.AGAIN),
        kept_count=plan.count(Step.KEEP),
        rejected_count=plan.count(Step.REJECTED),
        problems=(
            *(each.reason for each in pairs.refused),
            *refused,
            *without,
            *unused,
            *pairs.notices,
        ),
        model=plan.model,
    )


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
        yield PhotoFacts(path, folder / path, output / path, None, State.FAILED, refused.reason)
    for path in plan.pairs.without_mask:
        yield PhotoFacts(path, folder / path, output / path, None, State.LEFT_OUT, "no mask")


def _decided(plan: BatchPlan, decision: Decision) -> PhotoFacts:
    job, former, source = decision.job, decision.former, plan.request.source
    mask = job.mask
    if mask is None and isinstance(source, FoundDamage):
        mask = source.mask_file(job.relative)
    state, remark, seconds, verdict = State.WAITING, decision.reason, 0.0, Verdict.NONE
    if decision.step is Step.REFUSE:
        state = State.FAILED
    elif former is not None and not decision.is_work:
        state, seconds, verdict = former.state, former.entry.seconds, former.verdict
        remark = former.entry.notes
    return PhotoFacts(
        job.relative,
        job.photo,
        job.output,
        mask,
        state,
        remark,
        seconds,
        verdict,
        decision.is_work,
    )
