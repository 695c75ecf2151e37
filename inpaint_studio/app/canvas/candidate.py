"""A mask that is only proposed: drawn over the photo until it is taken or given up. No widget.

It is made in a thread (`Candidate.of`), so that the window has only to draw it: from the whole mask
when close, from a map made small by maxima, in which hair-fine marks stay, when far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from inpaint_studio.app.canvas.overlay import Colour
from inpaint_studio.app.canvas.view import ViewTransform
from inpaint_studio.document.shapes import Point
from inpaint_studio.imaging.types import Mask

__all__ = ["COLOUR", "Candidate", "paint_candidate"]

COLOUR = Colour(0, 200, 255)
"""Unlike that of the mask, so that the two are told apart."""

_ALPHA = 165
_SMALL_PX = 2048


@dataclass(frozen=True, eq=False)
class Candidate:
    """A proposed mask and its small map.

    Attributes
    ----------
    mask
        bool (H, W), not to be modified.
    small
        1 where any pixel of a block is in the mask, else 0; uint8, contiguous.
    step
        Pixels of the mask a side of such a block.
    share
        Of the photo, 0 to 1.
    """

    mask: Mask
    small: NDArray[np.uint8]
    step: int
    share: float

    @classmethod
    def of(cls, mask: Mask) -> Candidate:
        """Make the small map; to be called in a thread for large photos."""
        mask = np.ascontiguousarray(mask)
        height, width = mask.shape
        step = max(1, -(-max(height, width) // _SMALL_PX))
        small = mask.view(np.uint8)
        if step > 1:
            rows, columns = -(-height // step), -(-width // step)
            whole = np.zeros((rows * step, columns * step), np.uint8)
            whole[:height, :width] = small
            small = whole.reshape(rows, step, columns, step).max(axis=(1, 3))
        return cls(mask, np.ascontiguousarray(small), step, float(mask.mean()))


def paint_candidate(
    painter: QPainter, candidate: Candidate, view: ViewTransform, left: int, top: int
) -> None:
    """Draw the proposal as `view` shows the photo, in a pane whose corner is `left`, `top`."""
    near = view.scale * candidate.step > 1.5
    pixels = candidate.mask.view(np.uint8) if near else candidate.small
    step = 1 if near else candidate.step
    box = view.visible_box()
    first_row, first_column = box.top // step, box.left // step
    part = np.ascontiguousarray(
        pixels[first_row : -(-box.bottom // step), first_column : -(-box.right // step)]
    )
    if part.size == 0 or not part.any():
        return
    height, width = part.shape
    picture = QImage(part.data, width, height, width, QImage.Format.Format_Indexed8)
    picture.setColorTable([0, QColor(*COLOUR, _ALPHA).rgba()])
    corner = view.to_view(Point(first_row * step, first_column * step))
    across = view.to_view(Point(first_row * step, first_column * step + step))
    down = view.to_view(Point(first_row * step + step, first_column * step))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setTransform(
        QTransform(
            across[0] - corner[0], across[1] - corner[1],
            down[0] - corner[0], down[1] - corner[1],
            corner[0] + left, corner[1] + top,
        ),
        True,
    )  # fmt: skip
    painter.drawImage(0, 0, picture.convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied, Qt.ImageConversionFlag.AutoColor
    ))  # fmt: skip
    painter.restore()
