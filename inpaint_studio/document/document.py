"""What is open in the editor: a photograph, its hole, the user's edges, and the result so far.

Tools change it through edits that can be undone; the worker gets a frozen request and its answer
is taken only if it still fits; whoever shows the document listens to `Change`s. What there is to
see lies in `document_view`. All of this lives on one thread. No Qt, no models, no files here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from inpaint_studio.document.changes import (
    NOWHERE,
    ChangeKind,
    EdgePatch,
    FrozenRequest,
    PreparedTiles,
    ResultRecord,
)
from inpaint_studio.document.document_view import DocumentView
from inpaint_studio.document.history import (
    DEFAULT_CAP_BYTES,
    Edit,
    EditKind,
    Layer,
    ValueChange,
)
from inpaint_studio.document.mask_stroke import MaskStroke
from inpaint_studio.document.shapes import Shape
from inpaint_studio.document.strokes import EdgeStroke
from inpaint_studio.document.tiles import TileKey, TileView
from inpaint_studio.errors import SizeMismatchError
from inpaint_studio.geometry import Box, bounding_box
from inpaint_studio.imaging.types import Image, Mask, size_of

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo

__all__ = ["Document"]


class Document(DocumentView):
    """See the module; parameters as for `DocumentView`."""

    def __init__(
        self,
        image: Image,
        photo: Photo | None = None,
        *,
        history_cap_bytes: int = DEFAULT_CAP_BYTES,
    ) -> None:
        super().__init__(image, photo, history_cap_bytes=history_cap_bytes)
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

    # Mask

    def begin_mask_stroke(self, kind: EditKind, *, hole: bool = True) -> MaskStroke:
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

    def paint(self, shape: Shape, kind: EditKind, *, hole: bool = True) -> Edit | None:
        """One shape as one edit; None when it changed nothing."""
        stroke = self.begin_mask_stroke(kind, hole=hole)
        stroke.add(shape)
        return stroke.commit()

    def write_mask(self, kind: EditKind, box: Box, values: Mask, detail: str = "") -> Edit | None:
        """Set the mask inside `box`, which lies in the photo, as one edit.

        Raises
        ------
        SizeMismatchError, BadInputError
            If `values` is not a mask of the size of `box`.
        """
        return self.take_mask(self.freeze().prepare_mask(box, values), kind, detail)

    def take_mask(self, prepared: PreparedTiles, kind: EditKind, detail: str = "") -> Edit | None:
        """As `write_mask`, of what `FrozenRequest.prepare_mask` worked out; takes no time.

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

    def add_stroke(self, stroke: EdgeStroke, kind: EditKind) -> Edit | None:
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

    def _set_strokes(
        self, kind: EditKind, strokes: tuple[EdgeStroke, ...], box: Box
    ) -> Edit | None:
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
        return self._frozen()

    def _prepared(self, boxes: Iterable[Box], image: Image) -> PreparedTiles:
        if size_of(image) != self.size:
            raise SizeMismatchError(
                f"The result is {size_of(image)} pixels but the photo is {self.size}; restore again."
            )
        clipped = [box.clipped(self.size) for box in boxes]
        return self._frozen().prepare_image((box, image[box.slices]) for box in clipped)

    def apply_result(
        self,
        revision: int,
        boxes: Iterable[Box],
        image: Image,
        *,
        record: ResultRecord | None = None,
        clear_mask: bool = False,
    ) -> Edit | None:
        """Take a restored photo as one edit, if it still fits.

        Parameters
        ----------
        revision
            That of the `FrozenRequest` it answers.
        boxes
            Where `image` may differ from the document; nothing else is read or changed.
        image
            Whole photo, dtype and size of the document's; not kept, not modified.
        record
            How it came about; its model's name is shown in the history.
        clear_mask
            Empty the mask in the same edit.

        Returns
        -------
        The edit; None when it came too late (see `fits`) or changed nothing.

        Raises
        ------
        SizeMismatchError
            If `image` has another size or dtype.
        """
        boxes = tuple(boxes)
        if not self.fits(revision, boxes):
            return None
        prepared = self._prepared(boxes, image)
        return self.take_result(prepared, record=record, clear_mask=clear_mask)

    def take_result(
        self,
        prepared: PreparedTiles,
        *,
        record: ResultRecord | None = None,
        clear_mask: bool = False,
        kind: EditKind = EditKind.RESTORE,
    ) -> Edit | None:
        """As `apply_result`, of what `FrozenRequest.prepare_image` worked out; takes no time."""
        if not self.fits(prepared.revision, prepared.boxes):
            return None
        return self._take(prepared.tiles, kind, record, clear_mask=clear_mask)

    def show_preview(self, revision: int, boxes: Iterable[Box], image: Image) -> bool:
        """Lay a result over the image without an edit, replacing the preview before.

        Returns False, changing nothing, when it came too late; parameters as `apply_result`.
        """
        boxes = tuple(boxes)
        return self.fits(revision, boxes) and self.lay_preview(self._prepared(boxes, image))

    def lay_preview(self, prepared: PreparedTiles) -> bool:
        """As `show_preview`, of what `FrozenRequest.prepare_image` worked out; takes no time."""
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
        kind: EditKind,
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
        kind: EditKind,
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
