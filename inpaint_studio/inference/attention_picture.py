"""Where a model's attention looked, as a picture of the whole photograph.

Knows what the engine answers; nothing of networks or windows on a screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import cv2
import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.offset_colours import offset_colours
from inpaint_studio.imaging.types import Image, Mask, from_unit, to_unit
from inpaint_studio.inference.request import WindowResult

__all__ = ["attention_picture"]

_PALE = 0.45  # how much of the photo's contrast is left around the hole


def attention_picture(
    image: Image, mask: Mask, windows: Iterable[WindowResult], box: Box | None = None
) -> Image:
    """The photo in pale grey, its hole in the colours of the attention's offsets.

    Parameters
    ----------
    image
        (H, W, 3), the photo before or after; not modified.
    mask
        bool (H, W), the hole that was filled.
    windows
        Results of the same restoration. Where windows overlap, the later one shows.
    box
        The part of the photo that is wanted; all of it by default.

    Returns
    -------
    uint8 (h, w, 3), the size of `box`. Colours are those of `offset_colours`, full at half the
    longer side of the window; the hole is mid-grey where no window shows attention.
    """
    box = box or Box(0, 0, *mask.shape)
    grey = to_unit(image[box.slices]) @ np.array([0.299, 0.587, 0.114], np.float32)
    pale = from_unit((1.0 - _PALE + _PALE * grey).astype(np.float32)[..., None], np.dtype(np.uint8))
    picture = np.repeat(np.asarray(pale, np.uint8), 3, axis=2)
    picture[mask[box.slices]] = 128
    for window in windows:
        seen = window.box.intersection(box)
        if window.attention is None or seen.is_empty:
            continue
        height, width = window.attention.shape[:2]
        colours = offset_colours(window.attention, max(height, width) / 2)
        if colours.shape[:2] != window.box.size:
            size = (window.box.width, window.box.height)
            resized = cv2.resize(colours, size, interpolation=cv2.INTER_NEAREST)
            colours = np.asarray(resized, np.uint8)
        hole = mask[seen.slices]
        part = colours[seen.moved(-window.box.top, -window.box.left).slices]
        picture[seen.moved(-box.top, -box.left).slices][hole] = part[hole]
    return cast(Image, picture)
