"""Offsets as colours: which way is the hue, how far the saturation.

The wheel by which fields of motion are shown since S. Baker et al., A Database and Evaluation
Methodology for Optical Flow, IJCV 92(1), 2011, and with which Yu et al. (arXiv 1801.07892) show
where attention looked. Knows arrays only.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError

__all__ = ["colour_wheel", "offset_colours"]


def offset_colours(offsets: NDArray[np.float32], reach_px: float) -> NDArray[np.uint8]:
    """Offsets as colours.

    Parameters
    ----------
    offsets
        float32 (H, W, 2): rows down and columns right; not modified.
    reach_px
        Offsets this long or longer take the full colour; above 0.

    Returns
    -------
    uint8 (H, W, 3) RGB: red looks right, yellow-green down, cyan left, violet up; white is no
    offset.

    Raises
    ------
    BadInputError
        If shape, dtype or reach are not as described.
    """
    if offsets.ndim != 3 or offsets.shape[2] != 2 or offsets.dtype != np.float32:
        raise BadInputError(
            "Offsets are {offsets_dtype} {offsets_shape}; give float32 (height, width, 2).",
            offsets_dtype=offsets.dtype,
            offsets_shape=offsets.shape,
        )
    if not reach_px > 0:
        raise BadInputError("The reach is {reach_px} px; give more than 0.", reach_px=reach_px)
    down, right = offsets[..., 0], offsets[..., 1]
    hue = np.degrees(np.arctan2(down, right)) % 360.0
    saturation = np.minimum(np.hypot(down, right) / np.float32(reach_px), 1.0)
    hsv = np.stack([hue, saturation, np.ones_like(hue)], axis=2).astype(np.float32)
    rgb = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return np.rint(np.clip(rgb, 0.0, 1.0) * 255).astype(np.uint8)


def colour_wheel(side_px: int) -> NDArray[np.uint8]:
    """The legend: uint8 (side_px, side_px, 4) RGBA, a disc on transparent ground."""
    middle = (side_px - 1) / 2
    rows, columns = np.indices((side_px, side_px), np.float32) - np.float32(middle)
    colours = offset_colours(np.stack([rows, columns], axis=2).astype(np.float32), side_px / 2)
    disc = (np.hypot(rows, columns) <= side_px / 2).astype(np.uint8) * np.uint8(255)
    return np.concatenate([colours, disc[..., None]], axis=2)
