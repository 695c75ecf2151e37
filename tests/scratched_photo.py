"""Drawn photographs for the tests of finders: a soft landscape, and the same with scratches."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def landscape(height: int = 240, width: int = 320, *, grain: float = 3.0) -> NDArray[np.uint8]:
    """A sky, a hill and some grain; nothing thin in it."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    light = 150 + 50 * rows / height + 12 * np.sin(columns / 40)
    hill = rows > height * (0.6 + 0.1 * np.sin(columns / 60))
    light = cv2.GaussianBlur(np.where(hill, 80, light).astype(np.float32), (0, 0), 3)
    light += np.random.default_rng(1).normal(0, grain, light.shape).astype(np.float32)
    return np.clip(light, 0, 255).astype(np.uint8)[..., None].repeat(3, 2)


def scratched(
    image: NDArray[np.uint8], tone: int = 250
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """A copy with two scratches, and where they are."""
    height, width = image.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    cv2.line(mask, (width // 6, height // 8), (width // 2, height * 7 // 8), (255,), 2, cv2.LINE_AA)
    cv2.line(
        mask, (width // 2, height // 6), (width * 9 // 10, height // 3), (255,), 2, cv2.LINE_AA
    )
    cover = mask[..., None] / np.float32(255)
    return (image * (1 - cover) + tone * cover).astype(np.uint8), mask > 127
