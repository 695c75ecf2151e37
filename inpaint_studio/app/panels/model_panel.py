"""The model panel: which model, what it is, its options, and the large button.

Everything shown comes from the cards; no model is known here by name.
"""

from __future__ import annotations

import itertools

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QWidget,
)

from inpaint_studio.app.panels.attention_view import AttentionView
from inpaint_studio.app.panels.fields import NumberRow, column, faint, fill_row, heading, scrolled
from inpaint_studio.app.panels.option_rows import OptionRows
from inpaint_studio.app.restore.card_texts import card_facts, card_text
from inpaint_studio.app.restore.chosen_model import choice_text, purpose
from inpaint_studio.app.restore.engine_work import AUTO
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.app.texts import message_text
from inpaint_studio.jobs.fill_settings import FillGroup, number_fields
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.registry import InstalledModel, ModelState, list_models

__all__ = ["ModelPanel"]

_ROW_PX = 26
_MOST_ROWS = 7


class ModelPanel(QWidget):
    """See the module.

    Signals
    -------
    install_wanted(str)
        A model that is not here was clicked.
    """

    install_wanted = Signal(str)

    def __init__(
        self,
        session: Session,
        restoring: Restoring,
        speeds: Speeds,
        actions: dict[str, QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._restoring = restoring
        self._speeds = speeds
        self._models: dict[str, InstalledModel] = {}
        self._shown_options: str | None = None
        layout = column(self, margin=0, spacing=0)
        inner = QWidget()
        self._column = column(inner)
        self._list = self._make_list()
        self._column.addWidget(self._list)
        self._good_at = faint()
        self._facts = faint()
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(self._good_at)
        self._column.addWidget(self._make_more(self._facts))
        self._column.addWidget(heading(self.tr("Options")))
        self._options = OptionRows()
        self._options.changed.connect(restoring.chosen.set_option)
        self._column.addWidget(self._options)
        self._common = self._make_common()
        self._column.addWidget(AttentionView(session, restoring))
        self._column.addStretch(1)
        layout.addWidget(scrolled(inner), 1)
        layout.addWidget(self._make_buttons(actions))
        restoring.chosen.changed.connect(self._show_choice)
        session.models_changed.connect(self.refresh)
        speeds.changed.connect(self._show_choice)
        self.refresh()

    def _make_list(self) -> QListWidget:
        models = QListWidget()
        models.setObjectName("models")
        models.setAccessibleName(self.tr("Models"))
        models.setUniformItemSizes(True)
        models.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        models.setIconSize(QSize(16, 16))
        models.currentItemChanged.connect(self._on_row)
        models.itemClicked.connect(self._on_click)
        return models

    def _make_more(self, inner: QWidget) -> QWidget:
        button = QToolButton()
        button.setText(self.tr("Paper, licence, memory"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        self._more = button
        frame = QWidget()
        box = column(frame, margin=0, spacing=2)
        box.addWidget(button)
        box.addWidget(inner)
        inner.hide()
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        closed = icon("chevron-left" if mirrored else "chevron-right", lights_up=False)
        opened = icon("chevron-down", lights_up=False)
        button.setIcon(closed)
        button.setIconSize(QSize(12, 12))

        def toggle(on: bool) -> None:
            inner.setVisible(on)
            button.setIcon(opened if on else closed)

        button.toggled.connect(toggle)
        button.setProperty("plain", True)
        return frame

    def _make_common(self) -> dict[str, NumberRow]:
        rows = {
            row.name: fill_row(row, self._restoring.chosen.set_number)
            for row in number_fields(FillGroup.HOLE, FillGroup.MODEL)
        }
        for row in rows.values():
            self._column.addWidget(row)
        return rows

    def _make_buttons(self, actions: dict[str, QAction]) -> QWidget:
        frame = QWidget()
        box = column(frame, spacing=8)
        row = QHBoxLayout()
        for name, text in (
            ("try_all", self.tr("Try all")),
            ("measure", self.tr("Measure")),
            ("models", self.tr("Models…")),
        ):
            button = QPushButton(text)
            button.setObjectName(f"panel_{name}")
            button.setToolTip(actions[name].toolTip())
            button.setEnabled(actions[name].isEnabled())
            button.clicked.connect(actions[name].trigger)
            actions[name].enabledChanged.connect(button.setEnabled)
            row.addWidget(button)
        box.addLayout(row)
        restore = QPushButton(self.tr("Restore"))
        restore.setObjectName("restore")
        restore.setToolTip(actions["restore"].toolTip())
        restore.setEnabled(actions["restore"].isEnabled())
        restore.clicked.connect(actions["restore"].trigger)
        actions["restore"].enabledChanged.connect(restore.setEnabled)
        box.addWidget(restore)
        return frame

    # Showing

    def refresh(self) -> None:
        """Read the list of models again."""
        self._models = {model.name: model for model in list_models()}
        with QSignalBlocker(self._list):
            self._list.clear()
            self._add_row(AUTO, self.tr("Automatic"), True, self.tr("Chooses for you"))
            for model in self._models.values():
                ready = model.state is ModelState.READY
                title = card_text(model.card.title)
                tip = title if ready else f"{title}: {self._remedy(model)}"
                self._add_row(model.name, title, ready, tip)
        rows = min(self._list.count(), _MOST_ROWS)
        self._list.setFixedHeight(rows * _ROW_PX + 6)
        self._shown_options = None
        self._show_choice()

    def _remedy(self, model: InstalledModel) -> str:
        if model.state is ModelState.BROKEN:
            return message_text(model.note)
        return self.tr("not on this machine; click to install or import it")

    def _add_row(self, name: str, title: str, ready: bool, tip: str) -> None:
        item = QListWidgetItem(title)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setSizeHint(QSize(0, _ROW_PX))
        if not ready:
            broken = self._models[name].state is ModelState.BROKEN
            note = self.tr("damaged") if broken else self.tr("not installed")
            item.setText(f"{title} – {note}")
            item.setForeground(QColor(current_theme().faint))
            item.setIcon(icon("import-mask"))
        else:
            item.setIcon(icon("model"))
        item.setToolTip(tip)
        self._list.addItem(item)

    def _on_row(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        name = str(item.data(Qt.ItemDataRole.UserRole))
        if name == AUTO or self._models[name].state is ModelState.READY:
            self._restoring.chosen.choose_model(name)

    def _on_click(self, item: QListWidgetItem) -> None:
        name = str(item.data(Qt.ItemDataRole.UserRole))
        if name != AUTO and self._models[name].state is not ModelState.READY:
            self._show_choice()
            self.install_wanted.emit(name)

    def _show_choice(self) -> None:
        name = self._restoring.chosen.choice.model
        with QSignalBlocker(self._list):
            for row in range(self._list.count()):
                if self._list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                    self._list.setCurrentRow(row)
        used = self._restoring.chosen.used.model
        model = self._models.get(used)
        if model is not None:
            self._good_at.setText(self._summary(model.card))
            self._good_at.setToolTip(message_text(self._restoring.chosen.used.reason))
            self._facts.setText(card_facts(model.card, self._speeds.text(used)))
            self._show_options(model.card)
        for each, number in self._common.items():
            number.show_value(getattr(self._restoring.chosen.choice, each))

    def _summary(self, card: ModelCard) -> str:
        good_at = self.tr("Good at {what}.").format(what=card_text(card.good_at))
        if not self._restoring.chosen.is_automatic:
            return good_at
        if not purpose(self._restoring.chosen.used):
            return self.tr("Chooses a model for each hole; it is named here once there is one.")
        return f"{choice_text(self._restoring.chosen)}\n{good_at}"

    def _show_options(self, card: ModelCard) -> None:
        if self._shown_options != card.name:
            self._shown_options = card.name
            self._options.show_card(card, self._models.values())
            # Made late, but read from above to below like the rest.
            first = next(iter(self._common.values())).slider
            stops = (self._more, *self._options.stops, first)
            for one, next_one in itertools.pairwise(stops):
                QWidget.setTabOrder(one, next_one)
        self._options.show_values(self._restoring.chosen.choice.options)
