"""Which holes are filled together, and from how much of the photograph around them.

Knows masks only: nothing of photographs or fills.
"""

from __future__ import annotations

import cv2
import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Mask, size_of

__all__ = ["neighbourhoods"]

_CELL_PX = 32
_LEAST_MARGIN_PX = 64
_MOST_MARGIN_PX = 1024
_MARGIN_PER_DEPTH = 24.0
_FRAME_SIDE_PX = 1024


def neighbourhoods(mask: Mask) -> list[Box]:
    """Boxes that do not touch one another, cover all holes, and hold known pixels around them.

    A hole gets a margin of 24 times its half-width, between 64 and 1024 pixels: a scratch looks
    for its like nearby, a large object in most of the photograph. Holes nearer to each other than
    their margins share a box. A photograph of at most 1024 pixels a side is one box, and so is one
    that the boxes would cover by more than half.
    """
    size = size_of(mask)
    if max(size) <= _FRAME_SIDE_PX:
        return [size.box]
    boxes = []
    for box in _clusters(mask):
        hole = mask[box.slices].astype(np.uint8)
        depth_px = float(cv2.distanceTransform(np.pad(hole, 1), cv2.DIST_L2, 3).max())
        margin_px = min(max(_MARGIN_PER_DEPTH * depth_px, _LEAST_MARGIN_PX), _MOST_MARGIN_PX)
        boxes.append(box.grown(int(margin_px)).clipped(size))
    boxes = _merged(boxes)
    return [size.box] if 2 * sum(box.area for box in boxes) > size.pixels else boxes


def _clusters(mask: Mask) -> list[Box]:
    """Tight boxes around holes that are less than two cells apart."""
    rows = range(0, mask.shape[0], _CELL_PX)
    strips = np.logical_or.reduceat(mask, list(rows), axis=0)
    cells = np.logical_or.reduceat(strips, list(range(0, mask.shape[1], _CELL_PX)), axis=1)
    near = cv2.dilate(cells.astype(np.uint8), np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    boxes = []
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        own = cells[top : top + height, left : left + width] & (
            labels[top : top + height, left : left + width] == label
        )
        down, across = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        cell_box = Box(
            top + int(down[0]), left + int(across[0]), top + int(down[-1]) + 1,
            left + int(across[-1]) + 1,
        )  # fmt: skip
        boxes.append(Box(*(_CELL_PX * edge for edge in cell_box)).clipped(size_of(mask)))
    return boxes


def _merged(boxes: list[Box]) -> list[Box]:
    """`boxes` with those that share a pixel joined, until none do; top to bottom."""
    pending, apart = sorted(boxes), list[Box]()
    while pending:
        box = pending.pop()
        touching = [other for other in apart if other.intersects(box)]
        if touching:
            apart = [other for other in apart if not other.intersects(box)]
            for other in touching:
                box = box.union(other)
            pending.append(box)
        else:
            apart.append(box)
    return sorted(apart)
