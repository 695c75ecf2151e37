"""Red eyes made dark again: the pupil found by its redness near where the user pointed.

The flash lights the vessels behind the pupil; its red says little about the eye, its green and blue
keep what else is seen, the glint of the lamp above all. So inside a soft mask of the pupil red is
brought down to the mean of green and blue and the whole a little darkened, which is how red eyes
are commonly undone (e.g. M. Gaubatz and R. Ulichney, "Automatic red-eye detection and correction",
ICIP 2002). Knows no files and no window.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import FloatImage, Image, check_image, full_scale, size_of

__all__ = ["RedEye", "correct_red_eye"]

_LEAST_REDNESS = 0.12
_LEAST_PX = 4
_DARKEN = 0.75


@dataclass(frozen=True, eq=False)
class RedEye:
    """A pupil that was corrected.

    Attributes
    ----------
    image
        A new photo, as the input outside `box`.
    box
        Where it may differ.
    weight
        float32 of the size of `box`: how far each pixel is corrected, 0 to 1.
    """

    image: Image
    box: Box
    weight: NDArray[np.float32]


def correct_red_eye(image: Image, around: Box) -> RedEye | None:
    """Find a red pupil inside a box and make it dark.

    Parameters
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified.
    around
        A box about one eye; the pupil is looked for in it, its middle before its rim.

    Returns
    -------
    RedEye or None
        None when nothing in the box is red enough to be such a pupil.

    Raises
    ------
    BadInputError
        If `image` is not an image, or `around` does not touch it.
    """
    check_image(image)
    box = around.clipped(size_of(image))
    if box.is_empty:
        raise BadInputError(
            "The eye's box {around} lies outside the photo; click on it.", around=tuple(around)
        )
    white = float(full_scale(image.dtype))
    part: FloatImage = image[box.slices].astype(np.float32) / np.float32(white)
    weight = _pupil_weight(_redness(part))
    if weight is None:
        return None
    corrected = _without_red(part)
    blended = part + weight[..., None] * (corrected - part)
    result = image.copy()
    scaled = blended * np.float32(white)
    if image.dtype != np.float32:
        scaled = np.rint(scaled)
    values = np.clip(scaled, 0, white).astype(image.dtype)
    touched = weight > 0
    result[box.slices][touched] = values[touched]
    return RedEye(result, box, weight)


def _redness(part: FloatImage) -> NDArray[np.float32]:
    """Excess of red over the stronger of green and blue, as a share of red; 0 where it is dark."""
    red = part[..., 0]
    other = np.maximum(part[..., 1], part[..., 2])
    excess = np.maximum(red - other, 0.0)
    return np.asarray(excess * np.clip(excess / np.maximum(red, 0.05) * 1.5, 0.0, 1.0), np.float32)


def _pupil_weight(redness: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The soft mask of the reddest round piece near the middle; None if nothing is red.

    Skin is red too, but less than a pupil lit from within: the threshold lies between the two,
    as far as the box shows both.
    """
    height, width = redness.shape
    y = (np.arange(height) + 0.5) / height - 0.5
    x = (np.arange(width) + 0.5) / width - 0.5
    nearness = np.exp(-2.0 * (np.square(y)[:, None] + np.square(x)[None, :]) / 0.25)
    peak = float(np.percentile(redness * nearness, 99.5))
    if peak < _LEAST_REDNESS:
        return None
    skin = float(np.median(redness))
    limit = max(_LEAST_REDNESS, skin + 0.4 * (peak - skin))
    red = (redness > limit).view(np.uint8)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(red, connectivity=8)
    best, most = 0, 0.0
    for number in range(1, count):
        area = float(stats[number, cv2.CC_STAT_AREA])
        high, wide = stats[number, cv2.CC_STAT_HEIGHT], stats[number, cv2.CC_STAT_WIDTH]
        if area < _LEAST_PX or max(high, wide) > 4 * min(high, wide):
            continue
        row, column = int(middles[number][1]), int(middles[number][0])
        inside = labels == number
        worth = float((redness[inside]).sum()) * float(nearness[row, column]) ** 2
        if worth > most:
            best, most = number, worth
    if best == 0:
        return None
    return _soft(labels == best, redness, skin)


def _soft(
    pupil: NDArray[np.bool_], redness: NDArray[np.float32], skin: float
) -> NDArray[np.float32]:
    """The pupil without holes (the glint), and a rim that fades with the redness."""
    shapes, _ = cv2.findContours(pupil.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(pupil.shape, np.uint8)
    cv2.drawContours(filled, shapes, -1, 1, cv2.FILLED)
    radius = max(1.0, float(np.sqrt(filled.sum() / np.pi)))
    reach = max(1, round(0.35 * radius))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    wide = cv2.dilate(filled, disc).astype(np.float32)
    # In the rim only what is redder than skin is taken along.
    wide *= np.maximum(filled, np.clip((redness - skin) / 0.08, 0.0, 1.0))
    sigma = max(0.5, 0.12 * radius)
    weight = cv2.GaussianBlur(wide, (0, 0), sigma)
    weight = np.where(cv2.dilate(filled, disc) > 0, weight, np.float32(0.0))
    weight = np.maximum(weight, filled)  # the blur is for the rim; the pupil itself is wholly done
    weight[weight < 1 / 64] = 0.0
    return np.asarray(weight, np.float32)


def _without_red(part: FloatImage) -> FloatImage:
    """Grey of green and blue, darkened except where it is bright: the glint stays."""
    level = (part[..., 1] + part[..., 2]) / 2
    # Part of the green and blue comes from the same lit vessels.
    glint = np.clip((level - 0.45) / 0.25, 0.0, 1.0)
    dark = level * (_DARKEN + (1.0 - _DARKEN) * glint)
    return np.asarray(np.repeat(dark[..., None], 3, axis=2), np.float32)
