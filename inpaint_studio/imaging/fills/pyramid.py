"""The levels of exemplar-based synthesis: photograph, hole, texture and guide at falling sizes.

Only known pixels are averaged into coarser levels, so nothing of what is to be removed seeps into
the fill. Knows nothing of the search that runs on the levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.types import EdgeMap, FloatImage, Mask
from inpaint_studio.progress import ProgressToken

__all__ = ["FillLevel", "build_levels", "finest_level", "hole_depth_px", "usable_sources"]

_TEXTURE_GAIN = 5.0 * 255.0
_TEXTURE_SIGMA_PX = 2.0
_GUIDE_STRENGTH = 200.0
_MIN_SOURCES = 100
_MAX_LEVELS = 12


@dataclass(frozen=True, eq=False)
class FillLevel:
    """One size of the problem.

    Attributes
    ----------
    image
        float32 (H, W, 3) in [0, 1]; hole pixels hold the caller's first fill, or nothing of use.
    hole
        bool (H, W).
    texture
        uint8 (H, W, 2): mean strength of the gradients down and right at full size, known pixels.
    guide
        uint8 (H, W), edges that the fill should carry on; zeros without a guide.
    """

    image: FloatImage
    hole: Mask
    texture: NDArray[np.uint8]
    guide: NDArray[np.uint8]


def finest_level(
    image: FloatImage,
    hole: Mask,
    guide: EdgeMap | None,
    initial: FloatImage | None,
    token: ProgressToken,
    *,
    with_texture: bool = True,
) -> FillLevel:
    """The level at full size; `initial` goes into the hole. Inputs are not modified.

    Texture is of use to coarser levels; without it, it is 0 everywhere.
    """
    start = np.array(image, np.float32, order="C")
    if initial is not None:
        start[hole] = np.clip(np.nan_to_num(initial[hole]), 0.0, 1.0)
    return FillLevel(
        image=start,
        hole=np.ascontiguousarray(hole),
        texture=_texture(image, hole, token)
        if with_texture
        else np.zeros((*hole.shape, 2), np.uint8),
        guide=np.zeros(hole.shape, np.uint8) if guide is None else _guide_bytes(guide),
    )


def _texture(image: FloatImage, hole: Mask, token: ProgressToken) -> NDArray[np.uint8]:
    """Mean absolute gradients (down, right) around each pixel, from known pixels only.

    Newson et al. 2014, section 3.3: without it, coarse levels cannot tell grass from a wall.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.float32)
    texture = np.empty((*hole.shape, 2), np.uint8)
    for axis in (0, 1):
        token.check()
        rest = (slice(None),) * axis
        ahead, behind = (*rest, slice(1, None)), (*rest, slice(None, -1))
        both = np.zeros(hole.shape, np.float32)
        both[behind] = ~(hole[ahead] | hole[behind])
        difference = np.zeros(hole.shape, np.float32)
        difference[behind] = np.abs(grey[ahead] - grey[behind]) * both[behind]
        token.check()
        mean = _smooth(difference) / np.maximum(_smooth(both), np.float32(1e-3))
        texture[..., axis] = np.clip(mean * np.float32(_TEXTURE_GAIN) + np.float32(0.5), 0, 255)
    return texture


def _smooth(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), _TEXTURE_SIGMA_PX), np.float32)


def _guide_bytes(guide: EdgeMap) -> NDArray[np.uint8]:
    # Softened, so that an edge one pixel off still counts as nearly the same edge.
    soft = np.asarray(cv2.GaussianBlur(np.clip(guide, 0.0, 1.0), (0, 0), 1.0), np.float32)
    return np.asarray(np.clip(soft * 2.0, 0.0, 1.0) * _GUIDE_STRENGTH + 0.5, np.uint8)


def usable_sources(hole: Mask, patch_px: int) -> NDArray[np.uint8]:
    """1 where a patch lies wholly inside the image and the known pixels; uint8 (H, W)."""
    reach = patch_px // 2
    padded = np.pad(hole.astype(np.uint8), reach, constant_values=1)
    grown = cv2.dilate(padded, np.ones((patch_px, patch_px), np.uint8))
    height, width = hole.shape
    return np.ascontiguousarray(1 - grown[reach : reach + height, reach : reach + width], np.uint8)


def hole_depth_px(hole: Mask) -> NDArray[np.float32]:
    """Distance of each pixel to the nearest known one (the image's border counts as known)."""
    padded = np.pad(hole.astype(np.uint8), 1)
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1], np.float32)


def build_levels(
    finest: FillLevel, patch_px: int, token: ProgressToken, *, most: int | None = None
) -> list[FillLevel]:
    """Levels from `finest` to the one to start at, each half the last, at most `most` of them.

    The last is one whose hole is about a patch thick. It stops earlier where a coarser level would
    have too few source patches.
    """
    levels = [finest]
    while len(levels) < (_MAX_LEVELS if most is None else min(most, _MAX_LEVELS)):
        level = levels[-1]
        if hole_depth_px(level.hole).max() <= 0.5 * patch_px + 1:
            break
        token.check()
        coarser = _halved(level, token)
        token.check()
        if min(coarser.hole.shape) < 2 * patch_px or not coarser.hole.any():
            break
        if usable_sources(coarser.hole, patch_px).sum() < _MIN_SOURCES:
            break
        levels.append(coarser)
    return levels


def _halved(level: FillLevel, token: ProgressToken) -> FillLevel:
    known = (~level.hole).astype(np.float32)
    share = _half(known)
    hole = share < 0.5
    image = _half(level.image * known[..., None]) / np.maximum(share, 1e-6)[..., None]
    token.check()
    image[hole] = _half(level.image)[hole]
    token.check()
    texture = _half(level.texture * known[..., None]) / np.maximum(share, 1e-6)[..., None]
    # A thin line keeps more of its strength than plain averaging would leave it.
    guide = np.minimum(_half(level.guide.astype(np.float32)) * 1.5, _GUIDE_STRENGTH)
    return FillLevel(
        image=np.ascontiguousarray(np.clip(image, 0.0, 1.0), np.float32),
        hole=np.ascontiguousarray(hole),
        texture=np.clip(texture + 0.5, 0, 255).astype(np.uint8),
        guide=np.asarray(guide + 0.5, np.uint8),
    )


def _half(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of 2x2 blocks; an odd last row or column is doubled first."""
    height, width = array.shape[:2]
    pads = [(0, height % 2), (0, width % 2)] + [(0, 0)] * (array.ndim - 2)
    even = np.pad(array, pads, mode="edge") if height % 2 or width % 2 else array
    size = (even.shape[1] // 2, even.shape[0] // 2)
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), np.float32)
