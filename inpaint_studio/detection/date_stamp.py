"""The glowing date that cameras printed into a corner: red, orange, yellow or yellow-green digits.

What a lamp exposes onto the film is warm and bright whatever lies behind it; digits of one height
and one stroke in a row, near a corner, are taken for a date. Photographs may lie on their side.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import Scores
from inpaint_studio.detection.glyphs import Glyphs, Ink, Plane, find_glyphs, ink_of
from inpaint_studio.detection.lines import find_lines
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import Image, full_scale
from inpaint_studio.progress import ProgressToken

__all__ = ["date_scores"]

Rgb = NDArray[np.float32]

SHORT_SIDE_PX = 480
"""Every photo is searched at this size: a date is so and so large a part of it."""

_LARGEST_ENLARGEMENT = 3.0
_HEIGHTS_PX = (6.0, 40.0)
_WINDOW_PX = 51
_LEAST_CONTRAST = 0.10
_SHARE = 0.45
_JOIN_PX = 3
_DIGITS_JOINED = 4.0
"""Digits of a small photo run into each other: width of what is taken, in heights."""
_LEAST_CONFIDENCE = 0.04
_MOST_GLYPHS = 4000


def date_scores(image: Image, token: ProgressToken) -> Scores:
    """Confidence that each pixel belongs to a date, its glow included.

    Parameters
    ----------
    image
        (H, W, 3) RGB of any depth; not modified.
    """
    height, width = image.shape[:2]
    scale = min(SHORT_SIDE_PX / min(height, width), _LARGEST_ENLARGEMENT)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    small = cv2.resize(image, size, interpolation=how).astype(np.float32)
    small = np.clip(small / np.float32(full_scale(image.dtype)), 0.0, 1.0)
    scores = np.zeros(small.shape[:2], np.uint8)
    for turned in (False, True):
        token.check()
        view = np.ascontiguousarray(small.transpose(1, 0, 2)) if turned else small
        target = scores.T if turned else scores
        _search(view, target)
        token.report(0.5 * (1 + turned), "Dates")
    if scale == 1.0 or not scores.any():
        return np.zeros((height, width), np.uint8) if not scores.any() else scores
    return np.asarray(cv2.resize(scores, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _search(image: Rgb, scores: Scores) -> None:
    """Write into `scores` what dates run from left to right in `image`."""
    lamp = _lamp(image)
    ink, difference = ink_of(
        lamp, window_px=_WINDOW_PX, least_contrast=_LEAST_CONTRAST, share=_SHARE
    )
    ink &= (image.max(axis=2) > 0.42).view(np.uint8)
    # The bars of one digit lie apart; the digits of a date lie further apart than that.
    join = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_JOIN_PX, _JOIN_PX))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, join).astype(np.uint8, copy=False)
    for strokes in (ink, joined):
        glyphs = find_glyphs(
            strokes, lamp, difference, heights_px=_HEIGHTS_PX, longest=_DIGITS_JOINED
        )
        glyphs = glyphs.only(
            (glyphs.height >= _HEIGHTS_PX[0])
            & (glyphs.stroke <= 0.55 * glyphs.height)
            & _near_corner(glyphs, image.shape[0], image.shape[1])
        )
        if len(glyphs) > _MOST_GLYPHS:
            glyphs = glyphs.only(np.sort(np.argsort(glyphs.contrast)[-_MOST_GLYPHS:]))
        for members in find_lines(glyphs, least=2, gap=2.2):
            line = glyphs.only(members)
            confidence = _confidence(line, strokes, image)
            if confidence >= _LEAST_CONFIDENCE:
                _lay(scores, line, ink, difference, confidence)


def _lamp(image: Rgb) -> Plane:
    """How much a pixel looks like the lamp: red or green without blue."""
    return np.asarray(np.maximum(image[..., 0], image[..., 1]) - image[..., 2], np.float32)


def _near_corner(glyphs: Glyphs, height: int, width: int) -> NDArray[np.bool_]:
    """Within a quarter of the upper or lower border, and not in the middle between the sides."""
    middle = (glyphs.top + glyphs.bottom) / 2 / height
    across = (glyphs.left + glyphs.right) / 2 / width
    near: NDArray[np.bool_] = (np.abs(middle - 0.5) > 0.25) & (np.abs(across - 0.5) > 0.02)
    return near


def _confidence(line: Glyphs, ink: Ink, image: Rgb) -> float:
    """How likely a row of warm strokes is a date, from 0 to 1."""
    heights = line.height
    height = float(np.median(heights))
    left, right = float(line.left.min()), float(line.right.max())
    length = (right - left) / height
    is_digit = np.abs(heights / height - 1.0) < 0.2
    digits = line.only(is_digit)
    count = float(np.maximum(1.0, np.round(digits.width / (0.8 * height))).sum())
    if count < 3 or len(line) < 2 or not 2.5 <= length <= 16.0:
        return 0.0
    rows, columns = image.shape[:2]
    ends_right = left > 0.42 * columns and right > 0.75 * columns
    starts_left = right < 0.58 * columns and left < 0.25 * columns
    if not (ends_right or starts_left):
        return 0.0
    feet = np.polyfit(digits.left, digits.bottom, 1) if len(digits) > 1 else np.zeros(2)
    off = float(np.median(np.abs(digits.bottom - np.polyval(feet, digits.left)))) / height
    off = off if len(digits) > 2 else 0.0
    colours = _colours(line, image)
    box = Box(int(line.top.min()), int(left), int(line.bottom.max()), int(right)).clipped(
        Size(rows, columns)
    )
    crowd = float(ink[box.slices].mean())
    own = float(line.area.sum()) / max(1, box.area)
    # Each figure pulls the odds up or down; the constants were chosen on drawn dates and on
    # photographs without any.
    odds = -3.0
    odds += 1.0 * min(count, 7.0)
    odds += 8.0 * (min(float(np.median(line.contrast)), 0.5) - 0.2)
    odds -= 0.7 * (len(line) == 2)
    odds -= 6.0 * float(np.std(digits.height) / height)
    odds -= 14.0 * off
    odds -= 4.0 * float(np.std(digits.stroke) / np.mean(digits.stroke))
    odds -= 12.0 * colours
    odds -= 3.0 * float((~is_digit).mean())
    odds -= 6.0 * max(0.0, crowd - own)
    odds -= 4.0 * abs(float(feet[0]))
    odds += 6.0 * min(0.0, float(np.mean(line.sharpness)) - 0.15)
    return float(1.0 / (1.0 + np.exp(-odds)))


def _colours(line: Glyphs, image: Rgb) -> float:
    """How far the strokes of a line differ in colour, 0 for one lamp."""
    means = []
    for number in range(len(line)):
        box = Box(
            int(line.top[number]), int(line.left[number]),
            int(line.bottom[number]), int(line.right[number]),
        )  # fmt: skip
        own = line.labels[box.slices] == line.label[number]
        red, green, blue = np.median(image[box.slices][own], axis=0)
        total = max(float(red + green + blue), 1e-3)
        means.append((red / total, green / total))
    return float(np.std(np.array(means), axis=0).max())


def _lay(scores: Scores, line: Glyphs, ink: Ink, difference: Plane, confidence: float) -> None:
    """Write a date and its glow into `scores`."""
    height = float(np.median(line.height))
    tight = Box(
        int(line.top.min()), int(line.left.min()), int(line.bottom.max()), int(line.right.max())
    )
    box = tight.grown(round(0.5 * height)).clipped(Size(*scores.shape))
    lit = ink[box.slices].copy()
    inner = np.zeros_like(lit)
    down, across = tight.top - box.top, tight.left - box.left
    rim = max(1, round(0.12 * height))
    inner[
        max(0, down - rim) : down + tight.height + rim,
        max(0, across - 4 * rim) : across + tight.width + 4 * rim,
    ] = 1
    lit &= inner
    reach = max(1, round(0.13 * height))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    far = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (4 * reach + 1, 4 * reach + 1))
    glow = cv2.dilate(lit, far) & (difference[box.slices] > 0.04).view(np.uint8)
    part = scores[box.slices]
    value = np.uint8(round(255 * confidence))
    np.maximum(part, (cv2.dilate(lit, disc) | glow).astype(np.uint8) * value, out=part)
