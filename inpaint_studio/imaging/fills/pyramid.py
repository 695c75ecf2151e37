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

__all__ = ["Level", "build_levels", "texture_of", "usable_sources"]

_TEXTURE_GAIN = 5.0 * 255.0
_TEXTURE_SIGMA_PX = 2.0


@dataclass(frozen=True, eq=False)
class Level:
    """One size of the problem.

    Attributes
    ----------
    image
        float32 (H, W, 3) in [0, 1]; hole pixels hold a smooth guess or the caller's first fill.
    hole
        bool (H, W).
    texture
        uint8 (H, W, 2): mean strength of vertical and horizontal gradients at full size.
    guide
        uint8 (H, W), edges that the fill should carry on; zeros without a guide.
    """

    image: FloatImage
    hole: Mask
    texture: NDArray[np.uint8]
    guide: NDArray[np.uint8]


def texture_of(image: FloatImage, hole: Mask) -> NDArray[np.uint8]:
    """Mean absolute gradients (down, right) around each pixel, from known pixels only.

    Newson et al. 2014, section 3.3: without it, coarse levels cannot tell grass from a wall.
    """
    grey = image @ np.array([0.25, 0.5, 0.25], np.float32)
    known = (~hole).astype(np.float32)
    planes = []
    for axis in (0, 1):
        difference = np.zeros_like(grey)
        both = np.zeros_like(grey)
        ahead = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
        behind = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
        both[behind] = known[ahead] * known[behind]
        difference[behind] = np.abs(grey[ahead] - grey[behind]) * both[behind]
        planes.append(_smooth(difference) / np.maximum(_smooth(both), 1e-3))
    return np.clip(np.stack(planes, axis=-1) * _TEXTURE_GAIN + 0.5, 0, 255).astype(np.uint8)


def _smooth(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), _TEXTURE_SIGMA_PX), np.float32)


def usable_sources(hole: Mask, patch_px: int) -> NDArray[np.uint8]:
    """1 where a patch lies wholly inside the image and the known pixels; uint8 (H, W)."""
    reach = patch_px // 2
    padded = np.pad(hole.astype(np.uint8), reach, constant_values=1)
    grown = cv2.dilate(padded, np.ones((patch_px, patch_px), np.uint8))
    height, width = hole.shape
    return np.ascontiguousarray(1 - grown[reach : reach + height, reach : reach + width])


def build_levels(finest: Level, patch_px: int, *, max_count: int = 12) -> list[Level]:
    """Levels from `finest` to one whose hole is about a patch thick, each half the last.

    It stops earlier where a coarser level would have too few source patches to choose from.
    """
    levels = [finest]
    while len(levels) < max_count:
        level = levels[-1]
        thickness = cv2.distanceTransform(
            np.pad(level.hole.astype(np.uint8), 1), cv2.DIST_L2, 3
        ).max()
        if thickness <= 0.5 * patch_px + 1:
            break
        coarser = _halved(level)
        if min(coarser.hole.shape) < 2 * patch_px or not coarser.hole.any():
            break
        if usable_sources(coarser.hole, patch_px).sum() < _MIN_SOURCES:
            break
        levels.append(coarser)
    return levels


_MIN_SOURCES = 100


def _halved(level: Level) -> Level:
    known = (~level.hole).astype(np.float32)
    share = _half(known)
    weighted = _half(level.image * known[..., None])
    guess = _half(level.image)
    mean = weighted / np.maximum(share, 1e-6)[..., None]
    image = np.where((share > 0.0)[..., None], mean, guess)
    texture = _half(level.texture.astype(np.float32) * known[..., None])
    texture = np.where((share > 0)[..., None], texture / np.maximum(share, 1e-6)[..., None], 0)
    # A thin line keeps more of its strength than plain averaging would leave it.
    guide = np.minimum(_half(level.guide.astype(np.float32)) * 1.5, 255)
    return Level(
        image=np.ascontiguousarray(image, np.float32),
        hole=np.ascontiguousarray(share < 0.5),
        texture=np.ascontiguousarray(texture + 0.5).astype(np.uint8),
        guide=np.ascontiguousarray(guide + 0.5).astype(np.uint8),
    )


def _half(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of 2x2 blocks; an odd last row or column is doubled first."""
    height, width = array.shape[:2]
    pads = [(0, height % 2), (0, width % 2)] + [(0, 0)] * (array.ndim - 2)
    even = np.pad(array, pads, mode="edge")
    size = (even.shape[1] // 2, even.shape[0] // 2)
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), np.float32)


def guide_bytes(guide: EdgeMap) -> NDArray[np.uint8]:
    """An edge map as bytes, softened so that a pixel's difference in place costs little."""
    soft = cv2.GaussianBlur(np.clip(guide, 0, 1), (0, 0), 1.0)
    return np.asarray(np.clip(soft * 2.0, 0, 1) * 255 + 0.5, np.uint8)
