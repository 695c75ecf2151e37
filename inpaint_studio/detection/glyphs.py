"""Candidates for letters and digits: connected strokes that stand out of their surroundings.

A stroke is found by its contrast to the mean around it, as in local thresholding (J. Sauvola and
M. Pietikäinen, "Adaptive document image binarization", Pattern Recognition 33, 2000), and is
described by how wide and how even it is, after the observation that lettering has one stroke
width (B. Epshtein, E. Ofek, Y. Wexler, "Detecting text in natural scenes with stroke width
transform", CVPR 2010). Knows nothing of lines of text.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Glyphs", "Plane", "find_glyphs", "ink_of"]

Plane = NDArray[np.float32]
"""One channel (H, W), 0 to 1."""
Ink = NDArray[np.uint8]
"""1 where there is a stroke, else 0 (H, W)."""


@dataclass(frozen=True, eq=False)
class Glyphs:
    """Connected strokes, one entry a stroke in every array.

    Attributes
    ----------
    top, left, bottom, right
        The box in pixels, half-open.
    area
        Pixels.
    stroke
        Width of the stroke where it is widest, in pixels.
    evenness
        Mean of the distance to the rim over half that width: 0.5 for a line of one width, a third
        for a disc.
    level
        Mean brightness, 0 to 1.
    contrast
        Mean difference to the surroundings, positive.
    spread
        Standard deviation of the brightness within, as a share of `contrast`.
    sharpness
        Mean gradient at the rim, as a share of `contrast`.
    label
        Number in `labels`.
    labels
        int32 (H, W), 0 where there is no stroke.
    """

    top: NDArray[np.float64]
    left: NDArray[np.float64]
    bottom: NDArray[np.float64]
    right: NDArray[np.float64]
    area: NDArray[np.float64]
    stroke: NDArray[np.float64]
    evenness: NDArray[np.float64]
    level: NDArray[np.float64]
    contrast: NDArray[np.float64]
    spread: NDArray[np.float64]
    sharpness: NDArray[np.float64]
    label: NDArray[np.int64]
    labels: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.label)

    @property
    def height(self) -> NDArray[np.float64]:
        """Of the boxes, in pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> NDArray[np.float64]:
        """Of the boxes, in pixels."""
        return self.right - self.left

    def only(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Glyphs:
        """Those that `chosen` (bools or numbers) picks."""
        values = {
            field.name: getattr(self, field.name)[chosen]
            for field in fields(self)
            if field.name != "labels"
        }
        return Glyphs(**values, labels=self.labels)

    def turned(self) -> Glyphs:
        """The same with rows and columns exchanged, for lines that run down the photo."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values.update(top=self.left, left=self.top, bottom=self.right, right=self.bottom)
        values["labels"] = self.labels.T
        return Glyphs(**values)


def ink_of(
    plane: Plane, *, window_px: int, least_contrast: float, share: float
) -> tuple[Ink, Plane]:
    """What is brighter than its surroundings.

    Parameters
    ----------
    plane
        What is looked at; for dark strokes its negative. Not modified.
    window_px
        Side of the surroundings, about twice the height of the letters.
    least_contrast
        Differences below are nothing.
    share
        Of the strongest difference nearby, what a pixel must reach.

    Returns
    -------
    tuple[Ink, Plane]
        The strokes, and the difference of each pixel to its surroundings.
    """
    difference = plane - cv2.blur(plane, (window_px, window_px))
    near = np.ones((window_px // 4 * 2 + 1, 1), np.uint8)
    strongest = cv2.dilate(cv2.dilate(difference, near), near.T)
    ink = difference > np.maximum(least_contrast, share * strongest)
    return ink.view(np.uint8), np.asarray(difference, np.float32)


def find_glyphs(
    ink: Ink,
    plane: Plane,
    difference: Plane,
    *,
    heights_px: tuple[float, float],
    longest: float = 12.0,
) -> Glyphs:
    """Describe the connected strokes that may be letters.

    Parameters
    ----------
    ink, difference
        As `ink_of` answers.
    plane
        Brightness, whose gradient tells how sharp strokes are.
    heights_px
        Smallest and largest height of what is kept.
    longest
        Largest width of what is kept, in heights; written words hang together.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height = stats[:, cv2.CC_STAT_HEIGHT].astype(np.float64)
    width = stats[:, cv2.CC_STAT_WIDTH].astype(np.float64)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
    low, high = heights_px
    larger = np.maximum(height, width)
    fits = (larger >= low) & (height <= high) & (width <= longest * np.maximum(height, low))
    fits &= area >= 4
    fits &= area <= 0.95 * height * width + 6
    fits[0] = False
    numbers = np.flatnonzero(fits)
    renumber = np.zeros(count, np.int32)
    renumber[numbers] = np.arange(1, len(numbers) + 1)
    labels = renumber[labels]
    inside = labels > 0
    measured = _measure(labels, inside, plane, difference, len(numbers))
    left, top = stats[numbers, cv2.CC_STAT_LEFT], stats[numbers, cv2.CC_STAT_TOP]
    return Glyphs(
        top=top.astype(np.float64),
        left=left.astype(np.float64),
        bottom=top + height[numbers],
        right=left + width[numbers],
        area=area[numbers],
        label=np.arange(1, len(numbers) + 1),
        labels=labels,
        **measured,
    )


def _measure(
    labels: NDArray[np.int32],
    inside: NDArray[np.bool_],
    plane: Plane,
    difference: Plane,
    count: int,
) -> dict[str, NDArray[np.float64]]:
    """What `Glyphs` tells of each stroke besides its box."""
    depth = cv2.distanceTransform(inside.view(np.uint8), cv2.DIST_L2, 3)
    slope = cv2.magnitude(
        cv2.Scharr(plane, cv2.CV_32F, 1, 0, scale=1 / 32),
        cv2.Scharr(plane, cv2.CV_32F, 0, 1, scale=1 / 32),
    )
    own = labels[inside] - 1
    depths, levels = depth[inside], plane[inside]
    area = np.maximum(np.bincount(own, minlength=count), 1).astype(np.float64)

    def mean(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(own, values, count), np.float64) / area

    deepest = np.zeros(count, np.float64)
    np.maximum.at(deepest, own, depths)
    level, contrast = mean(levels), np.maximum(mean(difference[inside]), 1e-3)
    variance = np.maximum(mean(np.square(levels)) - np.square(level), 0.0)
    at_rim = depths < 1.5
    rim = np.maximum(np.bincount(own[at_rim], minlength=count), 1)
    steep = np.bincount(own[at_rim], slope[inside][at_rim], count) / rim
    return {
        "stroke": 2.0 * deepest,
        "evenness": mean(depths) / np.maximum(deepest, 1e-3),
        "level": level,
        "contrast": contrast,
        "spread": np.sqrt(variance) / contrast,
        "sharpness": steep / contrast,
    }
