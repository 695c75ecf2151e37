"""The eight EXIF orientations as array transforms.

Source: CIPA DC-008 (Exif 2.32), tag 274 Orientation. Values are given as the stored array's
meaning; `upright` turns stored pixels into what the user sees and `stored` turns them back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Size

__all__ = ["NORMAL", "stored", "swaps_sides", "upright", "upright_size"]

NORMAL = 1


def swaps_sides(orientation: int) -> bool:
    """True for the orientations that exchange height and width."""
    return orientation >= 5


def upright_size(stored_size: Size, orientation: int) -> Size:
    """The size of the upright photo whose stored pixels have `stored_size`."""
    if swaps_sides(orientation):
        return Size(stored_size.width, stored_size.height)
    return stored_size


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Stored `pixels` (H, W[, C]) as the user sees them; contiguous, copied only when turned."""
    return _turned(pixels, orientation)


def stored(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Upright `pixels` in the layout that a file of this orientation stores; inverse of `upright`."""
    # All but the two quarter turns are their own inverse.
    return _turned(pixels, {6: 8, 8: 6}.get(orientation, orientation))


def _turned(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    match orientation:
        case 2:
            turned = pixels[:, ::-1]
        case 3:
            turned = pixels[::-1, ::-1]
        case 4:
            turned = pixels[::-1]
        case 5:
            turned = pixels.swapaxes(0, 1)
        case 6:
            turned = np.rot90(pixels, -1)
        case 7:
            turned = pixels[::-1, ::-1].swapaxes(0, 1)
        case 8:
            turned = np.rot90(pixels, 1)
        case _:
            turned = pixels
    return np.ascontiguousarray(turned)
