"""The known patch that is most like a place, near ones before far ones: a compiled loop."""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled

__all__ = ["offsets_by_distance", "search"]


@lru_cache(maxsize=2)
def offsets_by_distance(reach_px: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Rows and columns down and right, int32 (n, 2), of a square of `reach_px` around a place,
    nearest first, and their distances in pixels, float32 (n,). Kept, and so not to be modified."""
    down, right = np.mgrid[-reach_px : reach_px + 1, -reach_px : reach_px + 1].reshape(2, -1)
    distances = np.hypot(down, right)
    order = np.argsort(distances, kind="stable")
    offsets = np.stack([down, right], axis=1)[order].astype(np.int32)
    return offsets, distances[order].astype(np.float32)


@compiled
def search(
    lab: NDArray[np.float32],
    usable: NDArray[np.bool_],
    known: NDArray[np.int32],
    row: int,
    column: int,
    offsets: NDArray[np.int32],
    distances: NDArray[np.float32],
    far: float,
) -> int:
    """Index of the best offset from the place at `row`, `column`; -1 if none leads to a usable patch.

    The cost of a patch is the sum of squared differences over the `known` pixels, int32 (n, 2)
    relative to the place, and `far` times the distance for each value compared. Offsets come
    nearest first, so that the search is over where distance alone costs more than the best patch.

    Parameters
    ----------
    lab
        float32 (H, W, 3).
    usable
        bool (H, W): where a place may be moved to.
    """
    height, width = usable.shape
    flat = lab.reshape(-1)
    count = known.shape[0]
    steps = np.empty(count, np.int64)
    wanted = np.empty((count, 3), np.float32)
    for k in range(count):
        steps[k] = 3 * (np.int64(known[k, 0]) * width + known[k, 1])
        for channel in range(3):
            wanted[k, channel] = lab[row + known[k, 0], column + known[k, 1], channel]
    weight = np.float32(far * count * 3)
    best, found = np.float32(np.inf), -1
    for index in range(offsets.shape[0]):
        total = weight * distances[index]
        if total >= best:
            break
        y, x = row + offsets[index, 0], column + offsets[index, 1]
        if not (0 <= y < height and 0 <= x < width) or not usable[y, x]:
            continue
        centre = 3 * (y * width + x)
        for k in range(count):
            at = centre + steps[k]
            light = wanted[k, 0] - flat[at]
            red = wanted[k, 1] - flat[at + 1]
            yellow = wanted[k, 2] - flat[at + 2]
            total += light * light + red * red + yellow * yellow
            if total >= best:
                break
        if total < best:
            best, found = total, index
    return found
