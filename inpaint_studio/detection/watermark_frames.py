"""Photographs of several sizes brought to where a mark that they share lies at one place.

A mark that a program puts on is tied to a corner or the centre, and either of one size in pixels or
grown with the photograph's width, height or shorter side. Which, is found out by trying: where the
photographs share most steps. Knows no mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from inpaint_studio.detection.watermark_shape import area_of, shared_steps
from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import FloatImage, Image, size_of, to_unit
from inpaint_studio.progress import ProgressToken

__all__ = ["ANCHORS", "Frame", "common_frame", "scales_of"]

ANCHORS = ((0.5, 0.5), (1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 0.5), (0.0, 0.5))
"""Where a mark may be tied to, as shares of (height, width)."""

_TRIED_PX = 700  # long side at which placements are tried
_LEAST_SIDE_PX = 32
_STANDS_OUT = 3.0  # what is shared at the right place, to what is shared at the usual one
_LEAST_PX = 60


@dataclass(frozen=True, eq=False)
class Frame:
    """What the photographs have in common.

    Attributes
    ----------
    photos
        float32 (h, w, 3) in [0, 1], all of one size.
    box
        Where that lies on the first photograph.
    """

    photos: list[FloatImage]
    box: Box


def scales_of(size: Size, other: Size) -> tuple[float, ...]:
    """By how much a mark of a photograph of `size` may be larger on one of `other` size."""
    wide, tall = other.width / size.width, other.height / size.height
    short = min(other) / min(size)
    return tuple(dict.fromkeys((1.0, wide, tall, short)))


def common_frame(photos: Sequence[Image], token: ProgressToken) -> Frame:
    """Bring photographs to one size, on which the mark that they share lies at one place.

    Raises
    ------
    BadInputError
        If photographs of several sizes share nothing at any of the places tried.
    """
    first = size_of(photos[0])
    if all(size_of(photo) == first for photo in photos):
        return Frame([to_unit(photo) for photo in photos], Box(0, 0, *first))
    tries = list(product(ANCHORS, range(4)))
    counts: dict[tuple[tuple[float, float], int], int] = {}
    shrink = min(1.0, _TRIED_PX / max(max(size_of(photo)) for photo in photos))
    small = [_resized(to_unit(photo), shrink) for photo in photos]
    for number, (anchor, rule) in enumerate(tries):
        token.report(number / len(tries), "Where the mark is tied to")
        frame = _framed(small, anchor, rule)
        if frame is None:
            continue
        count = int(np.count_nonzero(area_of(shared_steps(frame.photos), None)))
        if count < 0.5 * frame.photos[0][..., 0].size:
            counts[anchor, rule] = count
    best = max(counts, key=lambda key: counts[key], default=None)
    # By chance photographs share about as much at one place as at another.
    if best is None or counts[best] < _STANDS_OUT * np.median([*counts.values()]) + _LEAST_PX:
        raise BadInputError(
            "Photos of several sizes share no mark at a corner or the centre; give photos of one "
            "size."
        )
    frame = _framed([to_unit(photo) for photo in photos], *best)
    assert frame is not None, "it was there when it was smaller"
    return frame


def _framed(photos: Sequence[FloatImage], anchor: tuple[float, float], rule: int) -> Frame | None:
    """The photographs scaled by a rule and cut around an anchor to what all of them have."""
    first = size_of(photos[0])
    scaled = [photos[0]]
    for photo in photos[1:]:
        size = size_of(photo)
        wide, tall = first.width / size.width, first.height / size.height
        scale = (1.0, wide, tall, min(first) / min(size))[rule]
        scaled.append(_resized(photo, scale))
    height, width = (min(photo.shape[axis] for photo in scaled) for axis in (0, 1))
    if min(height, width) < _LEAST_SIDE_PX:
        return None
    boxes = []
    for photo in scaled:
        top = round(anchor[0] * (photo.shape[0] - height))
        left = round(anchor[1] * (photo.shape[1] - width))
        boxes.append(Box(top, left, top + height, left + width))
    parts = [np.ascontiguousarray(p[b.slices]) for p, b in zip(scaled, boxes, strict=True)]
    return Frame(parts, boxes[0])


def _resized(photo: FloatImage, scale: float) -> FloatImage:
    if scale == 1.0:
        return photo
    size = (max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(np.clip(cv2.resize(photo, size, interpolation=how), 0.0, 1.0), np.float32)
