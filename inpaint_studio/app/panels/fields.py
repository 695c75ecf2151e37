"""Rows of the panels: a label, a slider and a number that move together; texts that wrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.jobs.fill_settings import FillField

__all__ = [
    "ModelRow",
    "NumberRow",
    "column",
    "faint",
    "fill_row",
    "heading",
    "scrolled",
    "show_colour",
    "take_typing",
]

_LABEL_PX = 80  # the same for all, so that sliders below each other begin at one line


def faint(text: str = "") -> QLabel:
    """A text that steps back and wraps."""
    label = QLabel(text)
    label.setProperty("faint", True)
    label.setWordWrap(True)
    return label


def heading(text: str) -> QLabel:
    """A heading."""
    label = QLabel(text)
    label.setProperty("heading", True)
    return label


def take_typing(field: QSpinBox | QDoubleSpinBox) -> None:
    """What is typed counts once it is all there; Return then gives the keys to the photo again.

    Told of each digit, a live fill would begin anew with every one, and a number below the least
    on the way to a larger one would be taken for the least.
    """
    field.setKeyboardTracking(False)

    def give_back() -> None:
        window = field.window()
        photo = window.centralWidget() if isinstance(window, QMainWindow) else None
        if photo is not None:
            photo.setFocus()

    field.lineEdit().returnPressed.connect(give_back)


def scrolled(inner: QWidget) -> QScrollArea:
    """`inner` in an area that scrolls up and down."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # What is inside takes the keyboard, and is scrolled to when it does.
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class NumberRow(QWidget):
    """A number with its label above a slider.

    Parameters
    ----------
    label
        What it is.
    reach
        Least and most value of the field.
    changed
        Called with each new value that the user gives.
    slide
        Least and most value of the slider, if it is to reach less far than the field.
    decimals
        Digits after the point; 0 makes whole numbers.
    """

    def __init__(
        self,
        label: str,
        reach: tuple[float, float],
        changed: Callable[[float], None],
        *,
        slide: tuple[float, float] | None = None,
        decimals: int = 0,
        unit: str = "",
        tip: str = "",
    ) -> None:
        super().__init__()
        self._factor = 10**decimals
        self._changed = changed
        low, high = slide or reach
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low * self._factor), round(high * self._factor))
        self.field: QSpinBox | QDoubleSpinBox
        if decimals:
            self.field = QDoubleSpinBox()
            self.field.setDecimals(decimals)
            self.field.setRange(*reach)
            self.field.setSingleStep(10.0**-decimals)
        else:
            self.field = QSpinBox()
            self.field.setRange(int(reach[0]), int(reach[1]))
        if unit:
            self.field.setSuffix(f" {unit}")
        self.field.setFixedWidth(84)
        take_typing(self.field)
        text = QLabel(label)
        text.setBuddy(self.field)
        text.setFixedWidth(_LABEL_PX)
        text.setWordWrap(True)
        for each in (self, self.slider, self.field):
            each.setToolTip(tip)
        self.slider.setAccessibleName(label)
        self.field.setAccessibleName(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        row.addWidget(text)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.slider.valueChanged.connect(lambda value: self._set(value / self._factor))
        self.field.valueChanged.connect(self._set)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in order."""
        return (self.slider, self.field)

    def _set(self, value: float) -> None:
        self.show_value(value)
        self._changed(value if self._factor > 1 else int(value))

    def show_value(self, value: float) -> None:
        """Show a value without telling."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value * self._factor))
        with QSignalBlocker(self.field):
            if isinstance(self.field, QSpinBox):
                self.field.setValue(round(value))
            else:
                self.field.setValue(value)


def fill_row(row: FillField, changed: Callable[[str, float], None]) -> NumberRow:
    """The field of a number of `FillSettings`; `changed` is told its name too."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Settings", text)

    return NumberRow(
        tr(row.label),
        (row.least, row.most),
        lambda value: changed(row.name, value),
        slide=row.slide,
        decimals=row.decimals,
        unit=row.unit,
        tip=tr(row.help),
    )


class ModelRow(QWidget):
    """A choice of a model, with its label.

    Parameters
    ----------
    label
        What it is for.
    models
        (name, title) of those that may be chosen.
    """

    chosen = Signal(str)

    def __init__(self, label: str, models: Sequence[tuple[str, str]], tip: str = "") -> None:
        super().__init__()
        self.box = QComboBox()
        for name, title in models:
            self.box.addItem(title, name)
        self.box.setAccessibleName(label)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        text = QLabel(label)
        text.setBuddy(self.box)
        text.setFixedWidth(_LABEL_PX)
        for each in (self, self.box):
            each.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        row.addWidget(text)
        row.addWidget(self.box, 1)
        self.box.activated.connect(lambda index: self.chosen.emit(str(self.box.itemData(index))))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in order."""
        return (self.box,)

    def show_value(self, name: str) -> None:
        """Show a choice without telling; one that is not there leaves the first."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(0, self.box.findData(name)))


def show_colour(button: QAbstractButton, colour: str) -> None:
    """Fill a button with a colour, in a frame that says when it has the keyboard."""
    ring = current_theme().ring
    button.setStyleSheet(
        f"QAbstractButton {{ background: {colour}; border: 1px solid #808080; border-radius: 3px; }}"
        f"QAbstractButton:focus {{ border: 2px solid {ring}; }}"
    )


def column(widget: QWidget, *, margin: int = 10, spacing: int = 6) -> QVBoxLayout:
    """A vertical layout on `widget`."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout
