"""A watermark learnt from photographs that carry the same one, after Dekel et al. 2017.

Photographs may differ in size if the mark lies at the same distance from a corner or the centre, at
its own size or grown with the photograph. Knows no files.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from inpaint_studio.detection.watermark import Mark, bounds_of
from inpaint_studio.detection.watermark_fit import fit_mark
from inpaint_studio.detection.watermark_frames import common_frame
from inpaint_studio.detection.watermark_shape import Shared, area_of, reconstructed, shared_steps
from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import (
    FloatImage,
    Image,
    Mask,
    check_image,
    check_mask,
    size_of,
)
from inpaint_studio.progress import ProgressToken

__all__ = ["ENOUGH_PHOTOS", "LEAST_PHOTOS", "learn_mark"]

LEAST_PHOTOS = 3
"""Fewer photographs share too much by chance."""

ENOUGH_PHOTOS = 10
"""From fewer a mark may be learnt so badly that undoing it is worse than filling it."""

_AROUND_PX = 40  # of the mark, looked at beside it
_LEAST_SHAPE = 0.012


def learn_mark(
    photos: Sequence[Image], *, where: Mask | None = None, token: ProgressToken | None = None
) -> Mark:
    """Learn the mark that photographs carry.

    Parameters
    ----------
    photos
        Three or more, better ten and as different as can be; not modified.
    where
        Roughly where the mark is on the first one; None: wherever all photographs agree.
    token
        Progress and cancellation.

    Returns
    -------
    Mark
        Of the size of the first photograph.

    Raises
    ------
    BadInputError
        If there are too few photographs, or nothing is found that all of them share.
    """
    token = token or ProgressToken()
    if len(photos) < LEAST_PHOTOS:
        raise BadInputError(
            "A mark is learnt from {least_photos} photos or more, {count} were given; for a "
            "single one give its mask.",
            least_photos=LEAST_PHOTOS,
            count=len(photos),
        )
    for photo in photos:
        check_image(photo)
    size = size_of(photos[0])
    if where is not None:
        check_mask(where, size)
    frame = common_frame(photos, token.part(0.0, 0.3))
    inside = None if where is None else where[frame.box.slices]
    shared = shared_steps(frame.photos, token.part(0.3, 0.5))
    area = area_of(shared, inside)
    if not area.any():
        raise BadInputError(
            "The photos share no mark; give more photos, or a mask of where it lies."
        )
    box = bounds_of(area).grown(_AROUND_PX).clipped(size_of(area))
    shape, area = _shape(shared, area, inside, box)
    if not area.any():
        raise BadInputError("The photos share no mark that stands out; give more photos.")
    parts = [np.ascontiguousarray(photo[box.slices]) for photo in frame.photos]
    colour, opacity = fit_mark(parts, shape, area, token.part(0.5, 1.0))
    whole = np.zeros((*size, 3), np.float32), np.zeros(size, np.float32)
    placed = box.moved(frame.box.top, frame.box.left)
    whole[0][placed.slices], whole[1][placed.slices] = colour, opacity
    return Mark(*whole)


def _shape(shared: Shared, area: Mask, where: Mask | None, box: Box) -> tuple[FloatImage, Mask]:
    """What the steps outline within `box`, and where it is more than nothing, a little grown."""
    near = area[box.slices]
    shape = reconstructed(shared.right[box.slices], shared.down[box.slices], near)
    strength = np.abs(shape).max(axis=2)
    limit = max(_LEAST_SHAPE, 0.15 * float(np.percentile(strength[near], 90)))
    seen = (strength > limit).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    is_kept = stats[:, cv2.CC_STAT_AREA] >= 6
    is_kept[np.setdiff1d(np.arange(len(is_kept)), labels[near])] = False
    is_kept[0] = False
    found = cv2.dilate(is_kept[labels].view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    if where is not None:
        found &= where[box.slices]
    return shape, np.asarray(found)
