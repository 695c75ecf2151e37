"""The column of tools on the left, and the options of the tool in hand on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
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
from inpaint_studio.app.canvas.tools.base import ToolId
from inpaint_studio.app.canvas.tools.table import TOOLS, ToolEntry
from inpaint_studio.app.shell.actions import tip_of
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.shell.tool_names import TOOL_ICONS, tool_name
from inpaint_studio.settings.store import SettingsStore

__all__ = ["OPTION_SETTINGS", "OptionBar", "ToolColumn", "tool_action_name"]

# Options of the tools that are remembered, and the settings that remember them.
OPTION_SETTINGS = {
    "brush_size_px": "brush_size_px",
    "hardness": "brush_hardness",
    "pressure_sets_size": "pressure_sets_size",
    "tolerance": "wand_tolerance",
    "contiguous": "wand_contiguous",
    "edge_width_px": "edge_width_px",
    "edge_eraser_px": "edge_eraser_px",
}


def tool_action_name(identity: ToolId) -> str:
    """Name of a tool's action, for changed keys."""
    return f"tool_{identity.value}"


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
        self.actions_by_tool: dict[ToolId, QAction] = {}
        last = None
        for entry in TOOLS:
            if last is not None and entry.group is not last:
                self.addSeparator()
            last = entry.group
            self._add(entry, changed_keys)
        canvas.tool_changed.connect(self._show)
        self._show(canvas.tool.identity)

    def _add(self, entry: ToolEntry, changed_keys: dict[str, tuple[str, ...]]) -> None:
        identity = entry.identity
        text = tool_name(identity)
        action = QAction(icon(TOOL_ICONS[identity]), text, self)
        action.setObjectName(tool_action_name(identity))
        keys = changed_keys.get(tool_action_name(identity), (entry.key,))
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

    def _choose(self, identity: ToolId) -> None:
        self._canvas.set_tool(identity)
        self._canvas.setFocus()

    def _show(self, identity: ToolId) -> None:
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
        self._make_fields()
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        remembered = {name: settings[each] for name, each in OPTION_SETTINGS.items()}
        canvas.set_options(**remembered)
        canvas.tool_changed.connect(lambda _: self._show())
        canvas.options_changed.connect(self._refresh)
        self._show()

    def _make_fields(self) -> None:
        self._number("brush_size_px", self.tr("Size"), (1, 2000), " px", slide=(1, 300))
        self._number("hardness", self.tr("Hardness"), (0, 1), "", slide=(0, 100))
        self._check("pressure_sets_size", self.tr("Pressure sets size"))
        self._number("tolerance", self.tr("Tolerance"), (0, 255), "", slide=(0, 255))
        self._check("contiguous", self.tr("One area"))
        self._check("subtract", self.tr("Take away"))
        self._number("edge_width_px", self.tr("Width"), (1, 64), " px", slide=(1, 32))
        self._number("edge_eraser_px", self.tr("Width"), (1, 512), " px", slide=(1, 200))

    def _number(
        self, name: str, label: str, reach: tuple[float, float], unit: str, slide: tuple[int, int]
    ) -> None:
        frame = QWidget()
        frame.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 14, 0)
        row.setSpacing(6)
        text = QLabel(label)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(*slide)
        slider.setFixedWidth(110)
        slider.setAccessibleName(label)
        share = name == "hardness"
        field: QSpinBox | QDoubleSpinBox
        if isinstance(getattr(self._canvas.options, name), int) or share:
            field = QSpinBox()
            field.setRange(int(reach[0]), 100 if share else int(reach[1]))
        else:
            field = QDoubleSpinBox()
            field.setDecimals(0)
            field.setRange(*reach)
        field.setSuffix(" %" if share else unit)
        field.setAccessibleName(label)
        field.setFixedWidth(84)
        factor = 0.01 if share else 1.0
        whole = isinstance(field, QSpinBox) and not share

        def changed(value: float) -> None:
            self._set(name, int(value) if whole else float(value) * factor)

        field.valueChanged.connect(changed)
        slider.valueChanged.connect(changed)
        for each in (text, slider, field):
            row.addWidget(each)

        def show(value: float) -> None:
            for each in (slider, field):
                with QSignalBlocker(each):
                    each.setValue(round(value / factor))

        self._setters[name] = show
        self._keep(name, frame)

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
        entry = next(each for each in TOOLS if each.identity is tool)
        self._name.setText(tool_name(tool).split(":")[0])
        actions = {self.widgetForAction(action): action for action in self.actions()}
        for name, widget in self._fields.items():
            actions[widget].setVisible(name in entry.options)
        self._refresh()

    def _refresh(self) -> None:
        options = self._canvas.options
        for name, show in self._setters.items():
            value = getattr(options, name)
            show(value)
            if name in OPTION_SETTINGS:
                self._settings.set(OPTION_SETTINGS[name], value)
