"""A visible watermark, and what is left of a photograph once it is undone.

The photograph under a mark of opacity a and colour w follows from J = a w + (1 - a) I (T. Dekel, M.
Rubinstein, C. Liu, W. T. Freeman, "On the Effectiveness of Visible Watermarks", CVPR 2017, equation
1). How a mark is learnt lies in `watermark_learn`, where it lies on a photograph in
`watermark_place`. Knows no files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import (
    FloatImage,
    Image,
    Mask,
    check_image,
    full_scale,
    size_of,
    to_unit,
)

__all__ = ["FAINT", "OPAQUE", "Mark", "Unmarked", "bounds_of", "mark_of_mask", "unmark"]

OPAQUE = 0.82
"""From this opacity on a photograph's rest under the mark is too little to be brought back."""
FAINT = 0.012
"""A mark of less opacity is not seen."""


@dataclass(frozen=True, eq=False)
class Mark:
    """A watermark as it lies on a photograph.

    Attributes
    ----------
    colour
        float32 (H, W, 3) in [0, 1], 0 where there is no mark.
    opacity
        float32 (H, W) in [0, 1], of the photograph's size.
    """

    colour: FloatImage
    opacity: NDArray[np.float32]

    @property
    def size(self) -> Size:
        """Of the photographs that it was learnt from."""
        return size_of(self.opacity)

    @property
    def area(self) -> Mask:
        """Where the mark is seen."""
        seen: Mask = self.opacity > FAINT
        return seen


@dataclass(frozen=True, eq=False)
class Unmarked:
    """A photograph whose mark was undone.

    Attributes
    ----------
    image
        New; as the input wherever the mark is not.
    opaque
        Where nothing could be brought back and a hole is left to be filled.
    touched
        Where the image may differ from the input.
    """

    image: Image
    opaque: Mask
    touched: Mask


def mark_of_mask(mask: Mask, example: Image | None = None) -> Mark:
    """A mark that is opaque wherever `mask` is True: it is filled, not undone.

    Parameters
    ----------
    mask
        bool (H, W); not modified.
    example
        The photograph that it was drawn on: what is seen there is the mark's colour, by which it is
        found on photographs of other sizes. Not modified.

    Raises
    ------
    SizeMismatchError
        If the two differ in size.
    """
    colour = np.zeros((*mask.shape, 3), np.float32)
    if example is not None:
        if size_of(example) != size_of(mask):
            raise SizeMismatchError(
                "The mask is {mask_size} pixels but its photo is {example_size}.",
                mask_size=size_of(mask),
                example_size=size_of(example),
            )
        colour[mask] = to_unit(example)[mask]
    return Mark(colour, mask.astype(np.float32))


def unmark(image: Image, mark: Mark) -> Unmarked:
    """Undo a mark of the photograph's size: I = (J - a w) / (1 - a) where it lets light through.

    Parameters
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32; not modified.
    mark
        As `place_mark` answers.

    Raises
    ------
    SizeMismatchError
        If photo and mark differ in size.
    """
    check_image(image)
    if size_of(image) != mark.size:
        raise SizeMismatchError(
            "The mark is {mark_size} pixels but the photo is {image_size}; place it first.",
            mark_size=mark.size,
            image_size=size_of(image),
        )
    area = mark.area
    opaque: Mask = mark.opacity >= OPAQUE
    result = image.copy()
    if not area.any():
        return Unmarked(result, opaque, area)
    box = bounds_of(area)
    inside = area[box.slices] & ~opaque[box.slices]
    opacity = mark.opacity[box.slices][inside][:, None]
    white = np.float32(full_scale(image.dtype))
    part = result[box.slices]
    seen = part[inside].astype(np.float32) / white
    under = (seen - opacity * mark.colour[box.slices][inside]) / (1.0 - opacity)
    under = np.clip(under, 0.0, 1.0) * white
    part[inside] = (under if image.dtype == np.float32 else np.rint(under)).astype(image.dtype)
    return Unmarked(result, opaque, area)


def bounds_of(area: Mask) -> Box:
    """The smallest box that holds `area`; raises `BadInputError` if nothing is in it."""
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    if not len(rows):
        raise BadInputError("The mark is wholly transparent; learn it again.")
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
