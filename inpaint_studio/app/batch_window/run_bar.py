"""The bar at the foot of the window: what is said, how far the run is, and the buttons that steer it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.texts import error_text, marked, message_text
from inpaint_studio.batch.facts import PlanFacts
from inpaint_studio.batch.request import BatchResult
from inpaint_studio.errors import CancelledError
from inpaint_studio.jobs.messages import NOTHING, Message

__all__ = ["RunBar", "failure_text", "plan_text", "result_text"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchWindow", text)


def plan_text(facts: PlanFacts) -> str:
    """A plan in one line."""
    total = _tr(marked("BatchWindow", "{count} photos")).format(count=f"{facts.total_count:,}")
    model = _tr(marked("BatchWindow", "model {name}")).format(name=facts.model)
    return " · ".join([total, *map(message_text, facts.counts), model])


def result_text(result: BatchResult) -> str:
    """What a run did."""
    counts = Message("{counts}.", counts=list(result.counts))
    stopped = NOTHING if result.stopped_by is None else result.stopped_by.message
    told = (counts, stopped, result.report_error)
    return " ".join(message_text(each) for each in told if each)


def failure_text(error: Exception) -> str:
    """Why a plan or a run did not come to its end."""
    if isinstance(error, CancelledError):
        text = marked(
            "BatchWindow", "Cancelled. Look at the plan and start again to go on from here."
        )
        return _tr(text)
    return error_text(error)


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
        self.help = QPushButton("?")
        self.help.setShortcut("F1")
        self.help.setToolTip(self.tr("Read about folders (F1)"))
        self.help.setAccessibleName(self.tr("Read about folders"))
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
            self.help,
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
        if self.pause.isChecked():
            return  # it goes on saying so; what was begun is being finished
        text = message_text(message)
        if remaining_s is not None:
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
