"""Undo as data: what each edit changed, before and after, compressed and capped in bytes.

An edit lists the tiles it changed, each as it was before and after, and the small values (edge
strokes, results) that it replaced. Tiles are taken by reference when the edit is made, which costs
nothing while the user paints; `History.compact` compresses them in spare moments. Nothing here
knows of painting, files or the screen.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.tiles import FULL_TILE, TileKey
from inpaint_studio.geometry import Box

__all__ = ["Edit", "EditKind", "History", "Layer", "TileChange", "TileVersion", "ValueChange"]

DEFAULT_CAP_BYTES = 512 * 1024 * 1024


class Layer(Enum):
    """A tiled part of the document."""

    IMAGE = "image"
    MASK = "mask"


class EditKind(StrEnum):
    """What was done by other means than a drag of a tool, whose edits bear the tool's own name."""

    MASK_LINE = "mask_line"
    WAND = "wand"
    OBJECT = "object"
    SPOT_HEAL = "spot_heal"
    RED_EYE = "red_eye"
    FILL_ENCLOSED = "fill_enclosed"
    INVERT = "invert"
    GROW = "grow"
    SHRINK = "shrink"
    CLEAR_MASK = "clear_mask"
    IMPORT_MASK = "import_mask"
    FIND_DAMAGE = "find_damage"
    CLEAR_EDGES = "clear_edges"
    SELECT_FILLED = "select_filled"
    FADE = "fade"
    RESTORE = "restore"
    REVERT = "revert"


class TileVersion:
    """One state of one tile, raw or compressed; None stands for the base."""

    __slots__ = ("_dtype", "_packed", "_raw", "_shape")

    def __init__(self, tile: NDArray[Any]) -> None:
        self._raw: NDArray[Any] | None = tile
        self._packed = b""
        self._shape = tile.shape
        self._dtype = tile.dtype

    @property
    def is_raw(self) -> bool:
        """True until `compress` was called."""
        return self._raw is not None

    @property
    def nbytes(self) -> int:
        """Memory held; nothing for the tile that all share."""
        if self._raw is FULL_TILE:
            return 0
        return len(self._packed) + (self._raw.nbytes if self._raw is not None else 0)

    @property
    def unpacked_bytes(self) -> int:
        """Memory of the array itself."""
        return int(np.prod(self._shape)) * self._dtype.itemsize

    def holds(self, tile: NDArray[Any] | None) -> bool:
        """True when this is that very array, not yet compressed."""
        return self._raw is not None and self._raw is tile

    def compress(self) -> None:
        """Give the array up for its zlib form (a bit per pixel first, for masks)."""
        if self._raw is None or self._raw is FULL_TILE:
            return
        if not self._packed:
            bits = np.packbits(self._raw) if self._dtype == np.bool_ else self._raw
            self._packed = zlib.compress(np.ascontiguousarray(bits).data, 1)
        self._raw = None

    def unpack(self) -> None:
        """Have the array at hand again, until `compress`; may be done in another thread."""
        self._raw = self.array()

    def array(self) -> NDArray[Any]:
        """The tile; to be read only."""
        raw = self._raw
        if raw is not None:
            return raw
        data = zlib.decompress(self._packed)
        if self._dtype == np.bool_:
            bits = np.unpackbits(np.frombuffer(data, np.uint8), count=int(np.prod(self._shape)))
            return bits.view(np.bool_).reshape(self._shape)
        return np.frombuffer(data, self._dtype).reshape(self._shape)


@dataclass(frozen=True, eq=False)
class TileChange:
    """One tile of one layer before and after an edit; None is the base."""

    layer: Layer
    key: TileKey
    before: TileVersion | None
    after: TileVersion | None


@dataclass(frozen=True, eq=False)
class ValueChange:
    """A small immutable value of the document before and after; `name` is its attribute."""

    name: str
    before: Any
    after: Any
    nbytes: int = 0


@dataclass(frozen=True, eq=False)
class Edit:
    """One reversible change.

    Attributes
    ----------
    kind
        What was done: an `EditKind`, or the name of a tool.
    detail
        A name to show with it, e.g. the model's; may be empty.
    tiles, values
        What changed.
    boxes
        Changed box of each layer that changed.
    identity
        A number that no other edit of the process has.
    """

    kind: str
    detail: str
    tiles: tuple[TileChange, ...]
    values: tuple[ValueChange, ...]
    boxes: dict[Layer, Box]
    identity: int = field(default_factory=count(1).__next__)

    @property
    def versions(self) -> Iterator[TileVersion]:
        """Every tile state that the edit refers to."""
        for change in self.tiles:
            if change.before is not None:
                yield change.before
            if change.after is not None:
                yield change.after


class History:
    """The edits made, and how many of them are applied now.

    Parameters
    ----------
    cap_bytes
        The oldest edits are forgotten when more is held; the newest is always kept. Between two
        calls of `compact` up to twice as much may be held, uncompressed.
    """

    def __init__(self, cap_bytes: int = DEFAULT_CAP_BYTES) -> None:
        self.cap_bytes = cap_bytes
        self._edits: list[Edit] = []
        self._position = 0
        self._origin = 0
        self._latest: dict[tuple[Layer, TileKey], TileVersion] = {}
        self._raw: list[TileVersion] = []
        self._held = 0

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, oldest first, undone ones included."""
        return tuple(self._edits)

    @property
    def position(self) -> int:
        """How many of `edits` are applied."""
        return self._position

    @property
    def nbytes(self) -> int:
        """Memory held by all edits; states shared by neighbours count once."""
        return self._held

    @property
    def state(self) -> int:
        """A number that names the present state; equal numbers mean equal documents."""
        return self._edits[self._position - 1].identity if self._position else self._origin

    def version(
        self, layer: Layer, key: TileKey, tile: NDArray[Any] | None, *, latest: bool
    ) -> TileVersion | None:
        """A holder for `tile`, the one already kept if there is one.

        `latest` says that the tile is what the document shows after the edit being made.
        """
        place = (layer, key)
        if tile is None:
            if latest:
                self._latest.pop(place, None)
            return None
        version = self._latest.get(place)
        if version is None or not version.holds(tile):
            version = TileVersion(tile)
            self._raw.append(version)
            self._held += version.nbytes
        if latest:
            self._latest[place] = version
        return version

    def push(self, edit: Edit) -> None:
        """Take an edit that is already applied; undone edits are forgotten."""
        if self._position < len(self._edits):
            del self._edits[self._position :]
            self._recount()
        self._edits.append(edit)
        self._position = len(self._edits)
        self._held += sum(change.nbytes for change in edit.values)
        if self._held > 2 * self.cap_bytes:
            self.compact(None)

    def join_last(self, count: int) -> Edit:
        """Make the last `count` edits, all of them applied, one that is called as the first is.

        What was changed and changed back is no change any more.
        """
        parts = self._edits[-count:]
        tiles: dict[tuple[Layer, TileKey], TileChange] = {}
        values: dict[str, ValueChange] = {}
        boxes: dict[Layer, Box] = {}
        for edit in parts:
            for tile in edit.tiles:
                first = tiles.get((tile.layer, tile.key), tile)
                tiles[tile.layer, tile.key] = replace(tile, before=first.before)
            for value in edit.values:
                old = values.get(value.name, value)
                held = value.nbytes if old is value else old.nbytes + value.nbytes
                values[value.name] = replace(value, before=old.before, nbytes=held)
            for layer, box in edit.boxes.items():
                boxes[layer] = boxes.get(layer, box).union(box)
        kept = tuple(each for each in tiles.values() if each.before is not each.after)
        joined = Edit(parts[0].kind, parts[-1].detail, kept, tuple(values.values()), boxes)
        self._edits[-count:] = [joined]
        self._position = len(self._edits)
        self._recount()
        return joined

    def _recount(self) -> None:
        unique = {id(v): v.nbytes for edit in self._edits for v in edit.versions}
        values = sum(change.nbytes for edit in self._edits for change in edit.values)
        self._held = sum(unique.values()) + values
        self._raw = [version for version in self._raw if id(version) in unique]

    def _drop_oldest(self) -> None:
        while self._held > self.cap_bytes and self._position > 1:
            drop = max(1, (self._position - 1) // 8)
            self._origin = self._edits[drop - 1].identity
            del self._edits[:drop]
            self._position -= drop
            self._recount()

    def compact(self, budget_s: float | None) -> bool:
        """Compress tiles kept raw, for about `budget_s` seconds (None: all), and keep to the cap.

        Returns
        -------
        True when there is more to do.
        """
        stop_s = None if budget_s is None else time.perf_counter() + budget_s
        while self._raw:
            if stop_s is not None and time.perf_counter() >= stop_s:
                return True
            version = self._raw.pop()
            before = version.nbytes
            version.compress()
            self._held += version.nbytes - before
        self._latest.clear()
        self._drop_oldest()
        return False

    def tiles_until(self, position: int) -> list[tuple[Layer, TileKey, TileVersion | None]]:
        """The tiles that become others on the way to `position`, each as it is there in the end."""
        ends: dict[tuple[Layer, TileKey], TileVersion | None] = {}
        for edit in reversed(self._edits[position : self._position]):
            ends |= {(each.layer, each.key): each.before for each in edit.tiles}
        for edit in self._edits[self._position : position]:
            ends |= {(each.layer, each.key): each.after for each in edit.tiles}
        return [(*place, version) for place, version in ends.items()]

    def packed_until(self, position: int) -> list[TileVersion]:
        """Those of `tiles_until` that lie compressed: unpack them first, where time matters."""
        ends = (version for _, _, version in self.tiles_until(position))
        return [version for version in ends if version is not None and not version.is_raw]

    def hold_raw(self, versions: Iterable[TileVersion]) -> None:
        """Count `versions`, just unpacked, among those that `compact` compresses."""
        for version in versions:
            self._raw.append(version)
            self._held += version.unpacked_bytes

    def step_back(self) -> Edit | None:
        """The edit to be reversed now, or None; the caller reverses it."""
        if not self._position:
            return None
        self._position -= 1
        return self._edits[self._position]

    def step_forward(self) -> Edit | None:
        """The edit to be repeated now, or None; the caller applies it."""
        if self._position == len(self._edits):
            return None
        self._position += 1
        return self._edits[self._position - 1]
