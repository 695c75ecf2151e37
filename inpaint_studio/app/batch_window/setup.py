"""What a batch is asked for, as a form; answers with a `BatchRequest`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.files.filing import photo_filter
from inpaint_studio.app.files.folders import Folders, Purpose
from inpaint_studio.app.panels.fields import NumberRow, column, faint, fill_row, heading
from inpaint_studio.app.panels.find_damage import kind_texts
from inpaint_studio.app.panels.option_rows import OptionRows
from inpaint_studio.app.restore.card_texts import card_text
from inpaint_studio.batch.found_damage import FoundDamage, masks_folder
from inpaint_studio.batch.mask_source import MaskFolder, MaskSource, OneMask
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.detection.findings import DEFAULT_KINDS, FindingKind
from inpaint_studio.errors import BadInputError
from inpaint_studio.jobs.fill_settings import AUTO, FillSettings, OptionValue, number_fields
from inpaint_studio.zoo.registry import ModelState, list_models

__all__ = ["Holes", "Setup"]


class Holes(IntEnum):
    """Where holes come from, in the order of the list."""

    FIND = 0
    FOLDER = 1
    FILE = 2


class PathRow(QWidget):
    """A path to type or to choose."""

    changed = Signal()

    def __init__(
        self, label: str, choose: str, folders: Folders, purpose: Purpose, *, is_file: bool = False
    ) -> None:
        super().__init__()
        self._title = choose
        self._folders, self._purpose = folders, purpose
        self._is_file = is_file
        self.field = QLineEdit()
        self.field.setAccessibleName(label)
        self.field.textChanged.connect(lambda _: self.changed.emit())
        button = QPushButton("…")
        button.setFixedWidth(36)
        button.setToolTip(choose)
        button.setAccessibleName(choose)
        button.clicked.connect(self._choose)
        text = QLabel(label)
        text.setBuddy(self.field)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(text)
        layout.addLayout(row)

    @property
    def path(self) -> Path | None:
        """What was typed or chosen; None: nothing."""
        text = self.field.text().strip()
        return Path(text).expanduser() if text else None

    def _choose(self) -> None:
        if self._is_file:
            files = photo_filter(self.tr("Masks"))
            name, _ = QFileDialog.getOpenFileName(self, self._title, self._start, files)
        else:
            name = QFileDialog.getExistingDirectory(self, self._title, self._start)
        if name:
            self._folders.remember(self._purpose, Path(name))
            self.field.setText(name)

    @property
    def _start(self) -> str:
        """Where the dialog begins."""
        return self.field.text() or self._folders.last(self._purpose)


class Setup(QWidget):
    """See the module.

    Signals
    -------
    changed()
        Something else is asked for.
    """

    changed = Signal()

    def __init__(self, settings: FillSettings, device: str, folders: Folders | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._device = device
        folders = folders or Folders()
        self._workers = self._quality = 0
        self._proposed = ""
        layout = column(self, margin=12, spacing=8)
        self.photos = PathRow(
            self.tr("Photographs"),
            self.tr("Choose the folder of photographs"),
            folders,
            Purpose.BATCH_PHOTOS,
        )
        self.recursive = QCheckBox(self.tr("Subfolders too"))
        self.output = PathRow(
            self.tr("Results"),
            self.tr("Choose the folder of results"),
            folders,
            Purpose.BATCH_RESULTS,
        )
        for part in (self.photos, self.recursive, self.output):
            layout.addWidget(part)
        layout.addSpacing(6)
        layout.addWidget(heading(self.tr("What is to be filled")))
        layout.addWidget(self._make_holes(folders))
        layout.addSpacing(6)
        layout.addWidget(heading(self.tr("How")))
        self._make_how(layout)
        layout.addStretch(1)
        self._connect()
        self._on_model(self._settings.options)

    def _make_holes(self, folders: Folders) -> QWidget:
        frame = QWidget()
        layout = column(frame, margin=0)
        self.holes = QComboBox()
        self.holes.setAccessibleName(self.tr("What is to be filled"))
        self.holes.addItems(
            [
                self.tr("Damage that is found"),
                self.tr("A mask for each photo"),
                self.tr("One mask for all photos"),
            ]
        )
        self.masks = PathRow(
            self.tr("Folder of masks"),
            self.tr("Choose the folder of masks"),
            folders,
            Purpose.BATCH_MASKS,
        )
        self.one_mask = PathRow(
            self.tr("Mask"),
            self.tr("Choose the mask"),
            folders,
            Purpose.BATCH_MASKS,
            is_file=True,
        )
        self._pages = QStackedWidget()
        for page in (self._make_find(), self._top(self.masks), self._top(self.one_mask)):
            self._pages.addWidget(page)
        self.holes.currentIndexChanged.connect(self._pages.setCurrentIndex)
        layout.addWidget(self.holes)
        layout.addWidget(self._pages)
        return frame

    @staticmethod
    def _top(inner: QWidget) -> QWidget:
        frame = QWidget()
        layout = column(frame, margin=0)
        layout.addWidget(inner)
        layout.addStretch(1)
        return frame

    def _make_find(self) -> QWidget:
        frame = QWidget()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        self.kinds: dict[FindingKind, QCheckBox] = {}
        for number, (kind, (name, tip)) in enumerate(kind_texts()):
            box = QCheckBox(name)
            box.setToolTip(tip)
            box.setChecked(kind in DEFAULT_KINDS)
            box.toggled.connect(lambda _: self.changed.emit())
            grid.addWidget(box, number // 2, number % 2)
            self.kinds[kind] = box
        label = QLabel(self.tr("Sensitivity"))
        self.sensitivity = QSlider(Qt.Orientation.Horizontal)
        self.sensitivity.setRange(5, 95)
        self.sensitivity.setValue(50)
        self.sensitivity.setAccessibleName(self.tr("Sensitivity"))
        self.sensitivity.setToolTip(self.tr("More finds more, and takes more for damage"))
        self.sensitivity.valueChanged.connect(lambda _: self.changed.emit())
        label.setBuddy(self.sensitivity)
        self.suits = QCheckBox(self.tr("What suits each photo"))
        self.suits.setToolTip(
            self.tr("Much in a photo full of cracks, nothing in a whole one; or as set below")
        )
        self.suits.toggled.connect(lambda on: self.sensitivity.setEnabled(not on))
        self.suits.toggled.connect(lambda _: self.changed.emit())
        self.suits.setChecked(True)
        grid.addWidget(self.suits, 3, 0, 1, 2)
        grid.addWidget(label, 4, 0)
        grid.addWidget(self.sensitivity, 4, 1)
        note = faint(self.tr("The masks are kept, to be corrected."))
        grid.addWidget(note, 5, 0, 1, 2)
        return frame

    def _make_how(self, layout: QVBoxLayout) -> None:
        self.model = QComboBox()
        self.model.setAccessibleName(self.tr("Model"))
        self.model.addItem(self.tr("Automatic"), AUTO)
        self._models = {each.name: each for each in list_models() if each.state is ModelState.READY}
        for each in self._models.values():
            self.model.addItem(card_text(each.card.title), each.name)
        self.model.setCurrentIndex(max(0, self.model.findData(self._settings.model)))
        self.model.currentIndexChanged.connect(lambda _: self._on_model({}))
        row = QHBoxLayout()
        label = QLabel(self.tr("Model"))
        label.setBuddy(self.model)
        row.addWidget(label)
        row.addWidget(self.model, 1)
        layout.addLayout(row)
        self.options = OptionRows()
        self.options.changed.connect(self._on_option)
        layout.addWidget(self.options)
        self.numbers = {row.name: fill_row(row, self._on_number) for row in number_fields()}
        for name, number in self.numbers.items():
            number.show_value(getattr(self._settings, name))
            layout.addWidget(number)
        self.quality = NumberRow(
            self.tr("Quality"),
            (0, 100),
            self._on_quality,
            tip=self.tr("Of JPEG and WebP; 0 keeps that of each photo"),
        )
        layout.addWidget(self.quality)
        self.workers = NumberRow(self.tr("At a time"), (0, 16), self._on_workers)
        self.workers.field.setSpecialValueText(self.tr("auto"))
        self.workers.setToolTip(self.tr("Photos that are filled at a time"))
        layout.addWidget(self.workers)
        self.report = QCheckBox(self.tr("Write a report beside the results"))
        self.report.setChecked(True)
        self.overwrite = QCheckBox(self.tr("Replace files that are there already"))
        layout.addWidget(self.report)
        layout.addWidget(self.overwrite)

    def _on_model(self, options: Mapping[str, OptionValue]) -> None:
        """Another model, with what is chosen of its options."""
        model = self._models.get(str(self.model.currentData()))
        self.options.show_card(None if model is None else model.card, self._models.values())
        self.options.show_values(options)
        # What options a model has that is chosen photo by photo, nobody knows yet.
        self._settings = replace(
            self._settings,
            model=AUTO if model is None else model.name,
            options={} if model is None else options,
        )
        self.changed.emit()

    def _on_option(self, name: str, value: OptionValue) -> None:
        self._settings = replace(self._settings, options={**self._settings.options, name: value})
        self.changed.emit()

    def _on_number(self, name: str, value: Any) -> None:
        self._settings = replace(self._settings, **{name: value})
        self.changed.emit()

    def _on_quality(self, value: float) -> None:
        self._quality = int(value)
        self.changed.emit()

    def _on_workers(self, value: float) -> None:
        self._workers = int(value)
        self.changed.emit()

    def _connect(self) -> None:
        for row in (self.photos, self.output, self.masks, self.one_mask):
            row.changed.connect(self.changed)
        self.photos.changed.connect(self._propose_output)
        for box in (self.recursive, self.report, self.overwrite):
            box.toggled.connect(lambda _: self.changed.emit())
        self.holes.currentIndexChanged.connect(lambda _: self.changed.emit())

    def _propose_output(self) -> None:
        """Results beside the photographs, as long as nothing else was asked for."""
        if self.output.field.text() == self._proposed and self.photos.path is not None:
            folder = self.photos.path
            self._proposed = str(folder.with_name(f"{folder.name}-restored")) if folder.name else ""
            self.output.field.setText(self._proposed)

    def request(self) -> BatchRequest:
        """What is asked for. A former run on the folder of results is gone on with.

        Raises
        ------
        BadInputError
            If something is not filled in.
        """
        photos, output = self.photos.path, self.output.path
        if photos is None:
            raise BadInputError("Choose the folder of photographs.")
        if output is None:
            raise BadInputError("Choose the folder of results.")
        report = output.with_name(f"{output.name}-report") if self.report.isChecked() else None
        return BatchRequest(
            photos=photos.absolute(),
            output=output.absolute(),
            source=self._source(output, report),
            settings=self._settings,
            quality=self._quality or None,
            recursive=self.recursive.isChecked(),
            workers=self._workers,
            device=self._device,
            resume=True,
            overwrite=self.overwrite.isChecked(),
            report=None if report is None else report.absolute(),
        )

    def _source(self, output: Path, report: Path | None) -> MaskSource:
        holes = Holes(self.holes.currentIndex())
        if holes is Holes.FIND:
            kinds = frozenset(kind for kind, box in self.kinds.items() if box.isChecked())
            if not kinds:
                raise BadInputError("Choose at least one kind of damage.")
            folder = masks_folder(output, report).absolute()
            share = None if self.suits.isChecked() else self.sensitivity.value() / 100.0
            return FoundDamage(folder, kinds, share, device=self._device)
        row = self.masks if holes is Holes.FOLDER else self.one_mask
        if row.path is None:
            raise BadInputError(
                "Choose the folder of masks." if holes is Holes.FOLDER else "Choose the mask."
            )
        path = row.path.absolute()
        return MaskFolder(path) if holes is Holes.FOLDER else OneMask(path)
