"""Large arrays kept as a shared base and the tiles that differ from it.

A photograph of 100 megapixels is never copied whole because a scratch was filled: a `TileView` is
a base (an array, or one value everywhere) plus a dictionary of square tiles that differ from it.
A `TileStore` is a view that can be written; it copies a tile on its first write after a snapshot,
so that a snapshot costs one dictionary and can be read from any thread while painting goes on.
Nothing here knows what the arrays mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box, Size

__all__ = ["FULL_TILE", "TILE_PX", "TileKey", "TileStore", "TileView", "keys_of"]

TILE_PX = 256

TileKey: TypeAlias = tuple[int, int]
Array: TypeAlias = NDArray[Any]

FULL_TILE: NDArray[np.bool_] = np.ones((TILE_PX, TILE_PX), np.bool_)
"""The one tile of a mask that is hole all over, shared so that it is known without looking."""
FULL_TILE.flags.writeable = False


def keys_of(box: Box) -> Iterator[TileKey]:
    """Row and column of every tile that `box` touches; none for an empty box."""
    if box.is_empty:
        return
    for row in range(box.top // TILE_PX, (box.bottom - 1) // TILE_PX + 1):
        for column in range(box.left // TILE_PX, (box.right - 1) // TILE_PX + 1):
            yield row, column


class TileView:
    """A read-only array of `size`, kept as base and differing tiles.

    Parameters
    ----------
    size
        Height and width in pixels.
    base
        Array (H, W) or (H, W, C), shared and never written; or None for `fill` everywhere.
    dtype
        Of the array; taken from `base` where there is one.
    fill
        The value everywhere when `base` is None.
    tiles
        Tiles that differ from the base, by row and column; shared and never written.
    """

    def __init__(
        self,
        size: Size,
        base: Array | None = None,
        *,
        dtype: np.dtype[Any] | type[Any] = np.bool_,
        fill: int = 0,
        tiles: Mapping[TileKey, Array] | None = None,
    ) -> None:
        self.size = size
        self._base: Array | None = None
        self._fill = fill
        self._channels: tuple[int, ...] = ()
        self.dtype = np.dtype(dtype)
        if base is not None:
            self._base = base.view()
            self._base.flags.writeable = False
            self._channels = base.shape[2:]
            self.dtype = base.dtype
        self._tiles: dict[TileKey, Array] = dict(tiles or {})
        self._counts: dict[TileKey, tuple[Array, int]] = {}

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the whole array."""
        return (*self.size, *self._channels)

    @property
    def changed_keys(self) -> frozenset[TileKey]:
        """Tiles that are kept apart from the base."""
        return frozenset(self._tiles)

    @property
    def is_base(self) -> bool:
        """True when no tile differs from the base."""
        return not self._tiles

    def tile_box(self, key: TileKey) -> Box:
        """Pixels that tile `key` covers, cut at the array's border."""
        top, left = key[0] * TILE_PX, key[1] * TILE_PX
        return Box(top, left, top + TILE_PX, left + TILE_PX).clipped(self.size)

    def tile(self, key: TileKey) -> Array | None:
        """The differing tile, or None where the base holds; to be read only."""
        return self._tiles.get(key)

    def has_tiles(self, box: Box) -> bool:
        """True when some differing tile touches `box`."""
        return bool(self._tiles) and any(True for _ in self._present(box))

    def _present(self, box: Box) -> Iterator[TileKey]:
        tiles = self._tiles
        return (key for key in keys_of(box) if key in tiles)

    def read(self, box: Box) -> Array:
        """The pixels of `box`, which must lie inside.

        Returns
        -------
        A read-only view of the base where nothing differs, a new array otherwise.
        """
        present = list(self._present(box)) if self._tiles else []
        if not present and self._base is not None:
            return self._base[box.slices]
        if self._base is not None:
            result = self._base[box.slices].copy()
        else:
            result = np.full((*box.size, *self._channels), self._fill, self.dtype)
        for key in present:
            covered = self.tile_box(key)
            part = covered.intersection(box)
            inside = part.moved(-covered.top, -covered.left)
            target = part.moved(-box.top, -box.left)
            result[target.slices] = self._tiles[key][inside.slices]
        return result

    def to_array(self) -> Array:
        """The whole array; the read-only base itself when nothing differs."""
        return self.read(self.size.box)

    @property
    def tiles_nbytes(self) -> int:
        """Memory of the differing tiles; nothing for the one that all share."""
        return sum(tile.nbytes for tile in self._tiles.values() if tile is not FULL_TILE)

    def inside(self, box: Box) -> TileView:
        """The same inside `box`, the fill everywhere else; of a view without base."""
        tiles: dict[TileKey, Array] = {}
        for key, tile in self._tiles.items():
            covered = self.tile_box(key)
            part = covered.intersection(box)
            if part == covered:
                tiles[key] = tile
            elif not part.is_empty:
                cut = np.full_like(tile, self._fill)
                slices = part.moved(-covered.top, -covered.left).slices
                cut[slices] = tile[slices]
                kept = self.settled(key, cut)
                if kept is not None:
                    tiles[key] = kept
        return TileView(self.size, dtype=self.dtype, fill=self._fill, tiles=tiles)

    def add_to(self, array: Array) -> None:
        """Set `array`, bool (H, W), wherever this view of the same kind is set."""
        for key, tile in self._tiles.items():
            array[self.tile_box(key).slices] |= tile

    def settled(self, key: TileKey, tile: Array) -> Array | None:
        """What to keep for `tile`: None where it equals the base, the shared tile where it is hole
        all over, else itself."""
        if self._base is None:
            equal = bool((tile == self._fill).all())
        else:
            equal = np.array_equal(tile, self._base[self.tile_box(key).slices])
        if equal:
            return None
        if tile.dtype == np.bool_ and tile.shape == FULL_TILE.shape and tile.all():
            return FULL_TILE
        return tile

    def tiles_with(self, parts: Iterable[tuple[Box, Array]]) -> dict[TileKey, Array | None]:
        """The tiles that would differ from this view's if `parts` were written over it, one after
        the other; None for those that would be the base. Nothing is modified."""
        tiles: dict[TileKey, Array] = {}
        for box, values in parts:
            for key in keys_of(box):
                covered = self.tile_box(key)
                part = covered.intersection(box)
                new = values[part.moved(-box.top, -box.left).slices]
                tile = tiles.get(key)
                if tile is None and np.array_equal(self.read(part), new):
                    continue
                if tile is None:
                    tile = tiles[key] = np.array(new if part == covered else self.read(covered))
                tile[part.moved(-covered.top, -covered.left).slices] = new
        return {key: self.settled(key, tile) for key, tile in tiles.items()}

    def bounds(self) -> Box:
        """The smallest box around the nonzero pixels of a two-dimensional view without base."""
        result = Box(0, 0, 0, 0)
        if self._fill:
            return _nonzero_box(self.to_array())
        for key, tile in self._tiles.items():
            covered = self.tile_box(key)
            if tile is FULL_TILE:
                result = result.union(covered)
            elif not result.contains(covered):
                result = result.union(_nonzero_box(tile).moved(covered.top, covered.left))
        return result

    def count_nonzero(self) -> int:
        """Number of nonzero entries of a view without base."""
        if self._base is not None or self._fill:
            return int(np.count_nonzero(self.to_array()))
        return sum(self._count(key, tile) for key, tile in self._tiles.items())

    def _count(self, key: TileKey, tile: Array) -> int:
        """Nonzero entries of a tile, remembered as long as it is this very one."""
        if tile is FULL_TILE:
            return tile.size
        known = self._counts.get(key)
        if known is None or known[0] is not tile:
            known = tile, int(np.count_nonzero(tile))
            if self._stays(key):
                self._counts[key] = known
        return known[1]

    def _stays(self, key: TileKey) -> bool:
        """True when the tile is never written in place."""
        return True


def _nonzero_box(array: Array) -> Box:
    rows = np.flatnonzero(array.any(axis=1))
    if not rows.size:
        return Box(0, 0, 0, 0)
    columns = np.flatnonzero(array.any(axis=0))
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)


class TileStore(TileView):
    """A `TileView` that can be written tile by tile; use it from one thread."""

    def __init__(
        self,
        size: Size,
        base: Array | None = None,
        *,
        dtype: np.dtype[Any] | type[Any] = np.bool_,
        fill: int = 0,
    ) -> None:
        super().__init__(size, base, dtype=dtype, fill=fill)
        self._owned: set[TileKey] = set()

    def snapshot(self) -> TileView:
        """The present content, unaffected by later writes; costs no pixels."""
        self._owned.clear()
        return self.over(self._tiles)

    def over(self, tiles: Mapping[TileKey, Array]) -> TileView:
        """A view with the same base and other tiles."""
        return TileView(self.size, self._base, dtype=self.dtype, fill=self._fill, tiles=tiles)

    def writable(self, key: TileKey) -> Array:
        """The tile for writing in place, copied first if a snapshot may hold it."""
        if key not in self._owned:
            self._tiles[key] = np.array(self.read(self.tile_box(key)))
            self._owned.add(key)
        return self._tiles[key]

    def write(self, box: Box, values: Array) -> Box:
        """Set the pixels of `box`; return the box around the tiles' parts that changed."""
        changed = Box(0, 0, 0, 0)
        for key in keys_of(box):
            covered = self.tile_box(key)
            part = covered.intersection(box)
            new = values[part.moved(-box.top, -box.left).slices]
            if not np.array_equal(self.read(part), new):
                self.writable(key)[part.moved(-covered.top, -covered.left).slices] = new
                changed = changed.union(part)
        return changed

    def put(self, key: TileKey, tile: Array | None) -> None:
        """Take `tile` as it is (it must not be written afterwards), or None for the base."""
        self._owned.discard(key)
        if tile is None:
            self._tiles.pop(key, None)
        else:
            self._tiles[key] = tile

    def _stays(self, key: TileKey) -> bool:
        return key not in self._owned

    def settle(self, keys: Iterable[TileKey]) -> None:
        """Let go of those tiles that equal the base, and share those that are hole all over."""
        for key in keys:
            tile = self._tiles.get(key)
            if tile is None:
                continue
            kept = self.settled(key, tile)
            if kept is not tile:
                self.put(key, kept)

    def differing(self, before: TileView) -> list[TileKey]:
        """Tiles that are not the same object as in `before`, in reading order."""
        keys = self._tiles.keys() | before.changed_keys
        return sorted(key for key in keys if self._tiles.get(key) is not before.tile(key))
