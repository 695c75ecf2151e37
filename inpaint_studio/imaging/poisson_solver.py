"""Solves Laplace's equation on the pixels of a hole: conjugate gradients with multigrid before them.

The unknowns are the hole's pixels, of any shape; neighbours are tied to each other, and those at
the hole's border to values given there. The preconditioner is one symmetric V-cycle on grids of
2 x 2 cells (W. Briggs, V. Henson, S. McCormick, A Multigrid Tutorial, 2000, chapter 3; O. Tatebe,
The multigrid preconditioned conjugate gradient method, 1993): coarse ties are summed up from fine
ones, so that parts of a hole that do not touch stay apart, and cells are joined bilinearly.
Importing this imports numba. Knows nothing of photographs.
"""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled
from inpaint_studio.progress import ProgressToken

__all__ = ["MembraneSolver"]

_Grid = NDArray[np.float32]

_COARSEST_CELLS = 64
_COARSEST_SWEEPS = 24
_MOST_ROUNDS = 100  # ten times what any hole has needed


class _Level(NamedTuple):
    """One grid, with a rim of one cell around it that is never unknown.

    `right` and `down` are a cell's ties to its neighbours there, `total` the sum of all its ties,
    those to given values included, `inverse` one over that, 0 where nothing is unknown; float32
    (h + 2, w + 2). `guess` and `side` are room to work in, float32 (h + 2, w + 2, 3).
    """

    right: _Grid
    down: _Grid
    total: _Grid
    inverse: _Grid
    guess: _Grid
    side: _Grid


class MembraneSolver:
    """The equation for one hole, three channels at once.

    Parameters
    ----------
    right, down
        float32 (H, W): the strength of the tie between a cell and its neighbour on the right, and
        the one below; 1 between two unknown pixels, 0 where one of the two is known. The last
        column of `right` and the last row of `down` are 0. Not modified.
    held
        float32 (H, W), how strongly each unknown is tied to given values: 1 for each known
        neighbour; >= 0; not modified. Cells without any tie are no unknowns.

    Notes
    -----
    Memory is about 120 bytes a cell: crop to the hole's box.
    """

    def __init__(self, right: _Grid, down: _Grid, held: _Grid) -> None:
        self._anchored = bool((held > 0).any())
        self._levels = [_level(right, down, held)]
        while min(held.shape) > 1 and held.size > _COARSEST_CELLS:
            right, down, held = _coarser(right, down, held)
            self._levels.append(_level(right, down, held))

    def solve(self, right_side: _Grid, tolerance: float, token: ProgressToken) -> _Grid:
        """The membrane, float32 (H, W, 3), zero where nothing is unknown.

        Parameters
        ----------
        right_side
            float32 (H, W, 3): for each unknown the sum of the values it is tied to, each times
            the strength of its tie; not modified.
        tolerance
            Largest error wanted, as far as the preconditioner can tell.

        Raises
        ------
        CancelledError
            Within one round of the iteration after `token.cancel()`.
        """
        level = self._levels[0]
        residual = level.side
        residual.fill(0)
        residual[1:-1, 1:-1] = right_side * (level.inverse[1:-1, 1:-1, None] > 0)
        solution = np.zeros_like(residual)
        if not self._anchored or not residual.any():
            return solution[1:-1, 1:-1]
        self._cycle()
        way, pulled = level.guess.copy(), np.zeros_like(residual)
        energy = _energy(residual, way)[:3]
        for _ in range(_MOST_ROUNDS):
            token.check()
            bent = _apply(level.right, level.down, level.total, way, pulled)
            _advance(solution, residual, way, pulled, _share(energy, bent))
            self._cycle()
            found = _energy(residual, level.guess)
            if found[3] < tolerance:
                break
            former, energy = energy, found[:3]
            _turn(way, level.guess, _share(energy, former))
        return solution[1:-1, 1:-1]

    def _cycle(self) -> None:
        """One symmetric V-cycle: the finest `guess` is about the error that its `side` tells."""
        *finer, coarsest = self._levels
        for level, below in zip(finer, self._levels[1:], strict=True):
            level.guess.fill(0)
            below.side.fill(0)
            _sweep(level.right, level.down, level.inverse, level.side, level.guess, False)
            _restrict(level.right, level.down, level.total, level.side, level.guess, below.side)
        coarsest.guess.fill(0)
        for backward in (False, True) * _COARSEST_SWEEPS:
            _sweep(
                coarsest.right,
                coarsest.down,
                coarsest.inverse,
                coarsest.side,
                coarsest.guess,
                backward,
            )
        for level, below in zip(reversed(finer), self._levels[:0:-1], strict=True):
            _prolong(level.inverse, below.guess, level.guess)
            _sweep(level.right, level.down, level.inverse, level.side, level.guess, True)


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> _Grid:
    return (part / np.maximum(whole, 1e-30)).astype(np.float32)


def _level(right: _Grid, down: _Grid, held: _Grid) -> _Level:
    total = held + right + down
    total[:, 1:] += right[:, :-1]
    total[1:] += down[:-1]
    inverse = np.divide(np.float32(1), total, out=np.zeros_like(total), where=total > 0)
    ties = np.pad(right, 1), np.pad(down, 1), np.pad(total, 1), np.pad(inverse, 1)
    room = (*ties[0].shape, 3)
    return _Level(*ties, np.zeros(room, np.float32), np.zeros(room, np.float32))


def _coarser(right: _Grid, down: _Grid, held: _Grid) -> tuple[_Grid, _Grid, _Grid]:
    """Ties of the grid of 2 x 2 cells: what crosses between two cells is two ties side by side,
    each half as strong over twice the distance."""
    half = np.float32(0.5)
    shape = tuple((side + 1) // 2 for side in held.shape)
    wide, tall = (np.zeros(shape, np.float32) for _ in range(2))
    across = _pairs(right[:, 1::2], 0)
    wide[:, : across.shape[1]] = half * across
    along = _pairs(down[1::2], 1)
    tall[: along.shape[0]] = half * along
    return wide, tall, half * _pairs(_pairs(held, 0), 1)


def _pairs(values: _Grid, axis: int) -> _Grid:
    """Sums of neighbours two by two along `axis`; a last odd one stands alone."""
    first = values[::2] if axis == 0 else values[:, ::2]
    second = values[1::2] if axis == 0 else values[:, 1::2]
    result = np.array(first, np.float32)
    result[: second.shape[0], : second.shape[1]] += second
    return result


@compiled
def _sweep(
    right: _Grid, down: _Grid, inverse: _Grid, side: _Grid, x: _Grid, backward: bool
) -> None:
    """Gauss-Seidel in reading order or exactly against it, in place."""
    height, width = inverse.shape
    for i in range(1, height - 1):
        row = height - 1 - i if backward else i
        for j in range(1, width - 1):
            column = width - 1 - j if backward else j
            share = inverse[row, column]
            if share > 0:
                e, w = right[row, column], right[row, column - 1]
                s, n = down[row, column], down[row - 1, column]
                for c in range(3):
                    pull = e * x[row, column + 1, c] + w * x[row, column - 1, c]
                    pull += s * x[row + 1, column, c] + n * x[row - 1, column, c]
                    x[row, column, c] = (side[row, column, c] + pull) * share


@compiled
def _restrict(
    right: _Grid, down: _Grid, total: _Grid, side: _Grid, x: _Grid, coarse: _Grid
) -> None:
    """Add what is left of `side` to the four nearest cells: the transpose of `_prolong`."""
    height, width = total.shape
    rows, columns = coarse.shape[0] - 2, coarse.shape[1] - 2
    for row in range(1, height - 1):
        near_row = (row + 1) // 2
        far_row = min(max(near_row + (1 if row % 2 == 0 else -1), 1), rows)
        for column in range(1, width - 1):
            held = total[row, column]
            if held > 0:
                near = (column + 1) // 2
                far = min(max(near + (1 if column % 2 == 0 else -1), 1), columns)
                e, w = right[row, column], right[row, column - 1]
                s, n = down[row, column], down[row - 1, column]
                for c in range(3):
                    left = side[row, column, c] - held * x[row, column, c]
                    left += e * x[row, column + 1, c] + w * x[row, column - 1, c]
                    left += s * x[row + 1, column, c] + n * x[row - 1, column, c]
                    left *= np.float32(0.0625)
                    coarse[near_row, near, c] += np.float32(9) * left
                    coarse[near_row, far, c] += np.float32(3) * left
                    coarse[far_row, near, c] += np.float32(3) * left
                    coarse[far_row, far, c] += left


@compiled
def _prolong(inverse: _Grid, coarse: _Grid, x: _Grid) -> None:
    """Add to every unknown what the four nearest cells say, bilinearly."""
    height, width = inverse.shape
    rows, columns = coarse.shape[0] - 2, coarse.shape[1] - 2
    for row in range(1, height - 1):
        near_row = (row + 1) // 2
        far_row = min(max(near_row + (1 if row % 2 == 0 else -1), 1), rows)
        for column in range(1, width - 1):
            if inverse[row, column] > 0:
                near = (column + 1) // 2
                far = min(max(near + (1 if column % 2 == 0 else -1), 1), columns)
                for c in range(3):
                    value = np.float32(9) * coarse[near_row, near, c] + coarse[far_row, far, c]
                    value += np.float32(3) * (coarse[near_row, far, c] + coarse[far_row, near, c])
                    x[row, column, c] += np.float32(0.0625) * value


@compiled
def _apply(right: _Grid, down: _Grid, total: _Grid, x: _Grid, result: _Grid) -> NDArray[np.float64]:
    """The equation's left side into `result`; returns its product with `x`, by channel."""
    energy = np.zeros(3)
    for row in range(1, total.shape[0] - 1):
        for column in range(1, total.shape[1] - 1):
            held = total[row, column]
            if held > 0:
                e, w = right[row, column], right[row, column - 1]
                s, n = down[row, column], down[row - 1, column]
                for c in range(3):
                    pull = e * x[row, column + 1, c] + w * x[row, column - 1, c]
                    pull += s * x[row + 1, column, c] + n * x[row - 1, column, c]
                    value = held * x[row, column, c] - pull
                    result[row, column, c] = value
                    energy[c] += value * x[row, column, c]
    return energy


@compiled
def _energy(residual: _Grid, guess: _Grid) -> NDArray[np.float64]:
    """Products of the two by channel, and the largest magnitude in `guess`."""
    found = np.zeros(4)
    for row in range(guess.shape[0]):
        for column in range(guess.shape[1]):
            for c in range(3):
                value = guess[row, column, c]
                found[c] += residual[row, column, c] * value
                found[3] = max(found[3], abs(value))
    return found


@compiled
def _advance(x: _Grid, residual: _Grid, way: _Grid, pulled: _Grid, step: _Grid) -> None:
    for row in range(x.shape[0]):
        for column in range(x.shape[1]):
            for c in range(3):
                x[row, column, c] += step[c] * way[row, column, c]
                residual[row, column, c] -= step[c] * pulled[row, column, c]


@compiled
def _turn(way: _Grid, guess: _Grid, kept: _Grid) -> None:
    for row in range(way.shape[0]):
        for column in range(way.shape[1]):
            for c in range(3):
                way[row, column, c] = guess[row, column, c] + kept[c] * way[row, column, c]
