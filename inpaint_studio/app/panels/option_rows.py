"""The options of a model's own, a row each, as its card describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from inpaint_studio.app.panels.fields import ModelRow, NumberRow, column
from inpaint_studio.app.restore.card_texts import card_text, option_label
from inpaint_studio.jobs.fill_settings import AUTO, OptionValue
from inpaint_studio.zoo.card import CardOption, ModelCard, OptionKind
from inpaint_studio.zoo.registry import InstalledModel, ModelState

__all__ = ["OptionRows"]


class OptionRows(QWidget):
    """See the module.

    Signals
    -------
    changed(str, object)
        The user gave an option a value.
    """

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._column = column(self, margin=0, spacing=2)
        self._options: tuple[CardOption, ...] = ()
        self.rows: dict[str, NumberRow | QCheckBox | ModelRow] = {}

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in order."""
        rows = self.rows.values()
        return tuple(
            stop
            for row in rows
            for stop in (row.stops if not isinstance(row, QCheckBox) else (row,))
        )

    def show_card(self, card: ModelCard | None, models: Iterable[InstalledModel]) -> None:
        """Make the rows of a model; None has none.

        Parameters
        ----------
        models
            All there are: an option may name another model.
        """
        for old in self.rows.values():
            old.setParent(None)
            old.deleteLater()
        self._options = () if card is None else card.options
        own = [m for m in models if m.state is ModelState.READY and not m.card.builds_upon_another]
        names = [(AUTO, self.tr("Automatic")), *((m.name, m.card.title) for m in own)]
        self.rows = {option.name: self._make_row(option, names) for option in self._options}
        for row in self.rows.values():
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))

    def show_values(self, chosen: Mapping[str, OptionValue]) -> None:
        """Show what is chosen, without telling; the rest are at their defaults."""
        for option in self._options:
            value, row = chosen.get(option.name, option.default), self.rows[option.name]
            if isinstance(row, ModelRow):
                row.show_value(str(value))
            elif isinstance(row, NumberRow):
                row.show_value(float(value))
            else:
                with QSignalBlocker(row):
                    row.setChecked(bool(value))

    def _make_row(
        self, option: CardOption, models: list[tuple[str, str]]
    ) -> NumberRow | QCheckBox | ModelRow:
        label, tip, name = option_label(option), card_text(option.help), option.name
        if option.kind is OptionKind.MODEL:
            choice = ModelRow(label, models, tip)
            choice.chosen.connect(lambda value: self.changed.emit(name, value))
            return choice
        if option.kind is OptionKind.SWITCH:
            box = QCheckBox(label)
            box.setToolTip(tip)
            box.toggled.connect(lambda on: self.changed.emit(name, on))
            return box
        low = option.minimum if option.minimum is not None else 0
        high = option.maximum if option.maximum is not None else 1000
        whole = option.kind is OptionKind.INTEGER
        return NumberRow(
            label,
            (low, high),
            lambda value: self.changed.emit(name, int(value) if whole else value),
            decimals=0 if whole else 1,
            unit="px" if name.endswith("_px") else "",
            tip=tip,
        )
