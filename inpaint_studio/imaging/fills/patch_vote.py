"""What the patches found say about each pixel of the hole, put together: a compiled loop."""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled
from inpaint_studio.imaging.fills.patch_search import Rules, mean_gap, shift
from inpaint_studio.imaging.fills.pixel_bytes import CHANNELS, TEXTURE, to_byte

__all__ = ["vote"]


@compiled
def vote(
    image: NDArray[np.float32],
    features: NDArray[np.uint8],
    sums: NDArray[np.uint16],
    field: NDArray[np.int16],
    cost: NDArray[np.float32],
    trust: NDArray[np.float32],
    falloff: NDArray[np.float32],
    pixels: NDArray[np.int32],
    start: int,
    stop: int,
    softness: float,
    rules: Rules,
) -> None:
    """Rewrite hole pixels `pixels[start:stop]` as the weighted mean of what their patches say.

    Wexler et al. 2007, section 3: each patch over the pixel has a vote that falls with its
    distance, in units of `softness` times the mean distance of the patches here, and is multiplied
    with `trust` (H, W). Texture bytes are voted on too. Reads known pixels only, besides the
    field, and writes the slice's own pixels.
    """
    height, width = cost.shape
    reach = rules.patch_px // 2
    area = rules.patch_px * rules.patch_px
    for index in range(start, stop):
        y, x = pixels[index, 0], pixels[index, 1]
        top, bottom = max(y - reach, reach), min(y + reach, height - 1 - reach)
        left, right = max(x - reach, reach), min(x + reach, width - 1 - reach)
        least, total, count = np.float32(3.0e38), np.float32(0.0), 0
        for cy in range(top, bottom + 1):
            for cx in range(left, right + 1):
                least = min(least, cost[cy, cx])
                total += cost[cy, cx]
                count += 1
        scale = np.float32(0.125) / (softness * (total / count) + np.float32(area))
        weight = red = green = blue = down = across = np.float32(0.0)
        for cy in range(top, bottom + 1):
            for cx in range(left, right + 1):
                # (1 - t/8)^8 stands for exp(-t): close enough, and far cheaper.
                w = max(np.float32(1.0) - (cost[cy, cx] - least) * scale, np.float32(0.0))
                w *= w
                w *= w
                w *= w
                w *= trust[cy, cx] * falloff[abs(y - cy), abs(x - cx)]
                if w <= 0.0:
                    continue
                my, mx = np.int64(field[cy, cx, 0]), np.int64(field[cy, cx, 1])
                sy, sx = my + y - cy, mx + x - cx
                weight += w
                shift0 = shift1 = shift2 = 0.0
                if rules.bias_cap > 0.0:
                    shift0 = shift(mean_gap(sums, cy, cx, my, mx, 0, area), rules)
                    shift1 = shift(mean_gap(sums, cy, cx, my, mx, 1, area), rules)
                    shift2 = shift(mean_gap(sums, cy, cx, my, mx, 2, area), rules)
                red += w * (image[sy, sx, 0] + np.float32(shift0 / 255.0))
                green += w * (image[sy, sx, 1] + np.float32(shift1 / 255.0))
                blue += w * (image[sy, sx, 2] + np.float32(shift2 / 255.0))
                down += w * features[sy, sx * CHANNELS + TEXTURE]
                across += w * features[sy, sx * CHANNELS + TEXTURE + 1]
        image[y, x, 0] = min(max(red / weight, np.float32(0.0)), np.float32(1.0))
        image[y, x, 1] = min(max(green / weight, np.float32(0.0)), np.float32(1.0))
        image[y, x, 2] = min(max(blue / weight, np.float32(0.0)), np.float32(1.0))
        features[y, x * CHANNELS + TEXTURE] = to_byte(down / weight)
        features[y, x * CHANNELS + TEXTURE + 1] = to_byte(across / weight)
