"""Photographs with transparency: what nobody sees is no source, and what is filled is seen.

Colours under full transparency are whatever a program left there, mostly black. A fill or a search
for damage must not take them for the photo, so they are covered by the nearest colours that are
seen; the photo itself keeps its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.types import Image, Mask, full_scale

__all__ = ["covered", "transparent_hole", "uncovered", "visible_hole"]

_RING_PX = 3
_ALMOST_OPAQUE = 250 / 255


def covered(image: Image, alpha: NDArray[Any] | None) -> Image:
    """`image` with the nearest visible colour in every pixel that is wholly transparent.

    Parameters
    ----------
    image
        (H, W, 3); not modified, and returned as it is where all is visible or nothing is.
    alpha
        (H, W) or None.
    """
    import cv2

    if alpha is None:
        return image
    unseen = alpha == 0
    if not unseen.any() or unseen.all():
        return image
    _, labels = cv2.distanceTransformWithLabels(
        unseen.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    seen_at = np.flatnonzero(~unseen)
    source = np.zeros(int(labels.max()) + 1, np.int64)
    source[labels.ravel()[seen_at]] = seen_at
    shown = image.copy()
    shown[unseen] = image.reshape(-1, image.shape[2])[source[labels[unseen]]]
    return shown


def uncovered(restored: Image, image: Image, alpha: NDArray[Any] | None, mask: Mask) -> Image:
    """`restored` with the photo's own colours again where nobody sees them, outside of `mask`."""
    if alpha is None:
        return restored
    unseen = (alpha == 0) & ~mask
    if not unseen.any():
        return restored
    result = restored.copy()
    result[unseen] = image[unseen]
    return result


def visible_hole(alpha: NDArray[Any], mask: Mask) -> NDArray[Any]:
    """`alpha` with the hole as visible as what lies around it; at least as visible as it was."""
    import cv2

    if not mask.any() or bool((alpha[mask] == np.iinfo(alpha.dtype).max).all()):
        return alpha
    kernel = np.ones((2 * _RING_PX + 1, 2 * _RING_PX + 1), np.uint8)
    ring = (cv2.dilate(mask.astype(np.uint8), kernel) > 0) & ~mask
    around = int(alpha[ring].max(initial=0))
    if around == 0:
        around = int(alpha[~mask].max(initial=0)) or int(np.iinfo(alpha.dtype).max)
    raised = alpha.copy()
    raised[mask] = np.maximum(raised[mask], around)
    return raised


def transparent_hole(alpha: NDArray[Any] | None, shape: tuple[int, int]) -> Mask:
    """All that is not fully opaque, as a hole."""
    if alpha is None:
        return np.zeros(shape, np.bool_)
    hole: Mask = alpha < full_scale(alpha.dtype) * _ALMOST_OPAQUE
    return hole
