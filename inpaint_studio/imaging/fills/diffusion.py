"""Fills that continue the surroundings smoothly into a hole: Telea and Navier-Stokes, by OpenCV.

Right for hairlines and specks; wide holes become blurred. Knows only arrays: nothing of models,
files or windows.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import FloatImage, Image, Mask, check_image, check_mask, to_unit
from inpaint_studio.progress import ProgressToken

__all__ = ["navier_stokes", "telea"]

# OpenCV refuses larger neighbourhoods (it clips them to 100 without a word).
_MAX_RADIUS_PX = 100.0
# OpenCV's Telea adds to each value a term of up to two units, meant for rounding at 8 bit. With
# white at 65535 it is invisible; with white at 1.0 it would be most of the picture.
_FLOAT_WHITE = np.float32(65535.0)


def telea(
    image: Image, mask: Mask, *, radius_px: float = 3.0, token: ProgressToken | None = None
) -> FloatImage:
    """Fill holes by the fast marching method.

    Parameters
    ----------
    image
        uint8, uint16 or float32 (H, W, 3) RGB; not modified.
    mask
        bool (H, W), True = hole; not modified.
    radius_px
        Neighbourhood that each hole pixel is averaged from, 1 to 100 pixels.
    token
        Told of each group of holes; OpenCV's call on one group cannot be interrupted.

    Returns
    -------
    FloatImage
        float32 (H, W, 3) in [0, 1]; known pixels equal ``to_unit(image)``.

    Raises
    ------
    BadInputError
        If the image or mask is not as described, or no pixel is known.
    SizeMismatchError
        If the mask has another size.
    OptionError
        If `radius_px` is out of range.
    CancelledError
        If `token` was cancelled.

    References
    ----------
    A. Telea, "An Image Inpainting Technique Based on the Fast Marching Method", Journal of
    Graphics Tools 9(1), 2004.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.full((9, 9, 3), 100, np.uint8)
    >>> mask = np.zeros((9, 9), bool)
    >>> mask[4, 2:7] = True
    >>> bool(np.allclose(telea(image, mask), 100 / 255, atol=1 / 255))
    True
    """
    return _diffuse(image, mask, radius_px, cv2.INPAINT_TELEA, token)


def navier_stokes(
    image: Image, mask: Mask, *, radius_px: float = 3.0, token: ProgressToken | None = None
) -> FloatImage:
    """Fill holes by transporting image smoothness along isophotes.

    Parameters, result and errors are those of `telea`.

    References
    ----------
    M. Bertalmio, A. Bertozzi, G. Sapiro, "Navier-Stokes, Fluid Dynamics, and Image and Video
    Inpainting", CVPR 2001.
    """
    return _diffuse(image, mask, radius_px, cv2.INPAINT_NS, token)


def _diffuse(
    image: Image, mask: Mask, radius_px: float, method: int, token: ProgressToken | None
) -> FloatImage:
    size = check_image(image)
    check_mask(mask, size)
    if not 1.0 <= radius_px <= _MAX_RADIUS_PX:
        raise OptionError(
            "Radius is {radius_px:g} pixels; give a value from 1 to {max_radius_px:g}.",
            radius_px=radius_px,
            max_radius_px=_MAX_RADIUS_PX,
        )
    if mask.all():
        raise BadInputError("The mask covers the whole photo; leave some of it unmasked.")
    token = token or ProgressToken()
    filled = to_unit(image)
    labels, boxes = _hole_groups(mask, int(np.ceil(radius_px)) + 2)
    for index, box in enumerate(boxes):
        token.report(index / len(boxes), "Filling holes")
        hole = mask[box.slices]
        own = hole & (labels[box.slices] == index + 1)
        filled[box.slices][own] = _inpaint(image[box.slices], hole, radius_px, method)[own]
    return filled


def _inpaint(image: Image, hole: Mask, radius_px: float, method: int) -> FloatImage:
    # OpenCV takes three channels at 8 bit only; deeper images go channel by channel as float32.
    flags = hole.astype(np.uint8)
    if image.dtype == np.uint8:
        filled = cv2.inpaint(np.ascontiguousarray(image), flags, radius_px, method)
        return to_unit(np.asarray(filled, np.uint8))
    unit = to_unit(image)
    planes: list[NDArray[np.float32]] = []
    for channel in range(3):
        if channel > 0 and np.array_equal(unit[..., channel], unit[..., 0]):
            planes.append(planes[0])
            continue
        plane = unit[..., channel] * _FLOAT_WHITE
        planes.append(np.asarray(cv2.inpaint(plane, flags, radius_px, method), np.float32))
    stacked = np.stack(planes, axis=-1) / _FLOAT_WHITE
    return np.asarray(np.clip(np.nan_to_num(stacked), 0.0, 1.0), np.float32)


def _hole_groups(mask: Mask, margin_px: int) -> tuple[NDArray[np.int32], list[Box]]:
    """Holes that cannot influence one another: a label 1..n for each pixel near a hole, and the
    box of each label, which holds `margin_px` of context (and perhaps parts of other holes)."""
    width_px = 2 * margin_px + 1
    merged = cv2.dilate(mask.astype(np.uint8), np.ones((width_px, width_px), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(merged, connectivity=8)
    boxes = [
        Box(top, left, top + height, left + width)
        for left, top, width, height, _ in stats[1:count].tolist()
    ]
    return np.asarray(labels, np.int32), boxes
