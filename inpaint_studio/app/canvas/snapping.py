"""Where a line that is being drawn meets a line of the photo: at its end beside the hole. No Qt."""

from __future__ import annotations

import math

import numpy as np

from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box

__all__ = ["nearest_end"]

_SEEN_PX = 24  # of the reach, after shrinking: more is looked at more coarsely
_FOLLOWED_PX = 40


def nearest_end(document: Document, at: Point, reach_px: float, sigma: float) -> Point | None:
    """The nearest end of a known edge at the rim of the hole.

    Looks only at the surroundings of `at`, at a scale that the reach asks for, and takes a few
    milliseconds.

    Parameters
    ----------
    reach_px
        How far from `at` it may lie, in image pixels.
    sigma
        Of Canny, in pixels of the scale looked at.

    Returns
    -------
    None where no line ends within reach.
    """
    shrink = max(1, math.ceil(reach_px / _SEEN_PX))
    around = math.ceil(reach_px) + _FOLLOWED_PX * shrink
    row, column = math.floor(at.y), math.floor(at.x)
    box = Box(row - around, column - around, row + around + 1, column + around + 1)
    box = box.clipped(document.size)
    if min(box.height, box.width) < 8 * shrink:
        return None
    mask = np.ascontiguousarray(document.mask.read(box))
    if not mask.any() or mask.all():
        return None
    import cv2  # late: the first picture does without it

    from inpaint_studio.imaging.continuation import line_ends
    from inpaint_studio.imaging.edges import fast_canny

    image = np.ascontiguousarray(document.image.read(box))
    if shrink > 1:
        size = (box.width // shrink, box.height // shrink)
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        mask = np.asarray(share > 0)
        if mask.all():
            return None
    scale_y, scale_x = box.height / mask.shape[0], box.width / mask.shape[1]
    ends = [
        Point(box.top + (end.at[0] + 0.5) * scale_y, box.left + (end.at[1] + 0.5) * scale_x)
        for end in line_ends(image, mask, fast_canny(image, mask, sigma=sigma))
    ]
    near = [end for end in ends if math.hypot(end.y - at.y, end.x - at.x) <= reach_px]
    return min(near, key=lambda end: math.hypot(end.y - at.y, end.x - at.x), default=None)
