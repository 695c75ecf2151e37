"""Groups of strokes that stand in a line, and what a line is like in figures.

Neighbours of one height, stroke width and brightness are joined; a line is told from a fence or a
row of windows by the figures of `features`. Knows no pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.glyphs import Glyphs

__all__ = ["FEATURES", "features", "find_lines"]

Figures = NDArray[np.float64]

FEATURES = (
    "count",
    "length",
    "height spread",
    "foot spread",
    "width spread",
    "stroke spread",
    "stroke share",
    "evenness",
    "level spread",
    "contrast",
    "ink spread",
    "sharpness",
    "fill",
    "gap",
    "gap spread",
    "ground",
    "near border",
    "size",
    "ink share",
)
"""What `features` answers, in order."""


def find_lines(glyphs: Glyphs, *, least: int, gap: float) -> list[NDArray[np.intp]]:
    """Numbers of the strokes of each line, from left to right.

    Parameters
    ----------
    glyphs
        Candidates.
    least
        How many a line has at least; a word that hangs together counts by its width.
    gap
        Largest distance of neighbours, in heights.
    """
    count = len(glyphs)
    if not count:
        return []
    order = np.argsort(glyphs.left, kind="stable")
    parent = np.arange(count)

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    starts = glyphs.left[order]
    for number in range(count):
        for other in _followers(glyphs, order, starts, number, gap):
            parent[root(int(other))] = root(number)
    roots = np.array([root(number) for number in range(count)])
    sizes = np.maximum(1.0, glyphs.width / np.maximum(glyphs.height, 1.0))
    weight = np.bincount(roots, sizes, count)
    lines = []
    for each in np.flatnonzero(weight >= least):
        members = np.flatnonzero(roots == each)
        lines.append(members[np.argsort(glyphs.left[members], kind="stable")])
    return lines


def _followers(
    glyphs: Glyphs, order: NDArray[np.intp], starts: Figures, number: int, gap: float
) -> NDArray[np.intp]:
    """Strokes to the right of one that may be its neighbours in a line."""
    height = glyphs.bottom[number] - glyphs.top[number]
    reach = gap * 2.2 * height
    first = int(np.searchsorted(starts, glyphs.left[number] + 0.5))
    last = int(np.searchsorted(starts, glyphs.right[number] + reach))
    near = order[first:last]
    if not len(near):
        return near
    heights = glyphs.bottom[near] - glyphs.top[near]
    lower, upper = np.minimum(heights, height), np.maximum(heights, height)
    shared = np.minimum(glyphs.bottom[near], glyphs.bottom[number]) - np.maximum(
        glyphs.top[near], glyphs.top[number]
    )
    strokes = glyphs.stroke[near]
    between = glyphs.left[near] - glyphs.right[number]
    contrast = np.maximum(glyphs.contrast[near], glyphs.contrast[number])
    fits = shared >= 0.5 * lower
    fits &= upper <= 2.4 * lower
    fits &= between <= gap * upper
    fits &= between >= -0.5 * lower
    fits &= np.maximum(strokes, glyphs.stroke[number]) <= 2.2 * np.minimum(
        strokes, glyphs.stroke[number]
    )
    fits &= np.abs(glyphs.level[near] - glyphs.level[number]) <= 0.6 * contrast
    found: NDArray[np.intp] = near[fits]
    return found


def features(glyphs: Glyphs, shape: tuple[int, int], ink_share: float, ground: float) -> Figures:
    """Figures of one line, as `FEATURES` names them; most are free of its size.

    Parameters
    ----------
    glyphs
        The strokes of the line, from left to right.
    shape
        (height, width) of the plane, for how near to the border the line is.
    ink_share
        Share of the line's box that any stroke covers, those of the line or not.
    ground
        Standard deviation of the brightness between the strokes, as a share of the contrast.
    """
    heights, widths = glyphs.height, glyphs.width
    height = float(np.median(heights))
    middle = (glyphs.left + glyphs.right) / 2
    length = float(glyphs.right.max() - glyphs.left.min()) / height
    gaps = (glyphs.left[1:] - np.maximum.accumulate(glyphs.right)[:-1]) / height
    contrast = float(np.median(glyphs.contrast))
    strokes = glyphs.stroke
    top, bottom = float(glyphs.top.min()), float(glyphs.bottom.max())
    border = min(top, shape[0] - bottom) / shape[0]
    return np.array(
        [
            np.log(len(glyphs)),
            np.log(length),
            np.std(heights) / height,
            _residual(middle, glyphs.bottom) / height,
            np.std(widths) / height,
            np.std(strokes) / np.mean(strokes),
            np.mean(strokes) / height,
            np.mean(glyphs.evenness),
            np.std(glyphs.level) / contrast,
            contrast,
            np.mean(glyphs.spread),
            np.mean(glyphs.sharpness),
            np.mean(glyphs.area / (heights * widths)),
            np.mean(gaps) if len(gaps) else 0.0,
            np.std(gaps) if len(gaps) else 0.0,
            min(ground, 3.0),
            np.exp(-border / 0.08),
            np.log(height),
            ink_share,
        ]
    )


def _residual(at: Figures, values: Figures) -> float:
    """Median distance of `values` from a straight line through them, that half of them decide."""
    if len(values) < 3:
        return 0.0
    slope = np.polyfit(at, values, 1)
    rest = np.abs(values - np.polyval(slope, at))
    kept = rest <= np.median(rest) * 2.0 + 1e-6
    slope = np.polyfit(at[kept], values[kept], 1) if kept.sum() >= 2 else slope
    return float(np.median(np.abs(values - np.polyval(slope, at))))
