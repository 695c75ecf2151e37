"""What a new fill changed, lit up over the photo for a moment. No widget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from inpaint_studio.app.canvas.proposal import COLOUR, draw_on_photo
from inpaint_studio.app.canvas.view import ViewTransform
from inpaint_studio.document.changes import ChangedPart
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box

__all__ = ["FLASH_MS", "Flash"]

FLASH_MS = 900
_HELD = 0.3  # of that time it does not fade yet
_ALPHA = 150


@dataclass(frozen=True, eq=False)
class Flash:
    """A changed part as a picture; made once, drawn while it fades."""

    box: Box
    step: int
    picture: QImage

    @classmethod
    def of(cls, part: ChangedPart) -> Flash:
        """The picture of a part."""
        pixels = np.ascontiguousarray(part.map.view(np.uint8))
        height, width = pixels.shape
        picture = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
        picture.setColorTable([0, QColor(*COLOUR, _ALPHA).rgba()])
        premultiplied = QImage.Format.Format_ARGB32_Premultiplied
        return cls(part.box, part.step, picture.convertToFormat(premultiplied))

    def paint(
        self, painter: QPainter, view: ViewTransform, left: int, top: int, elapsed_ms: int
    ) -> None:
        """Draw it as `view` shows the photo, in a pane whose corner is `left`, `top`."""
        faded = (elapsed_ms / FLASH_MS - _HELD) / (1 - _HELD)
        painter.save()
        painter.setOpacity(min(max(1.0 - faded, 0.0), 1.0))
        corner = Point(self.box.top, self.box.left)
        draw_on_photo(painter, self.picture, corner, self.step, view, left, top)
        painter.restore()
