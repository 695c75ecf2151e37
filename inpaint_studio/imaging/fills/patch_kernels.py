"""The compiled inner loops of exemplar-based synthesis: describe, compare, search, vote.

Arrays in, arrays changed in place; no policy. Importing this module imports numba, so it is
imported only when a fill runs. All loops release the GIL and work on a slice of a list of pixels,
so that a caller can run slices side by side; what one slice reads and writes is said at each loop.

A pixel is described by `CHANNELS` bytes (see `describe`), a row of an image by ``width *
CHANNELS`` bytes, so that one row of a patch is one run of bytes: the compiler turns the comparison
into a few wide multiply-adds.
"""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "CHANNELS",
    "MEAN_SCALE",
    "describe",
    "lift",
    "measure_means",
    "peel",
    "scatter",
    "search",
    "vote",
]

CHANNELS = 8
"""Bytes per pixel: red, green, blue, gradient down, gradient right, texture down, texture right,
guide."""

MEAN_SCALE = 64
"""Patch means are int16 in units of 1/64 grey level."""

_TEXTURE = 5
_GUIDE = 7
_MIDDLE = 128.0

_F = TypeVar("_F", bound=Callable[..., Any])


def _compiled(function: _F) -> _F:
    """`function` compiled on first call, and kept on disk where the installation allows it."""
    try:
        return cast(_F, njit(nogil=True, cache=True)(function))
    except RuntimeError:  # no folder to keep compiled code in
        return cast(_F, njit(nogil=True)(function))


@_compiled
def _to_byte(value: float) -> np.uint8:
    return np.uint8(min(max(value + 0.5, 0.0), 255.0))


@_compiled
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
    height, width = image.shape[0], image.shape[1]
    gain = gradient_gain * 255.0 * 0.5 * 0.25
    for index in range(start, stop):
        y, x = pixels[index, 0], pixels[index, 1]
        up, down = max(y - 1, 0), min(y + 1, height - 1)
        left, right = max(x - 1, 0), min(x + 1, width - 1)
        at = x * CHANNELS
        for channel in range(3):
            features[y, at + channel] = _to_byte(image[y, x, channel] * 255.0)
        vertical = image[down, x, 0] - image[up, x, 0] + image[down, x, 2] - image[up, x, 2]
        vertical += 2.0 * (image[down, x, 1] - image[up, x, 1])
        across = image[y, right, 0] - image[y, left, 0] + image[y, right, 2] - image[y, left, 2]
        across += 2.0 * (image[y, right, 1] - image[y, left, 1])
        features[y, at + 3] = _to_byte(_MIDDLE + vertical * gain)
        features[y, at + 4] = _to_byte(_MIDDLE + across * gain)


@_compiled
def measure_means(
    features: NDArray[np.uint8],
    means: NDArray[np.int16],
    targets: NDArray[np.int32],
    start: int,
    stop: int,
    patch_px: int,
) -> None:
    """Write the mean colour of the patches around `targets[start:stop]` into `means` (H, W, 3)."""
    reach = patch_px // 2
    scale = MEAN_SCALE / (patch_px * patch_px)
    for index in range(start, stop):
        y, x = targets[index, 0], targets[index, 1]
        red = green = blue = 0
        for row in range(y - reach, y + reach + 1):
            for column in range(x - reach, x + reach + 1):
                red += features[row, column * CHANNELS]
                green += features[row, column * CHANNELS + 1]
                blue += features[row, column * CHANNELS + 2]
        means[y, x, 0] = np.int16(red * scale + 0.5)
        means[y, x, 1] = np.int16(green * scale + 0.5)
        means[y, x, 2] = np.int16(blue * scale + 0.5)


@_compiled
def _squares(
    flat: NDArray[np.uint8],
    first: np.uint64,
    second: np.uint64,
    stride: np.uint64,
    patch_px: int,
    limit: np.int32,
) -> np.int32:
    """Sum of squared byte differences of two patches; stops after the row that passes `limit`."""
    # Unsigned offsets and 32-bit sums: without them the compiler cannot use wide instructions.
    run = np.uint64(patch_px * CHANNELS)
    total = np.int32(0)
    for _ in range(patch_px):
        row = np.int32(0)
        for k in range(run):
            difference = np.int32(np.int32(flat[first + k]) - np.int32(flat[second + k]))
            row = np.int32(row + np.int32(difference * difference))
        first += stride
        second += stride
        total = np.int32(total + row)
        if total > limit:
            break
    return total


@_compiled
def _shift(difference: float, bias_cap: float, bias_give: float) -> float:
    """The brightness added to a source patch whose mean differs by `difference` grey levels."""
    return min(max(difference * bias_give, -bias_cap), bias_cap)


@_compiled
def _cost(
    flat: NDArray[np.uint8],
    means: NDArray[np.int16],
    width: int,
    ty: int,
    tx: int,
    sy: int,
    sx: int,
    patch_px: int,
    best: float,
    bias_cap: float,
    bias_give: float,
    toll: float,
    toll_reach_px: float,
    toll_height: float,
) -> float:
    """Distance of target and source patch after the best allowed shift of brightness per channel.

    The shift b minimises n[(m - b)^2 + (1 / give - 1) b^2] for a mean difference m, cut at the cap;
    by the shift theorem the sum of squares falls by n[m^2 - (m - b)^2], so nothing is added up
    again.
    """
    area = patch_px * patch_px
    saved = 0.0
    if bias_cap > 0.0:
        for channel in range(3):
            m = (np.float64(means[ty, tx, channel]) - np.float64(means[sy, sx, channel])) / (
                MEAN_SCALE
            )
            b = _shift(m, bias_cap, bias_give)
            saved += area * (2.0 * m * b - b * b / bias_give)
    if toll > 0.0:
        away = toll_height * abs(ty - sy) + abs(tx - sx)
        saved -= area * toll * min(away / toll_reach_px, 1.0)
    limit = min(best + saved, 2.0e9)
    if limit < 0.0:
        return 1.0e9
    reach = patch_px // 2
    stride = width * CHANNELS
    first = np.uint64((ty - reach) * stride + (tx - reach) * CHANNELS)
    second = np.uint64((sy - reach) * stride + (sx - reach) * CHANNELS)
    squares = _squares(flat, first, second, np.uint64(stride), patch_px, np.int32(limit))
    return max(np.float64(squares) - saved, 0.0)


@_compiled
def _scramble(state: np.uint64) -> np.uint64:
    """The next state of a 64-bit xorshift generator (Marsaglia 2003)."""
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    return state


@_compiled
def _state_of(seed: int, index: int) -> np.uint64:
    """A generator's state that depends on pass and pixel alone, not on who works on it."""
    state = np.uint64(seed) ^ (np.uint64(index + 1) * np.uint64(0x9E3779B97F4A7C15))
    return _scramble(_scramble(state | np.uint64(1)))


@_compiled
def _random_between(state: np.uint64, low: int, high: int) -> int:
    """A whole number in [low, high] from the upper bits of `state`."""
    return low + np.int64((state >> np.uint64(11)) % np.uint64(high - low + 1))


@_compiled
def search(
    features: NDArray[np.uint8],
    means: NDArray[np.int16],
    usable: NDArray[np.uint8],
    is_target: NDArray[np.uint8],
    field: NDArray[np.int16],
    cost: NDArray[np.float32],
    targets: NDArray[np.int32],
    start: int,
    stop: int,
    forward: bool,
    seed: int,
    radius_px: int,
    patch_px: int,
    bias_cap: float,
    bias_give: float,
    toll: float,
    toll_reach_px: float,
    toll_height: float,
) -> None:
    """One pass of PatchMatch over `targets[start:stop]`: renew costs, propagate, search at random.

    Barnes et al. 2009, section 3.2. `field` (H, W, 2) holds the source centre of each target and
    must be valid; it and `cost` change at the slice's own targets only, and are read one pixel
    around them, so slices run side by side must not touch.
    """
    height, width = usable.shape
    flat = features.reshape(-1)
    step = 1 if forward else -1
    for order in range(stop - start):
        index = start + order if forward else stop - 1 - order
        ty, tx = np.int64(targets[index, 0]), np.int64(targets[index, 1])
        by, bx = np.int64(field[ty, tx, 0]), np.int64(field[ty, tx, 1])
        best = _cost(
            flat,
            means,
            width,
            ty,
            tx,
            by,
            bx,
            patch_px,
            2.0e9,
            bias_cap,
            bias_give,
            toll,
            toll_reach_px,
            toll_height,
        )
        for turn in range(4):
            dy = step * (1, 0, -1, 0)[turn]
            dx = step * (0, 1, 0, -1)[turn]
            ny, nx = ty - dy, tx - dx
            if ny < 0 or nx < 0 or ny >= height or nx >= width or not is_target[ny, nx]:
                continue
            sy, sx = field[ny, nx, 0] + dy, field[ny, nx, 1] + dx
            if sy < 0 or sx < 0 or sy >= height or sx >= width or not usable[sy, sx]:
                continue
            if sy == by and sx == bx:
                continue
            found = _cost(
                flat,
                means,
                width,
                ty,
                tx,
                sy,
                sx,
                patch_px,
                best,
                bias_cap,
                bias_give,
                toll,
                toll_reach_px,
                toll_height,
            )
            if found < best:
                best, by, bx = found, sy, sx
        state = _state_of(seed, index)
        radius = radius_px
        while radius >= 1:
            state = _scramble(state)
            sy = _random_between(state, max(by - radius, 0), min(by + radius, height - 1))
            state = _scramble(state)
            sx = _random_between(state, max(bx - radius, 0), min(bx + radius, width - 1))
            if usable[sy, sx] and not (sy == by and sx == bx):
                found = _cost(
                    flat,
                    means,
                    width,
                    ty,
                    tx,
                    sy,
                    sx,
                    patch_px,
                    best,
                    bias_cap,
                    bias_give,
                    toll,
                    toll_reach_px,
                    toll_height,
                )
                if found < best:
                    best, by, bx = found, sy, sx
            radius //= 2
        field[ty, tx, 0] = by
        field[ty, tx, 1] = bx
        cost[ty, tx] = best


@_compiled
def vote(
    image: NDArray[np.float32],
    features: NDArray[np.uint8],
    means: NDArray[np.int16],
    field: NDArray[np.int16],
    cost: NDArray[np.float32],
    trust: NDArray[np.float32],
    falloff: NDArray[np.float32],
    pixels: NDArray[np.int32],
    start: int,
    stop: int,
    patch_px: int,
    softness: float,
    bias_cap: float,
    bias_give: float,
) -> None:
    """Rewrite hole pixels `pixels[start:stop]` as the weighted mean of what their patches say.

    Wexler et al. 2007, section 3: each patch over the pixel has a vote that falls with its
    distance, in units of `softness` times the mean distance of the patches here, and is multiplied
    with `trust` (H, W). Texture bytes are voted on too. Reads known pixels only, besides the
    field, and writes the slice's own pixels.
    """
    height, width = cost.shape
    reach = patch_px // 2
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
        scale = np.float32(0.125) / (softness * (total / count) + np.float32(patch_px * patch_px))
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
                if bias_cap > 0.0:
                    unit = 1.0 / MEAN_SCALE
                    shift0 = _shift(
                        (means[cy, cx, 0] - means[my, mx, 0]) * unit, bias_cap, bias_give
                    )
                    shift1 = _shift(
                        (means[cy, cx, 1] - means[my, mx, 1]) * unit, bias_cap, bias_give
                    )
                    shift2 = _shift(
                        (means[cy, cx, 2] - means[my, mx, 2]) * unit, bias_cap, bias_give
                    )
                red += w * (image[sy, sx, 0] + np.float32(shift0 / 255.0))
                green += w * (image[sy, sx, 1] + np.float32(shift1 / 255.0))
                blue += w * (image[sy, sx, 2] + np.float32(shift2 / 255.0))
                down += w * features[sy, sx * CHANNELS + _TEXTURE]
                across += w * features[sy, sx * CHANNELS + _TEXTURE + 1]
        image[y, x, 0] = min(max(red / weight, np.float32(0.0)), np.float32(1.0))
        image[y, x, 1] = min(max(green / weight, np.float32(0.0)), np.float32(1.0))
        image[y, x, 2] = min(max(blue / weight, np.float32(0.0)), np.float32(1.0))
        features[y, x * CHANNELS + _TEXTURE] = _to_byte(down / weight)
        features[y, x * CHANNELS + _TEXTURE + 1] = _to_byte(across / weight)


@_compiled
def scatter(
    field: NDArray[np.int16],
    usable: NDArray[np.uint8],
    sources: NDArray[np.int32],
    targets: NDArray[np.int32],
    start: int,
    stop: int,
    seed: int,
    radius_px: int,
) -> None:
    """Give `targets[start:stop]` random usable sources, near ones where a few tries find any."""
    height, width = usable.shape
    for index in range(start, stop):
        ty, tx = np.int64(targets[index, 0]), np.int64(targets[index, 1])
        state = _state_of(seed, index)
        found = False
        for _ in range(16):
            state = _scramble(state)
            y = _random_between(state, max(ty - radius_px, 0), min(ty + radius_px, height - 1))
            state = _scramble(state)
            x = _random_between(state, max(tx - radius_px, 0), min(tx + radius_px, width - 1))
            if usable[y, x]:
                found = True
                break
        if not found:
            state = _scramble(state)
            chosen = _random_between(state, 0, sources.shape[0] - 1)
            y, x = np.int64(sources[chosen, 0]), np.int64(sources[chosen, 1])
        field[ty, tx, 0] = y
        field[ty, tx, 1] = x


@_compiled
def lift(
    coarse_field: NDArray[np.int16],
    coarse_is_target: NDArray[np.uint8],
    field: NDArray[np.int16],
    usable: NDArray[np.uint8],
    targets: NDArray[np.int32],
    start: int,
    stop: int,
    orphans: NDArray[np.uint8],
) -> None:
    """Give `targets[start:stop]` the doubled sources of their parents in the next coarser level.

    Where the doubled source is not usable, the nearest usable one within three pixels is taken.
    `orphans` (n,) is set to 1 for targets with no parent or no such source; their field is left.
    """
    height, width = usable.shape
    for index in range(start, stop):
        ty, tx = np.int64(targets[index, 0]), np.int64(targets[index, 1])
        best_y, best_x, best = 0, 0, 1000
        for around in range(9):
            # The parent first; then those beside it, for rims that the coarser mask did not have.
            py = ty // 2 + (0, -1, 1, 0, 0, -1, -1, 1, 1)[around]
            px = tx // 2 + (0, 0, 0, -1, 1, -1, 1, -1, 1)[around]
            if py < 0 or px < 0:
                continue
            if py >= coarse_is_target.shape[0] or px >= coarse_is_target.shape[1]:
                continue
            if not coarse_is_target[py, px]:
                continue
            sy = 2 * np.int64(coarse_field[py, px, 0]) + ty - 2 * py
            sx = 2 * np.int64(coarse_field[py, px, 1]) + tx - 2 * px
            if 0 <= sy < height and 0 <= sx < width and usable[sy, sx]:
                best_y, best_x, best = sy, sx, 0
                break
            for dy in range(-3, 4):
                for dx in range(-3, 4):
                    y, x = sy + dy, sx + dx
                    if y < 0 or x < 0 or y >= height or x >= width or not usable[y, x]:
                        continue
                    if dy * dy + dx * dx < best:
                        best_y, best_x, best = y, x, dy * dy + dx * dx
            if best < 1000:
                break
        orphans[index] = best == 1000
        if best < 1000:
            field[ty, tx, 0] = best_y
            field[ty, tx, 1] = best_x


@_compiled
def peel(
    image: NDArray[np.float32],
    features: NDArray[np.uint8],
    filled: NDArray[np.uint8],
    field: NDArray[np.int16],
    sources: NDArray[np.int32],
    layer: NDArray[np.int32],
    start: int,
    stop: int,
    patch_px: int,
) -> None:
    """Fill hole pixels `layer[start:stop]` from the source patch that best fits what is `filled`.

    Every source of `sources` (n, 2) is tried. Only bytes of filled pixels count, and the image's
    border may cut the patch. Writes colour, texture and colour bytes of the slice's own pixels and
    their field; reads filled pixels, so all pixels of a layer must be unfilled until it is done.
    """
    height, width = filled.shape
    reach = patch_px // 2
    rows = np.empty(patch_px * patch_px, np.int64)
    columns = np.empty(patch_px * patch_px, np.int64)
    for index in range(start, stop):
        y, x = np.int64(layer[index, 0]), np.int64(layer[index, 1])
        count = 0
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                qy, qx = y + dy, x + dx
                if 0 <= qy < height and 0 <= qx < width and filled[qy, qx]:
                    rows[count], columns[count] = dy, dx
                    count += 1
        best, by, bx = np.int64(1) << 60, np.int64(sources[0, 0]), np.int64(sources[0, 1])
        for source in range(sources.shape[0]):
            sy, sx = np.int64(sources[source, 0]), np.int64(sources[source, 1])
            total = np.int64(0)
            for k in range(count):
                at = (x + columns[k]) * CHANNELS
                other = (sx + columns[k]) * CHANNELS
                row, other_row = y + rows[k], sy + rows[k]
                for channel in (0, 1, 2, 5, 6, 7):
                    difference = np.int64(features[row, at + channel]) - np.int64(
                        features[other_row, other + channel]
                    )
                    total += difference * difference
                if total >= best:
                    break
            if total < best:
                best, by, bx = total, sy, sx
        for channel in range(3):
            image[y, x, channel] = image[by, bx, channel]
            features[y, x * CHANNELS + channel] = features[by, bx * CHANNELS + channel]
        for channel in range(_TEXTURE, _GUIDE):
            features[y, x * CHANNELS + channel] = features[by, bx * CHANNELS + channel]
        field[y, x, 0] = by
        field[y, x, 1] = bx
