"""Operations on masks: grow, shrink, feather, fill, despeckle, components.

Exact on any size and memory-bounded: distances are computed tile by tile with a halo as wide as
the reach asked for, and only where there is a hole. Knows nothing of files or photos.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.labelling import join_pieces, labelled_bands
from inpaint_studio.imaging.types import Mask, check_mask, size_of

__all__ = [
    "Component",
    "components",
    "drop_specks",
    "feather_weights",
    "fill_enclosed",
    "grow",
    "hole_box",
    "hole_share",
    "invert",
    "shrink",
]

_TILE_PX = 512
_DISC_REACH_PX = 14  # up to here a disc swept over the mask is quicker than distances
_LARGEST_TILE_PX = 3072


class Component(NamedTuple):
    """One 8-connected piece of the hole: the box around it and its number of pixels."""

    box: Box
    area_px: int


def invert(mask: Mask) -> Mask:
    """A new mask with hole and known exchanged."""
    _as_bytes(mask)
    return ~mask


def hole_share(mask: Mask) -> float:
    """Share of the pixels that are hole, in [0, 1]."""
    data = _as_bytes(mask)
    return cv2.countNonZero(data) / data.size


def hole_box(mask: Mask) -> Box:
    """The smallest box around the hole; an empty box at the origin where there is none."""
    return _box_of(_as_bytes(mask))


def grow(mask: Mask, by_px: float) -> Mask:
    """The hole and every pixel whose centre lies within `by_px` of a hole pixel's centre.

    Parameters
    ----------
    mask
        bool (H, W); not modified.
    by_px
        Euclidean distance, >= 0, in pixels.

    Returns
    -------
    Mask
        A new mask, {p : dist(p, hole) <= by_px}.

    Raises
    ------
    OptionError
        If `by_px` is negative or not finite.
    """
    data = _as_bytes(mask)
    limit = _limit(by_px)
    grown = mask.copy()
    if by_px < 1.0:
        return grown
    if by_px <= _DISC_REACH_PX:
        disc = _disc(limit)
        for box, around in _neighbourhoods(data, int(limit), to_hole=True):
            near = cv2.dilate(data[around.slices], disc)
            grown[box.slices] = near[box.moved(-around.top, -around.left).slices]
        return grown
    for box, distance in _distances(data, int(limit), to_hole=True):
        np.less_equal(distance, limit, out=grown[box.slices])
    return grown


def shrink(mask: Mask, by_px: float) -> Mask:
    """The hole pixels farther than `by_px` from every known pixel.

    The reverse of `grow` on the known area: what lies outside the image is not known, so that a
    hole does not shrink away from the image's border. Parameters and errors as for `grow`.

    Returns
    -------
    Mask
        A new mask, {p in hole : dist(p, known) > by_px}.
    """
    data = _as_bytes(mask)
    limit = _limit(by_px)
    kept = mask.copy()
    if by_px < 1.0:
        return kept
    if by_px <= _DISC_REACH_PX:
        disc = _disc(limit)
        for box, around in _neighbourhoods(data, int(limit), to_hole=False):
            deep = cv2.erode(data[around.slices], disc)
            kept[box.slices] = deep[box.moved(-around.top, -around.left).slices]
        return kept
    for box, distance in _distances(data, int(limit), to_hole=False):
        kept[box.slices] = distance > limit
    return kept


def feather_weights(mask: Mask, feather_px: float) -> NDArray[np.float32]:
    """Weights that are 1 in the hole and fall smoothly to 0 at `feather_px` outside it.

    Parameters
    ----------
    mask
        bool (H, W); not modified.
    feather_px
        Distance in pixels, >= 0, at which the weight has reached 0; 0 gives the mask itself.

    Returns
    -------
    ndarray
        float32 (H, W): (1 + cos(pi d / feather_px)) / 2 for a distance d < feather_px from the
        hole, else 0.

    Raises
    ------
    OptionError
        If `feather_px` is negative or not finite.
    """
    data = _as_bytes(mask)
    _limit(feather_px)
    weights = mask.astype(np.float32)
    if feather_px <= 1.0:
        return weights
    for box, distance in _distances(data, math.ceil(feather_px), to_hole=True):
        weights[box.slices] = feather_profile(distance * np.float32(1.0 / feather_px))
    return weights


def feather_profile(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """The falling half of a raised cosine: 1 at 0, 0 from 1 on; float32, any shape."""
    angle = np.minimum(share, np.float32(1.0)) * np.float32(np.pi)
    profile = np.cos(angle)
    profile += np.float32(1.0)
    profile *= np.float32(0.5)
    # cos(pi) in float32 is not exactly -1 everywhere; beyond the end nothing may remain.
    profile[share >= 1.0] = 0.0
    return profile


def fill_enclosed(mask: Mask) -> Mask:
    """A new mask in which known areas wholly surrounded by the hole are hole too.

    A known area escapes where it touches the image's border or is joined to it by known pixels
    side to side; a diagonal line of hole pixels is tight.
    """
    data = _as_bytes(mask)
    filled = mask.copy()
    box = _box_of(data)
    if box.is_empty:
        return filled
    padded = cv2.copyMakeBorder(data[box.slices], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    cv2.floodFill(padded, None, (0, 0), (2,), flags=4)
    np.not_equal(padded[1:-1, 1:-1], 2, out=filled[box.slices])
    return filled


def components(mask: Mask) -> tuple[Component, ...]:
    """The 8-connected pieces of the hole, ordered by the top, then the left of their boxes."""
    data = _as_bytes(mask)
    bands = list(_without_labels(data))
    if not bands:
        return ()
    pieces = join_pieces(*(np.concatenate(column) for column in zip(*bands, strict=True)))
    order = np.lexsort(tuple(pieces.boxes[:, column] for column in (3, 2, 1, 0)))
    return tuple(
        Component(Box(*box), area)
        for box, area in zip(
            pieces.boxes[order].tolist(), pieces.areas[order].tolist(), strict=True
        )
    )


def drop_specks(mask: Mask, min_area_px: int) -> Mask:
    """A new mask without the 8-connected pieces of fewer than `min_area_px` pixels.

    Raises
    ------
    OptionError
        If `min_area_px` is negative.
    """
    data = _as_bytes(mask)
    if min_area_px < 0:
        raise OptionError(
            "The smallest speck to keep is {min_area_px} pixels; use 0 or more.",
            min_area_px=min_area_px,
        )
    kept = mask.copy()
    boxes, areas, links, pixels, owners = [], [], [], [], []
    for band in labelled_bands(data, _box_of(data)):
        small = band.areas < min_area_px
        boxes.append(band.boxes)
        areas.append(band.areas)
        links.append(band.links)
        if not small.any():
            continue
        drop = np.concatenate([[False], small & ~band.open_ended])
        kept[band.box.slices] &= ~drop[band.labels]
        # Whether a small piece that goes on in the next band is a speck is only known at the end.
        undecided = np.concatenate([[False], small & band.open_ended])
        if undecided.any():
            rows, columns = np.nonzero(undecided[band.labels])
            owners.append(band.labels[rows, columns].astype(np.int64) + (band.first - 1))
            pixels.append((rows + band.box.top) * mask.shape[1] + columns + band.box.left)
    if pixels:
        pieces = join_pieces(np.concatenate(boxes), np.concatenate(areas), np.concatenate(links))
        specks = pieces.areas[pieces.piece_of[np.concatenate(owners)]] < min_area_px
        kept.reshape(-1)[np.concatenate(pixels)[specks]] = False
    return kept


def _without_labels(
    data: NDArray[np.uint8],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Boxes, areas and links of every band, the label images let go."""
    for band in labelled_bands(data, _box_of(data)):
        yield band.boxes, band.areas, band.links


def _as_bytes(mask: Mask) -> NDArray[np.uint8]:
    """`mask` checked and seen as contiguous uint8 0/1, without a copy where possible."""
    check_mask(mask, size_of(mask) if getattr(mask, "ndim", 0) == 2 else Size(0, 0))
    if mask.size == 0:
        raise BadInputError(
            "Mask has shape {mask_shape}; it needs at least one pixel.", mask_shape=mask.shape
        )
    return np.ascontiguousarray(mask).view(np.uint8)


def _box_of(data: NDArray[np.uint8]) -> Box:
    """The box around the non-zero pixels, empty at the origin for none."""
    left, top, width, height = cv2.boundingRect(data)
    return Box(top, left, top + height, left + width)


def _limit(reach_px: float) -> float:
    """A bound for float32 distances that separates d <= reach_px from d > reach_px.

    Squared distances between pixel centres are whole numbers, so that the bound may lie half way
    to the next one, where rounding of the square root does no harm.
    """
    if not (math.isfinite(reach_px) and reach_px >= 0):
        raise OptionError(
            "A distance of {reach_px} pixels was asked for; use 0 or more.", reach_px=reach_px
        )
    return math.sqrt(math.floor(reach_px * reach_px * (1.0 + 1e-12)) + 0.5)


def _disc(limit: float) -> NDArray[np.uint8]:
    """The pixels within `limit` of a centre, as a kernel."""
    offsets = np.arange(-int(limit), int(limit) + 1)
    return (offsets[:, None] ** 2 + offsets**2 <= limit * limit).astype(np.uint8)


def _neighbourhoods(
    data: NDArray[np.uint8], reach_px: int, *, to_hole: bool
) -> Iterator[tuple[Box, Box]]:
    """Disjoint boxes in which pixels may lie within `reach_px` of the hole (or of the known area).

    Each comes with the box around it that holds all that it depends on. With `to_hole`, pixels
    outside all boxes are farther than `reach_px` from the hole; else the boxes cover the hole.
    """
    size = size_of(data)
    side = min(max(_TILE_PX, 4 * reach_px), _LARGEST_TILE_PX)
    inside = _box_of(data)
    if to_hole and not inside.is_empty:
        inside = inside.grown(reach_px).clipped(size)
    for top in range(inside.top, inside.bottom, side):
        for left in range(inside.left, inside.right, side):
            tile = Box(top, left, top + side, left + side).intersection(inside)
            seen = tile.grown(reach_px).clipped(size) if to_hole else tile
            hole = _box_of(data[seen.slices]).moved(seen.top, seen.left)
            if hole.is_empty:
                continue
            wanted = hole.grown(reach_px).intersection(tile) if to_hole else hole
            if not wanted.is_empty:
                yield wanted, wanted.grown(reach_px).clipped(size)


def _distances(
    data: NDArray[np.uint8], reach_px: int, *, to_hole: bool
) -> Iterator[tuple[Box, NDArray[np.float32]]]:
    """Exact distances up to `reach_px` to the hole (or to the known area), in disjoint boxes.

    The boxes are those of `_neighbourhoods`. Distances are float32; values beyond `reach_px` may
    be too large.
    """
    for wanted, around in _neighbourhoods(data, reach_px, to_hole=to_hole):
        crop = data[around.slices]
        holes = cv2.countNonZero(crop)
        if holes == (crop.size if to_hole else 0):
            distance = np.zeros(wanted.size, np.float32)
        elif holes == (0 if to_hole else crop.size):
            distance = np.full(wanted.size, np.inf, np.float32)
        else:
            away = crop ^ np.uint8(1) if to_hole else crop
            inner = wanted.moved(-around.top, -around.left)
            distance = _exact_distances(away)[inner.slices]
        yield wanted, distance


def _exact_distances(away: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Distance of each pixel to the nearest 0.

    With a single thread OpenCV leaves this to IPP, which is off by up to a thousandth of a pixel:
    enough to miss pixels at long reaches. The setting holds for the calling thread only.
    """
    with_ipp = cv2.ipp.useIPP()
    cv2.ipp.setUseIPP(False)
    try:
        measured = cv2.distanceTransform(away, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    finally:
        cv2.ipp.setUseIPP(with_ipp)
    return np.asarray(measured, np.float32)
