"""Pixels as the few bytes by which patches are compared: compiled loops.

A row of an image is ``width * CHANNELS`` bytes, so that one row of a patch is one run of bytes,
which the compiler compares with wide instructions. Arrays in, arrays changed in place.
"""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled

__all__ = ["CHANNELS", "GUIDE", "TEXTURE", "add_up", "describe", "describe_rows", "to_byte"]

CHANNELS = 8
"""Bytes per pixel: red, green, blue, gradient down, gradient right, texture down, texture right,
guide."""

TEXTURE = 5
"""The first of the two texture bytes."""

GUIDE = 7

_MIDDLE = 128.0


@compiled
def to_byte(value: float) -> np.uint8:
    return np.uint8(min(max(value + 0.5, 0.0), 255.0))


@compiled
def _describe_pixel(
    image: NDArray[np.float32], features: NDArray[np.uint8], y: int, x: int, gain: float
) -> None:
    height, width = image.shape[0], image.shape[1]
    up, down = max(y - 1, 0), min(y + 1, height - 1)
    left, right = max(x - 1, 0), min(x + 1, width - 1)
    at = x * CHANNELS
    for channel in range(3):
        features[y, at + channel] = to_byte(image[y, x, channel] * 255.0)
    # Central differences of (R + 2G + B) / 4: the two halves and the quarter are in the factor.
    factor = gain * 255.0 * 0.125
    vertical = image[down, x, 0] - image[up, x, 0] + image[down, x, 2] - image[up, x, 2]
    vertical += 2.0 * (image[down, x, 1] - image[up, x, 1])
    across = image[y, right, 0] - image[y, left, 0] + image[y, right, 2] - image[y, left, 2]
    across += 2.0 * (image[y, right, 1] - image[y, left, 1])
    features[y, at + 3] = to_byte(_MIDDLE + vertical * factor)
    features[y, at + 4] = to_byte(_MIDDLE + across * factor)


@compiled
def describe(
    image: NDArray[np.float32],
    features: NDArray[np.uint8],
    pixels: NDArray[np.int32],
    start: int,
    stop: int,
    gradient_gain: float,
) -> None:
    """Write colour and gradient bytes of `pixels[start:stop]` from the float image (H, W, 3).

    Texture and guide bytes are left alone. Reads the image around the pixels, writes only theirs.
    """
    for index in range(start, stop):
        y, x = np.int64(pixels[index, 0]), np.int64(pixels[index, 1])
        _describe_pixel(image, features, y, x, gradient_gain)


@compiled
def describe_rows(
    image: NDArray[np.float32],
    features: NDArray[np.uint8],
    start: int,
    stop: int,
    gradient_gain: float,
) -> None:
    """`describe` for all pixels of the rows `start` to `stop`."""
    for y in range(start, stop):
        for x in range(image.shape[1]):
            _describe_pixel(image, features, y, x, gradient_gain)


@compiled
def add_up(
    features: NDArray[np.uint8],
    sums: NDArray[np.uint16],
    targets: NDArray[np.int32],
    start: int,
    stop: int,
    patch_px: int,
) -> None:
    """Write the colour sums of the patches around `targets[start:stop]` into `sums` (H, W, 3)."""
    reach = patch_px // 2
    for index in range(start, stop):
        y, x = targets[index, 0], targets[index, 1]
        red = green = blue = 0
        for row in range(y - reach, y + reach + 1):
            for column in range(x - reach, x + reach + 1):
                red += features[row, column * CHANNELS]
                green += features[row, column * CHANNELS + 1]
                blue += features[row, column * CHANNELS + 2]
        sums[y, x, 0] = red
        sums[y, x, 1] = green
        sums[y, x, 2] = blue
