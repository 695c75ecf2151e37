"""What is open in the editor: a photograph, its hole, the user's edges, and the result so far.

Tools change it through edits that can be undone; the worker gets a frozen request and its answer
is taken only if it still fits; whoever shows the document listens to `Change`s. All of this lives
on one thread. No Qt, no models, no files here.

Image memory is the photo's own array, shared, plus the tiles that results changed (see `tiles`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from inpaint_studio.document.changes import (
    NOWHERE,
    Change,
    ChangeKind,
    EdgePatch,
    FrozenRequest,
    PreparedTiles,
    ResultRecord,
)
from inpaint_studio.document.history import (
    DEFAULT_CAP_BYTES,
    Edit,
    EditKind,
    History,
    Layer,
    ValueChange,
)
from inpaint_studio.document.layers import Layers
from inpaint_studio.document.shapes import Shape
from inpaint_studio.document.strokes import EdgeStroke
from inpaint_studio.document.tiles import FULL_TILE, TileKey, TileStore, TileView, keys_of
from inpaint_studio.geometry import Box, Size, bounding_box
from inpaint_studio.imaging.types import Image, Mask, check_image

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo

__all__ = ["Document", "MaskStroke"]


class Document:
    """See the module.

    Parameters
    ----------
    image
        (H, W, 3); shared, never written.
    photo
        The photo file it came from, kept for writing it back; None for a pasted image.
    history_cap_bytes
        Most memory that undo may hold.

    Raises
    ------
    BadInputError
        If `image` is not an `Image`.
    """

    def __init__(
        self,
        image: Image,
        photo: Photo | None = None,
        *,
        history_cap_bytes: int = DEFAULT_CAP_BYTES,
    ) -> None:
        self.size: Size = check_image(image)
        self.photo = photo
        self._original = TileView(self.size, image)
        self._layers = Layers(self.size, image, history_cap_bytes)
        self._strokes: tuple[EdgeStroke, ...] = ()
        self._results: tuple[ResultRecord, ...] = ()
        self._predicted: tuple[EdgePatch, ...] = ()
        self._preview: dict[TileKey, NDArray[Any] | None] = {}
        self._shown: TileView | None = None
        self._saved_state = 0
        self._listeners: list[Callable[[Change], None]] = []
        self._stroke: MaskStroke | None = None

    @classmethod
    def open(cls, photo: Photo, *, history_cap_bytes: int = DEFAULT_CAP_BYTES) -> Document:
        """A document of a photo file just read."""
        return cls(photo.image, photo, history_cap_bytes=history_cap_bytes)

    def load(
        self,
        *,
        mask: tuple[Box, Mask] | None,
        result: tuple[Box, Image] | None,
        strokes: tuple[EdgeStroke, ...],
        predicted: tuple[EdgePatch, ...],
        results: tuple[ResultRecord, ...],
    ) -> None:
        """Take over what a project held, without history; for a document just made."""
        for store, part in ((self._layers.mask, mask), (self._layers.image, result)):
            if part is not None:
                store.write(*part)
                store.settle(list(store.changed_keys))
                store.snapshot()
        self._strokes, self._predicted, self._results = strokes, predicted, results

    # What there is to see

    @property
    def revision(self) -> int:
        """Rises with every change of image, mask or edges."""
        return self._layers.revision

    @property
    def history(self) -> History:
        """The edits, to list them and to `compact` them in spare moments."""
        return self._layers.history

    @property
    def original(self) -> TileView:
        """The photo as it was opened."""
        return self._original

    @property
    def image(self) -> TileView:
        """The result so far."""
        return self._layers.image

    @property
    def shown(self) -> TileView:
        """The result so far under the preview, if there is one."""
        if not self._preview:
            return self.image
        if self._shown is None:
            store = self._layers.image
            tiles = {key: store.tile(key) for key in store.changed_keys} | self._preview
            self._shown = store.over({k: tile for k, tile in tiles.items() if tile is not None})
        return self._shown

    @property
    def mask(self) -> TileView:
        """bool (H, W), True = hole."""
        return self._layers.mask

    @property
    def strokes(self) -> tuple[EdgeStroke, ...]:
        """The user's edge strokes, oldest first."""
        return self._strokes

    @property
    def predicted(self) -> tuple[EdgePatch, ...]:
        """The edges that the model last predicted."""
        return self._predicted

    @property
    def results(self) -> tuple[ResultRecord, ...]:
        """The results taken, oldest first."""
        return self._results

    @property
    def has_preview(self) -> bool:
        """True while a preview lies over the image."""
        return bool(self._preview)

    @property
    def is_modified(self) -> bool:
        """True when there is something that `mark_saved` has not seen."""
        return self.history.state != self._saved_state

    def image_array(self) -> Image:
        """(H, W, 3), the result so far in one piece; read-only where it is the photo itself."""
        return self.image.to_array()

    def mask_array(self) -> Mask:
        """bool (H, W), a copy of the mask."""
        return self.mask.to_array()

    @property
    def has_hole(self) -> bool:
        """True when something is marked; quicker than looking for it."""
        return not self.mask.is_base

    def hole_share(self) -> float:
        """Part of the photo that is hole, in [0, 1]."""
        return self.mask.count_nonzero() / self.size.pixels

    def add_listener(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` with every `Change`; the answer ends that."""
        self._listeners.append(listener)

        def remove() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove

    def _tell(self, kind: ChangeKind, box: Box = NOWHERE) -> None:
        for listener in tuple(self._listeners):
            listener(Change(kind, box))

    def mark_saved(self) -> None:
        """The present state is on disk."""
        self._saved_state = self.history.state
        self._tell(ChangeKind.SAVED)

    def mark_unsaved(self) -> None:
        """The present state is not on disk (a recovered document)."""
        self._saved_state = -1
        self._tell(ChangeKind.SAVED)

    # Mask

    def begin_mask_stroke(self, kind: str, *, hole: bool = True) -> MaskStroke:
        """Start a drag that adds to the hole, or takes away from it with `hole=False`."""
        self.finish_stroke()
        self._stroke = MaskStroke(self, self._layers.mask, kind, hole)
        return self._stroke

    def finish_stroke(self) -> None:
        """Commit the stroke in progress, if there is one."""
        if self._stroke is not None:
            self._stroke.commit()
            self._stroke = None

    def stroke_painted(self, box: Box) -> None:
        """A `MaskStroke` changed the mask inside `box`."""
        self._tell(ChangeKind.MASK, box)

    def stroke_ended(self, stroke: MaskStroke) -> Edit | None:
        """A `MaskStroke` was committed."""
        self._stroke = None
        return self._record(stroke.kind, {Layer.MASK: stroke.before})

    def paint(self, shape: Shape, kind: str, *, hole: bool = True) -> Edit | None:
        """One shape as one edit; None when it changed nothing."""
        stroke = self.begin_mask_stroke(kind, hole=hole)
        stroke.add(shape)
        return stroke.commit()

    def take_mask(self, prepared: PreparedTiles, kind: str, detail: str = "") -> Edit | None:
        """Set a part of the mask, as `FrozenRequest.prepare_mask` worked it out, as one edit.

        Takes no time.

        Returns
        -------
        The edit; None when it came too late (see `fits`) or changed nothing.
        """
        self.finish_stroke()
        if not prepared.tiles or not self.fits(prepared.revision, prepared.boxes):
            return None
        store = self._layers.mask
        before = store.snapshot()
        for key, tile in prepared.tiles.items():
            store.put(key, tile)
        edit = self._record(kind, {Layer.MASK: before}, detail=detail, sure=frozenset(Layer))
        self._tell(ChangeKind.MASK, bounding_box(map(store.tile_box, prepared.tiles)))
        return edit

    # Edges

    def add_stroke(self, stroke: EdgeStroke, kind: str) -> Edit | None:
        """Take an edge stroke as one edit; None for a stroke without points."""
        if not stroke.points:
            return None
        return self._set_strokes(kind, (*self._strokes, stroke), stroke.bounds.clipped(self.size))

    def clear_strokes(self) -> Edit | None:
        """Remove all edge strokes."""
        if not self._strokes:
            return None
        box = bounding_box(stroke.bounds.clipped(self.size) for stroke in self._strokes)
        return self._set_strokes(EditKind.CLEAR_EDGES, (), box)

    def _set_strokes(self, kind: str, strokes: tuple[EdgeStroke, ...], box: Box) -> Edit | None:
        self.finish_stroke()
        gone_or_new = set(map(id, strokes)) ^ set(map(id, self._strokes))
        held = sum(s.nbytes for s in (*strokes, *self._strokes) if id(s) in gone_or_new)
        change = ValueChange("_strokes", self._strokes, strokes, held)
        self._strokes = strokes
        edit = self._record(kind, {}, values=(change,))
        self._tell(ChangeKind.EDGES, box)
        return edit

    def set_predicted(self, revision: int, patches: Iterable[EdgePatch]) -> bool:
        """Show the edges that a model predicted for the document as it was at `revision`.

        Not an edit. Returns False, taking nothing, when image or mask changed there since.
        """
        patches = tuple(patches)
        if not self.fits(revision, [patch.box for patch in patches]):
            return False
        box = bounding_box(patch.box for patch in (*self._predicted, *patches))
        self._predicted = patches
        self._tell(ChangeKind.PREDICTED, box.clipped(self.size))
        return True

    # Results

    def freeze(self) -> FrozenRequest:
        """The document as it is, for the worker or for saving."""
        self.finish_stroke()
        return FrozenRequest(
            self.revision,
            self.size,
            self._layers.image.snapshot(),
            self._layers.mask.snapshot(),
            self._strokes,
        )

    def fits(self, revision: int, boxes: Iterable[Box]) -> bool:
        """True when neither image nor mask changed inside `boxes` since `revision`."""
        return self._layers.fits(revision, boxes)

    def take_result(
        self,
        prepared: PreparedTiles,
        *,
        record: ResultRecord | None = None,
        clear_mask: bool = False,
        kind: str = EditKind.RESTORE,
    ) -> Edit | None:
        """Take a restored part, as `FrozenRequest.prepare_image` worked it out, as one edit.

        Takes no time.

        Parameters
        ----------
        record
            How it came about; its model's name is shown in the history.
        clear_mask
            Empty the mask in the same edit.

        Returns
        -------
        The edit; None when it came too late (see `fits`) or changed nothing.
        """
        if not self.fits(prepared.revision, prepared.boxes):
            return None
        return self._take(prepared.tiles, kind, record, clear_mask=clear_mask)

    def show_preview(self, prepared: PreparedTiles) -> bool:
        """Lay what `FrozenRequest.prepare_image` worked out over the image, without an edit.

        It replaces the preview before, and takes no time. False, changing nothing, when it came
        too late (see `fits`).
        """
        if not self.fits(prepared.revision, prepared.boxes):
            return False
        old, self._preview = self._preview, dict(prepared.tiles)
        self._shown = None
        self._tell_tiles(old.keys() | self._preview.keys())
        return True

    def take_preview(self, record: ResultRecord | None = None) -> Edit | None:
        """Make the preview an edit; None when there is none."""
        tiles, self._preview, self._shown = self._preview, {}, None
        return self._take(tiles, EditKind.RESTORE, record)

    def clear_preview(self) -> None:
        """Take the preview away."""
        if self._preview:
            keys = self._preview.keys()
            self._preview, self._shown = {}, None
            self._tell_tiles(keys)

    def revert(self) -> Edit | None:
        """Back to the photo as it was opened, as one edit; mask and edges stay."""
        tiles = dict.fromkeys(self.image.changed_keys)
        return self._take(tiles, EditKind.REVERT, None)

    def _take(
        self,
        tiles: Mapping[TileKey, NDArray[Any] | None],
        kind: str,
        record: ResultRecord | None,
        *,
        clear_mask: bool = False,
    ) -> Edit | None:
        self.finish_stroke()
        self.clear_preview()
        store, mask = self._layers.image, self._layers.mask
        before = {Layer.IMAGE: store.snapshot()}
        for key, tile in tiles.items():
            store.put(key, tile)
        mask_box = NOWHERE
        if clear_mask:
            before[Layer.MASK] = mask.snapshot()
            mask_box = bounding_box(map(mask.tile_box, mask.changed_keys))
            for key in mask.changed_keys:
                mask.put(key, None)
        values: tuple[ValueChange, ...] = ()
        results = self._results
        if record is not None:
            self._results = (*results, record)
            values = (ValueChange("_results", results, self._results, 200),)
        detail = record.model if record else ""
        edit = self._record(kind, before, detail=detail, values=values, sure=frozenset(Layer))
        if edit is None:
            self._results = results
        self._tell_tiles(tiles)
        if not mask_box.is_empty:
            self._tell(ChangeKind.MASK, mask_box)
        return edit

    def _tell_tiles(self, keys: Iterable[TileKey]) -> None:
        box = bounding_box(map(self.image.tile_box, keys))
        if not box.is_empty:
            self._tell(ChangeKind.IMAGE, box)

    # Undo

    def undo(self) -> bool:
        """Reverse the last edit; False when there is none."""
        self.finish_stroke()
        return self.jump(self.history.position - 1)

    def redo(self) -> bool:
        """Repeat the edit undone last; False when there is none."""
        self.finish_stroke()
        return self.jump(self.history.position + 1)

    def jump(self, position: int) -> bool:
        """Go to the state in which the first `position` edits of the history are applied.

        Returns False, changing nothing, when there is no such state or it is the present one.
        """
        self.finish_stroke()
        if not 0 <= position <= len(self.history.edits) or position == self.history.position:
            return False
        self.clear_preview()
        for edit, values in self._layers.jump(position):
            for name, value in values:
                setattr(self, name, value)
            for layer, box in edit.boxes.items():
                self._tell(ChangeKind.IMAGE if layer is Layer.IMAGE else ChangeKind.MASK, box)
            for change in edit.values:
                if change.name == "_strokes":
                    strokes = (*change.before, *change.after)
                    boxes = (stroke.bounds.clipped(self.size) for stroke in strokes)
                    self._tell(ChangeKind.EDGES, bounding_box(boxes))
        self._tell(ChangeKind.HISTORY)
        return True

    def _record(
        self,
        kind: str,
        before: Mapping[Layer, TileView],
        *,
        detail: str = "",
        values: tuple[ValueChange, ...] = (),
        sure: frozenset[Layer] = frozenset(),
    ) -> Edit | None:
        edit = self._layers.record(kind, before, detail=detail, values=values, sure=sure)
        if edit is not None:
            self._tell(ChangeKind.HISTORY)
        return edit


class MaskStroke:
    """A stroke in progress; made by `Document.begin_mask_stroke`.

    Parameters
    ----------
    document
        Told what is painted, and given the edit.
    store
        The mask; nobody else writes it while the stroke is open.
    kind
        Of the edit to come.
    hole
        Whether the stroke adds to the hole or takes away from it.
    """

    def __init__(self, document: Document, store: TileStore, kind: str, hole: bool) -> None:
        self._document = document
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
            self._document.stroke_painted(touched)
        return touched

    def commit(self) -> Edit | None:
        """End the stroke as one edit; None when it changed nothing."""
        if not self.is_open:
            return None
        self.is_open = False
        return self._document.stroke_ended(self)

    def cancel(self) -> None:
        """End the stroke and take back what it painted."""
        if not self.is_open:
            return
        keys = self._store.differing(self.before)
        for key in keys:
            self._store.put(key, self.before.tile(key))
        self.is_open = False
        self._document.stroke_painted(bounding_box(map(self._store.tile_box, keys)))
