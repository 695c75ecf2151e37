"""The edges panel: which edges are shown, how they are found, and the loop."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from inpaint_studio.app.panels.fields import (
    column,
    faint,
    fill_row,
    heading,
    scrolled,
    show_colour,
)
from inpaint_studio.app.restore.card_texts import card_text
from inpaint_studio.app.restore.chosen_model import choice_text, purpose
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import plain
from inpaint_studio.jobs.fill_settings import FillGroup, number_fields

__all__ = ["EdgesPanel"]


class EdgesPanel(QWidget):
    """See the module."""

    def __init__(
        self,
        session: Session,
        restoring: Restoring,
        actions: dict[str, QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._restoring = restoring
        self._swatches: dict[str, QToolButton] = {}
        inner = QWidget()
        layout = column(inner)
        column(self, margin=0).addWidget(scrolled(inner))
        self._state = faint()
        layout.addWidget(self._state)
        for name, setting in (
            ("known_edges", "known_edge_colour"),
            ("predicted_edges", "predicted_edge_colour"),
            ("user_edges", "user_edge_colour"),
        ):
            layout.addLayout(self._layer_row(actions[name], setting))
        layout.addWidget(heading(self.tr("How they are found")))
        self._numbers = {
            row.name: fill_row(row, restoring.chosen.set_number)
            for row in number_fields(FillGroup.EDGES)
        }
        for number in self._numbers.values():
            layout.addWidget(number)
        self._live = QCheckBox(self.tr("Predict and fill while painting"))
        self._live.setObjectName("live")
        self._live.toggled.connect(restoring.set_live)
        layout.addWidget(self._live)
        row = QHBoxLayout()
        for name, text in (
            ("compare_edges", self.tr("Compare…")),
            ("clear_edges", self.tr("Clear yours")),
        ):
            button = QPushButton(text)
            button.setObjectName(f"panel_{name}")
            button.setToolTip(actions[name].toolTip())
            button.setEnabled(actions[name].isEnabled())
            button.clicked.connect(actions[name].trigger)
            actions[name].enabledChanged.connect(button.setEnabled)
            row.addWidget(button)
        layout.addLayout(row)
        layout.addStretch(1)
        restoring.chosen.changed.connect(self._show)
        session.setting_changed.connect(self._on_setting)
        self._show()

    def _layer_row(self, action: QAction, setting: str) -> QHBoxLayout:
        row = QHBoxLayout()
        swatch = QToolButton()
        swatch.setFixedSize(18, 18)
        swatch.setToolTip(self.tr("Colour"))
        swatch.setAccessibleName(self.tr("Colour of {what}").format(what=plain(action.text())))
        swatch.clicked.connect(lambda: self._ask_colour(setting))
        self._swatches[setting] = swatch
        box = QCheckBox(plain(action.text()))
        box.setToolTip(action.toolTip())
        box.setChecked(action.isChecked())
        box.clicked.connect(action.trigger)
        action.toggled.connect(box.setChecked)
        row.addWidget(swatch)
        row.addWidget(box, 1)
        return row

    def _ask_colour(self, setting: str) -> None:
        old = QColor(self._session.settings.get_text(setting))
        colour = QColorDialog.getColor(old, self, self.tr("Colour of these edges"))
        if colour.isValid():
            self._session.settings.set(setting, colour.name())

    def _on_setting(self, name: str) -> None:
        if name in self._swatches or name == "predict_edges":
            self._show()

    def _show(self) -> None:
        choice, settings = self._restoring.chosen.choice, self._session.settings
        for name, number in self._numbers.items():
            number.show_value(getattr(choice, name))
        with QSignalBlocker(self._live):
            self._live.setChecked(settings.get_bool("predict_edges"))
        card, shows = self._restoring.chosen.card(), self._restoring.chosen.shows_edges
        follows = card is not None and card.takes_edges
        self._live.setEnabled(shows or follows or self._restoring.chosen.is_automatic)
        self._numbers["edge_threshold"].setEnabled(shows or self._restoring.chosen.is_automatic)
        self._state.setText(self._explanation())
        for setting, swatch in self._swatches.items():
            show_colour(swatch, settings.get_text(setting))

    def _explanation(self) -> str:
        restoring = self._restoring
        used, card = restoring.chosen.used, restoring.chosen.card()
        waits = restoring.chosen.is_automatic and not purpose(used)
        if waits:
            return self.tr(
                "Paint a hole, and a model is chosen for it. Where that one predicts edges, they "
                "appear; correct them with the edge pencil and the edge eraser."
            )
        by = restoring.chosen.shown_by(used)
        if by.model != used.model:
            shown_by = restoring.chosen.card(by.model)
            text = self.tr(
                "While you paint, {model} shows the edges and a first fill; correct them with the "
                "edge pencil and the edge eraser. Restore fills with the model chosen."
            ).format(model=by.model if shown_by is None else card_text(shown_by.title))
        elif restoring.chosen.shows_edges:
            text = self.tr(
                "Paint a hole, and its edges appear. Correct them with the edge pencil and the edge "
                "eraser; the fill follows."
            )
        elif restoring.chosen.is_automatic:
            text = self.tr(
                "It predicts no edges. Draw one, and a model is chosen that follows it; or choose "
                "one that predicts them, such as EdgeConnect."
            )
        elif card is not None and card.takes_edges:
            return self.tr(
                "{model} predicts no edges, but follows yours: draw some with the edge pencil, and "
                "the fill follows."
            ).format(model=card_text(card.title))
        else:
            return self.tr(
                "This model predicts no edges. Choose one that does, such as EdgeConnect, to see "
                "and correct them."
            )
        return f"{choice_text(restoring.chosen)}\n{text}" if restoring.chosen.is_automatic else text
