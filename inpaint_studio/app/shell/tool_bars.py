"""The column of tools on the left, and the options of the tool in hand on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, groupby
from typing import Any

from PySide6.QtCore import QCoreApplication, QRect, QSignalBlocker, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolBar,
    QToolButton,
    QWidget,
)

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.tools.table import OPTIONS, TOOLS, OptionRow, ToolRow
from inpaint_studio.app.panels.fields import take_typing
from inpaint_studio.app.shell.actions import tip_of
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.shell.theme import current_theme
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
    """One button a tool, in groups; in two columns where one would be longer than the window."""

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
        self._canvas = canvas
        self._group = QActionGroup(self)
        self._changed_keys = changed_keys
        self.actions_by_tool = {row.identity: self._action(row) for row in TOOLS}
        self._buttons = _ButtonColumns(
            [[self._button(row) for row in rows] for rows in self._groups()]
        )
        self._buttons.addActions(list(self.actions_by_tool.values()))
        self.addWidget(self._buttons)
        canvas.tool_changed.connect(self._show)
        self._show(canvas.tool.identity)

    @staticmethod
    def _groups() -> list[list[ToolRow]]:
        return [list(rows) for _, rows in groupby(TOOLS, key=lambda row: row.group)]

    def _action(self, row: ToolRow) -> QAction:
        identity, text = row.identity, _text(row)
        action = QAction(icon(row.icon), text, self)
        action.setObjectName(tool_action_name(identity))
        keys = self._changed_keys.get(tool_action_name(identity), (row.key,))
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setToolTip(tip_of(text, keys))
        action.setCheckable(True)
        action.triggered.connect(lambda _=False: self._choose(identity))
        self._group.addAction(action)
        return action

    def _button(self, row: ToolRow) -> QToolButton:
        action = self.actions_by_tool[row.identity]
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setIconSize(QSize(20, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setAccessibleName(action.text().split(":")[0])
        button.setObjectName(action.objectName())
        return button

    def make_menu(self) -> QMenu:
        """All tools as a menu, for those who work by keys."""
        menu = QMenu(self.tr("&Tools"), self)
        for number, rows in enumerate(self._groups()):
            if number:
                menu.addSeparator()
            menu.addActions([self.actions_by_tool[row.identity] for row in rows])
        return menu

    def _choose(self, identity: str) -> None:
        self._canvas.set_tool(identity)
        self._canvas.setFocus()

    def _show(self, identity: str) -> None:
        self.actions_by_tool[identity].setChecked(True)


class _ButtonColumns(QWidget):
    """Groups of buttons below each other, in one column or as many as the height asks for."""

    _GAP_PX = 2
    _LINE_PX = 11
    _MOST = 3

    def __init__(self, groups: Sequence[Sequence[QWidget]]) -> None:
        super().__init__()
        self._groups = groups
        self._lines: list[QRect] = []
        for button in chain.from_iterable(groups):
            button.setParent(self)
        self._columns = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def _cell(self) -> QSize:
        hints = [button.sizeHint() for button in chain.from_iterable(self._groups)]
        return QSize(max(h.width() for h in hints), max(h.height() for h in hints))

    def _height(self, columns: int) -> int:
        rows = sum(-(-len(group) // columns) for group in self._groups)
        lines = len(self._groups) - 1
        return rows * (self._cell().height() + self._GAP_PX) + lines * self._LINE_PX

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt: as wide as the columns are now, and no higher than the least that would do."""
        width = self._columns * (self._cell().width() + self._GAP_PX)
        return QSize(width, self._height(self._MOST))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Qt: the same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Qt: there is more or less room."""
        super().resizeEvent(event)
        fitting = (n for n in range(1, self._MOST) if self._height(n) <= self.height())
        columns = next(fitting, self._MOST)
        if columns != self._columns:
            self._columns = columns
            self.updateGeometry()
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint the lines between groups."""
        painter = QPainter(self)
        for line in self._lines:
            painter.fillRect(line, QColor(current_theme().faint))

    def _place(self) -> None:
        cell, mirrored = self._cell(), self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        top = 0
        self._lines = []
        for number, group in enumerate(self._groups):
            if number:
                across = self.width() // 2
                self._lines.append(QRect(across // 2, top + self._LINE_PX // 2, across, 1))
                top += self._LINE_PX
            for index, button in enumerate(group):
                row, column = divmod(index, self._columns)
                column = self._columns - 1 - column if mirrored else column
                left = column * (cell.width() + self._GAP_PX)
                down = top + row * (cell.height() + self._GAP_PX)
                button.setGeometry(left, down, cell.width(), cell.height())
            top += -(-len(group) // self._columns) * (cell.height() + self._GAP_PX)


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
                self._check(option, label)
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

    def _check(self, option: OptionRow, label: str) -> None:
        name = option.name
        box = QCheckBox(label)
        if option.setting:
            help_text = setting(option.setting).help
            box.setToolTip(QCoreApplication.translate("Settings", help_text))
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
