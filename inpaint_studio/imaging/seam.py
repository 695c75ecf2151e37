"""Brightness and colour of a fill, brought into line with the photo around the hole.

A network repaints the known pixels around the hole too, a little off in colour. The offset seen
there is spread smoothly over the hole and taken away, as in the membrane of Perez, Gangnet and
Blake, "Poisson image editing" (2003), section 3, but from a robust, smoothed estimate along the
hole's border, so that texture, noise or a displaced edge there does not streak into the hole.
Knows nothing of networks.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask import hole_box
from inpaint_studio.imaging.types import FloatImage, Mask, check_image, check_mask, size_of

__all__ = ["match_seam"]

_ROUNDS = 3  # of the robust mean
_OUTLIER_SCALES = 2.5  # residuals beyond this many robust scales count for little
_SMALLEST_SCALE = 1.0 / 1024.0  # quarter of an 8-bit step: keeps the weights defined without noise
_RELAXATIONS = 6  # on every level of the membrane
_COARSEST_PX = 4
_SOFTNESS = np.float32(0.05)  # trust below its root gives way to the neighbourhood
_LARGEST_GRID_PX = 1024
_BAND_PIXELS = 1 << 21


def match_seam(filled: FloatImage, image: FloatImage, mask: Mask) -> FloatImage:
    """`filled` with the offset to `image`, seen just outside the hole, removed inside the hole.

    Parameters
    ----------
    filled
        float32 (H, W, 3), nominally [0, 1]: the fill of a whole window, known pixels as the model
        repainted them; not modified.
    image
        float32 (H, W, 3): the photo; only its known pixels are read.
    mask
        bool (H, W), True = hole.

    Returns
    -------
    FloatImage
        A new array. Outside the hole it equals `filled`; inside, a smooth correction is added and
        the sum clipped to [0, 1]. Where the fill already equals the photo around the hole, or
        nothing is known around it, the result equals `filled` everywhere.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit each other.
    """
    size = check_image(filled)
    check_mask(mask, size)
    if filled.dtype != np.float32 or image.dtype != np.float32 or image.shape != filled.shape:
        raise BadInputError(
            "Fill {filled_dtype} {filled_shape} and photo {image_dtype} {image_shape} differ; "
            "give two float32 arrays of one shape.",
            filled_dtype=filled.dtype,
            filled_shape=filled.shape,
            image_dtype=image.dtype,
            image_shape=image.shape,
        )
    result = filled.copy()
    hole = hole_box(mask)
    if hole.is_empty:
        return result
    ring_px, smooth_px = _reach(min(size))
    box = hole.grown(ring_px + 1).clipped(size)
    # The correction is smooth: on a large window it is worked out on a coarser grid.
    cell_px = 1
    while max(box.size) > _LARGEST_GRID_PX * cell_px:
        cell_px *= 2
    offset, amount = _ring_offsets(filled, image, mask, box, ring_px, cell_px)
    if not offset.any():
        return result
    border, trust = _robust_mean(offset, amount, smooth_px / cell_px)
    _add_inside(result, mask, box, _membrane(border, trust), cell_px)
    return result


def _reach(side_px: int) -> tuple[int, float]:
    """Width of the ring and sigma of the smoothing, in pixels, for a window of `side_px`."""
    return min(max(round(side_px / 64), 3), 16), min(max(side_px / 48, 2.0), 24.0)


def _ring_offsets(
    filled: FloatImage, image: FloatImage, mask: Mask, box: Box, ring_px: int, cell_px: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean of photo less fill over the ring's pixels in each cell, and the ring's share of it.

    The ring is what is known at most `ring_px` (chessboard distance) from the hole. float32
    (h, w, 3) and (h, w), h and w cells.
    """
    rows, columns = -(-box.height // cell_px), -(-box.width // cell_px)
    offset = np.zeros((rows, columns, 3), np.float32)
    amount = np.zeros((rows, columns), np.float32)
    square = np.ones((2 * ring_px + 1, 2 * ring_px + 1), np.uint8)
    step = max(1, _BAND_PIXELS // (columns * cell_px * cell_px))
    for first in range(0, rows, step):
        last = min(first + step, rows)
        band = Box(
            box.top + first * cell_px,
            box.left,
            min(box.top + last * cell_px, box.bottom),
            box.right,
        )
        around = band.grown(ring_px).clipped(size_of(mask))
        near = cv2.dilate(mask[around.slices].view(np.uint8), square) > 0
        ring = near[band.moved(-around.top, -around.left).slices] & ~mask[band.slices]
        if not ring.any():
            continue
        seen = np.zeros(((last - first) * cell_px, columns * cell_px, 4), np.float32)
        part = seen[: band.height, : band.width]
        part[ring, :3] = image[band.slices][ring] - filled[band.slices][ring]
        part[..., 3] = ring
        if cell_px > 1:
            mean = cv2.resize(seen, (columns, last - first), interpolation=cv2.INTER_AREA)
            seen = np.asarray(mean, np.float32)
        amount[first:last] = seen[..., 3]
        offset[first:last] = seen[..., :3] / np.maximum(seen[..., 3:], np.float32(1e-6))
    return offset, amount


def _robust_mean(
    offset: NDArray[np.float32], amount: NDArray[np.float32], smooth_px: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Local mean of `offset` along the ring in which outliers count for little.

    `amount` is the weight of each offset, 0 off the ring. Returns the mean, float32 (H, W, 3),
    and how far it can be trusted, float32 (H, W) in [0, 1]: the share of the neighbourhood that
    agrees with it. Both are zero off the ring.
    """
    ring = amount > 0
    total = _blur(amount, smooth_px) + np.float32(1e-6)
    mean = np.broadcast_to(np.median(offset[ring], axis=0), offset.shape).astype(np.float32)
    weight = amount
    for _ in range(_ROUNDS):
        residual = np.sqrt(((offset - mean) ** 2).sum(axis=2))
        scale = max(_SMALLEST_SCALE, 1.4826 * float(np.median(residual[ring])))
        weight = amount / (1.0 + (residual / (_OUTLIER_SCALES * scale)) ** 2) ** 2
        agreeing = _blur(weight, smooth_px) + np.float32(1e-9)
        mean = _blur(offset * weight[..., None], smooth_px) / agreeing[..., None]
    trust = np.where(ring, np.minimum(agreeing / total, np.float32(1.0)), np.float32(0.0))
    return mean * ring[..., None], trust


def _add_inside(
    result: FloatImage, mask: Mask, box: Box, sheet: NDArray[np.float32], cell_px: int
) -> None:
    """Add `sheet`, one value a cell of `box`, to the hole pixels of `result`, in place, clipped."""
    step = max(1, _BAND_PIXELS // box.width)
    for top in range(box.top, box.bottom, step):
        band = Box(top, box.left, min(top + step, box.bottom), box.right)
        inside = mask[band.slices]
        fine = sheet[band.top - box.top : band.bottom - box.top]
        if cell_px > 1:
            scale = 1.0 / cell_px
            move = 0.5 * scale - 0.5
            to_cells = np.array(
                [[scale, 0.0, move], [0.0, scale, (top - box.top) * scale + move]], np.float64
            )
            sampled = cv2.warpAffine(
                sheet,
                to_cells,
                (band.width, band.height),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
            fine = np.asarray(sampled, np.float32)
        part = result[band.slices]
        part[inside] = np.clip(part[inside] + fine[inside], 0.0, 1.0)


def _blur(values: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Gaussian of `sigma_px` with zeros outside; float32, same shape."""
    result = cv2.GaussianBlur(
        values, (0, 0), sigma_px, sigmaY=sigma_px, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(result, np.float32)


def _membrane(border: NDArray[np.float32], trust: NDArray[np.float32]) -> NDArray[np.float32]:
    """The smooth sheet that takes the values of `border` where they are trusted.

    Solved from coarse to fine: each level starts from the one below it and is relaxed a few times
    towards the solution of Laplace's equation. float32 (H, W, 3).
    """
    height, width = trust.shape
    weight = trust * trust  # little trust: rather what the rest of the border says
    if min(height, width) > _COARSEST_PX:
        half = ((width + 1) // 2, (height + 1) // 2)
        share = np.asarray(cv2.resize(weight, half, interpolation=cv2.INTER_AREA), np.float32)
        weighted = cv2.resize(border * weight[..., None], half, interpolation=cv2.INTER_AREA)
        mean = weighted / np.maximum(share, np.float32(1e-12))[..., None]
        below = _membrane(np.asarray(mean, np.float32), np.sqrt(share))
        upsampled = cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR)
        sheet = np.asarray(upsampled, np.float32)
    else:
        total = max(float(weight.sum()), 1e-12)
        mean = (border * weight[..., None]).sum(axis=(0, 1)) / total
        sheet = np.broadcast_to(mean, border.shape).astype(np.float32)
    held = weight[..., None] / (weight[..., None] + _SOFTNESS)
    for _ in range(_RELAXATIONS):
        around = cv2.blur(sheet, (3, 3), borderType=cv2.BORDER_REPLICATE)
        sheet = np.asarray(around + (border - around) * held, np.float32)
    return sheet
