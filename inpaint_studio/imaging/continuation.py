"""Lines of the known area carried on through the hole, by what Gestalt psychology calls good
continuation.

A line that ends at the hole's rim is followed outside for its direction and for the colours on both
of its sides. Two ends belong together when one smooth curve joins them and the colours beside them
agree (Kellman and Shipley, Cognitive Psychology 23 (1991) 141-221: relatability); strong ends that
nothing continues may meet in a corner. Knows nothing of networks.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.types import EdgeMap, FloatImage, Image, Mask, to_unit

__all__ = ["LineEnd", "continued_lines", "line_ends"]

_RIM_PX = 3.5  # Canny finds nothing in the ring that touches the hole
_FOLLOWED_PX = 24
_LEAST_FOLLOWED_PX = 8
_SKIPPED_PX = 2  # next to the hole half of the Gaussian is missing, and lines bend
_SIDE_PX = (2.5, 4.0, 5.5)  # beside the line, where its two sides show their colours
_SHORTER_PX = 3
_MOST_BEND_PX = 1.2  # root mean square distance of a line from straight
_INWARD = 0.25  # cosine between the line and the way into the hole
_MOST_ENDS = 80
_SHIFT_SIGMA = math.radians(9.0)  # of the sideways step between two ends
_TURN_SIGMA = math.radians(40.0)  # of the turn from one end to the other
_PLACE_SIGMA_PX = 1.5
_LARGEST_ANGLE = math.radians(65.0)
_FAR_PX = 110.0
_LIKE_COLOUR = 0.04
_ANOTHER_BEHIND = 2.0
_CORNER_FOLLOWED_PX = 14
_CORNER_SHARE = 0.65  # what a corner is worth beside a curve
_LEAST_WORTH = 0.2
_STRAIGHT_CORNER = math.radians(25.0)


class LineEnd(NamedTuple):
    """Where a line of the known area runs into the hole.

    Attributes
    ----------
    at
        (row, column) of its last pixel; float64 (2,).
    inward
        Unit vector along the line into the hole, (down, right); float64 (2,).
    left, right
        Mean colours beside the line, seen along `inward`; float64 (3,) in [0, 1].
    followed_px
        How far it was followed outside the hole.
    """

    at: NDArray[np.float64]
    inward: NDArray[np.float64]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    followed_px: int


def line_ends(image: Image, mask: Mask, edges: EdgeMap) -> tuple[LineEnd, ...]:
    """The lines that run into the hole, those that could be followed farthest first.

    Parameters
    ----------
    image
        (H, W, 3); what lies in the hole is not read; not modified.
    mask
        bool (H, W), True = hole.
    edges
        float32 (H, W), edges of the known area as `edges.canny` finds them, one pixel thin.
    """
    if not mask.any() or mask.all():
        return ()
    away = cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, 3)
    lines = (edges > 0.5) & ~mask
    near = lines & (away <= _RIM_PX)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(near.view(np.uint8), connectivity=8)
    unit = to_unit(image)
    ends = []
    for label in range(1, count):
        left, top, width, height = boxes[label, :4].tolist()
        part = (slice(top, top + height), slice(left, left + width))
        reach = np.where(labels[part] == label, away[part], np.inf)
        row, column = divmod(int(reach.argmin()), width)
        end = _followed(unit, mask, lines, away, (top + row, left + column))
        if end is not None:
            ends.append(end)
    ends.sort(key=lambda end: -end.followed_px)
    return tuple(ends[:_MOST_ENDS])


def continued_lines(image: Image, mask: Mask, edges: EdgeMap) -> EdgeMap:
    """How surely a line of the known area runs through each pixel of the hole.

    Parameters
    ----------
    image, mask, edges
        As for `line_ends`.

    Returns
    -------
    float32 (H, W) in [0, 1]: lines one pixel wide in the hole, each as sure as its two ends fit
    together; zero elsewhere.
    """
    found: EdgeMap = np.zeros(mask.shape, np.float32)
    ends = line_ends(image, mask, edges)
    if len(ends) < 2:
        return found
    lines = cv2.dilate((edges > 0.5).view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    passable = cv2.dilate(mask.view(np.uint8), np.ones((7, 7), np.uint8)).astype(bool) | lines
    ways: list[tuple[float, int, int, NDArray[np.float64]]] = []
    for first, one in enumerate(ends):
        for second in range(first + 1, len(ends)):
            for worth, way in (_curve(one, ends[second]), _corner(one, ends[second])):
                if worth >= _LEAST_WORTH and _lies_in(way, passable):
                    ways.append((worth, first, second, way))
    ways.sort(key=lambda each: -each[0])
    taken: set[int] = set()
    for worth, first, second, way in ways:
        if first in taken or second in taken:
            continue
        taken |= {first, second}
        drawn = np.zeros(mask.shape, np.uint8)
        points = np.rint(way[:, ::-1]).astype(np.int32)
        cv2.polylines(drawn, [points], False, 1, 1, cv2.LINE_8)
        np.maximum(found, np.where(drawn > 0, np.float32(worth), np.float32(0)), out=found)
    found[~mask] = 0.0
    return found


def _followed(
    unit: FloatImage,
    mask: Mask,
    lines: Mask,
    away: NDArray[Any],
    start: tuple[int, int],
) -> LineEnd | None:
    """The line that begins at the pixel `start` beside the hole; None when it is none to go by:
    too short, bent, or along the rim."""
    way = np.array(_walk(lines, start), np.float64)
    # As far as it is straight: behind a corner another line begins.
    while True:
        if len(way) < _LEAST_FOLLOWED_PX:
            return None
        straight = way[_SKIPPED_PX:]
        middle = straight.mean(axis=0)
        _, spread, axes = np.linalg.svd(straight - middle, full_matrices=False)
        if spread[1] / math.sqrt(len(straight)) <= _MOST_BEND_PX:
            break
        way = way[:-_SHORTER_PX]
    inward = axes[0] if axes[0] @ (way[0] - middle) > 0 else -axes[0]
    at = middle + inward * ((way[0] - middle) @ inward)
    slope = _slope(away, start)
    if -(slope @ inward) < _INWARD:
        return None
    across = np.array([-inward[1], inward[0]])  # (down, right): to the left of `inward`
    sides = [_colour_beside(unit, mask, straight, side) for side in (across, -across)]
    if sides[0] is None or sides[1] is None:
        return None
    return LineEnd(at, inward, sides[0], sides[1], len(way))


def _walk(lines: Mask, start: tuple[int, int]) -> list[tuple[int, int]]:
    """The longest way along a line from its pixel `start`, at most `_FOLLOWED_PX` pixels."""
    before: dict[tuple[int, int], tuple[int, int] | None] = {start: None}
    todo = deque([(start, 1)])
    last = start
    while todo:
        (row, column), length = todo.popleft()
        last = (row, column)
        if length == _FOLLOWED_PX:
            break
        top, left = max(row - 1, 0), max(column - 1, 0)
        for down, right in np.argwhere(lines[top : row + 2, left : column + 2]).tolist():
            there = (top + down, left + right)
            if there not in before:
                before[there] = last
                todo.append((there, length + 1))
    way = [last]
    while (previous := before[way[-1]]) is not None:
        way.append(previous)
    return way[::-1]


def _slope(values: NDArray[Any], at: tuple[int, int]) -> NDArray[np.float64]:
    """Unit gradient (down, right) about a pixel, zero where there is none."""
    row, column = at
    part = values[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3].astype(np.float64)
    if min(part.shape) < 2:
        return np.zeros(2)
    slope = np.array([each.mean() for each in np.gradient(part)])
    return np.asarray(slope / max(float(np.hypot(*slope)), 1e-9))


def _colour_beside(
    unit: FloatImage, mask: Mask, way: NDArray[np.float64], side: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Mean colour of known pixels on one side of a line; None where too few are known."""
    places = np.rint(np.concatenate([way + side * px for px in _SIDE_PX])).astype(int)
    inside = ((places >= 0) & (places < mask.shape)).all(axis=1)
    rows, columns = places[inside].T
    known = ~mask[rows, columns]
    if np.count_nonzero(known) < len(way):
        return None
    return np.asarray(unit[rows[known], columns[known]].mean(axis=0, dtype=np.float64))


def _turn(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Signed angle from one direction to another, in radians."""
    return math.atan2(one[0] * other[1] - one[1] * other[0], float(one @ other))


def _turned(direction: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """A direction turned by an angle as `_turn` gives it."""
    down, right = direction
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([down * cos - right * sin, down * sin + right * cos])


def _alike(one: LineEnd, other: LineEnd) -> float:
    """How well the colours on both sides agree if the line leads from `one` to `other`, 0 to 1.

    The side that agrees better counts more: behind a roof may begin another tree.
    """
    contrast, there = one.left - one.right, other.right - other.left
    strength = min(float(np.abs(contrast).max()), float(np.abs(there).max()))
    length = float(np.linalg.norm(contrast) * np.linalg.norm(there))
    if length <= 0 or float(contrast @ there) < 0.5 * length:
        return 0.0
    sides = (one.left - other.right, one.right - other.left)
    better, worse = sorted(float(np.abs(side).mean()) for side in sides)
    scale = 0.35 * strength + _LIKE_COLOUR
    apart = 0.7 * (better / scale) ** 2 + 0.3 * min((worse / scale) ** 2, _ANOTHER_BEHIND)
    return math.exp(-0.5 * apart)


_Way = tuple[float, NDArray[np.float64]]
_NO_WAY: _Way = (0.0, np.zeros((0, 2)))


def _curve(one: LineEnd, other: LineEnd) -> _Way:
    """How sure it is that a smooth curve joins two ends, 0 to 1, and its points (N, 2)."""
    gap = other.at - one.at
    gap_px = float(np.hypot(*gap))
    if gap_px < 2.0:
        return _NO_WAY
    leaving, arriving = _turn(one.inward, gap), _turn(gap, -other.inward)
    if max(abs(leaving), abs(arriving)) > _LARGEST_ANGLE:
        return _NO_WAY
    shift = math.hypot(_SHIFT_SIGMA, _PLACE_SIGMA_PX / gap_px)
    cost = ((leaving - arriving) / (2 * shift)) ** 2
    cost += ((leaving + arriving) / (2 * _TURN_SIGMA)) ** 2
    cost += max(0.0, gap_px - one.followed_px - other.followed_px) / _FAR_PX
    worth = math.exp(-0.5 * cost) * _alike(one, other)
    # The directions are those amid the parts followed; a bent line has turned since.
    turn = (leaving + arriving) / (gap_px + (one.followed_px + other.followed_px) / 2)
    start = _turned(one.inward, turn * one.followed_px / 2) * gap_px
    stop = _turned(-other.inward, -turn * other.followed_px / 2) * gap_px
    t = np.linspace(0.0, 1.0, max(3, math.ceil(gap_px / 2)))[:, None]
    way = (
        (2 * t**3 - 3 * t**2 + 1) * one.at
        + (t**3 - 2 * t**2 + t) * start
        + (3 * t**2 - 2 * t**3) * other.at
        + (t**3 - t**2) * stop
    )
    return worth, way


def _corner(one: LineEnd, other: LineEnd) -> _Way:
    """How sure it is that two ends meet in a corner, 0 to 1, and the three points of the way."""
    if min(one.followed_px, other.followed_px) < _CORNER_FOLLOWED_PX:
        return _NO_WAY
    turn = abs(_turn(one.inward, -other.inward))
    if not _STRAIGHT_CORNER < turn < math.pi - _STRAIGHT_CORNER:
        return _NO_WAY
    along = np.linalg.solve(np.stack([one.inward, -other.inward], axis=1), other.at - one.at)
    if along.min() < 1.0 or along.max() > _FAR_PX:
        return _NO_WAY
    meeting = one.at + along[0] * one.inward
    cost = max(0.0, float(along.sum()) - one.followed_px - other.followed_px) / _FAR_PX
    worth = _CORNER_SHARE * math.exp(-0.5 * cost) * _alike(one, other)
    return worth, np.stack([one.at, meeting, other.at])


def _lies_in(way: NDArray[np.float64], passable: Mask) -> bool:
    """True when a way leads through the hole, or along known lines."""
    steps = np.concatenate(
        [np.linspace(a, b, max(2, math.ceil(float(np.hypot(*(b - a)))))) for a, b in pairwise(way)]
    )
    rows, columns = np.rint(steps).astype(int).T
    height, width = passable.shape
    if rows.min() < 0 or columns.min() < 0 or rows.max() >= height or columns.max() >= width:
        return False
    return bool(passable[rows, columns].all())
