"""The model panel: which model, what it is, its options, and the large button.

Everything shown comes from the cards; no model is known here by name.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.message_texts import message_text
from inpaint_studio.app.panels.attention_view import AttentionView
from inpaint_studio.app.panels.fields import ModelRow, NumberRow, column, faint, heading, scrolled
from inpaint_studio.app.restore.card_texts import card_facts, card_text, option_label
from inpaint_studio.app.restore.chosen_model import choice_text, purpose
from inpaint_studio.app.restore.engine_work import AUTO
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.zoo.card import CardOption, ModelCard, OptionKind
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
        self._rows: dict[str, NumberRow | QCheckBox | ModelRow] = {}
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
        self._options = QVBoxLayout()
        self._options.setSpacing(2)
        self._column.addLayout(self._options)
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
            "grow_px": NumberRow(
                self.tr("Grow"),
                (0, 1000),
                lambda value: self._restoring.chosen.set(grow_px=int(value)),
                slide=(0, 60),
                unit="px",
                tip=self.tr("The hole is grown by this before it is filled."),
            ),
            "feather_px": NumberRow(
                self.tr("Feather"),
                (0, 1000),
                lambda value: self._restoring.chosen.set(feather_px=int(value)),
                slide=(0, 60),
                unit="px",
                tip=self.tr("Beyond the hole the fill fades out over this."),
            ),
            "seed": NumberRow(
                self.tr("Seed"),
                (0, 2**31 - 1),
                lambda value: self._restoring.chosen.set(seed=int(value)),
                slide=(0, 100),
                tip=self.tr("Same photo, hole and seed give the same result."),
            ),
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
            for old in self._rows.values():
                old.setParent(None)
                old.deleteLater()
            self._rows = {}
            last: QWidget = self._more
            for option in card.options:
                row = self._rows[option.name] = self._option_row(option)
                self._options.addWidget(row)
                # Made late, but read from above to below like the rest.
                for stop in row.stops if isinstance(row, NumberRow | ModelRow) else (row,):
                    QWidget.setTabOrder(last, stop)
                    last = stop
            QWidget.setTabOrder(last, self._common["grow_px"].slider)
        chosen = dict(self._restoring.chosen.choice.options)
        for option in card.options:
            value, row = chosen.get(option.name, option.default), self._rows[option.name]
            if isinstance(row, ModelRow):
                row.show_value(str(value))
            elif isinstance(row, NumberRow):
                row.show_value(float(value))
            else:
                with QSignalBlocker(row):
                    row.setChecked(bool(value))

    def _possible_models(self) -> list[tuple[str, str]]:
        """(name, title) of the models that another may go on from."""
        ready = [m for m in self._models.values() if m.state is ModelState.READY]
        own = [(m.name, m.card.title) for m in ready if not m.card.builds_upon_another]
        return [(AUTO, self.tr("Automatic")), *own]

    def _option_row(self, option: CardOption) -> NumberRow | QCheckBox | ModelRow:
        label, tip = option_label(option), card_text(option.help)
        if option.kind is OptionKind.MODEL:
            models = ModelRow(label, self._possible_models(), tip)
            models.chosen.connect(lambda name: self._restoring.chosen.set_option(option.name, name))
            return models
        if option.kind is OptionKind.SWITCH:
            box = QCheckBox(label)
            box.setToolTip(tip)
            box.toggled.connect(lambda on: self._restoring.chosen.set_option(option.name, on))
            return box
        low = option.minimum if option.minimum is not None else 0
        high = option.maximum if option.maximum is not None else 1000
        whole = option.kind is OptionKind.INTEGER
        return NumberRow(
            label,
            (low, high),
            lambda value: self._restoring.chosen.set_option(
                option.name, int(value) if whole else value
            ),
            decimals=0 if whole else 1,
            unit="px" if option.name.endswith("_px") else "",
            tip=tip,
        )
