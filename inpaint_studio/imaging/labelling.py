"""Connected pieces of a mask of any size, found band by band.

A label image of a whole scan would take four bytes a pixel; here only one band of rows is
labelled at a time and pieces that meet across a band's border are joined afterwards. Knows
nothing of photos or of what the pieces are for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box

__all__ = ["LabelledBand", "Pieces", "join_pieces", "labelled_bands"]

_BAND_PIXELS = 1 << 22


class LabelledBand(NamedTuple):
    """One band: where it lies, its labels (0 = background), and what is known of each label.

    `boxes` and `areas` have one row per label 1, 2, ...; boxes are in image coordinates. `first`
    is the running number, over all bands, of label 1. `links` are pairs of running numbers that
    touch across the border to the band above. `open_ended` marks labels that touch a neighbouring
    band.
    """

    box: Box
    labels: NDArray[np.int32]
    boxes: NDArray[np.int64]
    areas: NDArray[np.int64]
    first: int
    links: NDArray[np.int64]
    open_ended: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pieces:
    """Joined pieces: box (n, 4), area (n,), and for each running number its piece."""

    boxes: NDArray[np.int64]
    areas: NDArray[np.int64]
    piece_of: NDArray[np.int64]


def labelled_bands(data: NDArray[np.uint8], inside: Box) -> Iterator[LabelledBand]:
    """Label the 8-connected non-zero pixels of `data` within `inside`, one band at a time.

    Parameters
    ----------
    data
        uint8 (H, W); not modified.
    inside
        Box outside which `data` is zero, for instance the box around the hole.
    """
    if inside.is_empty:
        return
    rows = max(1, _BAND_PIXELS // inside.width)
    above: NDArray[np.int64] | None = None
    first = 0
    for top in range(inside.top, inside.bottom, rows):
        box = Box(top, inside.left, min(top + rows, inside.bottom), inside.right)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(
            data[box.slices], connectivity=8, ltype=cv2.CV_32S
        )
        found = stats[1:].astype(np.int64)
        boxes = np.stack(
            [
                found[:, cv2.CC_STAT_TOP] + box.top,
                found[:, cv2.CC_STAT_LEFT] + box.left,
                found[:, cv2.CC_STAT_TOP] + found[:, cv2.CC_STAT_HEIGHT] + box.top,
                found[:, cv2.CC_STAT_LEFT] + found[:, cv2.CC_STAT_WIDTH] + box.left,
            ],
            axis=1,
        )
        open_ended = ((boxes[:, 0] == box.top) & (box.top > inside.top)) | (
            (boxes[:, 2] == box.bottom) & (box.bottom < inside.bottom)
        )
        yield LabelledBand(
            box,
            np.asarray(labels, np.int32),
            boxes,
            found[:, cv2.CC_STAT_AREA],
            first,
            _links(above, _running(labels[0], first)),
            open_ended,
        )
        above = _running(labels[-1], first)
        first += count - 1


def _running(row: NDArray[np.int32], first: int) -> NDArray[np.int64]:
    """Running numbers of a row of labels, -1 for background."""
    return np.where(row > 0, row.astype(np.int64) + (first - 1), -1)


def _links(above: NDArray[np.int64] | None, below: NDArray[np.int64]) -> NDArray[np.int64]:
    """Distinct pairs of running numbers that touch, sides and corners, between two rows."""
    if above is None:
        return np.zeros((0, 2), np.int64)
    pairs = [
        np.stack([above, below], axis=1),
        np.stack([above[:-1], below[1:]], axis=1),
        np.stack([above[1:], below[:-1]], axis=1),
    ]
    touching = np.concatenate(pairs)
    touching = touching[(touching >= 0).all(axis=1)]
    return np.unique(touching, axis=0)


def join_pieces(
    boxes: NDArray[np.int64], areas: NDArray[np.int64], links: NDArray[np.int64]
) -> Pieces:
    """Join what the bands found: boxes (n, 4), areas (n,), links (m, 2) of running numbers."""
    count = len(areas)
    if len(links) == 0:
        return Pieces(boxes, areas, np.arange(count))
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array(
        (np.ones(len(links), np.int8), (links[:, 0], links[:, 1])), shape=(count, count)
    )
    number, group = connected_components(graph, directed=False)
    piece_of = group.astype(np.int64)
    joined = np.empty((number, 4), np.int64)
    joined[:, :2] = np.iinfo(np.int64).max
    joined[:, 2:] = -1
    for column in (0, 1):
        np.minimum.at(joined[:, column], piece_of, boxes[:, column])
    for column in (2, 3):
        np.maximum.at(joined[:, column], piece_of, boxes[:, column])
    total = np.bincount(piece_of, weights=areas, minlength=number).astype(np.int64)
    return Pieces(joined, total, piece_of)
