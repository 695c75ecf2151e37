"""Solves Laplace's equation on the pixels of a hole: conjugate gradients with multigrid before them.

The unknowns are the hole's pixels, of any shape; neighbours are tied to each other, and those at
the hole's border to values given there. Only unknowns are stored, as a list in reading order: time
and memory follow the hole, not the box around it. The preconditioner is one symmetric V-cycle on
grids of 2 x 2 cells (W. Briggs, V. Henson, S. McCormick, A Multigrid Tutorial, 2000, chapter 3;
O. Tatebe, The multigrid preconditioned conjugate gradient method, 1993): coarse ties are summed up
from fine ones, so that parts of a hole that do not touch stay apart, and cells are joined
bilinearly. Importing this imports numba. Knows nothing of photographs.
"""

# The annotations say what callers pass; inside, whole numbers are numba's, which mypy takes amiss.
# mypy: disable-error-code="arg-type, assignment, return-value"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled
from inpaint_studio.imaging.poisson_grids import Cells, GridLevel, make_levels
from inpaint_studio.progress import ProgressToken

__all__ = ["MembraneSolver"]

_Values = NDArray[np.float32]
_Places = NDArray[np.int32]

_COARSEST_SWEEPS = 24
_MOST_ROUNDS = 100  # ten times what any hole has needed


class MembraneSolver:
    """The equation for one hole, three channels at once.

    Parameters
    ----------
    cells
        The unknowns; not modified. Cells without any tie stay zero.

    Notes
    -----
    Memory is about 150 bytes a cell.
    """

    def __init__(self, cells: Cells) -> None:
        self._anchored = bool((cells.held > 0).any())
        self._levels = make_levels(cells)

    def solve(self, right_side: _Values, tolerance: float, token: ProgressToken) -> _Values:
        """The membrane, float32 (n, 3), in the order of the cells.

        Parameters
        ----------
        right_side
            float32 (n, 3): for each unknown the sum of the values it is tied to, each times the
            strength of its tie; not modified.
        tolerance
            Largest error wanted, as far as the preconditioner can tell.

        Raises
        ------
        CancelledError
            Within one round of the iteration after `token.cancel()`.
        """
        level = self._levels[0]
        residual = level.side
        residual[1:-1] = right_side * (level.inverse[1:-1, None] > 0)
        solution = np.zeros_like(residual)
        if not self._anchored or not residual.any():
            return solution[1:-1]
        self._cycle()
        way, pulled = level.guess.copy(), np.zeros_like(residual)
        energy = _energy(residual, way)[:3]
        for _ in range(_MOST_ROUNDS):
            token.check()
            bent = _apply(
                level.right, level.down, level.below, level.above, level.total, way, pulled
            )
            _advance(solution, residual, way, pulled, _share(energy, bent))
            self._cycle()
            found = _energy(residual, level.guess)
            if found[3] < tolerance:
                break
            former, energy = energy, found[:3]
            _turn(way, level.guess, _share(energy, former))
        return solution[1:-1]

    def _cycle(self) -> None:
        """One symmetric V-cycle: the finest `guess` is about the error that its `side` tells."""
        *finer, coarsest = self._levels
        for level, coarser in zip(finer, self._levels[1:], strict=True):
            level.guess.fill(0)
            coarser.side.fill(0)
            self._sweep(level, backward=False)
            _restrict(
                level.right, level.down, level.below, level.above, level.total, level.parents,
                level.side, level.guess, coarser.side,
            )  # fmt: skip
        coarsest.guess.fill(0)
        for backward in (False, True) * _COARSEST_SWEEPS:
            self._sweep(coarsest, backward=backward)
        for level, coarser in zip(reversed(finer), self._levels[:0:-1], strict=True):
            _prolong(level.inverse, level.parents, coarser.guess, level.guess)
            self._sweep(level, backward=True)

    @staticmethod
    def _sweep(level: GridLevel, *, backward: bool) -> None:
        _sweep(
            level.right, level.down, level.below, level.above, level.inverse, level.side,
            level.guess, backward,
        )  # fmt: skip


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> _Values:
    return (part / np.maximum(whole, 1e-30)).astype(np.float32)


@compiled
def _sweep(
    right: _Values,
    down: _Values,
    below: _Places,
    above: _Places,
    inverse: _Values,
    side: _Values,
    x: _Values,
    backward: bool,
) -> None:
    """Gauss-Seidel in reading order or exactly against it, in place."""
    count = len(inverse) - 2
    for i in range(1, count + 1):
        own = count + 1 - i if backward else i
        share = inverse[own]
        if share > 0:
            under, over = below[own], above[own]
            e, w, s, n = right[own], right[own - 1], down[own], down[over]
            for c in range(3):
                pull = e * x[own + 1, c] + w * x[own - 1, c] + s * x[under, c] + n * x[over, c]
                x[own, c] = (side[own, c] + pull) * share


@compiled
def _restrict(
    right: _Values,
    down: _Values,
    below: _Places,
    above: _Places,
    total: _Values,
    parents: _Places,
    side: _Values,
    x: _Values,
    coarse: _Values,
) -> None:
    """Add what is left of `side` to the four nearest cells: the transpose of `_prolong`."""
    for own in range(1, len(total) - 1):
        held = total[own]
        if held > 0:
            under, over = below[own], above[own]
            e, w, s, n = right[own], right[own - 1], down[own], down[over]
            one, two = parents[own - 1, 0], parents[own - 1, 1]
            three, four = parents[own - 1, 2], parents[own - 1, 3]
            for c in range(3):
                left = side[own, c] - held * x[own, c]
                left += e * x[own + 1, c] + w * x[own - 1, c] + s * x[under, c] + n * x[over, c]
                left *= np.float32(0.0625)
                coarse[one, c] += np.float32(9) * left
                coarse[two, c] += np.float32(3) * left
                coarse[three, c] += np.float32(3) * left
                coarse[four, c] += left
    coarse[0] = 0


@compiled
def _prolong(inverse: _Values, parents: _Places, coarse: _Values, x: _Values) -> None:
    """Add to every unknown what the four nearest cells say, bilinearly."""
    for own in range(1, len(inverse) - 1):
        if inverse[own] > 0:
            one, two = parents[own - 1, 0], parents[own - 1, 1]
            three, four = parents[own - 1, 2], parents[own - 1, 3]
            for c in range(3):
                value = np.float32(9) * coarse[one, c] + coarse[four, c]
                value += np.float32(3) * (coarse[two, c] + coarse[three, c])
                x[own, c] += np.float32(0.0625) * value


@compiled
def _apply(
    right: _Values,
    down: _Values,
    below: _Places,
    above: _Places,
    total: _Values,
    x: _Values,
    result: _Values,
) -> NDArray[np.float64]:
    """The equation's left side into `result`; returns its product with `x`, by channel."""
    energy = np.zeros(3)
    for own in range(1, len(total) - 1):
        held = total[own]
        if held > 0:
            under, over = below[own], above[own]
            e, w, s, n = right[own], right[own - 1], down[own], down[over]
            for c in range(3):
                pull = e * x[own + 1, c] + w * x[own - 1, c] + s * x[under, c] + n * x[over, c]
                value = held * x[own, c] - pull
                result[own, c] = value
                energy[c] += value * x[own, c]
    return energy


@compiled
def _energy(residual: _Values, guess: _Values) -> NDArray[np.float64]:
    """Products of the two by channel, and the largest magnitude in `guess`."""
    found = np.zeros(4)
    for own in range(len(guess)):
        for c in range(3):
            value = guess[own, c]
            found[c] += residual[own, c] * value
            found[3] = max(found[3], abs(value))
    return found


@compiled
def _advance(x: _Values, residual: _Values, way: _Values, pulled: _Values, step: _Values) -> None:
    for own in range(len(x)):
        for c in range(3):
            x[own, c] += step[c] * way[own, c]
            residual[own, c] -= step[c] * pulled[own, c]


@compiled
def _turn(way: _Values, guess: _Values, kept: _Values) -> None:
    for own in range(len(way)):
        for c in range(3):
            way[own, c] = guess[own, c] + kept[c] * way[own, c]
