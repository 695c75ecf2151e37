"""Changes to the whole mask at once: invert, grow, shrink, fill, clear, import, magic wand, objects.

Each is a `MaskChange`: what to work out from the document as it is, which may be done in any
thread, and what to call it. It reads and writes only the box that it can change, and is one edit
of the document. None is made when nothing would change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inpaint_studio.document.changes import NOWHERE, FrozenRequest, PreparedTiles
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import Edit, EditKind
from inpaint_studio.document.shapes import Point
from inpaint_studio.document.tiles import TileView
from inpaint_studio.document.wand import similar_region
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.scribble import Scribble
from inpaint_studio.imaging.types import Mask, check_mask

__all__ = [
    "CLEARING",
    "FILLING",
    "INVERTING",
    "MaskChange",
    "ObjectMarks",
    "change_mask",
    "growing",
    "importing",
    "picking",
    "pointing",
    "prepare",
    "shrinking",
]

_Found = tuple[Box, Mask] | None


@dataclass(frozen=True)
class MaskChange:
    """A change of the mask, not yet worked out.

    Attributes
    ----------
    kind, detail
        What the history calls it.
    work
        Gives the box and its new mask, or None when there is nothing to do; safe in any thread.
    takes_long
        Even on a small photo.
    """

    kind: str
    work: Callable[[FrozenRequest], _Found]
    detail: str = ""
    takes_long: bool = False


def prepare(frozen: FrozenRequest, change: MaskChange) -> PreparedTiles | None:
    """Work a change out, in any thread; None when there is nothing to do."""
    found = change.work(frozen)
    return None if found is None or found[0].is_empty else frozen.prepare_mask(*found)


def change_mask(document: Document, change: MaskChange) -> Edit | None:
    """Work a change out and make it an edit, at once."""
    prepared = prepare(document.freeze(), change)
    return None if prepared is None else document.take_mask(prepared, change.kind, change.detail)


def _invert(frozen: FrozenRequest) -> _Found:
    whole = frozen.size.box
    return whole, ~frozen.mask.read(whole)


def _fill(frozen: FrozenRequest) -> _Found:
    from inpaint_studio.imaging import mask as operations

    box = frozen.mask.bounds()
    if box.is_empty:
        return None
    box = box.grown(1).clipped(frozen.size)
    return box, operations.fill_enclosed(frozen.mask.read(box))


def _clear(frozen: FrozenRequest) -> _Found:
    box = frozen.mask.bounds()
    return box, np.zeros(box.size, np.bool_)


INVERTING = MaskChange(EditKind.INVERT, _invert)
FILLING = MaskChange(EditKind.FILL_ENCLOSED, _fill)
CLEARING = MaskChange(EditKind.CLEAR_MASK, _clear)


def growing(by_px: int) -> MaskChange:
    """The hole grown by `by_px` pixels all round."""

    def work(frozen: FrozenRequest) -> _Found:
        from inpaint_studio.imaging.mask import grow

        box = frozen.mask.bounds()
        if box.is_empty or by_px <= 0:
            return None
        box = box.grown(by_px).clipped(frozen.size)
        return box, grow(frozen.mask.read(box), by_px)

    return MaskChange(EditKind.GROW, work, f"{by_px} px")


def shrinking(by_px: int) -> MaskChange:
    """The hole shrunk by `by_px` pixels all round, but not away from the photo's border."""

    def work(frozen: FrozenRequest) -> _Found:
        from inpaint_studio.imaging.mask import shrink

        box = frozen.mask.bounds()
        if box.is_empty or by_px <= 0:
            return None
        box = box.grown(1).clipped(frozen.size)  # a rim of known pixels where the photo has one
        return box, shrink(frozen.mask.read(box), by_px)

    return MaskChange(EditKind.SHRINK, work, f"{by_px} px")


def importing(
    mask: Mask,
    *,
    add: bool = False,
    instead_of: Mask | None = None,
    kind: str = EditKind.IMPORT_MASK,
    detail: str = "",
) -> MaskChange:
    """`mask` (of the photo's size, not modified) taken for the hole, or added to it, then perhaps
    instead of what an earlier one had put there."""

    def work(frozen: FrozenRequest) -> _Found:
        check_mask(mask, frozen.size)
        whole = frozen.size.box
        if not add:
            return whole, mask
        present = frozen.mask.read(whole)
        kept = present if instead_of is None else present & ~instead_of
        return whole, mask | kept

    return MaskChange(kind, work, detail)


def picking(at: Point, *, tolerance: int, contiguous: bool = True, hole: bool = True) -> MaskChange:
    """Magic wand: the pixels like the one at `at` added to the hole, or taken away from it.

    Parameters
    ----------
    at
        Inside the photo; outside, nothing happens.
    tolerance
        Largest difference of any channel from that pixel, 0 to 255.
    contiguous
        Only pixels joined to it through similar ones.
    """

    def work(frozen: FrozenRequest) -> _Found:
        box, region = similar_region(frozen.image, at, tolerance=tolerance, contiguous=contiguous)
        if box.is_empty:
            return None
        present = frozen.mask.read(box)
        return box, present | region if hole else present & ~region

    return MaskChange(EditKind.WAND, work)


@dataclass(eq=False)
class ObjectMarks:
    """What marks one object, and what came of it once `pointing` has been worked out.

    Attributes
    ----------
    inside, outside
        What belongs to the object and what does not.
    before
        The mask as it was when the object was first pointed at; None until then.
    box, found
        The part of the photo last changed, and what became of the mask there.
    """

    inside: tuple[Scribble, ...] = ()
    outside: tuple[Scribble, ...] = ()
    before: TileView | None = None
    box: Box = NOWHERE
    found: Mask | None = None

    def is_shown(self, document: Document) -> bool:
        """True when the mask is still as it became by these marks."""
        history = document.history
        made = history.edits[history.position - 1].kind if history.position else ""
        return (
            made == EditKind.OBJECT
            and not self.box.is_empty
            and self.has_been_found_in(document.mask)
        )

    def has_been_found_in(self, mask: TileView) -> bool:
        """True when `mask` is in the box what was found."""
        return self.found is not None and np.array_equal(mask.read(self.box), self.found)


def pointing(
    marks: ObjectMarks, *, last: ObjectMarks | None = None, view: Box, with_shadow: bool = False
) -> MaskChange:
    """The object that `marks` point at added to the hole.

    Parameters
    ----------
    marks
        Told what was found.
    last
        The same object marked less well: what it had put into the hole is taken out again.
    view, with_shadow
        As for `find_object`.
    """

    def work(frozen: FrozenRequest) -> _Found:
        from inpaint_studio.imaging.objects import find_object

        box, found = find_object(
            frozen.image.read,
            frozen.size,
            marks.inside,
            marks.outside,
            view=view,
            with_shadow=with_shadow,
        )
        is_refined = last is not None and last.has_been_found_in(frozen.mask)
        marks.before = last.before if is_refined and last is not None else frozen.mask
        both = box if not is_refined or last is None else box.union(last.box)
        if both.is_empty:
            marks.found = np.zeros((0, 0), np.bool_)
            return None
        values = np.array((marks.before or frozen.mask).read(both))
        values[box.moved(-both.top, -both.left).slices] |= found
        marks.box, marks.found = both, values
        return both, values

    return MaskChange(EditKind.OBJECT, work, takes_long=True)
