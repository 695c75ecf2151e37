"""From a photo's own colours to the screen's: its ICC profile, as far as Qt understands it.

The screen is taken for sRGB, which is what Qt's widgets assume. Grey profiles and damaged ones
leave the colours as they are. Only what is drawn is converted, never the photo.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

__all__ = ["display_conversion"]


def display_conversion(icc_profile: bytes | None) -> Callable[[NDArray[np.uint8]], None] | None:
    """A function that converts uint8 BGRA pixels (h, w, 4) in place, or None for nothing to do."""
    if not icc_profile:
        return None
    source = QColorSpace.fromIccProfile(icc_profile)
    target = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if not source.isValid() or source.colorModel() is not QColorSpace.ColorModel.Rgb:
        return None
    transform = source.transformationToColorSpace(target)
    if transform.isIdentity():
        return None

    def convert(pixels: NDArray[np.uint8]) -> None:
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        converted = image.colorTransformed(transform)
        rows = np.frombuffer(converted.constBits(), np.uint8)
        pixels[:] = rows.reshape(height, converted.bytesPerLine())[:, : width * 4].reshape(
            height, width, 4
        )

    return convert
