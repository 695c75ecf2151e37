"""Keys: every action and tool with its key, which can be changed; a key in use is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.canvas.tools.table import TOOLS
from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.shell.actions import ACTIONS, parse_shortcuts, tip_of
from inpaint_studio.app.shell.tool_bars import tool_action_name
from inpaint_studio.app.texts import plain
from inpaint_studio.app.work.turns import Building, do_all
from inpaint_studio.errors import OptionError
from inpaint_studio.settings.store import SettingsStore

__all__ = ["ShortcutsDialog"]

_AT_ONCE = 8


class ShortcutsDialog(QDialog):
    """See the module; `building` makes the editors of the keys, which takes a moment."""

    def __init__(
        self,
        settings: SettingsStore,
        actions: Sequence[QAction],
        parent: QWidget | None = None,
        *,
        building: Building = do_all,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(560, 560)
        self._settings = settings
        self._actions = list(actions)
        try:
            self._changed = parse_shortcuts(settings.get_texts("shortcuts"))
        except OptionError:
            self._changed = {}
        search = QLineEdit()
        search.setPlaceholderText(self.tr("Search"))
        search.setAccessibleName(self.tr("Search"))
        search.textChanged.connect(self._filter)
        self._table = QTableWidget(len(self._actions), 2)
        self._table.setAccessibleName(self.tr("Keys"))
        self._table.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Key")])
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.setColumnWidth(1, 170)
        self.editors: dict[str, QKeySequenceEdit] = {}
        for row, action in enumerate(self._actions):
            item = QTableWidgetItem(plain(action.text()))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._table.setItem(row, 0, item)
        self._note = faint()
        defaults = QDialogButtonBox.StandardButton.RestoreDefaults
        buttons = QDialogButtonBox(defaults | QDialogButtonBox.StandardButton.Close)
        buttons.button(defaults).clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(search)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._note)
        layout.addWidget(buttons)
        building(self._make_editors(), self)

    def _make_editors(self) -> Iterator[None]:
        for row, action in enumerate(self._actions):
            editor = QKeySequenceEdit(action.shortcut(), self._table)
            editor.setMaximumSequenceLength(1)
            editor.setClearButtonEnabled(True)
            editor.setAccessibleName(plain(action.text()))
            editor.editingFinished.connect(lambda action=action: self._take(action))
            self.editors[action.objectName()] = editor
            self._table.setCellWidget(row, 1, editor)
            if row % _AT_ONCE == _AT_ONCE - 1:
                yield

    def _filter(self, text: str) -> None:
        for row in range(self._table.rowCount()):
            item = self._table.item(row, 0)
            hidden = item is None or text.casefold() not in item.text().casefold()
            self._table.setRowHidden(row, hidden)

    def _take(self, action: QAction) -> None:
        editor = self.editors[action.objectName()]
        keys = editor.keySequence()
        other = self._user_of(keys, action)
        if other is not None:
            name = plain(other.text())
            self._note.setText(
                self.tr("{key} belongs to “{action}” already.").format(
                    key=keys.toString(), action=name
                )
            )
            editor.setKeySequence(action.shortcut())
            return
        if keys == action.shortcut():
            return
        action.setShortcuts([keys])
        text = keys.toString(QKeySequence.SequenceFormat.PortableText)
        action.setToolTip(tip_of(action.text(), [text] if text else []))
        self._changed[action.objectName()] = (text,) if text else ()
        entries = [f"{name}={''.join(keys)}" for name, keys in sorted(self._changed.items())]
        self._settings.set("shortcuts", tuple(entries))
        self._note.setText("")

    def _reset(self) -> None:
        keys = {entry.identity: entry.keys for entry in ACTIONS}
        keys |= {tool_action_name(tool.identity): (tool.key,) for tool in TOOLS}
        for action in self._actions:
            own = keys.get(action.objectName(), ())
            action.setShortcuts([QKeySequence(key) for key in own])
            action.setToolTip(tip_of(action.text(), own))
            if action.objectName() in self.editors:
                self.editors[action.objectName()].setKeySequence(action.shortcut())
        self._changed = {}
        self._settings.reset("shortcuts")
        self._note.setText("")

    def _user_of(self, keys: QKeySequence, action: QAction) -> QAction | None:
        if keys.isEmpty():
            return None
        for other in self._actions:
            if other is not action and keys in other.shortcuts():
                return other
        return None
