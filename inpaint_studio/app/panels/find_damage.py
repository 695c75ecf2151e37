"""The part of the mask panel that finds damage: kinds, sensitivity, take or reject."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.app.panels.fields import NumberRow, faint
from inpaint_studio.app.restore.damage_finder import DamageFinder
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.texts import marked, plain
from inpaint_studio.detection.findings import FindingKind

__all__ = ["KIND_TEXTS", "FindDamage", "kind_texts"]

KIND_TEXTS: Mapping[str, tuple[str, str]] = {
    "scratches": (
        marked("Kinds", "Scratches"),
        marked("Kinds", "Fine and broad scratches, lines along the film"),
    ),
    "dust": (marked("Kinds", "Dust"), marked("Kinds", "Specks, lint and hairs")),
    "tears": (
        marked("Kinds", "Tears"),
        marked("Kinds", "Cracks, creases, folds, missing corners and edges"),
    ),
    "stains": (marked("Kinds", "Stains"), marked("Kinds", "Water stains, mould, tape")),
    "date": (marked("Kinds", "Date"), marked("Kinds", "A camera's glowing digits in a corner")),
    "text": (marked("Kinds", "Text"), marked("Kinds", "Captions, overlaid names, handwriting")),
}
"""Name and explanation of each kind of damage."""


def kind_texts() -> tuple[tuple[FindingKind, tuple[str, str]], ...]:
    """The same in the window's language, by kind."""
    return tuple(
        (FindingKind(kind), (_tr(name), _tr(tip))) for kind, (name, tip) in KIND_TEXTS.items()
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Kinds", text)


class FindDamage(QWidget):
    """See the module."""

    def __init__(
        self, finding: DamageFinder, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._finding = finding
        self.boxes: dict[str, QCheckBox] = {}
        self.find_button = _button_of(actions["find_damage"])
        self.more_button = _button_of(actions["find_more"])
        self.apply_button = QPushButton(icon("accept"), self.tr("Add to mask"))
        self.apply_button.setObjectName("panel_apply_found")
        self.apply_button.setToolTip(self.tr("Add what is proposed to the mask, as one step"))
        self.apply_button.clicked.connect(finding.apply)
        self.reject_button = QPushButton(icon("reject"), self.tr("Reject"))
        self.reject_button.setObjectName("panel_reject_found")
        self.reject_button.setToolTip(self.tr("Give the proposal up (Esc)"))
        self.reject_button.clicked.connect(finding.reject)
        self.sensitivity = NumberRow(
            self.tr("Sensitivity"),
            (1, 99),
            lambda value: finding.set_sensitivity(value / 100),
            unit="%",
            tip=self.tr("More finds fainter marks; the proposal follows at once."),
        )
        self.told = faint()
        self._lay_out()
        finding.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        grid = QGridLayout()
        for number, (kind, (name, tip)) in enumerate(kind_texts()):
            box = QCheckBox(name)
            box.setObjectName(f"find_{kind}")
            box.setToolTip(tip)
            box.setChecked(kind in self._finding.kinds)
            box.toggled.connect(self._choose)
            self.boxes[kind] = box
            grid.addWidget(box, number // 3, number % 3)
        column.addLayout(grid)
        column.addWidget(self.find_button)
        column.addWidget(self.more_button)
        row = QHBoxLayout()
        row.addWidget(self.apply_button)
        row.addWidget(self.reject_button)
        column.addLayout(row)
        column.addWidget(self.sensitivity)
        column.addWidget(self.told)

    def _choose(self) -> None:
        self._finding.set_kinds(kind for kind, box in self.boxes.items() if box.isChecked())

    def _show(self) -> None:
        finding = self._finding
        proposal = finding.proposal
        self.sensitivity.show_value(100 * finding.sensitivity)
        self.find_button.setEnabled(bool(finding.kinds) and not finding.is_searching)
        self.more_button.setEnabled(bool(finding.kinds) and not finding.is_searching)
        self.apply_button.setEnabled(proposal is not None and proposal.share > 0)
        self.reject_button.setEnabled(finding.has_found)
        if finding.is_searching:
            text = self.tr("Looking…")
        elif proposal is None:
            text = self.tr("What is found is only proposed, until you add it to the mask.")
        elif proposal.share > 0:
            text = self.tr("{share} of the photo is proposed.").format(
                share=f"{proposal.share:.2%}"
            )
        else:
            text = self.tr("Nothing found; more sensitivity or other kinds may help.")
        self.told.setText(text)


def _button_of(action: QAction) -> QPushButton:
    button = QPushButton(action.icon(), plain(action.text()))
    button.setObjectName(f"panel_{action.objectName()}")
    button.setToolTip(action.toolTip())
    button.clicked.connect(action.trigger)
    return button
