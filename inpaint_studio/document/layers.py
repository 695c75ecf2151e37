"""Image and mask of a document as tiles, and the record of how they changed.

Makes edits out of what differs from a snapshot, walks back and forth through them, and remembers
which boxes changed at which revision, so that an answer that comes late can be told from one that
still fits. Knows nothing of tools, listeners or files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from inpaint_studio.document.history import (
    Edit,
    History,
    Layer,
    TileChange,
    ValueChange,
)
from inpaint_studio.document.tiles import TileStore, TileView
from inpaint_studio.geometry import Box, Size, bounding_box
from inpaint_studio.imaging.types import Image

__all__ = ["Layers"]

_LOG_LENGTH = 512


class Layers:
    """The tiled image and mask of one document, with their history.

    Parameters
    ----------
    size
        Of the photo.
    image
        (H, W, 3); shared, never written.
    history_cap_bytes
        Most memory that undo may hold.
    """

    def __init__(self, size: Size, image: Image, history_cap_bytes: int) -> None:
        self.image = TileStore(size, image)
        self.mask = TileStore(size, dtype=np.bool_)
        self.history = History(history_cap_bytes)
        self.revision = 0
        self._log: deque[tuple[int, tuple[tuple[Layer, Box], ...]]] = deque(maxlen=_LOG_LENGTH)

    def store(self, layer: Layer) -> TileStore:
        """The tiles of `layer`."""
        return self.image if layer is Layer.IMAGE else self.mask

    def record(
        self,
        kind: str,
        before: Mapping[Layer, TileView],
        *,
        detail: str = "",
        values: tuple[ValueChange, ...] = (),
        sure: frozenset[Layer] = frozenset(),
    ) -> Edit | None:
        """Make what differs from the snapshots `before` an edit; None when nothing does.

        A change of `values` alone is an edit too, save that of the results. In the layers `sure`
        every tile put since is known to differ and to be settled; it is not looked at again.
        """
        changes: list[TileChange] = []
        boxes: dict[Layer, Box] = {}
        for layer, old in before.items():
            found = self._changes(layer, old, sure=layer in sure)
            if found:
                boxes[layer] = bounding_box(old.tile_box(change.key) for change in found)
                changes.extend(found)
        told = [v for v in values if v.name != "_results" and v.before != v.after]
        if not changes and not told:
            return None
        edit = Edit(kind, detail, tuple(changes), values, boxes)
        self.history.push(edit)
        self._note(edit)
        return edit

    def _changes(self, layer: Layer, old: TileView, *, sure: bool) -> list[TileChange]:
        store = self.store(layer)
        if not sure:
            store.settle(store.differing(old))
        changes: list[TileChange] = []
        for key in store.differing(old):
            was, now = old.tile(key), store.tile(key)
            same = not sure and was is not None and now is not None and np.array_equal(was, now)
            if same:
                store.put(key, was)
                continue
            before = self.history.version(layer, key, was, latest=False)
            after = self.history.version(layer, key, now, latest=True)
            changes.append(TileChange(layer, key, before, after))
        store.snapshot()  # the tiles belong to the edit as well from now on
        return changes

    def _note(self, edit: Edit) -> None:
        """Raise the revision and remember where image and mask changed."""
        self.revision += 1
        changed = ((each.layer, self.store(each.layer).tile_box(each.key)) for each in edit.tiles)
        self._log.append((self.revision, tuple(changed)))

    def fits(
        self, revision: int, boxes: Iterable[Box], layers: frozenset[Layer] = frozenset(Layer)
    ) -> bool:
        """True when nothing of `layers` changed inside `boxes` since `revision`."""
        if not self.revision - len(self._log) <= revision <= self.revision:
            return False
        boxes = tuple(boxes)
        return not any(
            changed.intersects(box)
            for at, changes in self._log
            if at > revision
            for layer, changed in changes
            if layer in layers
            for box in boxes
        )

    def jump(self, position: int) -> list[tuple[Edit, list[tuple[str, Any]]]]:
        """Go to the state of the first `position` edits.

        Returns
        -------
        The edits gone through, in order, each with the values that the caller is to set.
        """
        for layer, key, version in self.history.tiles_until(position):
            self.store(layer).put(key, None if version is None else version.array())
        gone: list[tuple[Edit, list[tuple[str, Any]]]] = []
        while self.history.position > position and (edit := self.history.step_back()):
            gone.append((edit, [(each.name, each.before) for each in edit.values]))
        while self.history.position < position and (edit := self.history.step_forward()):
            gone.append((edit, [(each.name, each.after) for each in edit.values]))
        for edit, _ in gone:
            self._note(edit)
        return gone
