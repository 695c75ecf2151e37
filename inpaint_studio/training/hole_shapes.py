"""Drawing of single holes: strokes, scratches, blobs, boxes, one box, one outline, corners, half images.

Each function paints on a uint8 canvas (H, W), 1 = hole. All randomness comes from the generator
given. Knows nothing of photographs or torch.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["HoleShape", "draw"]

Canvas = NDArray[np.uint8]


class HoleShape(StrEnum):
    """What kind of damage a hole looks like."""

    STROKES = "strokes"
    SCRATCHES = "scratches"
    BLOBS = "blobs"
    BOXES = "boxes"
    BOX = "box"
    OUTLINE = "outline"
    CORNERS = "corners"
    HALF = "half"


def _stroke(canvas: Canvas, random: np.random.Generator) -> None:
    """A brush stroke: a walk of straight parts that turns a little at each, with round joints."""
    height, width = canvas.shape
    side = min(height, width)
    point = np.array([random.uniform(0, width), random.uniform(0, height)])
    angle = random.uniform(0, 2 * np.pi)
    brush = max(2, round(side * random.uniform(0.02, 0.12)))
    for _ in range(random.integers(1, 8)):
        angle += random.normal(0, 0.9)
        length = side * random.uniform(0.05, 0.3)
        end = point + length * np.array([np.cos(angle), np.sin(angle)])
        _line(canvas, point, end, brush)
        point = np.clip(end, 0, [width - 1, height - 1])


def _line(canvas: Canvas, start: NDArray[np.float64], end: NDArray[np.float64], px: int) -> None:
    first = (round(float(start[0])), round(float(start[1])))
    second = (round(float(end[0])), round(float(end[1])))
    cv2.line(canvas, first, second, 1, px)
    if px > 2:
        cv2.circle(canvas, first, px // 2, 1, -1)
        cv2.circle(canvas, second, px // 2, 1, -1)


def _scratch(canvas: Canvas, random: np.random.Generator) -> None:
    """A scratch or crease: long, nearly straight, one to four pixels, often steep."""
    height, width = canvas.shape
    steep = random.random() < 0.6
    angle = (np.pi / 2 if steep else random.uniform(0, np.pi)) + random.normal(0, 0.12)
    length = max(height, width) * random.uniform(0.2, 1.4)
    middle = np.array([random.uniform(0, width), random.uniform(0, height)])
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    steps = np.linspace(-0.5, 0.5, 12)
    sway = np.cumsum(random.normal(0, 0.006, steps.size)) * length
    points = middle + steps[:, None] * length * along + sway[:, None] * across
    px = int(random.integers(1, 5))
    cv2.polylines(canvas, [np.rint(points).astype(np.int32)], False, 1, px)


def _blob(canvas: Canvas, random: np.random.Generator) -> None:
    """A stain: a closed outline whose radius sways around a mean."""
    height, width = canvas.shape
    radius = min(height, width) * random.uniform(0.02, 0.16)
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    sway = 1 + sum(
        random.normal(0, 0.25 / k) * np.cos(k * angles + random.uniform(0, 2 * np.pi))
        for k in (1, 2, 3, 5)
    )
    squeeze = random.uniform(0.6, 1.4)
    x = random.uniform(0, width) + radius * squeeze * sway * np.cos(angles)
    y = random.uniform(0, height) + radius / squeeze * sway * np.sin(angles)
    cv2.fillPoly(canvas, [np.rint(np.stack([x, y], 1)).astype(np.int32)], 1)


def _box(canvas: Canvas, random: np.random.Generator) -> None:
    """An upright rectangle, as left by an object or a date stamp."""
    height, width = canvas.shape
    tall = max(2, int(height * random.uniform(0.08, 0.5)))
    wide = max(2, int(width * random.uniform(0.08, 0.5)))
    top = int(random.integers(0, max(1, height - tall + 1)))
    left = int(random.integers(0, max(1, width - wide + 1)))
    canvas[top : top + tall, left : left + wide] = 1


def _single_box(canvas: Canvas, share: tuple[float, float], random: np.random.Generator) -> None:
    """One upright rectangle anywhere, of a share between the bounds, at most half as long again."""
    height, width = canvas.shape
    area = random.uniform(*share) * height * width
    stretch = random.uniform(1.0, 1.5) ** random.choice([-0.5, 0.5])
    tall = int(np.clip(np.sqrt(area) * stretch, 1, height))
    wide = int(np.clip(area / tall, 1, width))
    top = int(random.integers(0, height - tall + 1))
    left = int(random.integers(0, width - wide + 1))
    canvas[top : top + tall, left : left + wide] = 1


def _single_blob(canvas: Canvas, share: tuple[float, float], random: np.random.Generator) -> None:
    """One closed outline, as of an object, of a share between the bounds, not far from the middle."""
    height, width = canvas.shape
    area = random.uniform(*share) * height * width
    angles = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    sway = 1 + sum(
        random.normal(0, 0.3 / k) * np.cos(k * angles + random.uniform(0, 2 * np.pi))
        for k in (2, 3, 4, 5, 7)
    )
    outline = np.maximum(sway, 0.2)[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    outline *= np.sqrt([random.uniform(0.6, 1.6), 1.0])
    outline *= np.sqrt(area / cv2.contourArea(outline.astype(np.float32)))
    centre = np.array([width, height]) * random.uniform(0.3, 0.7, 2)
    cv2.fillPoly(canvas, [np.rint(outline + centre).astype(np.int32)], 1)


def _corner(canvas: Canvas, random: np.random.Generator) -> None:
    """A torn corner: a triangle at one corner with a ragged long side."""
    height, width = canvas.shape
    reach_x = width * random.uniform(0.1, 0.5)
    reach_y = height * random.uniform(0.1, 0.5)
    t = np.linspace(0, 1, 14)[:, None]
    ragged = random.normal(0, 0.02 * min(height, width), (14, 2))
    tear = (1 - t) * [reach_x, 0] + t * [0, reach_y] + ragged
    outline = np.concatenate([[[-9.0, -9.0]], [[reach_x, -9.0]], tear, [[-9.0, reach_y]]])
    corner = np.zeros_like(canvas)
    cv2.fillPoly(corner, [np.rint(outline).astype(np.int32)], 1)
    if random.random() < 0.5:
        corner = corner[::-1]
    if random.random() < 0.5:
        corner = corner[:, ::-1]
    np.maximum(canvas, corner, out=canvas)


def _half(canvas: Canvas, random: np.random.Generator) -> None:
    """One half of the picture: left, right, top or bottom."""
    height, width = canvas.shape
    side = int(random.integers(4))
    parts = (
        np.s_[:, : width // 2],
        np.s_[:, width // 2 :],
        np.s_[: height // 2],
        np.s_[height // 2 :],
    )
    canvas[parts[side]] = 1


# Shapes that are drawn again and again until their share is reached.
_PAINTERS: dict[HoleShape, Callable[[Canvas, np.random.Generator], None]] = {
    HoleShape.STROKES: _stroke,
    HoleShape.SCRATCHES: _scratch,
    HoleShape.BLOBS: _blob,
    HoleShape.BOXES: _box,
    HoleShape.CORNERS: _corner,
}


def draw(
    shape: HoleShape, side_px: int, share: tuple[float, float], random: np.random.Generator
) -> NDArray[np.bool_]:
    """One hole of the given shape, (side_px, side_px), True = hole.

    Parameters
    ----------
    shape
        What to draw; drawn again and again until the wanted share is reached, but for a single
        box and half images.
    side_px
        Side of the square.
    share
        Smallest and largest share of the square in [0, 1]; the share wanted is drawn between
        them, the small ones more often. A drawing that overshoots is left away if it passes the
        largest share; half images ignore the bounds.
    random
        Source of all randomness.
    """
    canvas = np.zeros((side_px, side_px), np.uint8)
    if shape is HoleShape.HALF:
        _half(canvas, random)
        return canvas.astype(bool)
    if shape is HoleShape.OUTLINE:
        _single_blob(canvas, share, random)
        return canvas.astype(bool)
    if shape is HoleShape.BOX:
        _single_box(canvas, share, random)
        return canvas.astype(bool)
    low, high = share
    wanted = low + (high - low) * random.beta(1.0, 1.6)
    most = {HoleShape.SCRATCHES: 0.5, HoleShape.CORNERS: 0.7}.get(shape, 1.0)
    wanted = low + (wanted - low) * most
    for _ in range(64):
        before = canvas.copy()
        _PAINTERS[shape](canvas, random)
        if canvas.mean() > high and before.any():
            return before.astype(bool)
        if canvas.any() and canvas.mean() >= wanted:
            break
    return canvas.astype(bool)
