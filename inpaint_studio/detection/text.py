"""Lines of lettering in a photograph: captions, overlaid names, inscriptions by pen.

At several sizes strokes brighter and darker than their surroundings are grouped into lines, and a
logistic regression on the figures of each line tells lettering from fences, windows and leaves.
Its weights were fitted on lines drawn into photographs and on what the search found in the same
photographs without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import Scores
from inpaint_studio.detection.glyphs import Glyphs, Ink, Plane, find_glyphs, ink_of
from inpaint_studio.detection.lines import features, find_lines
from inpaint_studio.detection.text_weights import probability
from inpaint_studio.geometry import Box, Size
from inpaint_studio.progress import ProgressToken

__all__ = ["TextLine", "find_text_lines", "text_scores"]

LARGEST_PX = 2400
"""Long side that is searched; finer lettering than that shows could hardly be read."""

_HEIGHTS_PX = (6.0, 44.0)
_WINDOW_PX = 41
_LEAST_CONTRAST = 0.035
_SHARE = 0.45
_MOST_GLYPHS = 6000
_LEAST_CONFIDENCE = 0.04


@dataclass(frozen=True, eq=False)
class TextLine:
    """A row of strokes that may be lettering.

    Attributes
    ----------
    box
        In the plane that was searched.
    ink
        Its strokes, 1 or 0, of the box's size.
    height_px
        Median height of the strokes.
    figures
        As `lines.FEATURES` names them.
    """

    box: Box
    ink: Ink
    height_px: float
    figures: NDArray[np.float64]


def find_text_lines(plane: Plane, token: ProgressToken) -> Iterator[tuple[float, TextLine]]:
    """Every row of strokes, with the scale of the plane it was found in.

    Parameters
    ----------
    plane
        Luminance; not modified.
    """
    levels = _levels(plane.shape[0], plane.shape[1])
    for number, scale in enumerate(levels):
        token.report(number / len(levels), "Lettering")
        level = plane if scale == 1.0 else _scaled(plane, scale)
        for sign in (1, -1):
            token.check()
            for line in _lines_of(level if sign == 1 else 1.0 - level):
                yield scale, line


def _levels(height: int, width: int) -> list[float]:
    longest = max(height, width)
    scale = min(1.0, LARGEST_PX / longest)
    levels = [2.0] if longest <= 800 else []
    while not levels or min(height, width) * scale >= 120:
        levels.append(scale)
        scale /= 2.0
    return levels


def _scaled(plane: Plane, scale: float) -> Plane:
    size = (max(1, round(plane.shape[1] * scale)), max(1, round(plane.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(plane, size, interpolation=how), np.float32)


def _lines_of(plane: Plane) -> Iterator[TextLine]:
    """Rows of bright strokes of one plane."""
    ink, difference = ink_of(
        plane, window_px=_WINDOW_PX, least_contrast=_LEAST_CONTRAST, share=_SHARE
    )
    glyphs = find_glyphs(ink, plane, difference, heights_px=_HEIGHTS_PX)
    glyphs = glyphs.only(
        (glyphs.stroke <= 0.55 * np.maximum(glyphs.height, 4.0))
        & (glyphs.height >= _HEIGHTS_PX[0])
        & (glyphs.spread < 0.9)
    )
    if len(glyphs) > _MOST_GLYPHS:
        glyphs = glyphs.only(np.sort(np.argsort(glyphs.contrast)[-_MOST_GLYPHS:]))
    for members in find_lines(glyphs, least=3, gap=1.1):
        yield _described(glyphs.only(members), ink, plane)


def _described(line: Glyphs, ink: Ink, plane: Plane) -> TextLine:
    height = float(np.median(line.height))
    size = Size(*plane.shape[:2])
    tight = Box(
        int(line.top.min()), int(line.left.min()), int(line.bottom.max()), int(line.right.max())
    )
    around = tight.grown(max(1, round(0.3 * height))).clipped(size)
    drawn = ink[around.slices] != 0
    own = np.isin(line.labels[around.slices], line.label)
    between = plane[around.slices][~cv2.dilate(drawn.view(np.uint8), np.ones((3, 3))).view(bool)]
    contrast = float(np.median(line.contrast))
    ground = float(np.std(between)) / contrast if between.size else 3.0
    figures = features(line, (size.height, size.width), float(drawn.mean()), ground)
    return TextLine(around, (own | _dots(drawn, own)).view(np.uint8), height, figures)


def _dots(drawn: NDArray[np.bool_], own: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Strokes wholly in the line's box that are no letters of it: dots, commas, accents."""
    rest = (drawn & ~own).view(np.uint8)
    count, labels, _, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    is_dot = np.ones(count, np.bool_)
    is_dot[rim] = False
    is_dot[0] = False
    dots: NDArray[np.bool_] = is_dot[labels]
    return dots


def text_scores(plane: Plane, token: ProgressToken) -> Scores:
    """Confidence that each pixel belongs to lettering, at the size of `plane` (not modified)."""
    scores = np.zeros(plane.shape, np.uint8)
    for scale, line in find_text_lines(plane, token):
        confidence = probability(line.figures)
        if confidence >= _LEAST_CONFIDENCE:
            lay_line(scores, line, scale, confidence)
    token.report(1.0)
    return scores


def lay_line(scores: Scores, line: TextLine, scale: float, confidence: float) -> None:
    """Write a line's confidence into `scores`, with the soft rim of its strokes."""
    box = line.box
    target = Box(
        int(box.top / scale), int(box.left / scale),
        int(np.ceil(box.bottom / scale)), int(np.ceil(box.right / scale)),
    ).clipped(Size(*scores.shape))  # fmt: skip
    if target.is_empty:
        return
    ink = line.ink
    if scale != 1.0:
        size = (target.size.width, target.size.height)
        soft = cv2.resize(ink.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        ink = (soft > 0.35).view(np.uint8)
    reach = max(1, round(0.07 * line.height_px / scale))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    part = scores[target.slices]
    value = np.uint8(round(255 * confidence))
    np.maximum(part, cv2.dilate(ink, disc) * value, out=part)
