"""The unknowns of a hole as lists, and the coarser grids of a multigrid solver made from them.

Only unknowns are stored, in reading order, so that time and memory follow the hole, not the box
around it. Coarse ties are summed up from fine ones, so that parts of a hole that do not touch stay
apart. Importing this imports numba. Knows nothing of equations.
"""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled

__all__ = ["Cells", "GridLevel", "make_levels"]

_Values = NDArray[np.float32]
_Places = NDArray[np.int32]

_COARSEST_CELLS = 64


class Cells(NamedTuple):
    """The unknowns of one hole, in reading order.

    Attributes
    ----------
    rows, columns
        int32 (n,): where each cell is, from 0 on.
    right, down
        float32 (n,): the strength of the tie to the neighbour on the right, and to the one below;
        1 between two unknown pixels, 0 where that neighbour is no unknown.
    held
        float32 (n,), how strongly each is tied to given values: 1 for each known neighbour; >= 0.
    """

    rows: _Places
    columns: _Places
    right: _Values
    down: _Values
    held: _Values


class GridLevel(NamedTuple):
    """One grid as lists; entry 0 and the last one stand for "no cell" and are never unknown.

    A cell's neighbour on the right, if it is tied to one, comes next in the list. `below` and
    `above` are the places of the other two, 0 for none. `total` is the sum of all ties of a cell,
    those to given values included, `inverse` one over that, 0 where nothing ties it. `parents` are
    the four cells of the next grid that are nearest to a cell, the one that holds it first;
    (0, 4) in the coarsest. `guess` and `side` are room to work in, float32 (n + 2, 3).
    """

    right: _Values
    down: _Values
    below: _Places
    above: _Places
    total: _Values
    inverse: _Values
    parents: _Places
    guess: _Values
    side: _Values


def make_levels(cells: Cells) -> list[GridLevel]:
    """The grids of a hole, its own first; each further one has cells of 2 x 2 of the one before."""
    levels: list[GridLevel] = []
    below = _cells_below(cells.rows, cells.columns, cells.down)
    while len(cells.rows) > _COARSEST_CELLS:
        coarser, parents = _coarser(cells)
        levels.append(_level(cells, below, parents))
        below = _below_coarser(below, parents[:, 0], cells.rows, len(coarser.rows))
        cells = coarser
    levels.append(_level(cells, below, np.zeros((0, 4), np.int32)))
    return levels


def _level(cells: Cells, below: _Places, parents: _Places) -> GridLevel:
    right, down, held = (np.pad(each, 1) for each in (cells.right, cells.down, cells.held))
    above = np.zeros_like(below)
    above[below] = np.arange(len(below), dtype=np.int32)
    above[0] = 0
    total = held + right + down
    total[1:] += right[:-1]
    total += down[above]
    inverse = np.divide(np.float32(1), total, out=np.zeros_like(total), where=total > 0)
    guess, side = (np.zeros((len(total), 3), np.float32) for _ in range(2))
    return GridLevel(right, down, below, above, total, inverse, parents, guess, side)


def _coarser(cells: Cells) -> tuple[Cells, _Places]:
    """The cells of 2 x 2 cells, and for each fine cell the four that are nearest to it.

    What crosses between two cells is two ties side by side, each half as strong over twice the
    distance.
    """
    starts = _row_starts(cells.rows)
    parents = np.zeros((len(cells.rows), 4), np.int32)
    rows, columns = _joined_cells(starts, cells.columns, parents)
    _find_parents(starts, cells.columns, _row_starts(rows), columns, parents)
    values = np.zeros((3, len(rows)), np.float32)
    _sum_ties(*cells, parents, *values)
    return Cells(rows, columns, *values), parents


def _row_starts(rows: _Places) -> _Places:
    """Where each row begins in a list in reading order; one more for the end."""
    return np.searchsorted(rows, np.arange(int(rows[-1]) + 2)).astype(np.int32)


def _below_coarser(below: _Places, parent: _Places, rows: _Places, count: int) -> _Places:
    """`below` of the coarser grid: a cell lies under another if the fine ones do."""
    result = np.zeros(count + 2, np.int32)
    crosses = np.flatnonzero((below[1:-1] > 0) & (rows % 2 == 1))
    result[parent[crosses]] = parent[below[1:-1][crosses] - 1]
    return result


@compiled
def _cells_below(rows: _Places, columns: _Places, down: _Values) -> _Places:
    """For each cell, counted from 1, the place of the one that it is tied to below, or 0."""
    count = len(rows)
    below = np.zeros(count + 2, np.int32)
    other = 0
    for own in range(count):
        if down[own] > 0:
            row, column = rows[own] + 1, columns[own]
            while rows[other] < row or (rows[other] == row and columns[other] < column):
                other += 1
            below[own + 1] = other + 1
    return below


@compiled
def _joined_cells(starts: _Places, columns: _Places, parents: _Places) -> tuple[_Places, _Places]:
    """Rows and columns of the cells of 2 x 2; notes for each fine cell, in `parents`, its own."""
    count = len(columns)
    new_rows, new_columns = np.empty(count, np.int32), np.empty(count, np.int32)
    found = 0
    height = len(starts) - 1
    for row in range((height + 1) // 2):
        one, one_end = starts[2 * row], starts[2 * row + 1]
        two, two_end = one_end, starts[min(2 * row + 2, height)]
        while one < one_end or two < two_end:
            column = np.int32(1 << 30)
            if one < one_end:
                column = columns[one] // 2
            if two < two_end:
                column = min(column, columns[two] // 2)
            new_rows[found], new_columns[found] = row, column
            found += 1
            while one < one_end and columns[one] // 2 == column:
                parents[one, 0] = found
                one += 1
            while two < two_end and columns[two] // 2 == column:
                parents[two, 0] = found
                two += 1
    return new_rows[:found].copy(), new_columns[:found].copy()


@compiled
def _find_parents(
    starts: _Places,
    columns: _Places,
    coarse_starts: _Places,
    coarse_columns: _Places,
    parents: _Places,
) -> None:
    """Complete `parents`: beside the own one, its neighbour on the nearer side in the row, and the
    same two of the nearer row. Beyond the grid's border its border counts; 0 where there is none.
    """
    last_row, last_column = len(coarse_starts) - 2, coarse_columns.max()
    for row in range(len(starts) - 1):
        near = row // 2
        far = min(max(near + (1 if row % 2 == 1 else -1), 0), last_row)
        at, end = coarse_starts[far], coarse_starts[far + 1]
        begin = at
        for own in range(starts[row], starts[row + 1]):
            parent = parents[own, 0]
            column = columns[own] // 2
            aside = min(max(column + (1 if columns[own] % 2 == 1 else -1), 0), last_column)
            step = aside - column
            beside = parent - 1 + step
            is_there = coarse_starts[near] <= beside < coarse_starts[near + 1]
            if is_there and coarse_columns[beside] == aside:
                parents[own, 1] = beside + 1
            while at < end and coarse_columns[at] < column:
                at += 1
            if at < end and coarse_columns[at] == column:
                parents[own, 2] = at + 1
            place = at
            if step == 1 and at < end and coarse_columns[at] == column:
                place += 1
            if step == -1:
                place -= 1
            if begin <= place < end and coarse_columns[place] == aside:
                parents[own, 3] = place + 1


@compiled
def _sum_ties(
    rows: _Places,
    columns: _Places,
    right: _Values,
    down: _Values,
    held: _Values,
    parents: _Places,
    coarse_right: _Values,
    coarse_down: _Values,
    coarse_held: _Values,
) -> None:
    half = np.float32(0.5)
    for own in range(len(rows)):
        parent = parents[own, 0] - 1
        coarse_held[parent] += half * held[own]
        if columns[own] % 2 == 1:
            coarse_right[parent] += half * right[own]
        if rows[own] % 2 == 1:
            coarse_down[parent] += half * down[own]
