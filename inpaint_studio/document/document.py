"""What is open in the editor: a photograph, its hole, the user's edges, and the result so far.

Tools change it through edits that can be undone; the worker gets a frozen request and its answer
is taken only if it still fits; whoever shows the document listens to `Change`s. All of this lives
on one thread. No Qt, no models, no files here.

Image memory is the photo's own array, shared, plus the tiles that results changed (see `tiles`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.changes import (
    NOWHERE,
    Change,
    ChangeKind,
    EdgePatch,
    FilledHole,
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
    TileChange,
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
        self._filled: tuple[FilledHole, ...] = ()
        self._faded: tuple[float, ...] = ()  # how much of the last result is left, once faded
        self._offered: tuple[ResultRecord, FilledHole] | None = None
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
        filled: tuple[FilledHole, ...] = (),
    ) -> None:
        """Take over what a project held, without history; for a document just made."""
        for store, part in ((self._layers.mask, mask), (self._layers.image, result)):
            if part is not None:
                store.write(*part)
                store.settle(list(store.changed_keys))
                store.snapshot()
        self._strokes, self._predicted, self._results = strokes, predicted, results
        self._filled = filled

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
    def filled(self) -> tuple[FilledHole, ...]:
        """The holes that were filled, oldest first; they are no holes any more."""
        return self._filled

    @property
    def has_preview(self) -> bool:
        """True while a preview lies over the image."""
        return bool(self._preview)

    @property
    def offers_result(self) -> bool:
        """True while the preview is a whole result that `take_preview` can take."""
        return self._offered is not None

    @property
    def is_painting(self) -> bool:
        """True while a drag on the mask is under way."""
        return self._stroke is not None and self._stroke.is_open

    @property
    def is_modified(self) -> bool:
        """True when there is something that `mark_saved` has not seen; a fill that is shown and
        could be taken counts."""
        return self.history.state != self._saved_state or self.offers_result

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

    def replace_stroke(self, old: EdgeStroke, new: EdgeStroke | None, kind: str) -> Edit | None:
        """Put another edge stroke in the place of one of `strokes`, or with None remove it, as one
        edit; None when `old` is not there any more or nothing changes."""
        if not any(each is old for each in self._strokes) or new == old:
            return None
        strokes = (new if each is old else each for each in self._strokes)
        changed = (old,) if new is None else (old, new)
        return self._set_strokes(
            kind, tuple(each for each in strokes if each is not None), self._box_of(changed)
        )

    def clear_strokes(self) -> Edit | None:
        """Remove all edge strokes."""
        if not self._strokes:
            return None
        return self._set_strokes(EditKind.CLEAR_EDGES, (), self._box_of(self._strokes))

    def _set_strokes(self, kind: str, strokes: tuple[EdgeStroke, ...], box: Box) -> Edit | None:
        self.finish_stroke()
        edit = self._record(kind, {}, values=self._set_values(_strokes=strokes))
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
            self._filled,
            None if self.photo is None else self.photo.alpha,
        )

    def fits(self, revision: int, boxes: Iterable[Box]) -> bool:
        """True when neither image nor mask changed inside `boxes` since `revision`."""
        return self._layers.fits(revision, boxes)

    def _still_asks_for(self, prepared: PreparedTiles, hole: FilledHole) -> bool:
        """True when the photo is as it was, and all of `hole` is hole still; more may be."""
        boxes, layers = prepared.boxes, frozenset([Layer.IMAGE])
        return self._layers.fits(prepared.revision, boxes, layers) and all(
            _covers(self.mask.tile(key), hole.mask.tile(key)) for key in hole.mask.changed_keys
        )

    def take_result(
        self,
        prepared: PreparedTiles,
        *,
        record: ResultRecord | None = None,
        hole: FilledHole | None = None,
        kind: str = EditKind.RESTORE,
    ) -> Edit | None:
        """Take a restored part, as `FrozenRequest.prepare_image` worked it out, as one edit.

        Takes no time.

        Parameters
        ----------
        record
            How it came about; its model's name is shown in the history.
        hole
            What it fills (see `FrozenRequest.hole`): from now on that is kept apart in `filled`.
            What was painted besides meanwhile stays hole.

        Returns
        -------
        The edit; None when it came too late or changed nothing. Too late is a result whose part
        of the photo changed (see `fits`), or whose hole is not all hole any more.
        """
        if hole is None:
            fits = self.fits(prepared.revision, prepared.boxes)
        else:
            fits = self._still_asks_for(prepared, hole)
        return self._take(prepared.tiles, kind, record, hole) if fits else None

    def show_preview(
        self,
        prepared: PreparedTiles,
        record: ResultRecord | None = None,
        hole: FilledHole | None = None,
    ) -> bool:
        """Lay what `FrozenRequest.prepare_image` worked out over the image, without an edit.

        It replaces the preview before, and takes no time. With `record` and `hole` it is a whole
        result, which `take_preview` takes. False, changing nothing, when it came too late (see
        `fits`).
        """
        if not self.fits(prepared.revision, prepared.boxes):
            return False
        old, self._preview = self._preview, dict(prepared.tiles)
        self._shown = None
        self._offered = None if record is None or hole is None else (record, hole)
        self._tell_tiles(old.keys() | self._preview.keys())
        return True

    def take_preview(self) -> Edit | None:
        """Make the whole result that is shown an edit; None when none is."""
        if self._offered is None:
            return None
        (record, hole), self._offered = self._offered, None
        tiles, self._preview, self._shown = self._preview, {}, None
        return self._take(tiles, EditKind.RESTORE, record, hole)

    def clear_preview(self) -> None:
        """Take the preview away."""
        self._offered = None
        if self._preview:
            keys = self._preview.keys()
            self._preview, self._shown = {}, None
            self._tell_tiles(keys)

    def select_filled(self, *, last_only: bool = False) -> Edit | None:
        """Make what was filled hole again, with the edges drawn for it; None when nothing was.

        The photo stays. With `last_only` only the hole that was filled last.
        """
        count = 1 if last_only else len(self._filled)
        again, rest = self._filled[-count:], self._filled[:-count]
        if not again:
            return None
        self.finish_stroke()
        before, values = self._take_up(again, rest)
        edit = self._record(EditKind.SELECT_FILLED, {Layer.MASK: before}, values=values)
        self._tell_taken_up(again)
        return edit

    def _take_up(
        self, again: tuple[FilledHole, ...], rest: tuple[FilledHole, ...]
    ) -> tuple[TileView, tuple[ValueChange, ...]]:
        """Make filled holes hole again; the mask as it was, and the values that changed."""
        mask = self._layers.mask
        before = mask.snapshot()
        for each in again:
            for key in each.mask.changed_keys:
                here, more = mask.tile(key), each.mask.tile(key)
                both = more if here is None or more is None else here | more
                mask.put(key, None if both is None else mask.settled(key, both))
        strokes = (*(s for each in again for s in each.strokes), *self._strokes)
        return before, self._set_values(_strokes=strokes, _filled=rest)

    def _tell_taken_up(self, again: tuple[FilledHole, ...]) -> None:
        self._tell(ChangeKind.MASK, bounding_box(each.mask.bounds() for each in again))
        strokes = [stroke for each in again for stroke in each.strokes]
        if strokes:
            self._tell(ChangeKind.EDGES, self._box_of(strokes))

    def _set_values(self, **new: tuple[Any, ...]) -> tuple[ValueChange, ...]:
        """Set small values that an edit replaces; what changed."""
        changes = []
        for name, value in new.items():
            old = getattr(self, name)
            if value != old:
                apart = {id(each): each for each in (*old, *value)}
                for each in set(map(id, old)) & set(map(id, value)):
                    del apart[each]
                held = sum(getattr(each, "nbytes", 200) for each in apart.values())
                changes.append(ValueChange(name, old, value, held))
                setattr(self, name, value)
        return tuple(changes)

    def _box_of(self, strokes: Iterable[EdgeStroke]) -> Box:
        return bounding_box(stroke.bounds.clipped(self.size) for stroke in strokes)

    def revert(self) -> Edit | None:
        """Back to the photo as it was opened, as one edit; what was filled is hole again."""
        tiles = dict.fromkeys(self.image.changed_keys)
        return self._take(tiles, EditKind.REVERT, None, None) if tiles else None

    def _take(
        self,
        tiles: Mapping[TileKey, NDArray[Any] | None],
        kind: str,
        record: ResultRecord | None,
        hole: FilledHole | None,
        detail: str = "",
        values: tuple[ValueChange, ...] = (),
    ) -> Edit | None:
        self.finish_stroke()
        self.clear_preview()
        store = self._layers.image
        before = {Layer.IMAGE: store.snapshot()}
        for key, tile in tiles.items():
            store.put(key, tile)
        again: tuple[FilledHole, ...] = ()
        moved: tuple[EdgeStroke, ...] = ()
        if hole is not None:
            before[Layer.MASK] = self._layers.mask.snapshot()
            moved = self._close_hole(hole)
            kept = tuple(each for each in self._strokes if each not in moved)
            filled = (*self._filled, FilledHole(hole.mask, moved))
            values += self._set_values(_strokes=kept, _filled=filled)
        elif kind == EditKind.REVERT and self._filled:
            again = self._filled
            before[Layer.MASK], values = self._take_up(again, ())
        results = self._results
        if record is not None:
            values += self._set_values(_results=(*results, record))
        detail = record.model if record else detail
        edit = self._record(kind, before, detail=detail, values=values, sure=frozenset(Layer))
        if edit is None:
            self._results = results
        self._tell_tiles(tiles)
        if hole is not None:
            self._tell(ChangeKind.MASK, hole.mask.bounds())
        if moved:
            self._tell(ChangeKind.EDGES, self._box_of(moved))
        if again:
            self._tell_taken_up(again)
        return edit

    def _close_hole(self, hole: FilledHole) -> tuple[EdgeStroke, ...]:
        """What was filled is hole no more; the edges that have done their work with it."""
        mask = self._layers.mask
        for key in hole.mask.changed_keys:
            now, was = mask.tile(key), hole.mask.tile(key)
            if now is not None and was is not None:
                mask.put(key, None if now is was else mask.settled(key, now & ~was))
        present = set(map(id, self._strokes))
        theirs = (stroke for stroke in hole.strokes if id(stroke) in present)
        if mask.is_base:
            return tuple(theirs)
        bounds = hole.mask.bounds()
        return tuple(stroke for stroke in theirs if stroke.bounds.intersects(bounds))

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
        gone = self._layers.jump(position)
        for edit, values in gone:
            for name, value in values:
                setattr(self, name, value)
            for layer, box in edit.boxes.items():
                self._tell(ChangeKind.IMAGE if layer is Layer.IMAGE else ChangeKind.MASK, box)
            for change in edit.values:
                if change.name == "_strokes":
                    self._tell(ChangeKind.EDGES, self._box_of((*change.before, *change.after)))
        if any(Layer.MASK in edit.boxes for edit, _ in gone):
            self._forget_predicted()
        self._tell(ChangeKind.HISTORY)
        return True

    @property
    def fading(self) -> tuple[int, float] | None:
        """What `fade` would act on: the position before the last result, and how much of it is
        there now, 0 to 1; None when the last step is no result."""
        history = self.history
        at = history.position
        if not at:
            return None
        edit, share = history.edits[at - 1], 1.0
        if edit.kind == EditKind.FADE:
            share, at = self._faded[0], at - 1
            edit = history.edits[at - 1] if at else edit
        is_result = Layer.IMAGE in edit.boxes and edit.kind not in (EditKind.FADE, EditKind.REVERT)
        return (at - 1, share) if is_result else None

    def fade_work(self, share: float) -> Callable[[], PreparedTiles] | None:
        """What works out the last result laid over what was there by `share`, 0 to 1, for
        `take_fade`; it may be called in any thread. None when the last step is no result."""
        if self.fading is None:
            return None
        edit, original, revision = self.history.edits[self.fading[0]], self._original, self.revision

        def work() -> PreparedTiles:
            tiles: dict[TileKey, NDArray[Any] | None] = {}
            for each in edit.tiles:
                if each.layer is Layer.IMAGE:
                    box = original.tile_box(each.key)
                    tiles[each.key] = _mixed(each, original.read(box), share)
            return PreparedTiles(revision, (), tiles)

        return work

    def take_fade(self, prepared: PreparedTiles, share: float) -> Edit | None:
        """Make what `fade_work` worked out one step, instead of the fade before it; None when the
        document changed since."""
        fading = self.fading
        if fading is None or prepared.revision != self.revision:
            return None
        if self.history.position > fading[0] + 1:
            self.jump(fading[0] + 1)
        if share >= 1.0:
            return None
        values = self._set_values(_faded=(share,))
        detail = f"{round(100 * share)} %"
        return self._take(prepared.tiles, EditKind.FADE, None, None, detail=detail, values=values)

    def join_edits(self, first: int) -> int | None:
        """Make the edit of this `identity` and all after it one step of the history.

        Returns
        -------
        Its identity; None, changing nothing, when the edit is not there or not applied, or when
        later ones are undone.
        """
        history = self.history
        numbers = [edit.identity for edit in history.edits]
        if first not in numbers or history.position < len(numbers):
            return None
        joined = history.join_last(len(numbers) - numbers.index(first))
        self._tell(ChangeKind.HISTORY)
        return joined.identity

    def _forget_predicted(self) -> None:
        """Predicted edges go with the hole that they were predicted for."""
        kept = tuple(patch for patch in self._predicted if self.mask.has_tiles(patch.box))
        if len(kept) < len(self._predicted):
            box = bounding_box(patch.box for patch in self._predicted)
            self._predicted = kept
            self._tell(ChangeKind.PREDICTED, box.clipped(self.size))

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
            if Layer.MASK in edit.boxes:
                self._forget_predicted()
            self._tell(ChangeKind.HISTORY)
        return edit


def _mixed(change: TileChange, original: NDArray[Any], share: float) -> NDArray[Any] | None:
    """A tile between its states before and after a change; None is the photo's own."""
    if share <= 0:
        return None if change.before is None else change.before.array()
    old = original if change.before is None else change.before.array()
    new = original if change.after is None else change.after.array()
    mixed = old + (new.astype(np.float32) - old) * np.float32(share)
    whole = mixed if old.dtype == np.float32 else np.rint(mixed)
    return np.asarray(whole, old.dtype)


def _covers(mask: NDArray[Any] | None, part: NDArray[Any] | None) -> bool:
    """True when a tile of the mask has all that is set in another."""
    if part is None or mask is part:
        return True
    return mask is not None and not bool((part & ~mask).any())


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
