"""The status line: size, zoom, place, colour, hole, device and model; progress with Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from inpaint_studio.app.canvas.photo_view import PixelReading
from inpaint_studio.app.message_texts import message_text
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.progress import Progress

__all__ = ["StatusLine", "remaining_text"]

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
        parts = [message_text(progress.text) or title, left]
        self._text.setText(" · ".join(part for part in parts if part))
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(progress.fraction * 1000))

    def finish(self) -> None:
        """Nothing is at work."""
        self._later.stop()
        self._progress.hide()
