"""Putting a fill into a photo so that nothing but the hole changes.

`composite` is exact: known pixels come out bit for bit as they went in. `blend` feathers the seam,
and may change only the grown mask that the user can see. Both work piece by piece where the
hole is, so that a large photo costs one copy of itself and little more.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError, SizeMismatchError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.mask import feather_profile, feather_weights, hole_box
from inpaint_studio.imaging.types import (
    Image,
    Mask,
    check_image,
    check_mask,
    from_unit,
    size_of,
    to_unit,
)

__all__ = ["blend", "composite"]

_BAND_PIXELS = 1 << 20
_TILE_PX = 512


def composite(image: Image, filled: Image, mask: Mask) -> Image:
    """`image` with its hole taken from `filled`.

    Parameters
    ----------
    image
        uint8, uint16 or float32 (H, W, 3); not modified.
    filled
        (H, W, 3), float32 in [0, 1] (clipped) or uint8 or uint16; only its hole pixels are read.
    mask
        bool (H, W), True = hole.

    Returns
    -------
    Image
        A new array of the image's dtype. Known pixels are bit-identical, hole pixels are rounded
        to the nearest value of the dtype.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit each other.
    """
    _check(image, filled, mask)
    result: Image = image.copy()
    for band in _bands(hole_box(mask)):
        hole = mask[band.slices]
        result[band.slices][hole] = from_unit(to_unit(filled[band.slices][hole]), image.dtype)
    return result


def blend(image: Image, filled: Image, mask: Mask, grown: Mask, feather_px: float) -> Image:
    """`image` with its hole taken from `filled` and a feathered seam outside the hole.

    The weight of `filled` is 1 in `mask` and falls to 0 over `feather_px`, or over the room there
    is up to the border of `grown` where that is nearer.

    Parameters
    ----------
    image, filled
        As for `composite`; `filled` is read wherever `grown` is True.
    mask
        bool (H, W): where the fill replaces the photo wholly.
    grown
        bool (H, W): where pixels may change at all, usually `grow(mask, feather_px)`.
    feather_px
        Width of the seam in pixels, >= 0; 0 is `composite(image, filled, mask & grown)`.

    Returns
    -------
    Image
        A new array of the image's dtype; pixels outside `grown` are bit-identical.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit each other.
    OptionError
        If `feather_px` is negative or not finite.
    """
    size = _check(image, filled, mask)
    check_mask(grown, size)
    if not (np.isfinite(feather_px) and feather_px >= 0):
        raise OptionError(
            "The feather is {feather_px} pixels wide; use 0 or more.", feather_px=feather_px
        )
    result: Image = image.copy()
    halo_px = int(np.ceil(feather_px)) + 1
    for tile in _tiles(grown):
        around = tile.grown(halo_px).clipped(size)
        weight = _seam_weights(mask[around.slices], grown[around.slices], feather_px)
        weight = weight[tile.moved(-around.top, -around.left).slices]
        changed = weight > 0
        share = weight[changed][:, None]
        unit = to_unit(image[tile.slices][changed])
        fill = to_unit(filled[tile.slices][changed])
        mixed = unit + (np.clip(fill, 0.0, 1.0) - unit) * share
        # Full weight takes the fill itself, so that `blend` and `composite` agree in the hole.
        mixed = np.where(share >= 1.0, fill, mixed)
        result[tile.slices][changed] = from_unit(mixed, image.dtype)
    return result


def _seam_weights(mask: Mask, grown: Mask, feather_px: float) -> NDArray[np.float32]:
    """Weights of the fill: 1 in the hole, 0 outside `grown`, smooth between; float32 (H, W)."""
    hole = mask & grown
    weight = feather_weights(hole, 0)
    if feather_px <= 1 or not hole.any() or hole.all():
        return weight
    to_hole = _distance_to(hole)
    room = np.full_like(to_hole, np.float32(feather_px))
    if not grown.all():
        np.minimum(room, to_hole + _distance_to(~grown), out=room)
    return np.where(grown, feather_profile(to_hole / room), np.float32(0.0))


def _distance_to(target: Mask) -> NDArray[np.float32]:
    """Euclidean distance of every pixel to the nearest True pixel."""
    away = (~target).view(np.uint8)
    distance = cv2.distanceTransform(away, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(distance, np.float32)


def _bands(box: Box) -> Iterator[Box]:
    """`box` cut into bands of rows of about a megapixel."""
    if box.is_empty:
        return
    rows = max(1, _BAND_PIXELS // box.width)
    for top in range(box.top, box.bottom, rows):
        yield Box(top, box.left, min(top + rows, box.bottom), box.right)


def _tiles(area: Mask) -> Iterator[Box]:
    """Disjoint boxes, no side longer than `_TILE_PX`, around all of `area`."""
    whole = hole_box(area)
    for top in range(whole.top, whole.bottom, _TILE_PX):
        for left in range(whole.left, whole.right, _TILE_PX):
            tile = Box(top, left, top + _TILE_PX, left + _TILE_PX).intersection(whole)
            inner = hole_box(area[tile.slices])
            if not inner.is_empty:
                yield inner.moved(tile.top, tile.left)


def _check(image: Image, filled: Image, mask: Mask) -> Size:
    """Check dtypes and sizes of all three; return the size."""
    size = check_image(image)
    check_mask(mask, size)
    if check_image(filled) != size:
        raise SizeMismatchError(
            "The fill is {filled_size} pixels but the photo is {size}; they must be alike.",
            filled_size=size_of(filled),
            size=size,
        )
    return size
