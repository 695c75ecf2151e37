"""What a new fill changed, lit up over the photo for a moment. No widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtGui import QColor, QImage, QPainter

from inpaint_studio.app.canvas.proposal import COLOUR, draw_on_photo
from inpaint_studio.app.canvas.view import ViewTransform
from inpaint_studio.document.changes import ChangedPart
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box

__all__ = ["FLASH_MS", "Flasher"]

FLASH_MS = 900
_FRAME_MS = 33
_HELD = 0.3  # of that time it does not fade yet
_ALPHA = 150


@dataclass(frozen=True, eq=False)
class _Flash:
    """A changed part as a picture; made once, drawn while it fades."""

    box: Box
    step: int
    picture: QImage

    @classmethod
    def of(cls, part: ChangedPart) -> _Flash:
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


class Flasher(QObject):
    """Lights parts up and lets them fade.

    Parameters
    ----------
    repaint
        Called with the box of the photo that looks different now.
    """

    def __init__(self, repaint: Callable[[Box], None], parent: QObject) -> None:
        super().__init__(parent)
        self._repaint = repaint
        self._flash: _Flash | None = None
        self._time = QElapsedTimer()
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._go_on)

    @property
    def is_lit(self) -> bool:
        """True while a part is to be seen."""
        return self._flash is not None

    def show(self, part: ChangedPart) -> None:
        """Light up a part instead of the last one."""
        self.end()
        self._flash = _Flash.of(part)
        self._time.restart()
        self._frames.start()
        self._repaint(part.box)

    def end(self) -> None:
        """Let the part go at once."""
        flash, self._flash = self._flash, None
        self._frames.stop()
        if flash is not None:
            self._repaint(flash.box)

    def _go_on(self) -> None:
        if self._time.elapsed() >= FLASH_MS:
            self.end()
        elif self._flash is not None:
            self._repaint(self._flash.box)

    def paint(self, painter: QPainter, view: ViewTransform, left: int, top: int) -> None:
        """Draw what is lit, if anything, in a pane whose corner is `left`, `top`."""
        if self._flash is not None:
            self._flash.paint(painter, view, left, top, self._time.elapsed())
