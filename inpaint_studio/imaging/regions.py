"""Which windows of a photo a model is run on, at what scale, in which order.

A hole costs what its thickness costs, not its extent: a thin scratch across a scan is filled at
native resolution in windows along its length, a thick blob in one window shrunk until it fits the
network. Works on a coarse grid of the mask, so that a scan of a hundred megapixels takes little
longer than reading it. Knows nothing of networks or devices.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.hole_cuts import cut_hole
from inpaint_studio.imaging.hole_grid import HoleGrid, measure_hole
from inpaint_studio.imaging.types import Mask
from inpaint_studio.imaging.window_rules import UNLIKE_SIDES, Part, Window, WindowRules

__all__ = ["Window", "plan_windows", "waves"]

_MERGE_LIMIT = 4000  # windows; beyond it merging would take longer than it spares


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
        Every hole pixel lies in exactly one core. A thin hole close beside or within the box of a
        much thicker one is filled with it, and at its scale. A later window may take the pixels that earlier
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
    rules = WindowRules(
        grid.size, native_px, context_ratio, min(min_context_px, native_px // 4), max_window_px
    )
    parts = _merged(cut_hole(grid, rules), rules)
    return _ordered([rules.window(part.core, part.thickness_px) for part in parts], grid)


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
    if native_px < 1:
        raise OptionError(
            "The model's native size is {native_px} pixels; use 1 or more.", native_px=native_px
        )
    if max_window_px < 1:
        raise OptionError(
            "The largest window is {max_window_px} pixels; use 1 or more.",
            max_window_px=max_window_px,
        )
    if min_context_px < 0:
        raise OptionError(
            "The least context is {min_context_px} pixels; use 0 or more.",
            min_context_px=min_context_px,
        )
    if not (np.isfinite(context_ratio) and context_ratio >= 0):
        raise OptionError(
            "The context ratio is {context_ratio}; use 0 or more.", context_ratio=context_ratio
        )


def _merged(parts: list[Part], rules: WindowRules) -> list[Part]:
    """Join neighbours that one window of nearly the same scale can fill together."""
    if len(parts) > _MERGE_LIMIT:
        return parts
    parts = sorted(parts, key=lambda part: part.core)
    boxes = np.array([part.core for part in parts])
    index = 0
    while index < len(parts):
        partner = _partner(index, parts, boxes, rules)
        if partner is None:
            index += 1
            continue
        one, other = parts[index], parts[partner]
        parts[index] = Part(one.core.union(other.core), max(one.thickness_px, other.thickness_px))
        boxes[index] = parts[index].core
        del parts[partner]
        boxes = np.delete(boxes, partner, axis=0)
        index -= partner < index
    return parts


def _partner(
    index: int, parts: list[Part], boxes: NDArray[np.int64], rules: WindowRules
) -> int | None:
    """The part with which part `index` makes the smallest window, if any."""
    own = parts[index]
    longest = int(1.1 * UNLIKE_SIDES * rules.shape(own.thickness_px)[0])
    joined = np.concatenate(
        [np.minimum(boxes[:, :2], own.core[:2]), np.maximum(boxes[:, 2:], own.core[2:])], axis=1
    )
    length = np.maximum(joined[:, 2] - joined[:, 0], joined[:, 3] - joined[:, 1])
    length[index] = longest + 1
    near = np.flatnonzero(length <= longest)
    for other in near[np.argsort(length[near], kind="stable")].tolist():
        union = Box(*joined[other].tolist())
        if np.count_nonzero(_overlapping(boxes, union)) != 2:
            continue
        thickness = max(own.thickness_px, parts[other].thickness_px)
        sides = [rules.shape(part.thickness_px)[0] for part in (own, parts[other])]
        if max(sides) > UNLIKE_SIDES * min(sides) or not rules.fits(union, thickness):
            continue
        if max(rules.window(union, thickness).box.size) <= 1.1 * max(sides):
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
