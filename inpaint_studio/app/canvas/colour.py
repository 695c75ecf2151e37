"""From a photo's own colours to the screen's: its ICC profile, as far as Qt understands it.

The screen is taken for sRGB, which is what Qt's widgets assume. Damaged profiles leave the colours
as they are. Only what is drawn is converted, never the photo.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QColorTransform, QImage

__all__ = ["as_seen", "display_conversion"]

Pixels = NDArray[np.uint8]


def display_conversion(icc_profile: bytes | None) -> Callable[[Pixels], None] | None:
    """A function that converts uint8 BGRA pixels (h, w, 4) in place, or None for nothing to do."""
    if not icc_profile:
        return None
    source = QColorSpace.fromIccProfile(icc_profile)
    target = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if not source.isValid():
        return None
    transform = source.transformationToColorSpace(target)
    if transform.isIdentity():
        return None
    if source.colorModel() is QColorSpace.ColorModel.Gray:
        return _by_table(transform)
    if source.colorModel() is not QColorSpace.ColorModel.Rgb:
        return None

    def convert(pixels: Pixels) -> None:
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        pixels[:] = _rows(image.colorTransformed(transform), 4).reshape(height, width, 4)

    return convert


def _by_table(transform: QColorTransform) -> Callable[[Pixels], None] | None:
    """A grey profile is a curve: what it makes of the 256 greys says all."""
    greys = np.arange(256, dtype=np.uint8)
    image = QImage(greys.data, 256, 1, 256, QImage.Format.Format_Grayscale8)
    converted = image.colorTransformed(transform).convertToFormat(QImage.Format.Format_Grayscale8)
    table = _rows(converted, 1).reshape(256)
    if np.array_equal(table, greys):
        return None

    def convert(pixels: Pixels) -> None:
        pixels[..., :3] = table[pixels[..., :3]]

    return convert


def _rows(image: QImage, channels: int) -> Pixels:
    """A copy: the picture's own memory goes with it."""
    data: Pixels = np.frombuffer(image.constBits(), np.uint8)
    rows: Pixels = data.reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * channels].copy()


def as_seen(pixels: Pixels, icc_profile: bytes | None) -> Pixels:
    """uint8 RGB (h, w, 3) in the screen's colours; not modified, itself where nothing is to do."""
    convert = display_conversion(icc_profile)
    if convert is None:
        return pixels
    import cv2

    shown = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA), np.uint8)
    convert(shown)
    return np.asarray(cv2.cvtColor(shown, cv2.COLOR_BGRA2RGB), np.uint8)
