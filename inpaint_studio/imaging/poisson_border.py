"""How the pixels of a hole hang together, and what the photo around it asks of each.

Importing this imports numba.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.fills.compiling import compiled

__all__ = ["tie_pixels"]

_Values = NDArray[np.float32]
_Places = NDArray[np.int32]


@compiled
def tie_pixels(
    rows: _Places,
    columns: _Places,
    mask: NDArray[np.bool_],
    image: _Values,
    filled: _Values,
    own_step: bool,
    right: _Values,
    down: _Values,
    held: _Values,
    side: _Values,
) -> None:
    """Look at the four neighbours of each hole pixel.

    Parameters
    ----------
    rows, columns
        int32 (n,): the pixels, in the window.
    mask, image, filled
        Of the window: bool (H, W) and float32 (H, W, 3), contiguous; not modified. Of `image` only
        known pixels are read.
    own_step
        A known neighbour wants the pixel itself to be as it is; otherwise it wants what it has
        been filled with itself to become what it is.
    right, down, held
        float32 (n,), zero before: 1 where the neighbour on the right, or below, is hole; and the
        number of known neighbours.
    side
        float32 (n, 3), zero before: the sum of what known neighbours want to be added.
    """
    height, width = mask.shape
    for index in range(len(rows)):
        row, column = int(rows[index]), int(columns[index])
        for down_px, right_px in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            there_row, there_column = row + down_px, column + right_px
            if not (0 <= there_row < height and 0 <= there_column < width):
                continue
            if not mask[there_row, there_column]:
                held[index] += 1
                for c in range(3):
                    former = filled[row, column, c]
                    if not own_step:
                        former = filled[there_row, there_column, c]
                    side[index, c] += image[there_row, there_column, c] - former
            elif down_px == 1:
                down[index] = 1
            elif right_px == 1:
                right[index] = 1
