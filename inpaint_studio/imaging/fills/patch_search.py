"""Which known patch is most like each patch of the hole: compiled loops.

Lists of pixels are in raster order; a loop works on a slice of one, so that a caller can run
slices side by side. The field (H, W, 2) holds, for each target, the centre of its source patch.
"""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled
from inpaint_studio.imaging.fills.pixel_bytes import CHANNELS

__all__ = ["Rules", "lift", "mean_gap", "scatter", "search", "shift"]


class Rules(NamedTuple):
    """What makes two patches alike.

    Attributes
    ----------
    patch_px
        Side of a patch, odd.
    bias_cap
        Grey levels (of 255) by which a source patch may be made brighter or darker, per channel.
    bias_give
        Share of a difference in mean that is made up for, in (0, 1].
    toll
        Squared grey levels per pixel that a source costs when `toll_reach_px` away or farther;
        nearer ones cost in proportion.
    """

    patch_px: int
    bias_cap: float
    bias_give: float
    toll: float
    toll_reach_px: float


@compiled
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


@compiled
def mean_gap(
    sums: NDArray[np.uint16], ty: int, tx: int, sy: int, sx: int, channel: int, area: int
) -> float:
    """By how many grey levels the target patch is brighter than the source patch."""
    return (np.float64(sums[ty, tx, channel]) - np.float64(sums[sy, sx, channel])) / area


@compiled
def shift(gap: float, rules: Rules) -> float:
    """The grey levels added to a source patch that is darker by `gap`."""
    return min(max(gap * rules.bias_give, -rules.bias_cap), rules.bias_cap)


@compiled
def _cost(
    flat: NDArray[np.uint8],
    sums: NDArray[np.uint16],
    width: int,
    ty: int,
    tx: int,
    sy: int,
    sx: int,
    best: float,
    rules: Rules,
) -> float:
    """Distance of target and source patch after the best allowed shift of brightness per channel.

    The shift b minimises n[(m - b)^2 + (1 / give - 1) b^2] for a mean difference m, cut at the cap;
    by the shift theorem the sum of squares falls by n[m^2 - (m - b)^2], so nothing is added up
    again.
    """
    area = rules.patch_px * rules.patch_px
    saved = 0.0
    if rules.bias_cap > 0.0:
        for channel in range(3):
            m = mean_gap(sums, ty, tx, sy, sx, channel, area)
            b = shift(m, rules)
            saved += area * (2.0 * m * b - b * b / rules.bias_give)
    if rules.toll > 0.0:
        away = abs(ty - sy) + abs(tx - sx)
        saved -= area * rules.toll * min(away / rules.toll_reach_px, 1.0)
    limit = min(best + saved, 2.0e9)
    if limit < 0.0:
        return 1.0e9
    reach = rules.patch_px // 2
    stride = width * CHANNELS
    first = np.uint64((ty - reach) * stride + (tx - reach) * CHANNELS)
    second = np.uint64((sy - reach) * stride + (sx - reach) * CHANNELS)
    squares = _squares(flat, first, second, np.uint64(stride), rules.patch_px, np.int32(limit))
    return max(np.float64(squares) - saved, 0.0)


@compiled
def _scramble(state: np.uint64) -> np.uint64:
    """The next state of a 64-bit xorshift generator (Marsaglia 2003)."""
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    return state


@compiled
def _state_of(seed: int, index: int) -> np.uint64:
    """A generator's state that depends on pass and pixel alone, not on who works on it."""
    state = np.uint64(seed) ^ (np.uint64(index + 1) * np.uint64(0x9E3779B97F4A7C15))
    return _scramble(_scramble(state | np.uint64(1)))


@compiled
def _random_between(state: np.uint64, low: int, high: int) -> int:
    """A whole number in [low, high] from the upper half of `state`, without a division."""
    span = np.uint64(high - low + 1)
    return low + np.int64(((state >> np.uint64(32)) * span) >> np.uint64(32))


@compiled
def search(
    features: NDArray[np.uint8],
    sums: NDArray[np.uint16],
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
    rules: Rules,
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
        best = _cost(flat, sums, width, ty, tx, by, bx, 2.0e9, rules)
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
            found = _cost(flat, sums, width, ty, tx, sy, sx, best, rules)
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
                found = _cost(flat, sums, width, ty, tx, sy, sx, best, rules)
                if found < best:
                    best, by, bx = found, sy, sx
            radius //= 2
        field[ty, tx, 0] = by
        field[ty, tx, 1] = bx
        cost[ty, tx] = best


@compiled
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


@compiled
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
