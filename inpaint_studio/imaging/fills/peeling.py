"""A first fill for a very small image, from the hole's rim inwards: a compiled loop."""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled
from inpaint_studio.imaging.fills.pixel_bytes import CHANNELS, GUIDE, TEXTURE

__all__ = ["peel"]

# Where a drawn edge begins, colours and texture before it speak against it; it must outweigh them.
_GUIDE_WEIGHT = 8


@compiled
def peel(
    image: NDArray[np.float32],
    features: NDArray[np.uint8],
    filled: NDArray[np.uint8],
    sources: NDArray[np.int32],
    layer: NDArray[np.int32],
    start: int,
    stop: int,
    patch_px: int,
) -> None:
    """Fill hole pixels `layer[start:stop]` from the source patch that best fits what is `filled`.

    Every source of `sources` (n, 2) is tried. Only bytes of filled pixels count, and the image's
    border may cut the patch. Writes colour and texture bytes of the slice's own pixels;
    reads filled pixels, so all pixels of a layer must be unfilled until it is done.
    """
    height, width = filled.shape
    reach = patch_px // 2
    area = patch_px * patch_px
    rows = np.empty(area, np.int64)
    columns = np.empty(area, np.int64)
    for index in range(start, stop):
        y, x = np.int64(layer[index, 0]), np.int64(layer[index, 1])
        count, unfilled = 0, area
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                qy, qx = y + dy, x + dx
                if not (0 <= qy < height and 0 <= qx < width):
                    continue
                if filled[qy, qx]:
                    rows[count], columns[count] = dy, dx
                    count += 1
                else:
                    unfilled -= 1
                    rows[unfilled], columns[unfilled] = dy, dx
        best, by, bx = np.int64(1) << 60, np.int64(sources[0, 0]), np.int64(sources[0, 1])
        for source in range(sources.shape[0]):
            sy, sx = np.int64(sources[source, 0]), np.int64(sources[source, 1])
            total = np.int64(0)
            for k in range(count):
                at = (x + columns[k]) * CHANNELS
                other = (sx + columns[k]) * CHANNELS
                row, other_row = y + rows[k], sy + rows[k]
                for channel in (0, 1, 2, TEXTURE, TEXTURE + 1):
                    difference = np.int64(features[row, at + channel]) - np.int64(
                        features[other_row, other + channel]
                    )
                    total += difference * difference
                if total >= best:
                    break
            # Edges count where the colours are still open: there they say what is to come.
            for k in range(unfilled, area if total < best else unfilled):
                at = (x + columns[k]) * CHANNELS + GUIDE
                other = (sx + columns[k]) * CHANNELS + GUIDE
                difference = np.int64(features[y + rows[k], at]) - np.int64(
                    features[sy + rows[k], other]
                )
                total += _GUIDE_WEIGHT * difference * difference
            if total < best:
                best, by, bx = total, sy, sx
        for channel in range(3):
            image[y, x, channel] = image[by, bx, channel]
            features[y, x * CHANNELS + channel] = features[by, bx * CHANNELS + channel]
        for channel in range(TEXTURE, GUIDE):
            features[y, x * CHANNELS + channel] = features[by, bx * CHANNELS + channel]
