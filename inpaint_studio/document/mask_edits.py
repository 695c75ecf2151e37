"""Changes to the whole mask at once: invert, grow, shrink, fill, clear, import, magic wand.

Each reads and writes only the box that it can change, and is one edit of the document. None is
made when nothing would change.
"""

from __future__ import annotations

import numpy as np

from inpaint_studio.document.document import Document
from inpaint_studio.document.history import Edit, EditKind
from inpaint_studio.document.shapes import Point
from inpaint_studio.document.wand import similar_region
from inpaint_studio.imaging.types import Mask, check_mask

__all__ = [
    "clear_mask",
    "fill_enclosed",
    "grow_mask",
    "import_mask",
    "invert_mask",
    "pick_similar",
    "shrink_mask",
]


def invert_mask(document: Document) -> Edit | None:
    """Exchange hole and known."""
    whole = document.size.box
    return document.write_mask(EditKind.INVERT, whole, ~document.mask.read(whole))


def grow_mask(document: Document, by_px: int) -> Edit | None:
    """Grow the hole by `by_px` pixels all round."""
    from inpaint_studio.imaging.mask import grow

    box = document.mask.bounds()
    if box.is_empty or by_px <= 0:
        return None
    box = box.grown(by_px).clipped(document.size)
    grown = grow(document.mask.read(box), by_px)
    return document.write_mask(EditKind.GROW, box, grown, f"{by_px} px")


def shrink_mask(document: Document, by_px: int) -> Edit | None:
    """Shrink the hole by `by_px` pixels all round, but not away from the photo's border."""
    from inpaint_studio.imaging.mask import shrink

    box = document.mask.bounds()
    if box.is_empty or by_px <= 0:
        return None
    box = box.grown(1).clipped(document.size)  # a rim of known pixels wherever the photo has one
    shrunk = shrink(document.mask.read(box), by_px)
    return document.write_mask(EditKind.SHRINK, box, shrunk, f"{by_px} px")


def fill_enclosed(document: Document) -> Edit | None:
    """Make known areas that the hole surrounds part of the hole."""
    from inpaint_studio.imaging import mask as operations

    box = document.mask.bounds()
    if box.is_empty:
        return None
    box = box.grown(1).clipped(document.size)
    filled = operations.fill_enclosed(document.mask.read(box))
    return document.write_mask(EditKind.FILL_ENCLOSED, box, filled)


def clear_mask(document: Document) -> Edit | None:
    """Make everything known."""
    box = document.mask.bounds()
    if box.is_empty:
        return None
    return document.write_mask(EditKind.CLEAR_MASK, box, np.zeros(box.size, np.bool_))


def import_mask(
    document: Document,
    mask: Mask,
    *,
    add: bool = False,
    kind: EditKind = EditKind.IMPORT_MASK,
    detail: str = "",
) -> Edit | None:
    """Take `mask` (not modified) for the hole, or add it to the hole.

    Raises
    ------
    SizeMismatchError
        If it is not of the photo's size.
    """
    check_mask(mask, document.size)
    whole = document.size.box
    if add:
        mask = mask | document.mask.read(whole)
    return document.write_mask(kind, whole, mask, detail)


def pick_similar(
    document: Document,
    at: Point,
    *,
    tolerance: int,
    contiguous: bool = True,
    hole: bool = True,
) -> Edit | None:
    """Magic wand: add the pixels like the one at `at` to the hole, or take them away.

    Parameters
    ----------
    at
        Inside the photo; outside, nothing happens.
    tolerance
        Largest difference of any channel from that pixel, 0 to 255.
    contiguous
        Only pixels joined to it through similar ones.
    """
    box, region = similar_region(document.image, at, tolerance=tolerance, contiguous=contiguous)
    if box.is_empty:
        return None
    present = document.mask.read(box)
    values = present | region if hole else present & ~region
    return document.write_mask(EditKind.WAND, box, values)
