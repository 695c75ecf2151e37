"""The finished picture of the viewport, kept between paint events and redrawn only where dirty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from inpaint_studio.app.canvas.view import Rect

__all__ = ["ViewportImage"]

_MOST_RECTS = 12  # a region of more rectangles is redrawn as one


class ViewportImage:
    """An opaque image of the viewport in device pixels."""

    def __init__(self) -> None:
        self._resize(1, 1)

    def _resize(self, width: int, height: int) -> None:
        self._pixels = np.zeros((height, width), np.uint32)
        self.image = QImage(self._pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self._dirty = QRegion(0, 0, width, height)

    @property
    def width(self) -> int:
        """Columns."""
        return self._pixels.shape[1]

    @property
    def height(self) -> int:
        """Rows."""
        return self._pixels.shape[0]

    def fit(self, width: int, height: int) -> None:
        """Have this size; all is dirty if it is a new one."""
        if (width, height) != (self.width, self.height):
            self._resize(max(width, 1), max(height, 1))

    def mark(self, rect: Rect) -> QRect:
        """`rect` is to be drawn again; the answer is its part inside the picture."""
        part = QRect(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1]).intersected(
            self.image.rect()
        )
        self._dirty += part
        return part

    def mark_all(self) -> None:
        """Everything is to be drawn again."""
        self._dirty = QRegion(self.image.rect())

    def scroll(self, right_px: int, down_px: int) -> None:
        """Move the content; what comes into sight is dirty."""
        width, height = self.width, self.height
        if abs(right_px) >= width or abs(down_px) >= height:
            self.mark_all()
            return
        to_x, from_x = max(right_px, 0), max(-right_px, 0)
        to_y, from_y = max(down_px, 0), max(-down_px, 0)
        across, down = width - abs(right_px), height - abs(down_px)
        moved = self._pixels[from_y : from_y + down, from_x : from_x + across].copy()
        self._pixels[to_y : to_y + down, to_x : to_x + across] = moved
        self._dirty.translate(right_px, down_px)
        kept = QRegion(to_x, to_y, across, down)
        whole = QRegion(self.image.rect())
        self._dirty = self._dirty.intersected(whole) + whole.subtracted(kept)

    def refresh(self, draw: Callable[[QPainter, Rect], None]) -> None:
        """Have `draw` paint every dirty rectangle."""
        if self._dirty.isEmpty():
            return
        rects: list[QRect] = list(self._dirty)  # type: ignore[call-overload]
        if len(rects) > _MOST_RECTS:
            rects = [self._dirty.boundingRect()]
        self._dirty = QRegion()
        painter = QPainter(self.image)
        for rect in rects:
            left, top = rect.left(), rect.top()
            draw(painter, (left, top, left + rect.width(), top + rect.height()))
        painter.end()
