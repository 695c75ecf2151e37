"""The bar at the foot of the window: what is said, how far the run is, and the buttons that steer it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from inpaint_studio.app.message_texts import message_text
from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.texts import marked
from inpaint_studio.batch.facts import PlanFacts
from inpaint_studio.batch.request import BatchResult
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.jobs.messages import Message

__all__ = ["RunBar", "failure_text", "plan_text", "result_text"]

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


_ICON_PX = 20
_AROUND_PX = 30


class RunBar(QWidget):
    """See the module; the buttons are the window's to connect."""

    def __init__(self) -> None:
        super().__init__()
        self.said = faint()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setFixedWidth(160)
        self.report = QPushButton(self.tr("Show the repor&t"))
        self.plan = QPushButton(icon("batch"), self.tr("Look at the p&lan"))
        self.start = QPushButton(icon("restore"), self.tr("&Start"))
        self.pause = QPushButton(icon("pause"), self.tr("&Pause"))
        self.pause.setCheckable(True)
        self.cancel = QPushButton(icon("cancel"), self.tr("Cancel"))
        self.close_window = QPushButton(self.tr("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.said, 1)
        row.addWidget(self.bar)
        for button in (
            self.report,
            self.plan,
            self.start,
            self.pause,
            self.cancel,
            self.close_window,
        ):
            button.setAutoDefault(False)
            # Its own measure leaves out what the sheet adds once a button is enabled.
            words = button.fontMetrics().horizontalAdvance(button.text())
            picture = 0 if button.icon().isNull() else _ICON_PX
            button.setMinimumWidth(words + picture + _AROUND_PX)
            row.addWidget(button)

    def say(self, text: str) -> None:
        """Say something."""
        self.said.setText(text)

    def begin(self) -> None:
        """Nothing is done yet."""
        self.bar.setValue(0)
        self.bar.setFormat("")
        self.pause.setChecked(False)

    def show_pause(self, on: bool) -> None:
        """Show whether the run is held."""
        self.pause.setText(self.tr("&Go on") if on else self.tr("&Pause"))
        self.pause.setIcon(icon("resume" if on else "pause"))
        if on:
            self.say(self.tr("Paused; what was begun is finished."))

    def show_progress(self, fraction: float, message: Message, remaining_s: float | None) -> None:
        """Show how far the run is."""
        self.bar.setValue(round(1000 * fraction))
        self.bar.setFormat(f"{fraction:.0%}")
        text = message_text(str(message))
        if remaining_s is not None and not self.pause.isChecked():
            minutes, seconds = divmod(round(remaining_s), 60)
            text = self.tr("{text}, about {minutes}:{seconds} left").format(
                text=text, minutes=minutes, seconds=f"{seconds:02}"
            )
        self.say(text)

    def show_state(self, *, busy: bool, running: bool, planned: bool, reported: bool) -> None:
        """Enable what makes sense."""
        self.plan.setEnabled(not busy)
        self.start.setEnabled(not busy and planned)
        self.pause.setEnabled(running)
        self.cancel.setEnabled(busy)
        self.bar.setVisible(running or self.bar.value() == self.bar.maximum())
        self.report.setVisible(reported)
        (self.start if self.start.isEnabled() else self.plan).setDefault(True)
