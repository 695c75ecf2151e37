"""The mask as something to draw over the photo: tinted area, outline, or nothing. No Qt.

Tiles match those of the pyramid: uint32 (h, w), premultiplied ARGB. While the user paints, only the
touched part of the tiles on screen is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.app.canvas.pyramid import LevelTile, level_size
from inpaint_studio.document.tiles import FULL_TILE, TILE_PX, TileView
from inpaint_studio.geometry import Box, Size

__all__ = ["Colour", "MaskOverlay", "MaskView", "coverage", "premultiplied"]

_LINE_ALPHA = 0.9


class Colour(NamedTuple):
    """Red, green, blue, each 0 to 255."""

    red: int
    green: int
    blue: int


class MaskView(Enum):
    """How the mask is shown."""

    OVERLAY = "overlay"
    OUTLINE = "outline"
    HIDDEN = "hidden"


def premultiplied(colour: Colour, opacity: float) -> NDArray[np.uint32]:
    """uint32 (256,): `colour` for each coverage 0..255, as premultiplied ARGB."""
    alpha = np.arange(256) / 255.0 * opacity
    parts: list[NDArray[np.uint32]] = [
        np.rint(alpha * part).astype(np.uint32) for part in (255, *colour)
    ]
    return np.asarray((parts[0] << 24) | (parts[1] << 16) | (parts[2] << 8) | parts[3], np.uint32)


def coverage(mask: TileView, level: int, box: Box) -> NDArray[np.uint8]:
    """How much of each level pixel is hole.

    Parameters
    ----------
    mask
        bool (H, W), sparse: all-known areas cost nothing.
    level
        Each pixel of the answer stands for 2**level squared pixels of the mask.
    box
        In level pixels; may reach outside the image, where nothing is hole.

    Returns
    -------
    uint8 (box.height, box.width), the mean of the mask times 255.
    """
    result = np.zeros(box.size, np.uint8)
    inside = box.clipped(level_size(mask.size, level))
    step = TILE_PX >> level
    for row in range(inside.top // step, -(-inside.bottom // step)):
        for column in range(inside.left // step, -(-inside.right // step)):
            tile = mask.tile((row, column))
            if tile is None:
                continue
            block = _block(tile, level)
            top, left = row * step, column * step
            covered = Box(top, left, top + block.shape[0], left + block.shape[1])
            part = covered.intersection(inside)
            if not part.is_empty:
                result[part.moved(-box.top, -box.left).slices] = block[
                    part.moved(-top, -left).slices
                ]
    return result


@cache
def _full_block(level: int) -> NDArray[np.uint8]:
    return np.full((TILE_PX >> level, TILE_PX >> level), 255, np.uint8)


def _block(tile: NDArray[np.bool_], level: int) -> NDArray[np.uint8]:
    """One tile of the mask, shrunk."""
    if tile is FULL_TILE:
        return _full_block(level)
    full = tile.view(np.uint8) * np.uint8(255)
    if level == 0:
        return full
    import cv2

    height, width = level_size(Size(*tile.shape), level)
    down, right = (height << level) - tile.shape[0], (width << level) - tile.shape[1]
    if down or right:
        full = np.asarray(cv2.copyMakeBorder(full, 0, down, 0, right, cv2.BORDER_REPLICATE))
    mean = cv2.resize(full, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(mean, np.uint8)


class MaskOverlay:
    """Drawable tiles of a mask.

    Parameters
    ----------
    mask
        Gives the present mask.
    """

    def __init__(self, mask: Callable[[], TileView]) -> None:
        self._mask = mask
        self._level = 0
        self._tiles: dict[LevelTile, NDArray[np.uint32] | None] = {}
        self._view = MaskView.OVERLAY
        self._area = premultiplied(Colour(255, 64, 64), 0.45)
        self._line = int(premultiplied(Colour(255, 64, 64), _LINE_ALPHA)[255])

    def set_style(self, view: MaskView, colour: Colour, opacity: float) -> None:
        """Choose how the mask looks; every tile is to be drawn again."""
        self._view = view
        self._area = premultiplied(colour, opacity)
        self._line = int(premultiplied(colour, _LINE_ALPHA)[255])
        self._tiles.clear()

    def tile(self, tile: LevelTile) -> NDArray[np.uint32] | None:
        """The tile, built if need be; None where there is nothing to draw."""
        if self._view is MaskView.HIDDEN:
            return None
        if tile.level != self._level:
            self._tiles.clear()
            self._level = tile.level
        if tile not in self._tiles:
            self._tiles[tile] = self._build(tile)
        return self._tiles[tile]

    def has(self, tile: LevelTile) -> bool:
        """True when `tile` would cost nothing."""
        return self._view is MaskView.HIDDEN or tile in self._tiles

    def _level_box(self, tile: LevelTile) -> Box:
        size = level_size(tile.box(self._mask().size).size, tile.level)
        top, left = tile.row * TILE_PX, tile.column * TILE_PX
        return Box(top, left, top + size.height, left + size.width)

    def _build(self, tile: LevelTile) -> NDArray[np.uint32] | None:
        mask = self._mask()
        if not mask.has_tiles(tile.box(mask.size)):
            return None
        return self._drawn(tile.level, self._level_box(tile))

    def _drawn(self, level: int, box: Box) -> NDArray[np.uint32]:
        import cv2

        hole = coverage(self._mask(), level, box.grown(1))
        drawn = self._area[hole[1:-1, 1:-1]]
        if self._view is MaskView.OUTLINE:
            drawn[:] = 0
        solid = (hole >= 128).astype(np.uint8)
        inner = cv2.erode(solid, np.ones((3, 3), np.uint8), borderValue=0)
        drawn[(solid != inner)[1:-1, 1:-1]] = self._line
        return drawn

    def changed(self, box: Box) -> Box:
        """The mask changed inside `box`: bring the tiles at hand up to date.

        Returns the image box to draw again, a little larger.
        """
        factor = 1 << self._level
        touched = Box(
            box.top // factor, box.left // factor, -(-box.bottom // factor), -(-box.right // factor)
        ).grown(1)
        for tile in LevelTile.around(box.grown(factor).clipped(self._mask().size), self._level):
            if tile not in self._tiles:
                continue
            pixels = self._tiles[tile]
            if pixels is None:
                del self._tiles[tile]
                continue
            whole = self._level_box(tile)
            part = whole.intersection(touched)
            if not part.is_empty:
                pixels[part.moved(-whole.top, -whole.left).slices] = self._drawn(self._level, part)
        return box.grown(2 * factor).clipped(self._mask().size)
