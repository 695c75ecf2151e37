"""A mask that is only proposed: drawn over the photo until it is taken or given up. No widget.

It is made in a thread (`Proposal.of`), so that the window has only to draw it: from the whole mask
when close, from a map made small by maxima, in which hair-fine marks stay, when far.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from inpaint_studio.app.canvas.overlay import Colour
from inpaint_studio.app.canvas.view import ViewTransform
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Mask

__all__ = ["COLOUR", "Proposal", "draw_on_photo", "paint_proposal"]

COLOUR = Colour(0, 200, 255)
"""Unlike that of the mask, so that the two are told apart."""

_ALPHA = 165
_SMALL_PX = 2048


@dataclass(frozen=True, eq=False)
class Proposal:
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
    _pictures: dict[tuple[bool, tuple[int, int, int, int]], QImage] = field(
        default_factory=dict, repr=False
    )

    def picture(self, near: bool, part: tuple[int, int, int, int]) -> QImage:
        """A part (top, bottom, left, right) of the mask or of the small map, ready to be drawn.

        The last one is kept: pointers move far more often than views.
        """
        key = (near, part)
        if key not in self._pictures:
            pixels = self.mask.view(np.uint8) if near else self.small
            drawn = np.ascontiguousarray(pixels[part[0] : part[1], part[2] : part[3]])
            height, width = drawn.shape
            picture = QImage()
            if drawn.any():
                picture = QImage(drawn.data, width, height, width, QImage.Format.Format_Indexed8)
                picture.setColorTable([0, QColor(*COLOUR, _ALPHA).rgba()])
                picture = picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            self._pictures.clear()
            self._pictures[key] = picture
        return self._pictures[key]

    @classmethod
    def of(cls, mask: Mask) -> Proposal:
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
        proposal = cls(mask, np.ascontiguousarray(small), step, float(mask.mean()))
        proposal.picture(False, (0, small.shape[0], 0, small.shape[1]))
        return proposal


def paint_proposal(
    painter: QPainter, proposal: Proposal, view: ViewTransform, left: int, top: int
) -> None:
    """Draw the proposal as `view` shows the photo, in a pane whose corner is `left`, `top`."""
    near = view.scale * proposal.step > 1.5
    step = 1 if near else proposal.step
    box = view.visible_box()
    if not near:
        box = Box(0, 0, *proposal.mask.shape)
    rows = (box.top // step, -(-box.bottom // step))
    columns = (box.left // step, -(-box.right // step))
    picture = proposal.picture(near, (*rows, *columns))
    if picture.isNull():
        return
    corner = Point(rows[0] * step, columns[0] * step)
    draw_on_photo(painter, picture, corner, step, view, left, top)


def draw_on_photo(
    painter: QPainter,
    picture: QImage,
    corner: Point,
    step: int,
    view: ViewTransform,
    left: int,
    top: int,
) -> None:
    """Draw a picture of which a pixel covers `step` of the photo's, its corner at `corner`."""
    origin = view.to_view(corner)
    across = view.to_view(Point(corner.y, corner.x + step))
    down = view.to_view(Point(corner.y + step, corner.x))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setTransform(
        QTransform(
            across[0] - origin[0], across[1] - origin[1],
            down[0] - origin[0], down[1] - origin[1],
            origin[0] + left, origin[1] + top,
        ),
        True,
    )  # fmt: skip
    painter.drawImage(0, 0, picture)
    painter.restore()
