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
from inpaint_studio.imaging.mask import hole_box
from inpaint_studio.imaging.types import FloatImage, Mask, check_image, check_mask

__all__ = ["match_seam"]

_ROUNDS = 3  # of the robust mean
_OUTLIER_SCALES = 2.5  # residuals beyond this many robust scales count for little
_SMALLEST_SCALE = 1.0 / 1024.0  # quarter of an 8-bit step: keeps the weights defined without noise
_RELAXATIONS = 6  # on every level of the membrane
_COARSEST_PX = 4


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
            f"Fill {filled.dtype} {filled.shape} and photo {image.dtype} {image.shape} differ; "
            "give two float32 arrays of one shape."
        )
    result = filled.copy()
    hole = hole_box(mask)
    if hole.is_empty:
        return result
    ring_px, smooth_px = _reach(min(size))
    box = hole.grown(ring_px + 1).clipped(size)
    inside = mask[box.slices]
    ring = _ring(inside, ring_px)
    if not ring.any():
        return result
    offset = np.where(ring[..., None], image[box.slices] - filled[box.slices], np.float32(0.0))
    if not offset.any():
        return result
    border, trust = _robust_mean(offset, ring, smooth_px)
    correction = _membrane(border, trust, inside)
    part = result[box.slices]
    part[inside] = np.clip(part[inside] + correction[inside], 0.0, 1.0)
    return result


def _reach(side_px: int) -> tuple[int, float]:
    """Width of the ring and sigma of the smoothing, in pixels, for a window of `side_px`."""
    return min(max(round(side_px / 64), 3), 16), min(max(side_px / 48, 2.0), 24.0)


def _ring(inside: Mask, ring_px: int) -> Mask:
    """Known pixels at most `ring_px` (chessboard distance) from the hole."""
    side = 2 * ring_px + 1
    near = cv2.dilate(inside.view(np.uint8), np.ones((side, side), np.uint8))
    return (near > 0) & ~inside


def _robust_mean(
    offset: NDArray[np.float32], ring: Mask, smooth_px: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Local mean of `offset` on the ring in which outliers count for little.

    Returns the mean, float32 (H, W, 3), and how far it can be trusted, float32 (H, W) in [0, 1]:
    the share of the neighbourhood that agrees with it. Both are zero off the ring.
    """
    on_ring = ring.astype(np.float32)
    amount = _blur(on_ring, smooth_px) + np.float32(1e-6)
    samples = offset[ring]
    centre = np.median(samples, axis=0)
    mean = np.broadcast_to(centre, offset.shape).astype(np.float32)
    weight = on_ring
    for _ in range(_ROUNDS):
        residual = np.sqrt(((offset - mean) ** 2).sum(axis=2))
        scale = max(_SMALLEST_SCALE, 1.4826 * float(np.median(residual[ring])))
        weight = on_ring / (1.0 + (residual / (_OUTLIER_SCALES * scale)) ** 2) ** 2
        total = _blur(weight, smooth_px) + np.float32(1e-9)
        mean = _blur(offset * weight[..., None], smooth_px) / total[..., None]
    trust = np.clip(_blur(weight, smooth_px) / amount, 0.0, 1.0) * on_ring
    return mean * on_ring[..., None], trust.astype(np.float32)


def _blur(values: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Gaussian of `sigma_px` with zeros outside; float32, same shape."""
    result = cv2.GaussianBlur(
        values, (0, 0), sigma_px, sigmaY=sigma_px, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(result, np.float32)


def _membrane(
    border: NDArray[np.float32], trust: NDArray[np.float32], inside: Mask
) -> NDArray[np.float32]:
    """The smooth sheet over the hole that takes the values of `border` where they are trusted.

    Solved from coarse to fine: each level starts from the one below it and is relaxed a few times
    towards the solution of Laplace's equation. float32 (H, W, 3).
    """
    height, width = inside.shape
    weight = trust * trust  # little trust: rather what the rest of the border says
    pinned = np.concatenate([border * weight[..., None], weight[..., None]], axis=2)
    if min(height, width) > _COARSEST_PX:
        coarse_size = ((width + 1) // 2, (height + 1) // 2)
        coarse = cv2.resize(pinned, coarse_size, interpolation=cv2.INTER_AREA)
        total = coarse[..., 3]
        known = total > 0
        mean = coarse[..., :3] / np.where(known, total, 1.0)[..., None]
        shares = np.where(known, np.sqrt(np.minimum(total, 1.0)), 0.0).astype(np.float32)
        below = _membrane(mean.astype(np.float32), shares, ~known)
        grown = cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR)
        sheet = np.asarray(grown, np.float32)
    else:
        mean = pinned[..., :3].sum(axis=(0, 1)) / max(float(weight.sum()), 1e-12)
        sheet = np.broadcast_to(mean, border.shape).astype(np.float32)
    fixed = weight[..., None] / (weight[..., None] + np.float32(0.05))
    for _ in range(_RELAXATIONS):
        around = cv2.blur(sheet, (3, 3), borderType=cv2.BORDER_REPLICATE)
        sheet = np.asarray(around + (border - around) * fixed, np.float32)
    return sheet
