"""The status line: size, zoom, place, colour, hole, device and model; progress with Cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from inpaint_studio.app.canvas.canvas import Canvas, PixelReading
from inpaint_studio.app.restore.chosen_model import choice_text
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.texts import message_text
from inpaint_studio.app.work.workers import Job
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.document import Document
from inpaint_studio.imaging.types import full_scale
from inpaint_studio.progress import Progress

if TYPE_CHECKING:
    from inpaint_studio.inference.request import RestoreResult

__all__ = ["StatusLine", "StatusMirror", "remaining_text"]

_SHOW_PROGRESS_AFTER_MS = 250
_LEAST_PX = 120
_SLACK_PX = 2  # texts are measured in parts of a pixel, labels in whole ones


def remaining_text(seconds: float | None) -> str:
    """Time left, roughly, in digits."""
    if seconds is None:
        return ""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60}:{whole % 60:02d} min"


class _Elided(QLabel):
    """A label that gives way: where there is no room, its text is cut, and a tip says it all."""

    def __init__(self, tip: str) -> None:
        super().__init__()
        self._whole = ""
        self._tip = tip

    def text(self) -> str:
        """The whole text, however much of it is seen."""
        return self._whole

    def setText(self, text: str) -> None:  # noqa: N802
        """Qt: show another text."""
        self._whole = text
        self.updateGeometry()
        self._fit()

    def _beside_px(self) -> int:
        """What the label needs beside its text: margins, and what the theme's sheet adds."""
        seen_px = self.fontMetrics().horizontalAdvance(super().text())
        return super().sizeHint().width() - seen_px

    def _fit(self) -> None:
        room_px = self.width() - self._beside_px()
        seen = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room_px)
        super().setText(seen)
        self.setToolTip(self._tip if seen == self._whole else f"{self._tip}: {self._whole}")

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt: as wide as the whole text."""
        width_px = self.fontMetrics().horizontalAdvance(self._whole) + self._beside_px() + _SLACK_PX
        return QSize(width_px, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt: a word or two."""
        return QSize(min(_LEAST_PX, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt: there is more or less room."""
        super().resizeEvent(event)
        self._fit()


class StatusLine(QStatusBar):
    """See the module.

    Signals
    -------
    cancel_clicked()
        The user pressed Cancel.
    """

    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._fields: dict[str, QLabel] = {}
        names = {
            "size": self.tr("Size of the photo"),
            "zoom": self.tr("Zoom"),
            "place": self.tr("Position of the pointer"),
            "colour": self.tr("Colour under the pointer"),
            "hole": self.tr("Share of the photo that is to be restored"),
        }
        for name, tip in names.items():
            self._fields[name] = self._label(name, tip)
            self.addWidget(self._fields[name])
        self._swatch = QLabel()
        self._swatch.setFixedSize(12, 12)
        self.insertWidget(3, self._swatch)
        self._progress = self._make_progress()
        self.addPermanentWidget(self._progress)
        tip = self.tr("Model and device")
        self._fields["model"] = self._named(_Elided(tip), "model", tip)
        self.addPermanentWidget(self._fields["model"])
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._progress.show)
        self._progress.hide()

    def _label(self, name: str, tip: str) -> QLabel:
        return self._named(QLabel(), name, tip)

    @staticmethod
    def _named(label: QLabel, name: str, tip: str) -> QLabel:
        label.setObjectName(f"status_{name}")
        label.setToolTip(tip)
        label.setAccessibleName(tip)
        return label

    def _make_progress(self) -> QWidget:
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setFixedWidth(160)
        self._bar.setFixedHeight(12)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._cancel = QToolButton()
        self._cancel.setObjectName("status_cancel")
        self._cancel.setIcon(icon("cancel"))
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Cancel (Esc)"))
        self._cancel.setAccessibleName(self.tr("Cancel"))
        self._cancel.clicked.connect(self.cancel_clicked)
        for each in (self._text, self._bar, self._cancel):
            row.addWidget(each)
        return frame

    def text(self, name: str) -> str:
        """What a field shows."""
        return self._fields[name].text()

    def set_field(self, name: str, text: str) -> None:
        """Show `text` in a field."""
        self._fields[name].setText(text)

    def show_reading(self, reading: PixelReading | None, number: Callable[[float], str]) -> None:
        """Show the pixel under the pointer; `number` writes one of its parts."""
        if reading is None:
            self.set_field("place", "")
            self.set_field("colour", "")
            self._swatch.setStyleSheet("background: transparent;")
            return
        self.set_field("place", f"{reading.column}, {reading.row}")
        self.set_field("colour", " ".join(number(part) for part in reading.colour))

    def show_swatch(self, colour: tuple[int, int, int] | None) -> None:
        """Show the colour itself."""
        shown = "transparent" if colour is None else f"rgb{colour}"
        self._swatch.setStyleSheet(f"background: {shown}; border-radius: 2px;")

    def begin(self, title: str) -> None:
        """A job began; quick ones never show."""
        self._text.setText(title)
        self._bar.setRange(0, 0)
        if not self._progress.isVisible():
            self._later.start(_SHOW_PROGRESS_AFTER_MS)

    def advance(self, title: str, progress: Progress) -> None:
        """A job is so far."""
        left = remaining_text(progress.remaining_s)
        parts = [message_text(progress.message) or title, left]
        self._text.setText(" · ".join(part for part in parts if part))
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(progress.fraction * 1000))

    def finish(self) -> None:
        """Nothing is at work."""
        self._later.stop()
        self._progress.hide()


_DEPTHS = {"uint8": "8 bit", "uint16": "16 bit", "float32": "float"}


class StatusMirror(QObject):
    """Keeps the status line in step with document, canvas, models and workers."""

    def __init__(
        self,
        status: StatusLine,
        session: Session,
        canvas: Canvas,
        restoring: Restoring,
        speeds: Speeds,
    ) -> None:
        super().__init__(status)
        self._status = status
        self._session = session
        self._canvas = canvas
        self._restoring = restoring
        self._speeds = speeds
        session.document_changed.connect(self._on_document)
        session.changed.connect(self._on_change)
        for worker in (session.models, session.files):
            worker.busy_changed.connect(lambda _: self.show_jobs())
            worker.progressed.connect(self._on_progress)
        canvas.pointer_moved.connect(self._on_pointer)
        canvas.colour_probed.connect(self._on_probe)
        canvas.view_changed.connect(self._show_zoom)
        canvas.compare_changed.connect(lambda _: self._show_zoom())  # two panes are narrower
        restoring.chosen.changed.connect(self._show_model)
        restoring.restored.connect(self._on_restored)
        self._on_document(session.document)

    def _on_document(self, document: Document | None) -> None:
        size = ""
        if document is not None:
            depth = _DEPTHS[str(document.image.dtype)]
            size = f"{document.size.width} × {document.size.height}, {depth}"
        self._status.set_field("size", size)
        self._status.show_reading(None, str)
        self._show_zoom()
        self._show_hole()
        self._show_model()

    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.HISTORY:
            self._show_hole()

    def _show_zoom(self) -> None:
        shown = f"{self._canvas.scale:.0%}" if self._canvas.has_document else ""
        self._status.set_field("zoom", shown)

    def _show_hole(self) -> None:
        document = self._session.document
        share = document.hole_share() if document is not None else 0.0
        text = self.tr("hole {share}").format(share=f"{share:.2%}") if share else ""
        self._status.set_field("hole", text)

    def _show_model(self, device: str = "") -> None:
        name = choice_text(self._restoring.chosen)
        self._status.set_field("model", f"{name} · {device}" if device else name)

    def _on_restored(self, result: RestoreResult, hole_px: int) -> None:
        self._show_model(result.device)
        self._speeds.add(result.model, result.device, result.seconds, hole_px)

    def show_jobs(self) -> None:
        """Show what the workers are at."""
        jobs = [worker.current for worker in (self._session.models, self._session.files)]
        shown = [job for job in jobs if job is not None and job.title]
        if shown:
            self._status.begin(shown[0].title)
        else:
            self._status.finish()

    def _on_progress(self, job: Job[Any, Any], progress: Progress) -> None:
        if job.title:
            self._status.advance(job.title, progress)

    def _on_pointer(self, reading: PixelReading | None) -> None:
        document = self._session.document
        if document is None:
            return
        self._status.show_reading(reading, lambda part: f"{part:g}")
        if reading is not None:
            scale = 255.0 / full_scale(document.image.dtype)
            red, green, blue = (round(part * scale) for part in reading.colour)
            self._status.show_swatch((red, green, blue))

    def _on_probe(self, reading: PixelReading) -> None:
        colour = " ".join(f"{part:g}" for part in reading.colour)
        self._session.note(
            self.tr("Pixel {column}, {row}: {colour}").format(
                column=reading.column, row=reading.row, colour=colour
            )
        )
