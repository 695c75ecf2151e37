"""The mask panel: changes of the whole hole, and how it is shown."""

from __future__ import annotations

from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QColorDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from inpaint_studio.app.panels.fields import (
    NumberRow,
    column,
    faint,
    heading,
    scrolled,
    show_colour,
)
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import plain
from inpaint_studio.document import mask_edits
from inpaint_studio.document.changes import Change, ChangeKind

__all__ = ["MaskPanel"]


class MaskPanel(QWidget):
    """See the module."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._by_px = 4
        inner = QWidget()
        self._column = column(inner)
        column(self, margin=0).addWidget(scrolled(inner))
        self._share = faint()
        self._buttons: dict[str, QPushButton] = {}
        self._colour = QToolButton()
        self._opacity = NumberRow(
            self.tr("Opacity"),
            (5, 100),
            lambda value: self._session.settings.set("mask_opacity", value / 100),
            unit="%",
        )
        session.changed.connect(self._on_change)
        session.document_changed.connect(lambda _: self._show_share())
        session.setting_changed.connect(self._on_setting)

    def fill(self, actions: dict[str, QAction], find: QWidget | None = None) -> None:
        """Make the widgets; the actions call back into this panel, so they come later."""
        self._column.addWidget(self._share)
        if find is not None:
            self._column.addWidget(find)
            self._column.addWidget(heading(self.tr("The whole mask")))
        grid = QGridLayout()
        grid.setSpacing(6)
        names = ["invert", "fill_enclosed", "grow", "shrink", "clear_mask", "import_mask"]
        for number, name in enumerate([*names, "export_mask"]):
            action = actions[name]
            button = QPushButton(action.icon(), plain(action.text()))
            button.setObjectName(f"panel_{name}")
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            grid.addWidget(button, number // 2, number % 2)
        self._column.addLayout(grid)
        step = NumberRow(self.tr("By"), (1, 200), self._set_step, slide=(1, 40), unit="px")
        step.setToolTip(self.tr("How far Grow and Shrink go."))
        step.show_value(self._by_px)
        self._column.addWidget(step)
        self._column.addWidget(heading(self.tr("Shown as")))
        self._column.addLayout(self._make_views())
        self._column.addWidget(self._opacity)
        self._column.addStretch(1)
        self._show_share()

    def _make_views(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._views = QButtonGroup(self)
        for name, text in (
            ("overlay", self.tr("Overlay")),
            ("outline", self.tr("Outline")),
            ("hidden", self.tr("Hidden")),
        ):
            button = QPushButton(text)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=name: self._set_view(name))
            self._views.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)
        self._colour.setToolTip(self.tr("Colour of the mask"))
        self._colour.setAccessibleName(self.tr("Colour of the mask"))
        self._colour.setFixedSize(26, 26)
        self._colour.clicked.connect(self._ask_colour)
        row.addWidget(self._colour)
        self._show_look()
        return row

    def _set_step(self, value: float) -> None:
        self._by_px = int(value)

    def _set_view(self, name: str) -> None:
        self._session.settings.set("mask_view", name)

    def _ask_colour(self) -> None:
        old = QColor(self._session.settings.get_text("mask_colour"))
        colour = QColorDialog.getColor(old, self, self.tr("Colour of the mask"))
        if colour.isValid():
            self._session.settings.set("mask_colour", colour.name())

    def _on_setting(self, name: str) -> None:
        if name in ("mask_view", "mask_colour", "mask_opacity") and self._buttons:
            self._show_look()

    def _show_look(self) -> None:
        settings = self._session.settings
        self._buttons[settings.get_text("mask_view")].setChecked(True)
        show_colour(self._colour, settings.get_text("mask_colour"))
        self._opacity.show_value(100 * settings.get_float("mask_opacity"))

    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.HISTORY:
            self._show_share()

    def _show_share(self) -> None:
        document = self._session.document
        if document is None:
            self._share.setText(self.tr("No photo is open."))
            return
        share = document.hole_share()
        self._share.setText(
            self.tr("{share} of the photo is to be restored.").format(share=f"{share:.2%}")
            if share
            else self.tr("Nothing is marked yet.")
        )

    # Actions

    def invert(self) -> None:
        """Exchange hole and known."""
        self._session.edits.change_mask(mask_edits.INVERTING)

    def grow(self) -> None:
        """Grow the hole."""
        self._session.edits.change_mask(mask_edits.growing(self._by_px))

    def shrink(self) -> None:
        """Shrink the hole."""
        self._session.edits.change_mask(mask_edits.shrinking(self._by_px))

    def fill_enclosed(self) -> None:
        """Fill what the hole surrounds."""
        self._session.edits.change_mask(mask_edits.FILLING)

    def clear(self) -> None:
        """Make everything known."""
        self._session.edits.change_mask(mask_edits.CLEARING)
