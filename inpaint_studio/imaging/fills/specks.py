"""Specks and hairlines: which parts of a hole are so thin that they need no model, and their fill.

One pass over the whole photo takes a small part of the time that a network takes for one window,
and dust lies in every window. Knows only arrays: nothing of models.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.fills.patchmatch import patchmatch
from inpaint_studio.imaging.mask import grow, hole_box, shrink
from inpaint_studio.imaging.types import Image, Mask, from_unit, size_of, to_unit
from inpaint_studio.progress import ProgressToken

__all__ = ["fill_specks", "smooth_specks", "speck_part"]

_RIM_PX = 8  # what hugs a thick hole belongs to it: its ragged border is no hole of its own
_TILE_PX = 512
_CONTEXT_PX = 40  # a speck's like lies beside it
# Fast marching reads three pixels around: what lies farther off than this has no influence on the
# middle of a hairline.
_REACH_PX = 16


def speck_part(mask: Mask, thickness_px: int) -> Mask:
    """The parts of a hole that are no thicker than that, and not beside a thicker part.

    Parameters
    ----------
    mask
        bool (H, W), True = hole; not modified.
    thickness_px
        Diameter of the largest disc in a speck, in pixels; 0: nothing is a speck.

    Returns
    -------
    Mask
        A new mask, part of `mask`.
    """
    if thickness_px == 0:
        return np.zeros_like(mask)
    deep = shrink(mask, thickness_px / 2)
    return mask & ~grow(deep, thickness_px / 2 + _RIM_PX)


def smooth_specks(image: Image, mask: Mask, specks: Mask) -> None:
    """Fill specks smoothly, in place: what a model may take as known meanwhile.

    Parameters
    ----------
    image
        (H, W, 3), uint8, uint16 or float32 in [0, 1]; its pixels in `specks` are written.
    mask
        bool (H, W): the whole hole, none of which is read.
    specks
        bool (H, W): what is to be filled, as `speck_part` gives it.
    """
    square = np.ones((2 * _REACH_PX + 1, 2 * _REACH_PX + 1), np.uint8)
    for own in _tiles(specks):
        seen = own.grown(_REACH_PX).clipped(size_of(mask))
        # Of thick holes the nearest part only counts as unknown: filling them would take longest.
        close = np.asarray(cv2.dilate(specks[seen.slices].view(np.uint8), square), np.uint8)
        near = close & mask[seen.slices].view(np.uint8)
        unit = np.asarray(from_unit(to_unit(image[seen.slices]), np.dtype(np.uint8)), np.uint8)
        filled = np.asarray(cv2.inpaint(unit, near, 3, cv2.INPAINT_TELEA), np.uint8)
        taken = specks[own.slices]
        inner = filled[own.moved(-seen.top, -seen.left).slices][taken]
        image[own.slices][taken] = from_unit(to_unit(inner[None]), image.dtype)[0]


def fill_specks(image: Image, specks: Mask, seed: int, token: ProgressToken) -> None:
    """Fill specks with patches from beside them, in place.

    Parameters
    ----------
    image
        (H, W, 3), uint8, uint16 or float32 in [0, 1]; its pixels in `specks` are written, all
        others count as known.
    specks
        bool (H, W): what is to be filled; some pixel is not.
    seed
        As for `patchmatch`.
    token
        Told of each tile.

    Raises
    ------
    CancelledError
        Within 0.2 s; then some of them are filled.

    Notes
    -----
    Measured on 6 photographs of 256 px with 36 specks and hairlines each, against EdgeConnect: PSNR
    of the filled pixels 0.3 dB lower at thicknesses of 2 to 4 px; LPIPS of the photographs 0.0055
    against 0.0053 at 2 px, 0.0122 against 0.0108 at 4 px. Diffusion is smoother: 0.0057 and 0.0139
    (biharmonic), 0.0079 and 0.0152 (fast marching).
    """
    tiles = list(_tiles(specks))
    for index, own in enumerate(tiles):
        part = token.part(index / len(tiles), (index + 1) / len(tiles))
        part.report(0.0, "Filling specks and hairlines")
        seen = own.grown(_CONTEXT_PX).clipped(size_of(specks))
        filled = patchmatch(image[seen.slices], specks[seen.slices], seed=seed, token=part)
        taken = specks[own.slices]
        inner = filled[own.moved(-seen.top, -seen.left).slices][taken]
        image[own.slices][taken] = from_unit(inner[None], image.dtype)[0]


def _tiles(specks: Mask) -> Iterator[Box]:
    """Disjoint boxes that together hold all specks, each tight around its own."""
    inside = hole_box(specks)
    for top in range(inside.top, inside.bottom, _TILE_PX):
        for left in range(inside.left, inside.right, _TILE_PX):
            tile = Box(top, left, top + _TILE_PX, left + _TILE_PX).intersection(inside)
            own = hole_box(specks[tile.slices])
            if not own.is_empty:
                yield own.moved(tile.top, tile.left)
