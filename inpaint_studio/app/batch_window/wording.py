"""Plans, results and errors of a batch in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from inpaint_studio.app.message_texts import message_text
from inpaint_studio.app.texts import marked
from inpaint_studio.batch.request import BatchResult
from inpaint_studio.batch.wire_messages import PlanFacts
from inpaint_studio.errors import CancelledError, InpaintStudioError

__all__ = ["failure_text", "plan_text", "result_text"]

_TO_DO = marked("BatchWindow", "{count} to restore")
_AGAIN = marked("BatchWindow", "{count} of them again")
_KEPT = marked("BatchWindow", "{count} done already")
_REJECTED = marked("BatchWindow", "{count} rejected")
_PROBLEMS = marked("BatchWindow", "{count} problems")
_UNTOUCHED = marked("BatchWindow", "{count} with nothing to do")
_FAILED = marked("BatchWindow", "{count} failed")


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchWindow", text)


def _counted(*parts: tuple[str, int]) -> list[str]:
    return [_tr(text).format(count=f"{count:,}") for text, count in parts if count]


def plan_text(facts: PlanFacts) -> str:
    """A plan in one line."""
    words = _counted(
        (_TO_DO, facts.work_count),
        (_AGAIN, facts.again_count),
        (_KEPT, facts.kept_count),
        (_REJECTED, facts.rejected_count),
        (_PROBLEMS, len(facts.problems)),
    )
    total = _tr(marked("BatchWindow", "{count} photos")).format(count=f"{facts.total_count:,}")
    model = _tr(marked("BatchWindow", "model {name}")).format(name=facts.model)
    return " · ".join([total, *words, model])


def result_text(result: BatchResult) -> str:
    """What a run did."""
    done = _tr(marked("BatchWindow", "{count} restored")).format(count=f"{result.done_count:,}")
    words = _counted(
        (_UNTOUCHED, result.untouched_count),
        (_KEPT, result.kept_count),
        (_FAILED, len(result.failures)),
    )
    said = ", ".join([done, *words]) + "."
    for error in (result.stopped_by, result.report_error):
        if error:
            said += " " + message_text(str(error))
    return said


def failure_text(error: Exception) -> str:
    """Why a plan or a run did not come to its end."""
    if isinstance(error, CancelledError):
        text = marked(
            "BatchWindow", "Cancelled. Look at the plan and start again to go on from here."
        )
        return _tr(text)
    if isinstance(error, InpaintStudioError):
        return message_text(str(error))
    text = marked("BatchWindow", "Something went wrong that should not have ({kind}: {detail}).")
    return _tr(text).format(kind=type(error).__name__, detail=error)
