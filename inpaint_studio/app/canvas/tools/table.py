"""The table of tools: one line each, from which the canvas, the toolbar and the tests are made."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from inpaint_studio.app.canvas.tools.base import Tool, ToolHost, ToolId
from inpaint_studio.app.canvas.tools.edge_tools import EdgeCurve, EdgeEraser, EdgeLine, EdgePencil
from inpaint_studio.app.canvas.tools.mask_tools import (
    Brush,
    EllipseTool,
    Eraser,
    Lasso,
    PolygonTool,
    RectangleTool,
    RedEyeTool,
    SpotHeal,
    Wand,
)
from inpaint_studio.app.canvas.tools.navigate import Hand, Probe, Zoom

__all__ = ["TOOLS", "ToolEntry", "ToolGroup", "make_tools"]


class ToolGroup(Enum):
    """What a tool is for; the toolbar shows a group together."""

    MASK = "mask"
    EDGE = "edge"
    NAVIGATE = "navigate"


class ToolEntry(NamedTuple):
    """A tool, its group, the key that chooses it, and the option-bar fields it uses."""

    identity: ToolId
    group: ToolGroup
    key: str
    make: type[Tool]
    options: tuple[str, ...]


_BRUSH = ("brush_size_px", "hardness", "pressure_sets_size")

TOOLS: tuple[ToolEntry, ...] = (
    ToolEntry(ToolId.BRUSH, ToolGroup.MASK, "B", Brush, _BRUSH),
    ToolEntry(ToolId.ERASER, ToolGroup.MASK, "E", Eraser, _BRUSH),
    ToolEntry(ToolId.POLYGON, ToolGroup.MASK, "P", PolygonTool, ("subtract",)),
    ToolEntry(ToolId.LASSO, ToolGroup.MASK, "L", Lasso, ("subtract",)),
    ToolEntry(ToolId.RECTANGLE, ToolGroup.MASK, "R", RectangleTool, ("subtract",)),
    ToolEntry(ToolId.ELLIPSE, ToolGroup.MASK, "O", EllipseTool, ("subtract",)),
    ToolEntry(ToolId.WAND, ToolGroup.MASK, "W", Wand, ("tolerance", "contiguous", "subtract")),
    ToolEntry(ToolId.SPOT_HEAL, ToolGroup.MASK, "J", SpotHeal, _BRUSH),
    ToolEntry(ToolId.RED_EYE, ToolGroup.MASK, "Y", RedEyeTool, ()),
    ToolEntry(ToolId.EDGE_PENCIL, ToolGroup.EDGE, "D", EdgePencil, ("edge_width_px",)),
    ToolEntry(ToolId.EDGE_ERASER, ToolGroup.EDGE, "Shift+D", EdgeEraser, ("edge_eraser_px",)),
    ToolEntry(ToolId.EDGE_LINE, ToolGroup.EDGE, "N", EdgeLine, ("edge_width_px",)),
    ToolEntry(ToolId.EDGE_CURVE, ToolGroup.EDGE, "C", EdgeCurve, ("edge_width_px",)),
    ToolEntry(ToolId.HAND, ToolGroup.NAVIGATE, "H", Hand, ()),
    ToolEntry(ToolId.ZOOM, ToolGroup.NAVIGATE, "Z", Zoom, ()),
    ToolEntry(ToolId.PROBE, ToolGroup.NAVIGATE, "I", Probe, ()),
)


def make_tools(host: ToolHost) -> dict[ToolId, Tool]:
    """One tool of each kind for `host`."""
    return {entry.identity: entry.make(host) for entry in TOOLS}
