"""Which windows of a photo a model is run on, at what scale, in which order.

A hole costs what its thickness costs, not its extent: a thin scratch across a scan is filled at
native resolution in windows along its length, a thick blob in one window shrunk until it fits the
network. Works on a coarse grid of the mask, so that a scan of a hundred megapixels takes little
longer than reading it. Knows nothing of networks or devices.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.hole_grid import HoleGrid, measure_hole
from inpaint_studio.imaging.types import Mask

__all__ = ["Window", "plan_windows", "waves"]

_STRETCH = 1.5  # how much wider than its thickness asks a window may be if that spares a second one
_STRETCH_FROM = 0.25  # of native_px: thinner holes are never shrunk
_UNLIKE = 1.5  # windows whose sides differ by more are not one
_MERGE_LIMIT = 4000  # windows; beyond it merging would take longer than it spares


@dataclass(frozen=True)
class Window:
    """One run of a model.

    Attributes
    ----------
    box
        What the model sees, known context included; inside the image.
    core
        The part whose hole pixels this window fills; inside `box`. The cores of a plan are
        disjoint and cover the hole.
    scale
        In (0, 1]: the factor by which the crop is shrunk for the model; 1 = native resolution.
    """

    box: Box
    core: Box
    scale: float


@dataclass(frozen=True)
class _Rules:
    """The sizes that `plan_windows` was asked for, made consistent."""

    size: Size
    native_px: int
    context_ratio: float
    min_context_px: int
    max_window_px: int

    def shape(self, thickness_px: float) -> tuple[int, int]:
        """Side of the window and context in it, in pixels, for a hole of this thickness."""
        context = max(self.min_context_px, round(self.context_ratio * thickness_px))
        side = int(np.ceil(thickness_px)) + 2 * context
        if side <= self.native_px:
            return self.native_px, context
        if side <= self.max_window_px:
            return side, context
        largest = self.max_window_px
        return largest, max(largest // 8, min(self.min_context_px, largest // 4))

    def stretched(self, thickness_px: float) -> int:
        """The widest side a window of this thickness may take to hold the whole of a hole."""
        side, _ = self.shape(thickness_px)
        if thickness_px < _STRETCH_FROM * self.native_px:
            return side
        return min(int(side * _STRETCH), max(self.max_window_px, side))

    def fits(self, core: Box, thickness_px: float) -> bool:
        """True when one window does for `core`."""
        room = self.stretched(thickness_px)
        _, context = self.shape(thickness_px)
        return all(
            extent <= room or length <= room - 2 * context
            for extent, length in zip(self.size, core.size, strict=True)
        )

    def window(self, core: Box, thickness_px: float) -> Window:
        """The window around `core`, shifted into the image."""
        side, context = self.shape(thickness_px)
        side = max(side, min(max(core.size) + 2 * context, self.stretched(thickness_px)))
        top, bottom = _span(core.top, core.bottom, side, self.size.height)
        left, right = _span(core.left, core.right, side, self.size.width)
        box = Box(top, left, bottom, right)
        return Window(box, core, min(1.0, self.native_px / max(box.size)))


@dataclass(frozen=True)
class _Leaf:
    """A part of the hole that one window fills."""

    core: Box
    thickness_px: float


def plan_windows(
    mask: Mask,
    *,
    native_px: int,
    context_ratio: float = 0.5,
    min_context_px: int = 48,
    max_window_px: int = 4096,
) -> tuple[Window, ...]:
    """Windows that together fill the hole, in the order in which to fill them.

    Parameters
    ----------
    mask
        bool (H, W), True = hole; not modified.
    native_px
        Side of the square at which the model works best; >= 1.
    context_ratio
        Known pixels wanted on each side of a hole, as a share of its thickness (the diameter of
        the largest disc in it); >= 0.
    min_context_px
        Known pixels wanted on each side at least; >= 0; at most a quarter of `native_px` is used.
    max_window_px
        No side of a window is longer, in pixels of the photo; >= 1.

    Returns
    -------
    tuple of Window
        Every hole pixel lies in exactly one core. A later window may take the pixels that earlier
        ones filled as known: those that see most known pixels come first, so that a hole is
        filled from outside in. Empty for a mask without a hole.

    Raises
    ------
    OptionError
        If a size or ratio is out of range.
    """
    _check(native_px, context_ratio, min_context_px, max_window_px)
    native_px = min(native_px, max_window_px)
    grid = measure_hole(mask, native_px=native_px)
    if grid is None:
        return ()
    rules = _Rules(
        grid.size, native_px, context_ratio, min(min_context_px, native_px // 4), max_window_px
    )
    leaves = _merged(_split(grid, rules), rules)
    return _ordered([rules.window(leaf.core, leaf.thickness_px) for leaf in leaves], grid)


def waves(windows: tuple[Window, ...]) -> tuple[tuple[Window, ...], ...]:
    """The windows of a plan in groups: those of one group may be filled in any order or at once.

    A window comes after every earlier one whose core it sees or that sees its core; the groups in
    turn give the same result as the plan's order.
    """
    if not windows:
        return ()
    boxes = np.array([window.box for window in windows])
    cores = np.array([window.core for window in windows])
    level = np.zeros(len(windows), np.int64)
    for index in range(1, len(windows)):
        bound = _overlapping(cores[:index], windows[index].box) | _overlapping(
            boxes[:index], windows[index].core
        )
        level[index] = level[:index][bound].max(initial=-1) + 1
    groups: list[list[Window]] = [[] for _ in range(int(level.max()) + 1)]
    for window, group in zip(windows, level.tolist(), strict=True):
        groups[group].append(window)
    return tuple(tuple(group) for group in groups)


def _check(native_px: int, context_ratio: float, min_context_px: int, max_window_px: int) -> None:
    """Raise `OptionError` for a size or ratio out of range."""
    for name, value in (("model's native size", native_px), ("largest window", max_window_px)):
        if value < 1:
            raise OptionError(f"The {name} is {value} pixels; use 1 or more.")
    if min_context_px < 0:
        raise OptionError(f"The least context is {min_context_px} pixels; use 0 or more.")
    if not (np.isfinite(context_ratio) and context_ratio >= 0):
        raise OptionError(f"The context ratio is {context_ratio}; use 0 or more.")


def _split(grid: HoleGrid, rules: _Rules) -> list[_Leaf]:
    """Cut the grid until one window does for each part."""
    leaves: list[_Leaf] = []
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
                leaves.append(_Leaf(core, thickness))
                continue
            halves = _halve(grid, rules, cells, thickness)
        todo += halves
    return leaves


def _peel(grid: HoleGrid, rules: _Rules, cells: Box, thickness_px: float) -> tuple[Box, Box] | None:
    """Cut holes much thinner than the thickest off, so that they are not shrunk with it."""
    side, _ = rules.shape(thickness_px)
    if side < _UNLIKE * rules.native_px:
        return None
    # The least thickness whose window is not much smaller than the largest one here.
    least = thickness_px
    while least > 1 and rules.shape(least * 0.95)[0] * _UNLIKE >= side:
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


def _halve(grid: HoleGrid, rules: _Rules, cells: Box, thickness_px: float) -> tuple[Box, Box]:
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
        raise ValueError(f"cut {at} along axis {axis} leaves an empty part of {cells}")
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


def _merged(leaves: list[_Leaf], rules: _Rules) -> list[_Leaf]:
    """Join neighbours that one window of nearly the same scale can fill together."""
    if len(leaves) > _MERGE_LIMIT:
        return leaves
    leaves = sorted(leaves, key=lambda leaf: leaf.core)
    boxes = np.array([leaf.core for leaf in leaves])
    index = 0
    while index < len(leaves):
        partner = _partner(index, leaves, boxes, rules)
        if partner is None:
            index += 1
            continue
        one, other = leaves[index], leaves[partner]
        leaves[index] = _Leaf(one.core.union(other.core), max(one.thickness_px, other.thickness_px))
        boxes[index] = leaves[index].core
        del leaves[partner]
        boxes = np.delete(boxes, partner, axis=0)
        index -= partner < index
    return leaves


def _partner(
    index: int, leaves: list[_Leaf], boxes: NDArray[np.int64], rules: _Rules
) -> int | None:
    """The leaf with which leaf `index` makes the smallest window, if any."""
    own = leaves[index]
    longest = int(1.1 * _UNLIKE * rules.shape(own.thickness_px)[0])
    joined = np.concatenate(
        [np.minimum(boxes[:, :2], own.core[:2]), np.maximum(boxes[:, 2:], own.core[2:])], axis=1
    )
    length = np.maximum(joined[:, 2] - joined[:, 0], joined[:, 3] - joined[:, 1])
    length[index] = longest + 1
    for other in np.argsort(length, kind="stable").tolist():
        if length[other] > longest:
            return None
        union = Box(*joined[other].tolist())
        thickness = max(own.thickness_px, leaves[other].thickness_px)
        sides = [rules.shape(leaf.thickness_px)[0] for leaf in (own, leaves[other])]
        if max(sides) > _UNLIKE * min(sides) or not rules.fits(union, thickness):
            continue
        if max(rules.window(union, thickness).box.size) > 1.1 * max(sides):
            continue
        if np.count_nonzero(_overlapping(boxes, union)) == 2:
            return int(other)
    return None


def _ordered(windows: list[Window], grid: HoleGrid) -> tuple[Window, ...]:
    """The windows, those that see the largest share of known pixels first."""
    unknown = grid.share.copy()
    boxes = np.array([window.box for window in windows])
    # Shares of hole only fall; an entry that is no longer the smallest of its window is stale.
    current = [_mean(unknown, window.box, grid.block_px) for window in windows]
    queue = [
        (share, window.core, index)
        for index, (share, window) in enumerate(zip(current, windows, strict=True))
    ]
    heapq.heapify(queue)
    done: list[Window] = []
    finished = np.zeros(len(windows), bool)
    while queue:
        share, _, index = heapq.heappop(queue)
        if finished[index] or share > current[index]:
            continue
        finished[index] = True
        done.append(windows[index])
        core = windows[index].core
        unknown[_blocks(core, grid.block_px)] = 0.0
        for other in np.flatnonzero(_overlapping(boxes, core) & ~finished).tolist():
            share = _mean(unknown, windows[other].box, grid.block_px)
            if share < current[other]:
                current[other] = share
                heapq.heappush(queue, (share, windows[other].core, other))
    return tuple(done)


def _mean(values: NDArray[np.float32], box: Box, block_px: int) -> float:
    """Mean of the blocks that `box` touches."""
    return float(values[_blocks(box, block_px)].mean())


def _blocks(box: Box, block_px: int) -> tuple[slice, slice]:
    """Slices of the blocks of `block_px` pixels that `box` touches."""
    return (
        slice(box.top // block_px, -(-box.bottom // block_px)),
        slice(box.left // block_px, -(-box.right // block_px)),
    )


def _overlapping(boxes: NDArray[np.int64], box: Box) -> NDArray[np.bool_]:
    """Which of `boxes` (n, 4) share a pixel with `box`; bool (n,)."""
    overlapping: NDArray[np.bool_] = (
        (boxes[:, 0] < box.bottom)
        & (boxes[:, 2] > box.top)
        & (boxes[:, 1] < box.right)
        & (boxes[:, 3] > box.left)
    )
    return overlapping


def _span(start: int, end: int, side: int, extent: int) -> tuple[int, int]:
    """A stretch of `side` (at most `extent`) pixels centred on start..end, inside 0..extent."""
    side = min(max(side, end - start), extent)
    begin = min(max((start + end - side) // 2, 0), extent - side)
    return begin, begin + side
