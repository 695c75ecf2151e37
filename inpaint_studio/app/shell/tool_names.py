"""What tools, options and edits are called in the window. Texts only."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from inpaint_studio.app.canvas.tools.base import ToolId
from inpaint_studio.app.texts import marked
from inpaint_studio.document.history import Edit, EditKind

__all__ = ["EDITS", "TOOL_ICONS", "TOOL_NAMES", "edit_icon", "edit_name", "tool_name"]

TOOL_NAMES: Mapping[ToolId, str] = {
    ToolId.BRUSH: marked("Tools", "Brush: paint what is to be restored"),
    ToolId.ERASER: marked("Tools", "Eraser: take away from the hole"),
    ToolId.POLYGON: marked("Tools", "Polygon: click its corners"),
    ToolId.LASSO: marked("Tools", "Lasso: draw round the damage"),
    ToolId.RECTANGLE: marked("Tools", "Rectangle"),
    ToolId.ELLIPSE: marked("Tools", "Ellipse"),
    ToolId.WAND: marked("Tools", "Magic wand: click on a colour"),
    ToolId.SPOT_HEAL: marked("Tools", "Spot heal: click, and it is restored"),
    ToolId.RED_EYE: marked("Tools", "Red eye: click on a pupil, or drag round the eye"),
    ToolId.EDGE_PENCIL: marked("Tools", "Edge pencil: draw an edge freely"),
    ToolId.EDGE_ERASER: marked("Tools", "Edge eraser: rub edges out"),
    ToolId.EDGE_LINE: marked("Tools", "Edge line: drag a straight edge"),
    ToolId.EDGE_CURVE: marked("Tools", "Edge curve: click points of a curve"),
    ToolId.HAND: marked("Tools", "Hand: move the photo (hold Space)"),
    ToolId.ZOOM: marked("Tools", "Zoom: click or drag a rectangle"),
    ToolId.PROBE: marked("Tools", "Colour probe"),
}
TOOL_ICONS: Mapping[ToolId, str] = {
    ToolId.BRUSH: "brush",
    ToolId.ERASER: "eraser",
    ToolId.POLYGON: "polygon",
    ToolId.LASSO: "lasso",
    ToolId.RECTANGLE: "rectangle",
    ToolId.ELLIPSE: "ellipse",
    ToolId.WAND: "magic-wand",
    ToolId.SPOT_HEAL: "spot-heal",
    ToolId.RED_EYE: "red-eye",
    ToolId.EDGE_PENCIL: "edge-pencil",
    ToolId.EDGE_ERASER: "edge-eraser",
    ToolId.EDGE_LINE: "edge-line",
    ToolId.EDGE_CURVE: "edge-curve",
    ToolId.HAND: "hand",
    ToolId.ZOOM: "zoom-in",
    ToolId.PROBE: "probe",
}
EDITS: Mapping[EditKind, tuple[str, str]] = {
    EditKind.BRUSH: (marked("Edits", "Brush"), "brush"),
    EditKind.ERASER: (marked("Edits", "Eraser"), "eraser"),
    EditKind.MASK_LINE: (marked("Edits", "Straight line"), "line"),
    EditKind.POLYGON: (marked("Edits", "Polygon"), "polygon"),
    EditKind.LASSO: (marked("Edits", "Lasso"), "lasso"),
    EditKind.RECTANGLE: (marked("Edits", "Rectangle"), "rectangle"),
    EditKind.ELLIPSE: (marked("Edits", "Ellipse"), "ellipse"),
    EditKind.WAND: (marked("Edits", "Magic wand"), "magic-wand"),
    EditKind.SPOT_HEAL: (marked("Edits", "Spot heal"), "spot-heal"),
    EditKind.RED_EYE: (marked("Edits", "Red eye"), "red-eye"),
    EditKind.FILL_ENCLOSED: (marked("Edits", "Fill enclosed"), "fill-enclosed"),
    EditKind.INVERT: (marked("Edits", "Invert"), "invert"),
    EditKind.GROW: (marked("Edits", "Grow"), "grow"),
    EditKind.SHRINK: (marked("Edits", "Shrink"), "shrink"),
    EditKind.CLEAR_MASK: (marked("Edits", "Clear mask"), "clear"),
    EditKind.IMPORT_MASK: (marked("Edits", "Import mask"), "import-mask"),
    EditKind.FIND_DAMAGE: (marked("Edits", "Find damage"), "find-damage"),
    EditKind.EDGE_PENCIL: (marked("Edits", "Edge pencil"), "edge-pencil"),
    EditKind.EDGE_ERASER: (marked("Edits", "Edge eraser"), "edge-eraser"),
    EditKind.EDGE_LINE: (marked("Edits", "Edge line"), "edge-line"),
    EditKind.EDGE_CURVE: (marked("Edits", "Edge curve"), "edge-curve"),
    EditKind.CLEAR_EDGES: (marked("Edits", "Clear edges"), "clear"),
    EditKind.RESTORE: (marked("Edits", "Restore"), "restore"),
    EditKind.REVERT: (marked("Edits", "Back to the original"), "history"),
}


def tool_name(identity: ToolId) -> str:
    """A tool's translated name with what it does."""
    return QCoreApplication.translate("Tools", TOOL_NAMES[identity])


def edit_name(edit: Edit) -> str:
    """An edit's translated name, with its detail."""
    name = QCoreApplication.translate("Edits", EDITS[edit.kind][0])
    return f"{name} · {edit.detail}" if edit.detail else name


def edit_icon(edit: Edit) -> str:
    """Name of an edit's icon."""
    return EDITS[edit.kind][1]
