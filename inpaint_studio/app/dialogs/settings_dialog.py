"""The settings dialog, made from the table of settings: one page a section, one row a setting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.restore.card_texts import card_text
from inpaint_studio.app.texts import marked
from inpaint_studio.jobs.fill_settings import AUTO
from inpaint_studio.settings.store import SettingsStore
from inpaint_studio.settings.table import SETTINGS, Section, Setting, SettingKind
from inpaint_studio.zoo.registry import ModelState, list_models

__all__ = ["SECTION_TITLES", "SettingsDialog"]

SECTION_TITLES = {
    Section.GENERAL: marked("Settings", "General"),
    Section.CANVAS: marked("Settings", "Canvas"),
    Section.MASK: marked("Settings", "Mask"),
    Section.EDGES: marked("Settings", "Edges"),
    Section.RESTORING: marked("Settings", "Restoring"),
    Section.SAVING: marked("Settings", "Saving"),
}
_CHOICES = {
    "system": marked("Settings", "As the system"),
    "dark": marked("Settings", "Dark"),
    "light": marked("Settings", "Light"),
    "en": "English",
    "zh_CN": "简体中文",
    "overlay": marked("Settings", "Overlay"),
    "outline": marked("Settings", "Outline"),
    "hidden": marked("Settings", "Hidden"),
    "auto": marked("Settings", "Automatic"),
    "cpu": "CPU",
    "cuda": "CUDA",
    "mps": "MPS",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text) if text else ""


class SettingsDialog(QDialog):
    """See the module. Changes take effect at once; Restore defaults takes them back.

    Signals
    -------
    restart_wanted()
        The user wants to start anew, for what takes effect only then; the dialog has closed.
    """

    restart_wanted = Signal()

    def __init__(self, settings: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(560, 460)
        self._settings = settings
        self.editors: dict[str, QWidget] = {}
        self._show: dict[str, Callable[[], None]] = {}
        tabs = QTabWidget()
        for section, title in SECTION_TITLES.items():
            tabs.addTab(self._page(section), _tr(title))
        self._restart = self._make_restart()
        self._restart.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.RestoreDefaults | QDialogButtonBox.StandardButton.Close
        )
        defaults = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        defaults.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(tabs, 1)
        layout.addWidget(self._restart)
        layout.addWidget(buttons)

    def _make_restart(self) -> QWidget:
        """What is shown once something was changed that waits for the next start."""
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(faint(self.tr("Some changes take effect at the next start.")), 1)
        button = QPushButton(self.tr("Restart now"))
        button.setObjectName("restart_now")
        button.setToolTip(self.tr("Close and open again on the same file; you are asked to save."))
        button.clicked.connect(self._want_restart)
        row.addWidget(button)
        return frame

    def _want_restart(self) -> None:
        self.accept()
        self.restart_wanted.emit()

    def _page(self, section: Section) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(9)
        for entry in SETTINGS:
            if entry.section is section:
                editor = self._editor(entry)
                editor.setToolTip(_tr(entry.help))
                editor.setAccessibleName(_tr(entry.label))
                editor.setAccessibleDescription(_tr(entry.help))
                self.editors[entry.name] = editor
                form.addRow(_tr(entry.label), editor)
        return page

    def _set(self, entry: Setting, value: object) -> None:
        self._settings.set(entry.name, value)
        if entry.needs_restart:
            self._restart.show()

    def _editor(self, entry: Setting) -> QWidget:
        makers = {
            SettingKind.BOOL: self._check_box,
            SettingKind.INT: self._spin_box,
            SettingKind.FLOAT: self._float_box,
            SettingKind.CHOICE: self._combo_box,
            SettingKind.COLOUR: self._colour_button,
            SettingKind.MODEL: self._model_box,
        }
        editor = makers.get(entry.kind, self._line_edit)(entry)
        self._show[entry.name]()
        return editor

    def _check_box(self, entry: Setting) -> QWidget:
        box = QCheckBox()
        box.toggled.connect(lambda on: self._set(entry, on))

        def show() -> None:
            with QSignalBlocker(box):
                box.setChecked(self._settings.get_bool(entry.name))

        self._show[entry.name] = show
        return box

    def _spin_box(self, entry: Setting) -> QWidget:
        box = QSpinBox()
        box.setRange(
            int(entry.least or 0), int(entry.most if entry.most is not None else 2**31 - 1)
        )
        box.setSuffix(f" {entry.unit}" if entry.unit else "")
        box.valueChanged.connect(lambda value: self._set(entry, value))

        def show() -> None:
            with QSignalBlocker(box):
                box.setValue(self._settings.get_int(entry.name))

        self._show[entry.name] = show
        return box

    def _float_box(self, entry: Setting) -> QWidget:
        box = QDoubleSpinBox()
        box.setRange(entry.least or 0.0, entry.most if entry.most is not None else 1e6)
        box.setSingleStep(0.05 if box.maximum() <= 1.0 else 0.5)
        box.setSuffix(f" {entry.unit}" if entry.unit else "")
        box.valueChanged.connect(lambda value: self._set(entry, value))

        def show() -> None:
            with QSignalBlocker(box):
                box.setValue(self._settings.get_float(entry.name))

        self._show[entry.name] = show
        return box

    def _combo_box(self, entry: Setting) -> QWidget:
        box = QComboBox()
        for choice in entry.choices:
            box.addItem(_tr(_CHOICES.get(choice, choice)), choice)
        box.currentIndexChanged.connect(lambda _: self._set(entry, box.currentData()))

        def show() -> None:
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(self._settings.get_text(entry.name)))

        self._show[entry.name] = show
        return box

    def _model_box(self, entry: Setting) -> QWidget:
        """The models that are ready, and the one set, if it is not."""
        box = QComboBox()
        box.addItem(_tr(_CHOICES[AUTO]), AUTO)
        for model in list_models():
            if model.state is ModelState.READY:
                box.addItem(card_text(model.card.title), model.name)
        box.currentIndexChanged.connect(lambda _: self._set(entry, box.currentData()))

        def show() -> None:
            name = self._settings.get_text(entry.name)
            with QSignalBlocker(box):
                if box.findData(name) < 0:
                    box.addItem(name, name)
                box.setCurrentIndex(box.findData(name))

        self._show[entry.name] = show
        return box

    def _colour_button(self, entry: Setting) -> QWidget:
        button = QPushButton()
        button.setFixedWidth(90)

        def show() -> None:
            colour = self._settings.get_text(entry.name)
            light = QColor(colour).lightness() > 128
            ink = "#000000" if light else "#ffffff"
            button.setStyleSheet(f"background: {colour}; color: {ink};")
            button.setText(colour)

        def ask() -> None:
            old = QColor(self._settings.get_text(entry.name))
            colour = QColorDialog.getColor(old, self, _tr(entry.label))
            if colour.isValid():
                self._set(entry, colour.name())
                show()

        button.clicked.connect(ask)
        self._show[entry.name] = show
        return button

    def _line_edit(self, entry: Setting) -> QWidget:
        field = QLineEdit()
        field.editingFinished.connect(lambda: self._set(entry, field.text()))
        self._show[entry.name] = lambda: field.setText(self._settings.get_text(entry.name))
        return field

    def _reset(self) -> None:
        for name, show in self._show.items():
            self._settings.reset(name)
            show()
