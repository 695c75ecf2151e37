"""Where the model's attention looked, as a picture of the hole with its wheel of colours.

Shown after a restoration by a model that has attention, hidden otherwise. Knows what the engine
answered; nothing of models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inpaint_studio.app.panels.fields import faint, heading
from inpaint_studio.app.pictures import PictureView, picture_of
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.session import Session
from inpaint_studio.geometry import Box, Size

if TYPE_CHECKING:
    from inpaint_studio.inference.request import RestoreResult

__all__ = ["AttentionView"]

_WHEEL_PX = 48
_LARGEST_PX = 1024  # sides of the part of the photo that the picture is made of
_MARGIN = 0.15  # of the windows' box around the hole


class AttentionView(QWidget):
    """See the module.

    Parameters
    ----------
    session, restoring
        Tell of documents and of results.
    """

    def __init__(
        self, session: Session, restoring: Restoring, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("attention")
        self._picture = PictureView(QSize(160, 140))
        self._picture.setAccessibleName(self.tr("Where the fill was taken from"))
        self._wheel = QLabel()
        self._wheel.setFixedSize(_WHEEL_PX, _WHEEL_PX)
        text = faint(
            self.tr(
                "The colour points to where a place in the hole got its look from, and is the "
                "stronger the farther that is."
            )
        )
        below = QHBoxLayout()
        below.addWidget(self._wheel, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(self.tr("Attention")))
        column.addWidget(self._picture, 1)
        column.addLayout(below)
        self.setToolTip(
            self.tr(
                "This model rebuilds the hole from patches of what is known. For each place in "
                "the hole the colour shows the way to the patch that counted most: red lies "
                "right of it, green below, cyan left, violet above; pale is near. Patches of one "
                "colour were copied together."
            )
        )
        self.hide()
        restoring.restored.connect(self.show_result)
        session.document_changed.connect(lambda _: self.hide())

    def show_result(self, result: RestoreResult) -> None:
        """Show the attention of a `RestoreResult`; hide where there is none."""
        windows = [window for window in result.windows if window.attention is not None]
        if not windows:
            self.hide()
            return
        from inpaint_studio.inference.attention_picture import attention_picture

        box = _seen(list(result.changed), Size(*result.mask.shape))
        picture = attention_picture(result.image, result.mask, windows, box)
        self._picture.show_picture(picture_of(picture))
        if self._wheel.pixmap().isNull():  # made late, to keep the start quick
            self._wheel.setPixmap(_wheel(_WHEEL_PX))
        self.show()


def _seen(changed: list[Box], size: Size) -> Box:
    """The box around the hole with some margin, or its first part where that is too much."""
    box = changed[0]
    for each in changed[1:]:
        together = box.union(each)
        if max(together.size) <= _LARGEST_PX:
            box = together
    return box.grown(max(8, round(_MARGIN * max(box.size)))).clipped(size)


def _wheel(side_px: int) -> QPixmap:
    from inpaint_studio.imaging.offset_colours import colour_wheel

    pixels = colour_wheel(side_px)
    image = QImage(pixels.data, side_px, side_px, 4 * side_px, QImage.Format.Format_RGBA8888)
    return QPixmap.fromImage(image.copy())
