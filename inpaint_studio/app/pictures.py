"""Arrays as Qt pictures and back, for the clipboard, thumbnails and comparisons."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.imaging.types import Image, full_scale

__all__ = ["PictureView", "as_bytes", "image_of", "picture_of", "shrunk"]


def as_bytes(image: Image) -> NDArray[np.uint8]:
    """A photo of any depth as contiguous uint8 (H, W, 3); not a copy where it is that already."""
    if image.dtype == np.uint8:
        return np.ascontiguousarray(image, np.uint8)
    scale = 255.0 / full_scale(image.dtype)
    scaled: NDArray[np.float32] = np.clip(image * np.float32(scale), 0, 255)
    return np.rint(scaled).astype(np.uint8)


def image_of(picture: QImage) -> NDArray[np.uint8]:
    """A QImage as uint8 (H, W, 3), a copy of its pixels."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(
        picture.height(), picture.bytesPerLine()
    )
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()


def shrunk(image: Image, most_px: int) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) with the longer side at most `most_px`; never enlarged."""
    import cv2

    height, width = image.shape[:2]
    scale = min(1.0, most_px / max(height, width))
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return as_bytes(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA)))  # type: ignore[arg-type]
    return as_bytes(image)


def picture_of(pixels: NDArray[Any]) -> QImage:
    """A QImage of its own memory from uint8 (H, W, 3), or (H, W) edges in [0, 1], drawn black."""
    if pixels.ndim == 2:
        grey = (250 - 230 * np.clip(pixels, 0, 1)).astype(np.uint8)
        pixels = np.repeat(grey[..., None], 3, axis=2)
    height, width = pixels.shape[:2]
    picture = QImage(width, height, QImage.Format.Format_RGB888)
    inside: NDArray[np.uint8] = np.ndarray(
        (height, width, 3), np.uint8, picture.bits(), strides=(picture.bytesPerLine(), 3, 1)
    )
    np.copyto(inside, pixels)  # Qt's own copy would keep Python's other threads from running
    return picture


class PictureView(QWidget):
    """Shows a picture as large as it fits, in its proportions."""

    def __init__(self, least: QSize | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self.setMinimumSize(least or QSize(160, 120))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QImage) -> None:
        """Show another picture."""
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint."""
        painter = QPainter(self)
        if self._picture.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(self.rect(), Qt.GlobalColor.darkGray)
            size = self._picture.size()
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = (self.width() - size.width()) // 2
            top = (self.height() - size.height()) // 2
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRect(left, top, size.width(), size.height()), self._picture)
        painter.end()
