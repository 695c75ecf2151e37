"""What a user points at a thing with. Apart from `objects`, so that a window need not load OpenCV."""

from __future__ import annotations

import math
from typing import NamedTuple

from inpaint_studio.geometry import Box

__all__ = ["Scribble"]


class Scribble(NamedTuple):
    """A click or a way on the object, or off it.

    Attributes
    ----------
    points
        (y, x) in continuous image coordinates; one for a click.
    radius_px
        How far round the way all is meant, in image pixels.
    """

    points: tuple[tuple[float, float], ...]
    radius_px: float = 2.0

    @property
    def box(self) -> Box:
        """The pixels it may cover; may reach beyond the photo."""
        rows, columns = zip(*self.points, strict=True)
        reach = self.radius_px
        return Box(
            math.floor(min(rows) - reach),
            math.floor(min(columns) - reach),
            math.ceil(max(rows) + reach) + 1,
            math.ceil(max(columns) + reach) + 1,
        )
