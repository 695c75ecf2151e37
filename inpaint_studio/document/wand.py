"""The magic wand: which pixels are like the one clicked.

A contiguous region is looked for in a window round the click that doubles while the region runs
into its border, so that a click on a small thing in a large photograph stays quick and a sky of
many megapixels takes two bytes a pixel of the window at most.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.shapes import Point
from inpaint_studio.document.tiles import TILE_PX, TileView
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Mask, full_scale

__all__ = ["similar_region"]

_FIRST_REACH_PX = 256


def similar_region(
    image: TileView, at: Point, *, tolerance: int, contiguous: bool
) -> tuple[Box, Mask]:
    """Pixels that differ from the one at `at` by at most `tolerance` in every channel.

    Parameters
    ----------
    image
        (H, W, 3); not modified.
    at
        Continuous image coordinates.
    tolerance
        In steps of 1/255 of full scale, 0 to 255.
    contiguous
        Only the pixels joined to `at` side to side through similar ones.

    Returns
    -------
    The box around them and a bool array of its size; an empty box when `at` lies outside.
    """
    row, column = math.floor(at.y), math.floor(at.x)
    inside = Box(row, column, row + 1, column + 1).clipped(image.size)
    if inside != Box(row, column, row + 1, column + 1):
        return Box(0, 0, 0, 0), np.zeros((0, 0), np.bool_)
    colour = image.read(inside)[0, 0]
    whole = image.size.box
    if not contiguous:
        return _trimmed(whole, _similar(image, whole, colour, tolerance).view(np.bool_))
    import cv2

    reach = _FIRST_REACH_PX
    while True:
        window = inside.grown(reach).clipped(image.size)
        similar = _similar(image, window, colour, tolerance)
        seed = (column - window.left, row - window.top)
        cv2.floodFill(similar, None, seed, 2, flags=4)
        region: Mask = similar == 2
        if window == whole or not _reaches_border(region, window, whole):
            return _trimmed(window, region)
        reach *= 2


def _similar(
    image: TileView, box: Box, colour: NDArray[np.generic], tolerance: int
) -> NDArray[np.uint8]:
    """uint8 0/1 of the size of `box`, worked out in strips."""
    scale = full_scale(image.dtype) / 255.0
    reach = tolerance * scale
    low = np.asarray(colour, np.float64) - reach
    high = np.asarray(colour, np.float64) + reach
    if image.dtype != np.float32:
        limit = full_scale(image.dtype)
        low, high = np.clip(np.ceil(low), 0, limit), np.clip(np.floor(high), 0, limit)
    low, high = low.astype(image.dtype), high.astype(image.dtype)
    similar = np.empty(box.size, np.uint8)
    for top in range(box.top, box.bottom, TILE_PX):
        strip = Box(top, box.left, min(top + TILE_PX, box.bottom), box.right)
        pixels = image.read(strip)
        hit = ((pixels >= low) & (pixels <= high)).all(axis=2)
        similar[strip.moved(-box.top, -box.left).slices] = hit
    return similar


def _reaches_border(region: Mask, window: Box, whole: Box) -> bool:
    """True when the region touches a side of the window that is not the photo's own border."""
    return bool(
        (window.top > whole.top and region[0].any())
        or (window.bottom < whole.bottom and region[-1].any())
        or (window.left > whole.left and region[:, 0].any())
        or (window.right < whole.right and region[:, -1].any())
    )


def _trimmed(box: Box, region: Mask) -> tuple[Box, Mask]:
    rows = np.flatnonzero(region.any(axis=1))
    columns = np.flatnonzero(region.any(axis=0))
    if not rows.size:
        return Box(0, 0, 0, 0), np.zeros((0, 0), np.bool_)
    part = Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
    return part.moved(box.top, box.left), region[part.slices]
