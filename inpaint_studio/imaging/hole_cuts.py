"""Cutting a hole into parts that one window each can fill.

The grid is cut by straight lines into disjoint boxes, so that every hole pixel belongs to exactly
one part. Cuts run through gaps where there are any, and through as little hole as they can where
that costs no window more. Knows nothing of pixels' values or of models.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.hole_grid import HoleGrid
from inpaint_studio.imaging.window_rules import UNLIKE_SIDES, Part, WindowRules

__all__ = ["cut_hole"]


def cut_hole(grid: HoleGrid, rules: WindowRules) -> list[Part]:
    """Cut the grid until one window does for each part."""
    parts: list[Part] = []
    todo = [Box(0, 0, *grid.any_hole.shape)]
    while todo:
        cells = grid.tight_cells(todo.pop())
        if cells.is_empty:
            continue
        thickness = grid.thickness_in(cells)
        halves = _peel(grid, rules, cells, thickness)
        if halves is None:
            core = grid.tight_box(cells)
            if rules.fits(core, thickness):
                parts.append(Part(core, thickness))
                continue
            halves = _halve(grid, rules, cells, thickness)
        todo += halves
    return parts


def _peel(
    grid: HoleGrid, rules: WindowRules, cells: Box, thickness_px: float
) -> tuple[Box, Box] | None:
    """Cut holes much thinner than the thickest off, so that they are not shrunk with it."""
    side, _ = rules.shape(thickness_px)
    if side < UNLIKE_SIDES * rules.native_px:
        return None
    # The least thickness whose window is not much smaller than the largest one here.
    least = thickness_px
    while least > 1 and rules.shape(least * 0.95)[0] * UNLIKE_SIDES >= side:
        least *= 0.95
    inside = grid.thickness_px[cells.slices]
    rows = np.flatnonzero((inside >= least).any(axis=1))
    columns = np.flatnonzero((inside >= least).any(axis=0))
    # What hugs the thick part belongs to it: its ragged border is no hole of its own.
    margin = 1 + round(thickness_px / 8 / grid.cell_px)
    top, bottom = cells.top + int(rows[0]) - margin, cells.top + int(rows[-1]) + 1 + margin
    left, right = cells.left + int(columns[0]) - margin, cells.left + int(columns[-1]) + 1 + margin
    best, most = None, 0
    for cut in (
        _cut_rows(cells, top),
        _cut_rows(cells, bottom),
        _cut_columns(cells, left),
        _cut_columns(cells, right),
    ):
        if cut is None:
            continue
        thin = min(cut, key=lambda part: float(grid.thickness_px[part.slices].max()))
        count = int(np.count_nonzero(grid.any_hole[thin.slices]))
        if count > most:
            best, most = cut, count
    return best


def _halve(grid: HoleGrid, rules: WindowRules, cells: Box, thickness_px: float) -> tuple[Box, Box]:
    """Cut a part too large for one window where that costs no window more and cuts least hole."""
    side, context = rules.shape(thickness_px)
    room = max(1, (side - 2 * context) // grid.cell_px)
    holes = grid.any_hole[cells.slices]
    counts = [
        1 if extent <= side else -(-length // room)
        for extent, length in zip(rules.size, cells.size, strict=True)
    ]
    axis = 0 if counts[0] >= counts[1] else 1
    for gap_axis in (axis, 1 - axis):
        gap = _widest_gap(np.logical_not(holes.any(axis=1 - gap_axis)))
        if gap[1] - gap[0] >= room:
            return _cut_at(cells, gap_axis, gap[0])
    length, number = cells.size[axis], counts[axis]
    part = number // 2
    low = max(1, length - (number - part) * room)
    high = min(length - 1, max(low, part * room))
    lines = holes if axis == 0 else holes.T
    crossing = np.count_nonzero(lines[low - 1 : high] & lines[low : high + 1], axis=1)
    middle = np.abs(np.arange(low, high + 1) - length / 2)
    return _cut_at(cells, axis, low + int(np.lexsort((middle, crossing))[0]))


def _cut_at(cells: Box, axis: int, at: int) -> tuple[Box, Box]:
    """Both parts of `cells`, cut `at` rows (axis 0) or columns (axis 1) from its start."""
    cut = _cut_rows(cells, cells.top + at) if axis == 0 else _cut_columns(cells, cells.left + at)
    if cut is None:
        raise ValueError(f"cut {at} along axis {axis} would leave an empty part of {cells}")
    return cut


def _cut_rows(cells: Box, row: int) -> tuple[Box, Box] | None:
    """Both parts of `cells` above and below `row`; None when one would be empty."""
    if not cells.top < row < cells.bottom:
        return None
    return (
        Box(cells.top, cells.left, row, cells.right),
        Box(row, cells.left, cells.bottom, cells.right),
    )


def _cut_columns(cells: Box, column: int) -> tuple[Box, Box] | None:
    """Both parts of `cells` left and right of `column`; None when one would be empty."""
    if not cells.left < column < cells.right:
        return None
    return (
        Box(cells.top, cells.left, cells.bottom, column),
        Box(cells.top, column, cells.bottom, cells.right),
    )


def _widest_gap(empty: NDArray[np.bool_]) -> tuple[int, int]:
    """Start and end of the longest run of True; (0, 0) for none."""
    steps = np.diff(np.concatenate([[0], empty.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    if len(starts) == 0:
        return 0, 0
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest])
