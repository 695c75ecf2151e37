"""What a document tells its listeners, hands to the worker, and takes back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inpaint_studio.document.strokes import EdgeStroke, rasterise_strokes
from inpaint_studio.document.tiles import TileView
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import EdgeMap, Image, Mask

__all__ = ["NOWHERE", "Change", "ChangeKind", "EdgePatch", "FrozenRequest", "ResultRecord"]


NOWHERE = Box(0, 0, 0, 0)


class ChangeKind(Enum):
    """What a listener should look at again."""

    MASK = "mask"
    IMAGE = "image"
    EDGES = "edges"
    PREDICTED = "predicted"
    HISTORY = "history"
    SAVED = "saved"


@dataclass(frozen=True)
class Change:
    """Something changed inside `box` (empty for changes that have no place)."""

    kind: ChangeKind
    box: Box = NOWHERE


@dataclass(frozen=True, eq=False)
class EdgePatch:
    """Edges that a model predicted in one window.

    Attributes
    ----------
    box
        The window, in image pixels.
    edges
        float32 (h, w) in [0, 1], of the window's size at the model's scale; 0 outside the hole.
    """

    box: Box
    edges: EdgeMap


@dataclass(frozen=True)
class ResultRecord:
    """How a result came about, for the history and the project file."""

    model: str
    boxes: tuple[Box, ...]
    device: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class FrozenRequest:
    """The document as it was at `revision`; may be read from any thread, and costs no copies
    until an array is asked for."""

    revision: int
    size: Size
    image: TileView
    mask: TileView
    strokes: tuple[EdgeStroke, ...]

    def image_array(self) -> Image:
        """(H, W, 3): the working image; read-only where it is the photo itself."""
        return self.image.to_array()

    def mask_array(self) -> Mask:
        """bool (H, W), True = hole."""
        return self.mask.to_array()

    def guide(self) -> tuple[Mask, Mask] | None:
        """(add, erase), each bool (H, W), or None when the user drew no edges."""
        if not self.strokes:
            return None
        return rasterise_strokes(self.strokes, self.size.box)
