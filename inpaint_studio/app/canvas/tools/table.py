"""The tables of tools and of their options; bars, menus, keys, history and tests are made from them.

A new tool is its class and a row here; a new option is a field of `ToolOptions`, a row here and,
where it is to be remembered, a row in the table of settings. Texts only, no Qt.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from inpaint_studio.app.canvas.tools.base import Tool, ToolHost
from inpaint_studio.app.canvas.tools.edge_tools import EdgeCurve, EdgeEraser, EdgeLine, EdgePencil
from inpaint_studio.app.canvas.tools.mask_tools import (
    Brush,
    EllipseTool,
    Eraser,
    Lasso,
    ObjectTool,
    PolygonTool,
    RectangleTool,
    RedEyeTool,
    SpotHeal,
    Wand,
)
from inpaint_studio.app.canvas.tools.navigate import Hand, Probe, Zoom
from inpaint_studio.app.texts import marked

__all__ = ["OPTIONS", "TOOLS", "OptionRow", "ToolGroup", "ToolRow", "make_tools"]


class ToolGroup(Enum):
    """What a tool is for; the toolbar shows a group together."""

    MASK = "mask"
    EDGE = "edge"
    NAVIGATE = "navigate"


class OptionRow(NamedTuple):
    """An option of tools.

    Attributes
    ----------
    name
        Of the field of `ToolOptions`.
    label
        What the option bar calls it.
    setting
        The setting that remembers it, and gives its range and unit; empty where none does.
    slide
        Ends of its slider in what the field shows; None for a tick.
    is_share
        True when it is shown in per cent.
    """

    name: str
    label: str
    setting: str = ""
    slide: tuple[int, int] | None = None
    is_share: bool = False


class ToolRow(NamedTuple):
    """A tool.

    Attributes
    ----------
    make
        Its class, which has its name in code.
    group, key, icon
        Where the column of tools shows it, the key that chooses it, its picture.
    text
        Its name and, after a colon, what it does.
    edit
        What the history calls its edits; empty when it makes none.
    options
        The options it uses, by name.
    """

    make: type[Tool]
    group: ToolGroup
    key: str
    icon: str
    text: str
    edit: str = ""
    options: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The tool's name in code."""
        return self.make.identity


OPTIONS: tuple[OptionRow, ...] = (
    OptionRow("brush_size_px", marked("OptionBar", "Size"), "brush_size_px", (1, 300)),
    OptionRow("hardness", marked("OptionBar", "Hardness"), "brush_hardness", (0, 100), True),
    OptionRow("pressure_sets_size", marked("OptionBar", "Pressure sets size"),
              "pressure_sets_size"),
    OptionRow("tolerance", marked("OptionBar", "Tolerance"), "wand_tolerance", (0, 255)),
    OptionRow("contiguous", marked("OptionBar", "One area"), "wand_contiguous"),
    OptionRow("takes_shadow", marked("OptionBar", "Its shadow too"), "object_shadow"),
    OptionRow("subtract", marked("OptionBar", "Take away")),
    OptionRow("fills_at_once", marked("OptionBar", "Fill at once"), "fills_at_once"),
    OptionRow("edge_width_px", marked("OptionBar", "Width"), "edge_width_px", (1, 32)),
    OptionRow("edge_snap", marked("OptionBar", "Snap to edges"), "edge_snap"),
    OptionRow("edge_eraser_px", marked("OptionBar", "Width"), "edge_eraser_px", (1, 200)),
)  # fmt: skip

_M, _E, _N = ToolGroup.MASK, ToolGroup.EDGE, ToolGroup.NAVIGATE
_SIZED = ("brush_size_px", "hardness", "pressure_sets_size")
_BRUSH = (*_SIZED, "fills_at_once")
_SHAPE = ("subtract", "fills_at_once")
_WIDTH = ("edge_width_px", "edge_snap")

TOOLS: tuple[ToolRow, ...] = (
    ToolRow(Brush, _M, "B", "brush", marked("Tools", "Brush: paint what is to be restored"),
            marked("Edits", "Brush"), _BRUSH),
    ToolRow(Eraser, _M, "E", "eraser", marked("Tools", "Eraser: take away from the hole"),
            marked("Edits", "Eraser"), _SIZED),
    ToolRow(PolygonTool, _M, "P", "polygon", marked("Tools", "Polygon: click its corners"),
            marked("Edits", "Polygon"), _SHAPE),
    ToolRow(Lasso, _M, "L", "lasso", marked("Tools", "Lasso: draw round the damage"),
            marked("Edits", "Lasso"), _SHAPE),
    ToolRow(RectangleTool, _M, "R", "rectangle", marked("Tools", "Rectangle"),
            marked("Edits", "Rectangle"), _SHAPE),
    ToolRow(EllipseTool, _M, "O", "ellipse", marked("Tools", "Ellipse"),
            marked("Edits", "Ellipse"), _SHAPE),
    ToolRow(Wand, _M, "W", "magic-wand", marked("Tools", "Magic wand: click on a colour"),
            marked("Edits", "Magic wand"), ("tolerance", "contiguous", "subtract")),
    ToolRow(ObjectTool, _M, "A", "object",
            marked("Tools", "Object: click on a thing; right button: what is not part of it"),
            marked("Edits", "Object"), ("takes_shadow",)),
    ToolRow(SpotHeal, _M, "J", "spot-heal",
            marked("Tools", "Spot heal: click, and it is restored"),
            marked("Edits", "Spot heal"), _SIZED),
    ToolRow(RedEyeTool, _M, "Y", "red-eye",
            marked("Tools", "Red eye: click on a pupil, or drag round the eye"),
            marked("Edits", "Red eye")),
    ToolRow(EdgePencil, _E, "D", "edge-pencil",
            marked("Tools", "Edge pencil: draw an edge freely"),
            marked("Edits", "Edge pencil"), _WIDTH),
    ToolRow(EdgeEraser, _E, "Shift+D", "edge-eraser",
            marked("Tools", "Edge eraser: rub edges out"),
            marked("Edits", "Edge eraser"), ("edge_eraser_px",)),
    ToolRow(EdgeLine, _E, "N", "edge-line",
            marked("Tools", "Edge line: drag a straight edge, or its ends afterwards"),
            marked("Edits", "Edge line"), _WIDTH),
    ToolRow(EdgeCurve, _E, "C", "edge-curve",
            marked("Tools", "Edge curve: click points of a curve, or drag them afterwards"),
            marked("Edits", "Edge curve"), _WIDTH),
    ToolRow(Hand, _N, "H", "hand", marked("Tools", "Hand: move the photo (hold Space)")),
    ToolRow(Zoom, _N, "Z", "zoom-in", marked("Tools", "Zoom: click or drag a rectangle")),
    ToolRow(Probe, _N, "I", "probe", marked("Tools", "Colour probe")),
)  # fmt: skip


def make_tools(host: ToolHost) -> dict[str, Tool]:
    """One tool of each kind for `host`, by its name in code."""
    return {row.identity: row.make(host) for row in TOOLS}
