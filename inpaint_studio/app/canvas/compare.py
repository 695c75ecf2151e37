"""Before and after: how the viewport is divided between the original and the result. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inpaint_studio.app.canvas.pyramid import PhotoVariant
from inpaint_studio.app.canvas.view import Rect

__all__ = ["CompareMode", "Pane", "divide"]


class CompareMode(Enum):
    """What the canvas shows."""

    RESULT = "result"
    ORIGINAL = "original"
    SPLIT = "split"
    SIDE_BY_SIDE = "side_by_side"


@dataclass(frozen=True)
class Pane:
    """A part of the viewport.

    Attributes
    ----------
    rect
        What it covers.
    frame
        The rectangle in which its view is laid out: the whole viewport for a split, so that both
        halves continue each other; the pane itself side by side, so that both show the same place.
    variant
        Which photo it shows.
    annotated
        Whether mask and edges are drawn.
    """

    rect: Rect
    frame: Rect
    variant: PhotoVariant
    annotated: bool


def divide(mode: CompareMode, width: int, height: int, split: float) -> tuple[Pane, ...]:
    """The panes of a viewport, left to right; `split` is the divider's place in [0, 1]."""
    whole = (0, 0, width, height)
    if mode is CompareMode.RESULT:
        return (Pane(whole, whole, PhotoVariant.SHOWN, True),)
    if mode is CompareMode.ORIGINAL:
        return (Pane(whole, whole, PhotoVariant.ORIGINAL, False),)
    if mode is CompareMode.SPLIT:
        at = min(max(round(width * split), 0), width)
        return (
            Pane((0, 0, at, height), whole, PhotoVariant.ORIGINAL, False),
            Pane((at, 0, width, height), whole, PhotoVariant.SHOWN, True),
        )
    half = max(0, width - 1) // 2  # a column at least remains between them
    left, right = (0, 0, half, height), (width - half, 0, width, height)
    return (
        Pane(left, left, PhotoVariant.ORIGINAL, False),
        Pane(right, right, PhotoVariant.SHOWN, True),
    )
