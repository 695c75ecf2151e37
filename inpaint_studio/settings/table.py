"""The one table of settings: name, type, default, range, help, section.

The store, the settings dialog and the tests are made from it; to add a setting, add a line. Texts
are English source texts; the window translates them in the context "Settings".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.fill_settings import FILL_FIELDS, FieldKind, FillField, FillGroup
from inpaint_studio.jobs.messages import Message

__all__ = ["SETTINGS", "Section", "Setting", "SettingKind", "Value", "setting"]

Value: TypeAlias = bool | int | float | str | tuple[str, ...]

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_MOST_TEXT = 4096
_MOST_ENTRIES = 256


class Section(Enum):
    """A page of the settings dialog."""

    GENERAL = "general"
    CANVAS = "canvas"
    MASK = "mask"
    EDGES = "edges"
    RESTORING = "restoring"
    SAVING = "saving"
    HIDDEN = "hidden"


class SettingKind(Enum):
    """Type of a value, which also says how it is edited."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    CHOICE = "choice"
    MODEL = "model"
    COLOUR = "colour"
    TEXT = "text"
    TEXTS = "texts"


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes
    ----------
    name
        Key in the file; lower case with underscores.
    section
        Where the dialog shows it; `HIDDEN` is remembered but not shown.
    kind, default
        Type and first value.
    label, help
        What the dialog says.
    least, most
        Range of numbers, both ends allowed; None is unbounded.
    choices
        Allowed texts of a choice.
    unit
        Shown after a number.
    needs_restart
        True when it takes effect at the next start.
    """

    name: str
    section: Section
    kind: SettingKind
    default: Value
    label: str
    help: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    needs_restart: bool = False

    def check(self, value: object) -> Value:
        """`value` in the setting's own type.

        Raises
        ------
        OptionError
            Naming the value and what is allowed.
        """
        if self.kind is SettingKind.BOOL:
            if isinstance(value, bool):
                return value
            raise self._fault(value, Message("true or false"))
        if self.kind in (SettingKind.INT, SettingKind.FLOAT):
            return self._number(value)
        if self.kind is SettingKind.TEXTS:
            return self._texts(value)
        if not isinstance(value, str) or len(value) > _MOST_TEXT:
            raise self._fault(
                value, Message("a text of at most {most} characters", most=_MOST_TEXT)
            )
        if self.kind is SettingKind.CHOICE and value not in self.choices:
            raise self._fault(value, Message("one of {choices}", choices=list(self.choices)))
        if self.kind is SettingKind.COLOUR and not _COLOUR.fullmatch(value):
            raise self._fault(value, Message("a colour like #ff4040"))
        return value

    def _number(self, value: object) -> Value:
        whole = self.kind is SettingKind.INT
        allowed = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed):
            raise self._fault(value, Message("a whole number" if whole else "a number"))
        if isinstance(value, float) and not math.isfinite(value):
            raise self._fault(value, Message("a finite number"))
        if (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        ):
            raise self._fault(value, Message("{least} to {most}", least=self.least, most=self.most))
        return value if whole else float(value)

    def _texts(self, value: object) -> Value:
        if not isinstance(value, list | tuple) or len(value) > _MOST_ENTRIES:
            raise self._fault(value, Message("a list of at most {most} texts", most=_MOST_ENTRIES))
        if not all(isinstance(part, str) and len(part) <= _MOST_TEXT for part in value):
            raise self._fault(value, Message("a list of texts"))
        return tuple(value)

    def _fault(self, value: object, allowed: Message) -> OptionError:
        shown = repr(value)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        return OptionError(
            "Setting {name} is {shown}; it can be {allowed}.",
            name=self.name,
            shown=shown,
            allowed=allowed,
        )


def _flag(name: str, section: Section, default: bool, label: str, text: str) -> Setting:
    return Setting(name, section, SettingKind.BOOL, default, label, text)


def _colour(name: str, section: Section, default: str, label: str, text: str) -> Setting:
    return Setting(name, section, SettingKind.COLOUR, default, label, text)


def _whole(
    name: str,
    section: Section,
    default: int,
    reach: tuple[int, int],
    label: str,
    text: str,
    unit: str = "px",
) -> Setting:
    least, most = reach
    kind = SettingKind.INT
    return Setting(name, section, kind, default, label, text, least, most, unit=unit)


def _number(
    name: str,
    section: Section,
    default: float,
    reach: tuple[float, float],
    label: str,
    text: str,
    unit: str = "",
) -> Setting:
    least, most = reach
    kind = SettingKind.FLOAT
    return Setting(name, section, kind, default, label, text, least, most, unit=unit)


def _choice(
    name: str,
    section: Section,
    choices: tuple[str, ...],
    label: str,
    text: str,
    restart: bool = False,
) -> Setting:
    kind = SettingKind.CHOICE
    return Setting(
        name, section, kind, choices[0], label, text, choices=choices, needs_restart=restart
    )


def _hidden(name: str, kind: SettingKind, default: Value, label: str) -> Setting:
    return Setting(name, Section.HIDDEN, kind, default, label, "Remembered by the window.")


def _of_fill(group: FillGroup, section: Section) -> tuple[Setting, ...]:
    """What a fill starts with, see `FillSettings`."""

    def setting_for(row: FillField) -> Setting:
        about = (row.setting, section, _FILL_KINDS[row.kind], row.default, row.label, row.help)
        if row.is_number:
            return Setting(*about, row.least, row.most, unit=row.unit)
        return Setting(*about)

    return tuple(setting_for(row) for row in FILL_FIELDS if row.group is group and row.setting)


_FILL_KINDS = {
    FieldKind.MODEL: SettingKind.MODEL,
    FieldKind.WHOLE: SettingKind.INT,
    FieldKind.NUMBER: SettingKind.FLOAT,
}

_G, _C, _M = Section.GENERAL, Section.CANVAS, Section.MASK
_E, _R, _S = Section.EDGES, Section.RESTORING, Section.SAVING

SETTINGS: tuple[Setting, ...] = (
    _choice("theme", _G, ("system", "dark", "light"), "Theme", "Colours of the window."),
    _choice("language", _G, ("system", "en", "zh_CN"), "Language", "Language of the window.", True),
    _flag(
        "show_hints", _G, True, "Show hints", "Three short hints and a sample at the first start."
    ),
    _whole(
        "undo_mib",
        _G,
        512,
        (32, 16384),
        "Undo memory",
        "Oldest steps are forgotten beyond it.",
        "MiB",
    ),
    _whole(
        "mipmap_mib",
        _G,
        384,
        (64, 8192),
        "Picture cache",
        "Memory for drawing large photos.",
        "MiB",
    ),
    _flag(
        "wheel_zooms", _C, False, "Wheel zooms", "The wheel zooms without Ctrl and scrolls with it."
    ),
    _colour("background", _C, "#707070", "Background", "Colour around the photo."),
    _number(
        "pixel_grid_scale",
        _C,
        12.0,
        (0.0, 32.0),
        "Pixel grid from",
        "Zoom from which pixels are divided by a grid; 0 never.",
        "x",
    ),
    _choice(
        "mask_view",
        _M,
        ("overlay", "outline", "hidden"),
        "Mask is shown as",
        "How the hole is shown.",
    ),
    _colour(
        "mask_colour", _M, "#ff4040", "Mask colour", "Colour of the hole's overlay and outline."
    ),
    _number("mask_opacity", _M, 0.45, (0.05, 1.0), "Mask opacity", "How dense the overlay is."),
    _number("brush_size_px", _M, 40.0, (1.0, 2000.0), "Brush size", "Diameter of the brush.", "px"),
    _number(
        "brush_hardness",
        _M,
        1.0,
        (0.0, 1.0),
        "Brush hardness",
        "A mask has a hard border; a softer brush covers less.",
    ),
    _flag(
        "pressure_sets_size", _M, True, "Pressure sets size", "A pen's pressure narrows the brush."
    ),
    _whole(
        "wand_tolerance",
        _M,
        24,
        (0, 255),
        "Wand tolerance",
        "Largest difference of colour that the wand takes.",
        "",
    ),
    _flag(
        "wand_contiguous", _M, True, "Wand takes one area", "Only pixels joined to the one clicked."
    ),
    _flag(
        "fills_at_once",
        _M,
        False,
        "Fill at once",
        "What brush and shapes paint is filled as soon as the pointer is lifted; each stroke is one "
        "step of the history.",
    ),
    _flag(
        "object_shadow",
        _M,
        False,
        "Object takes its shadow",
        "An object that is clicked takes along the shadow that it casts.",
    ),
    *_of_fill(FillGroup.HOLE, _M),
    _colour(
        "known_edge_colour", _E, "#000000", "Known edges", "Colour of edges of the known area."
    ),
    _colour(
        "predicted_edge_colour",
        _E,
        "#2060ff",
        "Predicted edges",
        "Colour of edges that the model predicts.",
    ),
    _colour("user_edge_colour", _E, "#ffa000", "Your edges", "Colour of edges that you draw."),
    _flag("show_known_edges", _E, False, "Show known edges", "Draw the edges of the known area."),
    _flag(
        "show_predicted_edges",
        _E,
        True,
        "Show predicted edges",
        "Draw the edges that the model predicts.",
    ),
    _flag("show_user_edges", _E, True, "Show your edges", "Draw the edges that you drew."),
    *_of_fill(FillGroup.EDGES, _E),
    _number(
        "edge_width_px", _E, 1.0, (1.0, 64.0), "Pencil width", "Width of the edge pencil.", "px"
    ),
    _flag(
        "edge_snap",
        _E,
        True,
        "Snap to edges",
        "Drawn edges begin and end on edges of the photo; hold Ctrl to draw freely.",
    ),
    _number(
        "edge_eraser_px",
        _E,
        16.0,
        (1.0, 512.0),
        "Edge eraser width",
        "Width of the edge eraser.",
        "px",
    ),
    _flag(
        "predict_edges",
        _E,
        True,
        "Predict edges while painting",
        "The edge generator runs by itself after each stroke.",
    ),
    _choice("device", _R, ("auto", "cpu", "cuda", "mps"), "Device", "Where models run."),
    *_of_fill(FillGroup.MODEL, _R),
    _whole(
        "jpeg_quality", _S, 95, (1, 100), "JPEG quality", "For photos that were no JPEG before.", ""
    ),
    _flag(
        "ask_before_overwriting",
        _S,
        True,
        "Ask before overwriting",
        "Saving over the original photo asks first.",
    ),
    _hidden("recent_files", SettingKind.TEXTS, (), "Recent files"),
    _hidden("folders", SettingKind.TEXTS, (), "Folders chosen last"),
    _hidden("window_geometry", SettingKind.TEXT, "", "Place of the window"),
    _hidden("window_state", SettingKind.TEXT, "", "Place of the docks"),
    _hidden("shortcuts", SettingKind.TEXTS, (), "Changed shortcuts"),
    _hidden("first_start_done", SettingKind.BOOL, False, "First start was shown"),
)

_BY_NAME = {entry.name: entry for entry in SETTINGS}


def setting(name: str) -> Setting:
    """The setting of that name.

    Raises
    ------
    OptionError
        If there is none.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise OptionError(
            "There is no setting {name!r}; see the table of settings.", name=name
        ) from None
