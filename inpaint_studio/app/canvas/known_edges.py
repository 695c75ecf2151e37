"""Canny edges of the known area at the zoom on screen, tile by tile. No Qt.

Worked out from the pyramid's tiles, so that the lines are as fine as the screen at every zoom and
a photo of any size costs only what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.app.canvas.overlay import Colour, coverage, premultiplied
from inpaint_studio.app.canvas.pyramid import ImagePyramid, LevelTile, PhotoVariant, level_size
from inpaint_studio.document.tiles import TILE_PX, TileView
from inpaint_studio.geometry import Box

__all__ = ["KnownEdges"]

_CAP_TILES = 512


class KnownEdges:
    """Drawable tiles, uint32 premultiplied ARGB, of the known area's edges.

    Parameters
    ----------
    pyramid
        The photo; only its built tiles are used.
    mask
        Gives the present mask.
    """

    def __init__(self, pyramid: ImagePyramid, mask: Callable[[], TileView]) -> None:
        self._pyramid = pyramid
        self._mask = mask
        self._sigma = 2.0
        self._table = premultiplied(Colour(0, 0, 0), 1.0)
        self._tiles: dict[LevelTile, NDArray[np.uint32]] = {}
        self._stale: set[LevelTile] = set()

    def set_style(self, sigma: float, colour: Colour) -> None:
        """Canny's sigma in level pixels, and the colour; old lines stay until new ones are there."""
        if sigma != self._sigma:
            self._stale.update(self._tiles)
        else:
            self._tiles.clear()
        self._sigma = sigma
        self._table = premultiplied(colour, 1.0)

    def find(self, tile: LevelTile) -> tuple[NDArray[np.uint32] | None, bool]:
        """The tile if it was built, and whether it is up to date."""
        return self._tiles.get(tile), tile in self._tiles and tile not in self._stale

    def changed(self, box: Box) -> None:
        """Photo or mask changed inside `box`."""
        for tile in self._tiles:
            reach = self._margin_px() << tile.level
            if tile.box(self._pyramid.size).grown(reach).intersects(box):
                self._stale.add(tile)

    def _margin_px(self) -> int:
        return int(4 * self._sigma) + 8

    def missing(self, tile: LevelTile) -> LevelTile | None:
        """A tile of the photo that must be built before `tile`, or None."""
        size = self._pyramid.size
        reach = self._margin_px() << tile.level
        around = tile.box(size).grown(reach).clipped(size)
        for needed in LevelTile.around(around, tile.level):
            if not self._pyramid.find(PhotoVariant.SHOWN, needed)[1]:
                return needed
        return None

    def build(self, tile: LevelTile) -> None:
        """Work `tile` out; `missing` must have said None."""
        from inpaint_studio.imaging.edges import fast_canny

        size = level_size(self._pyramid.size, tile.level)
        top, left = tile.row * TILE_PX, tile.column * TILE_PX
        core = Box(top, left, top + TILE_PX, left + TILE_PX).clipped(size)
        around = core.grown(self._margin_px()).clipped(size)
        pixels = self._pyramid.read(PhotoVariant.SHOWN, tile.level, around)
        if pixels is None:
            return
        hole = coverage(self._mask(), tile.level, around) > 0
        image = np.ascontiguousarray(pixels[..., 2::-1])
        edges = fast_canny(image, hole if hole.any() else None, sigma=self._sigma)
        inner = edges[core.moved(-around.top, -around.left).slices]
        if len(self._tiles) >= _CAP_TILES:
            self._tiles.clear()
            self._stale.clear()
        self._tiles[tile] = self._table[(inner * 255).astype(np.uint8)]
        self._stale.discard(tile)
