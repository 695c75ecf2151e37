"""One drag on the mask, from press to release: painted at once, recorded as one edit at the end."""

from __future__ import annotations

from typing import Protocol

from inpaint_studio.document.changes import NOWHERE
from inpaint_studio.document.history import Edit, EditKind
from inpaint_studio.document.shapes import Shape
from inpaint_studio.document.tiles import FULL_TILE, TileStore, keys_of
from inpaint_studio.geometry import Box, bounding_box

__all__ = ["MaskStroke", "StrokeHost"]


class StrokeHost(Protocol):
    """What a stroke needs of its document."""

    def stroke_painted(self, box: Box) -> None:
        """The mask changed inside `box`."""
        ...

    def stroke_ended(self, stroke: MaskStroke) -> Edit | None:
        """The stroke was committed: make it an edit."""
        ...


class MaskStroke:
    """A stroke in progress; made by `Document.begin_mask_stroke`.

    Parameters
    ----------
    host
        The document.
    store
        The mask; nobody else writes it while the stroke is open.
    kind
        Of the edit to come.
    hole
        Whether the stroke adds to the hole or takes away from it.
    """

    def __init__(self, host: StrokeHost, store: TileStore, kind: EditKind, hole: bool) -> None:
        self._host = host
        self._store = store
        self._hole = hole
        self.kind = kind
        self.before = store.snapshot()
        self.is_open = True

    def add(self, shape: Shape) -> Box:
        """Paint `shape`; return the touched box. Does nothing once the stroke is closed."""
        touched = NOWHERE
        if not self.is_open:
            return touched
        store = self._store
        bounds = shape.bounds.clipped(store.size)
        for key in keys_of(bounds):
            if store.tile(key) is (FULL_TILE if self._hole else None):
                continue
            covered = store.tile_box(key)
            part = covered.intersection(bounds)
            cover = shape.cover(part)
            if not cover.any():
                continue
            if cover.shape == FULL_TILE.shape and cover.all():
                store.put(key, FULL_TILE if self._hole else None)
                touched = touched.union(part)
                continue
            view = store.writable(key)[part.moved(-covered.top, -covered.left).slices]
            if self._hole:
                view |= cover
            else:
                view &= ~cover
            touched = touched.union(part)
        if not touched.is_empty:
            self._host.stroke_painted(touched)
        return touched

    def commit(self) -> Edit | None:
        """End the stroke as one edit; None when it changed nothing."""
        if not self.is_open:
            return None
        self.is_open = False
        return self._host.stroke_ended(self)

    def cancel(self) -> None:
        """End the stroke and take back what it painted."""
        if not self.is_open:
            return
        keys = self._store.differing(self.before)
        for key in keys:
            self._store.put(key, self.before.tile(key))
        self.is_open = False
        self._host.stroke_painted(bounding_box(map(self._store.tile_box, keys)))
