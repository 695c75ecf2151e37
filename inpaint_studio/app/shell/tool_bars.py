"""The column of tools on the left, and the options of the tool in hand on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolBar,
    QWidget,
)

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.tools.table import OPTIONS, TOOLS, OptionRow, ToolRow
from inpaint_studio.app.panels.fields import take_typing
from inpaint_studio.app.shell.actions import tip_of
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.settings.store import SettingsStore
from inpaint_studio.settings.table import SettingKind, setting

__all__ = ["OptionBar", "ToolColumn", "tool_action_name"]


def _text(row: ToolRow) -> str:
    """A tool's translated name with what it does."""
    return QCoreApplication.translate("Tools", row.text)


def tool_action_name(identity: str) -> str:
    """Name of a tool's action, for changed keys."""
    return f"tool_{identity}"


class ToolColumn(QToolBar):
    """One button a tool, in groups."""

    def __init__(
        self,
        canvas: Canvas,
        changed_keys: dict[str, tuple[str, ...]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self.setWindowTitle(self.tr("Tools"))
        self.setOrientation(Qt.Orientation.Vertical)
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self._canvas = canvas
        self._group = QActionGroup(self)
        self.actions_by_tool: dict[str, QAction] = {}
        last = None
        for row in TOOLS:
            if last is not None and row.group is not last:
                self.addSeparator()
            last = row.group
            self._add(row, changed_keys)
        canvas.tool_changed.connect(self._show)
        self._show(canvas.tool.identity)

    def _add(self, row: ToolRow, changed_keys: dict[str, tuple[str, ...]]) -> None:
        identity = row.identity
        text = _text(row)
        action = QAction(icon(row.icon), text, self)
        action.setObjectName(tool_action_name(identity))
        keys = changed_keys.get(tool_action_name(identity), (row.key,))
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setToolTip(tip_of(text, keys))
        action.setCheckable(True)
        action.triggered.connect(lambda _=False, identity=identity: self._choose(identity))
        self._group.addAction(action)
        self.addAction(action)
        button = self.widgetForAction(action)
        button.setAccessibleName(text.split(":")[0])
        button.setObjectName(tool_action_name(identity))
        self.actions_by_tool[identity] = action

    def make_menu(self) -> QMenu:
        """All tools as a menu, for those who work by keys."""
        menu = QMenu(self.tr("&Tools"), self)
        for action in self.actions():
            if action.isSeparator():
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def _choose(self, identity: str) -> None:
        self._canvas.set_tool(identity)
        self._canvas.setFocus()

    def _show(self, identity: str) -> None:
        self.actions_by_tool[identity].setChecked(True)


class OptionBar(QToolBar):
    """The options of the tool in hand, and nothing else."""

    def __init__(
        self, canvas: Canvas, settings: SettingsStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("options")
        self.setWindowTitle(self.tr("Tool options"))
        self.setMovable(False)
        self._canvas = canvas
        self._settings = settings
        self._fields: dict[str, QWidget] = {}
        self._setters: dict[str, Callable[[Any], None]] = {}
        self._name = QLabel()
        self._name.setProperty("heading", True)
        self._name.setContentsMargins(6, 0, 14, 0)
        self.addWidget(self._name)
        for option in OPTIONS:
            label = QCoreApplication.translate("OptionBar", option.label)
            if option.slide is None:
                self._check(option.name, label)
            else:
                self._number(option, label)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        remembered = {each.name: settings[each.setting] for each in OPTIONS if each.setting}
        canvas.set_options(**remembered)
        canvas.tool_changed.connect(lambda _: self._show())
        canvas.options_changed.connect(self._refresh)
        self._show()

    def _number(self, option: OptionRow, label: str) -> None:
        described = setting(option.setting)
        factor = 0.01 if option.is_share else 1.0
        whole = described.kind is SettingKind.INT
        frame = QWidget()
        frame.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 14, 0)
        row.setSpacing(6)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(*(option.slide or (0, 0)))
        slider.setFixedWidth(110)
        field = QSpinBox()
        field.setRange(
            round((described.least or 0) / factor), round((described.most or 0) / factor)
        )
        unit = "%" if option.is_share else described.unit
        field.setSuffix(f" {unit}" if unit else "")
        field.setFixedWidth(84)
        take_typing(field)

        def changed(value: int) -> None:
            self._set(option.name, value if whole else value * factor)

        field.valueChanged.connect(changed)
        slider.valueChanged.connect(changed)
        row.addWidget(QLabel(label))
        for each in (slider, field):
            each.setAccessibleName(label)
            row.addWidget(each)

        def show(value: float) -> None:
            for each in (slider, field):
                with QSignalBlocker(each):
                    each.setValue(round(value / factor))

        self._setters[option.name] = show
        self._keep(option.name, frame)

    def _check(self, name: str, label: str) -> None:
        box = QCheckBox(label)
        box.setContentsMargins(0, 0, 14, 0)
        box.toggled.connect(lambda on: self._set(name, on))

        def show(value: bool) -> None:
            with QSignalBlocker(box):
                box.setChecked(value)

        self._setters[name] = show
        self._keep(name, box)

    def _keep(self, name: str, widget: QWidget) -> None:
        widget.setObjectName(f"option_{name}")
        self._fields[name] = widget
        self.addWidget(widget)

    def _set(self, name: str, value: bool | int | float) -> None:
        self._canvas.set_options(**{name: value})

    def _show(self) -> None:
        tool = self._canvas.tool.identity
        row = next(each for each in TOOLS if each.identity == tool)
        self._name.setText(_text(row).split(":")[0])
        actions = {self.widgetForAction(action): action for action in self.actions()}
        for name, widget in self._fields.items():
            actions[widget].setVisible(name in row.options)
        self._refresh()

    def _refresh(self) -> None:
        options = self._canvas.options
        for option in OPTIONS:
            value = getattr(options, option.name)
            self._setters[option.name](value)
            if option.setting:
                self._settings.set(option.setting, value)
