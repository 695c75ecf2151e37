"""A coarse picture of a hole: where it is, how full, and how thick.

Cells of a few pixels are all that planning needs of a mask of a hundred megapixels. Knows nothing
of windows or models.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.mask import hole_box
from inpaint_studio.imaging.types import Mask, size_of

__all__ = ["HoleGrid", "measure_hole"]

_BLOCKS_PER_CELL = 4
_MAX_BLOCKS = 1 << 24
_SOLID = 0.8  # a block with more hole than this is inside it; dust on the mask does not split it
_THICKNESS_STEP = 2.0**0.25
_BAND_PIXELS = 1 << 22


@dataclass(frozen=True, eq=False)
class HoleGrid:
    """What is known of a hole, cell by cell.

    Attributes
    ----------
    size
        (height, width) of the mask in pixels.
    block_px, cell_px
        Sides of blocks and cells in pixels; a cell is a whole number of blocks wide.
    share
        float32: hole share of each block, in [0, 1].
    any_hole
        bool: cells that hold a hole pixel.
    thickness_px
        float32: for each cell the diameter of the largest disc within the hole that reaches into
        it, to about a tenth; 1 where the hole is thinner than matters, 0 where there is none.
    mask
        The mask itself, for exact boxes.
    """

    size: Size
    block_px: int
    cell_px: int
    share: NDArray[np.float32]
    any_hole: NDArray[np.bool_]
    thickness_px: NDArray[np.float32]
    mask: Mask

    def tight_cells(self, cells: Box) -> Box:
        """The smallest box of cells around those of `cells` with a hole pixel."""
        return hole_box(self.any_hole[cells.slices]).moved(cells.top, cells.left)

    def tight_box(self, cells: Box) -> Box:
        """The smallest box of pixels around the hole pixels of `cells`."""
        side = self.cell_px
        pixels = Box(
            cells.top * side, cells.left * side, cells.bottom * side, cells.right * side
        ).clipped(self.size)
        return hole_box(self.mask[pixels.slices]).moved(pixels.top, pixels.left)

    def thickness_in(self, cells: Box) -> float:
        """The largest thickness within `cells`, in pixels."""
        return float(self.thickness_px[cells.slices].max())


def measure_hole(mask: Mask, *, native_px: int) -> HoleGrid | None:
    """Measure a hole for windows of `native_px`; None for a mask without a hole.

    Thickness matters from an eighth of `native_px` on; cells are a sixteenth of it.
    """
    size = size_of(mask)
    if hole_box(mask).is_empty:
        return None
    cell_px = min(max(1, native_px // 16), 32)
    block_px = max(1, cell_px // _BLOCKS_PER_CELL)
    if size.pixels // block_px**2 > _MAX_BLOCKS:
        block_px = cell_px
    cell_px -= cell_px % block_px
    rows, columns = -(-size.height // cell_px), -(-size.width // cell_px)
    per_cell = cell_px // block_px
    share = _block_shares(mask, block_px, Size(rows * per_cell, columns * per_cell))
    thickness = _thickness(share > _SOLID, max(1.0, native_px / 8 / block_px)) * np.float32(
        block_px
    )
    any_hole = _largest(share, per_cell) > 0
    return HoleGrid(
        size,
        block_px,
        cell_px,
        share,
        any_hole,
        np.maximum(_largest(thickness, per_cell), any_hole.astype(np.float32)),
        mask,
    )


def _block_shares(mask: Mask, block_px: int, blocks: Size) -> NDArray[np.float32]:
    """Hole share of each block, float32 of size `blocks`; pixels beyond the mask are known."""
    shares = np.zeros(blocks, np.float32)
    rows = max(1, _BAND_PIXELS // (blocks.width * block_px))
    for top in range(0, blocks.height, rows):
        bottom = min(top + rows, blocks.height)
        band = mask[top * block_px : bottom * block_px]
        if not band.any():
            continue
        padded = np.zeros(((bottom - top) * block_px, blocks.width * block_px), np.float32)
        padded[: band.shape[0], : band.shape[1]] = band
        cv2.resize(
            padded,
            (blocks.width, bottom - top),
            dst=shares[top:bottom],
            interpolation=cv2.INTER_AREA,
        )
    return shares


def _largest(values: NDArray[np.float32], per_cell: int) -> NDArray[np.float32]:
    """The largest of each `per_cell` x `per_cell` values."""
    if per_cell == 1:
        return values
    rows, columns = values.shape[0] // per_cell, values.shape[1] // per_cell
    largest: NDArray[np.float32] = values.reshape(rows, per_cell, columns, per_cell).max(
        axis=(1, 3)
    )
    return largest


def _thickness(solid: NDArray[np.bool_], least: float) -> NDArray[np.float32]:
    """Diameter of the largest disc of solid blocks over each block, in blocks; 0 below `least`.

    The image ends at its border: a hole is no thicker for touching it. Thickness is found in
    steps of a fourth root of two, by an opening with a disc for each.
    """
    framed = cv2.copyMakeBorder(solid.view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    radius = cv2.distanceTransform(framed, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    thickness = np.zeros(framed.shape, np.float32)
    # A disc of pixels whose centre is r from the nearest one outside is 2 r - 1 wide.
    largest = float(radius.max())
    step = (least + 1) / 2
    while step <= largest:
        outside = (radius < step).view(np.uint8)
        opened = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) < step
        # The middle of the step; the last one knows better.
        thickness[opened] = min(2 * step * math.sqrt(_THICKNESS_STEP), 2 * largest) - 1
        step *= _THICKNESS_STEP
    return np.ascontiguousarray(thickness[1:-1, 1:-1])
