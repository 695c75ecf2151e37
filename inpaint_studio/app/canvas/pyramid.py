"""Mipmaps of a large photo, built tile by tile when they are looked at. No Qt.

A tile of level n shows 256 x 256 pixels of the photo shrunk by 2**n, ready to draw: uint8
(h, w, 4), blue, green, red, opaque. Levels up to 3 are averaged straight from the photo, higher
ones from their four children, so that no single step takes long. Tiles that a change made old stay
drawable until they are built anew. The original and the shown photo share the tiles in which they
agree.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.tiles import TILE_PX, TileView
from inpaint_studio.geometry import Box, Size

__all__ = ["ImagePyramid", "LevelTile", "PhotoVariant", "level_size", "to_display"]

DIRECT_LEVEL = 3
_THUMBNAIL_PX = 1024

Pixels = NDArray[np.uint8]


class PhotoVariant(Enum):
    """Which photo is meant."""

    ORIGINAL = "original"
    SHOWN = "shown"


class LevelTile(NamedTuple):
    """A tile of the pyramid."""

    level: int
    row: int
    column: int

    def box(self, size: Size) -> Box:
        """Image pixels that it covers."""
        span = TILE_PX << self.level
        top, left = self.row * span, self.column * span
        return Box(top, left, top + span, left + span).clipped(size)

    @property
    def children(self) -> tuple[LevelTile, ...]:
        """The four tiles of the next finer level, in reading order; some may lie outside."""
        level, row, column = self.level - 1, 2 * self.row, 2 * self.column
        return tuple(LevelTile(level, row + r, column + c) for r in (0, 1) for c in (0, 1))

    @staticmethod
    def around(box: Box, level: int) -> tuple[LevelTile, ...]:
        """The tiles of `level` that touch an image box."""
        if box.is_empty:
            return ()
        span = TILE_PX << level
        return tuple(
            LevelTile(level, row, column)
            for row in range(box.top // span, (box.bottom - 1) // span + 1)
            for column in range(box.left // span, (box.right - 1) // span + 1)
        )


def level_size(size: Size, level: int) -> Size:
    """Size of an image or box at `level`, the last row and column perhaps only partly covered."""
    factor = 1 << level
    return Size(-(-size.height // factor), -(-size.width // factor))


def to_display(image: NDArray[Any]) -> Pixels:
    """uint8 (h, w, 4), BGRA opaque, of an `Image`."""
    import cv2

    if image.dtype == np.uint16:
        image = (image >> 8).astype(np.uint8)
    elif image.dtype != np.uint8:
        image = (np.clip(image, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2BGRA), np.uint8)


def _shrunk(image: NDArray[Any], level: int) -> NDArray[Any]:
    """`image` averaged over squares of 2**level pixels, its border repeated where needed."""
    if level == 0:
        return image
    import cv2

    height, width = level_size(Size(*image.shape[:2]), level)
    down, right = (height << level) - image.shape[0], (width << level) - image.shape[1]
    if down or right:
        image = cv2.copyMakeBorder(image, 0, down, 0, right, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))


class ImagePyramid:
    """Tiles of the original and of the shown photo.

    Parameters
    ----------
    original, shown
        Give the present content of each.
    cap_bytes
        Tiles unused for longest are let go beyond this.
    convert
        Brings display pixels to the screen's colours, in place; None leaves them.
    """

    def __init__(
        self,
        original: Callable[[], TileView],
        shown: Callable[[], TileView],
        cap_bytes: int = 384 * 1024 * 1024,
        convert: Callable[[Pixels], None] | None = None,
    ) -> None:
        self._sources = {PhotoVariant.ORIGINAL: original, PhotoVariant.SHOWN: shown}
        self.size = original().size
        self._cap_bytes = cap_bytes
        self._convert = convert
        self._held_bytes = 0
        self._tiles: OrderedDict[tuple[PhotoVariant, LevelTile], Pixels] = OrderedDict()
        self._stale: set[tuple[PhotoVariant, LevelTile]] = set()
        self._differing: dict[int, set[tuple[int, int]]] = {}
        self.thumbnail = self._make_thumbnail()
        self.changed(self.size.box)

    def _make_thumbnail(self) -> Pixels:
        """The whole photo, coarsely, to show before anything else is there."""
        step = max(1, max(self.size) // _THUMBNAIL_PX)
        whole = self._sources[PhotoVariant.ORIGINAL]().to_array()
        return self._displayed(whole[::step, ::step])

    def _displayed(self, image: NDArray[Any]) -> Pixels:
        pixels = to_display(image)
        if self._convert is not None:
            self._convert(pixels)
        return pixels

    def changed(self, box: Box) -> None:
        """The shown photo changed inside `box`."""
        keys = self._sources[PhotoVariant.SHOWN]().changed_keys
        self._differing = {0: set(keys)}
        for entry in self._tiles:
            if entry[0] is PhotoVariant.SHOWN and entry[1].box(self.size).intersects(box):
                self._stale.add(entry)

    def _variant(self, variant: PhotoVariant, tile: LevelTile) -> PhotoVariant:
        """The original when the shown photo does not differ from it in that tile."""
        if variant is PhotoVariant.ORIGINAL:
            return variant
        if tile.level not in self._differing:
            keys = self._differing[0]
            self._differing[tile.level] = {(r >> tile.level, c >> tile.level) for r, c in keys}
        differs = (tile.row, tile.column) in self._differing[tile.level]
        return PhotoVariant.SHOWN if differs else PhotoVariant.ORIGINAL

    def find(self, variant: PhotoVariant, tile: LevelTile) -> tuple[Pixels | None, bool]:
        """The tile if it was built, and whether it is up to date."""
        entry = (self._variant(variant, tile), tile)
        pixels = self._tiles.get(entry)
        if pixels is None:
            if entry[0] is PhotoVariant.SHOWN:  # the old picture is better than none
                return self._tiles.get((PhotoVariant.ORIGINAL, tile)), False
            return None, False
        self._tiles.move_to_end(entry)
        return pixels, entry not in self._stale

    def build(self, variant: PhotoVariant, tile: LevelTile) -> bool:
        """Do one step towards `tile`; True when it is there."""
        variant = self._variant(variant, tile)
        if tile.level <= DIRECT_LEVEL:
            part = self._sources[variant]().read(tile.box(self.size))
            self._keep(variant, tile, self._displayed(_shrunk(part, tile.level)))
            return True
        inside = [child for child in tile.children if not child.box(self.size).is_empty]
        for child in inside:
            if not self.find(variant, child)[1]:
                self.build(variant, child)
                return False
        joined = self._joined(variant, tile, inside)
        self._keep(variant, tile, np.ascontiguousarray(_shrunk(joined, 1)))
        return True

    def _joined(self, variant: PhotoVariant, tile: LevelTile, inside: list[LevelTile]) -> Pixels:
        size = level_size(tile.box(self.size).size, tile.level - 1)
        joined = np.zeros((*size, 4), np.uint8)
        for child in inside:
            pixels, _ = self.find(variant, child)
            assert pixels is not None
            top = (child.row - 2 * tile.row) * TILE_PX
            left = (child.column - 2 * tile.column) * TILE_PX
            joined[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
        return joined

    def _keep(self, variant: PhotoVariant, tile: LevelTile, pixels: Pixels) -> None:
        entry = (variant, tile)
        old = self._tiles.pop(entry, None)
        self._held_bytes += pixels.nbytes - (0 if old is None else old.nbytes)
        self._tiles[entry] = pixels
        self._stale.discard(entry)
        while self._held_bytes > self._cap_bytes and len(self._tiles) > 16:
            gone, dropped = self._tiles.popitem(last=False)
            self._stale.discard(gone)
            self._held_bytes -= dropped.nbytes

    def read(self, variant: PhotoVariant, level: int, box: Box) -> Pixels | None:
        """Level pixels of `box` (given in level pixels, inside the level), BGRA.

        None while some tile of it is missing.
        """
        result = np.empty((*box.size, 4), np.uint8)
        for row in range(box.top // TILE_PX, (box.bottom - 1) // TILE_PX + 1):
            for column in range(box.left // TILE_PX, (box.right - 1) // TILE_PX + 1):
                pixels, fresh = self.find(variant, LevelTile(level, row, column))
                if pixels is None or not fresh:
                    return None
                top, left = row * TILE_PX, column * TILE_PX
                covered = Box(top, left, top + pixels.shape[0], left + pixels.shape[1])
                part = covered.intersection(box)
                result[part.moved(-box.top, -box.left).slices] = pixels[
                    part.moved(-top, -left).slices
                ]
        return result
