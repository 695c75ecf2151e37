"""How the canvas looks: colours and what is visible. Plain data, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inpaint_studio.app.canvas.overlay import Colour, MaskView

__all__ = ["CanvasStyle", "EdgeLayer"]

MID_GREY = Colour(112, 112, 112)
RED = Colour(255, 64, 64)
BLACK = Colour(0, 0, 0)
BLUE = Colour(32, 96, 255)
ORANGE = Colour(255, 160, 0)


class EdgeLayer(Enum):
    """A kind of edges that can be shown."""

    KNOWN = "known"
    PREDICTED = "predicted"
    USER = "user"


@dataclass(frozen=True)
class CanvasStyle:
    """See the module.

    Attributes
    ----------
    background
        Around the photo: neutral, so that it does not colour what is judged.
    mask_view, mask_colour, mask_opacity
        The mask.
    edges
        Which edges are shown.
    known_colour, predicted_colour, user_colour
        Their colours.
    ghost
        How much of an erased edge stays visible, 0 to 1.
    edge_sigma
        Sigma of the known area's Canny edges.
    edge_threshold
        Predicted edges weaker than this are not drawn, 0 to 1.
    pixel_grid_scale
        From this scale on pixels are divided by a grid; 0 never.
    """

    background: Colour = MID_GREY
    mask_view: MaskView = MaskView.OVERLAY
    mask_colour: Colour = RED
    mask_opacity: float = 0.45
    edges: frozenset[EdgeLayer] = frozenset({EdgeLayer.PREDICTED, EdgeLayer.USER})
    known_colour: Colour = BLACK
    predicted_colour: Colour = BLUE
    user_colour: Colour = ORANGE
    ghost: float = 0.25
    edge_sigma: float = 2.0
    edge_threshold: float = 0.5
    pixel_grid_scale: float = 12.0
