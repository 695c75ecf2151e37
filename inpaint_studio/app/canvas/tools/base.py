"""What a tool is: it is told of pointer events in image coordinates and acts through its host.

No Qt: the canvas translates its events into `Pointer`s, so that tools are tested without a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import ClassVar, Protocol

from inpaint_studio.document.document import Document
from inpaint_studio.document.mask_edits import MaskChange
from inpaint_studio.document.shapes import Point, effective_radius
from inpaint_studio.document.strokes import EdgeStroke
from inpaint_studio.geometry import Box

__all__ = [
    "CursorKind",
    "Modifier",
    "Pointer",
    "Tool",
    "ToolHost",
    "ToolKey",
    "ToolOptions",
    "ToolPreview",
]

_LEAST_PRESSURE_SHARE = 0.15


class CursorKind(Enum):
    """What the pointer looks like over the canvas."""

    BRUSH = "brush"
    CROSS = "cross"
    HAND = "hand"
    GRAB = "grab"
    ZOOM = "zoom"


class Modifier(Flag):
    """Keys held with the pointer."""

    NONE = 0
    SHIFT = auto()
    CONTROL = auto()
    ALT = auto()


class ToolKey(Enum):
    """Keys that mean something to a tool at work."""

    FINISH = "finish"
    CANCEL = "cancel"
    STEP_BACK = "step_back"


@dataclass(frozen=True)
class Pointer:
    """One pointer event.

    Attributes
    ----------
    at
        Image coordinates; may lie outside the photo.
    view_x, view_y
        The same in device pixels of the viewport.
    pixel_px
        Image pixels per pixel of the desktop, which a dense screen shows by several of its own:
        for distances meant on screen.
    pressure
        0 to 1; a mouse always gives 1.
    erases
        The tablet's eraser end or the right button.
    modifiers
        Keys held.
    """

    at: Point
    view_x: float = 0.0
    view_y: float = 0.0
    pixel_px: float = 1.0
    pressure: float = 1.0
    erases: bool = False
    modifiers: Modifier = Modifier.NONE


@dataclass
class ToolOptions:
    """What the tools' option bar sets; sizes in image pixels.

    Attributes
    ----------
    brush_size_px, hardness
        Diameter and hardness (see `effective_radius`) of brush, eraser and spot heal.
    pressure_sets_size
        Whether a tablet's pressure narrows the brush.
    subtract
        Whether shapes and the wand take away from the hole.
    tolerance, contiguous
        Of the magic wand.
    fills_at_once
        Whether what brush and shapes paint is filled as soon as it is painted.
    takes_shadow
        Whether an object that is clicked takes its shadow along.
    edge_width_px, edge_eraser_px
        Widths of drawn and erased edges.
    edge_snap
        Whether drawn edges begin and end on edges of the photo, where these end at the hole.
    """

    brush_size_px: float = 40.0
    hardness: float = 1.0
    pressure_sets_size: bool = True
    subtract: bool = False
    tolerance: int = 24
    contiguous: bool = True
    takes_shadow: bool = False
    fills_at_once: bool = False
    edge_width_px: float = 1.0
    edge_snap: bool = True
    edge_eraser_px: float = 16.0

    def brush_radius(self, pointer: Pointer) -> float:
        """Radius of the disc that the brush leaves under `pointer`."""
        radius = effective_radius(self.brush_size_px, self.hardness)
        if self.pressure_sets_size:
            radius *= max(pointer.pressure, _LEAST_PRESSURE_SHARE)
        return max(radius, 0.5)


@dataclass(frozen=True)
class ToolPreview:
    """What a tool shows before it is an edit.

    Attributes
    ----------
    lines
        Ways in image coordinates, drawn as thin contrasting lines.
    handles
        Points drawn as small squares.
    stroke
        An edge stroke in the making.
    """

    lines: tuple[tuple[Point, ...], ...] = ()
    handles: tuple[Point, ...] = ()
    stroke: EdgeStroke | None = None


class ToolHost(Protocol):
    """What a tool may do."""

    @property
    def document(self) -> Document:
        """The open document."""
        ...

    @property
    def options(self) -> ToolOptions:
        """Options of the tools."""
        ...

    @property
    def visible_box(self) -> Box:
        """The part of the photo in sight."""
        ...

    def show_preview(self, preview: ToolPreview | None) -> None:
        """Show something instead of the last preview."""
        ...

    def pan(self, right_px: float, down_px: float) -> None:
        """Move the photo in the viewport, in device pixels."""
        ...

    def zoom_by(self, steps: float, view_x: float, view_y: float) -> None:
        """Zoom at a place of the viewport, in device pixels."""
        ...

    def zoom_to(self, box: Box) -> None:
        """Show `box` as large as possible."""
        ...

    def heal(self, box: Box) -> None:
        """Ask for a restoration of what was just painted in `box`."""
        ...

    def correct_eye(self, box: Box) -> None:
        """Ask for the correction of the red eye in `box`, which lies in the photo."""
        ...

    def change_mask(self, change: MaskChange) -> None:
        """Make a change of the whole mask an edit, now or when it is worked out."""
        ...

    def probe(self, at: Point) -> None:
        """Tell the colour under a point."""
        ...

    def line_end(self, at: Point, reach_px: float) -> Point | None:
        """The nearest place within reach where an edge of the photo ends at the hole."""
        ...


class Tool:
    """Base of all tools: every event does nothing.

    Attributes
    ----------
    identity
        Its name in code: of its row in `table`, its action and the edits it makes.
    cursor
        What the pointer looks like.
    """

    identity: ClassVar[str]
    cursor: CursorKind = CursorKind.CROSS

    def __init__(self, host: ToolHost) -> None:
        self.host = host

    @property
    def diameter_px(self) -> float | None:
        """Size of the round cursor in image pixels; None when the tool has none."""
        return None

    @property
    def size_option(self) -> str | None:
        """The option that the size keys change; None when there is none."""
        return None

    @property
    def is_busy(self) -> bool:
        """True while a drag or a construction is under way."""
        return False

    def press(self, pointer: Pointer) -> None:
        """A button or the pen went down."""

    def move(self, pointer: Pointer) -> None:
        """The pointer moved while down."""

    def release(self, pointer: Pointer) -> None:
        """It went up."""

    def hover(self, pointer: Pointer) -> None:
        """The pointer moved while up."""

    def double_click(self, pointer: Pointer) -> None:
        """Pressed twice quickly, after the first press and release."""

    def key(self, key: ToolKey) -> bool:
        """A key was pressed; True when the tool used it."""
        if key is ToolKey.CANCEL and self.is_busy:
            self.cancel()
            return True
        return False

    def cancel(self) -> None:
        """Give up what is under way, leaving nothing."""
