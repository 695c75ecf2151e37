"""What photographs share: the steps that all of them have at one place, and the shape these outline.

After Dekel et al. 2017, section 3.1: the median of the gradients over the set keeps the mark's,
while those of the photographs themselves differ; Poisson reconstruction turns them into its shape.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.types import FloatImage, Mask
from inpaint_studio.progress import ProgressToken

__all__ = ["Shared", "area_of", "reconstructed", "shared_steps"]

_BAND_ROWS = 128
_LEAST_STEP = 0.012
_SURE, _LIKELY = 1.6, 0.8
"""By how many median deviations a common step stands out: in many photographs hardly by chance, or
likely beside one that surely does."""
_LONG_PX = 9


class Shared:
    """Median steps to the right and down, float32 (H, W, 3), and where photographs agree on them.

    `sure` is where they hardly do by chance, `likely` where they may.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.right, self.down = (np.zeros((*size, 3), np.float32) for _ in range(2))
        self.sure, self.likely = (np.zeros(size, np.bool_) for _ in range(2))


def shared_steps(photos: Sequence[FloatImage], token: ProgressToken | None = None) -> Shared:
    """What photographs of one size share; they are not modified.

    They agree where the median stands out of the spread: there all have the step.
    """
    height, width = photos[0].shape[:2]
    shared = Shared((height, width))
    # Few photographs often agree by chance, many hardly ever.
    by_count = 1.0 + (6.0 / len(photos)) ** 2
    for top in range(0, height, _BAND_ROWS):
        if token is not None:
            token.report(top / height, "Shared gradients")
        bottom = min(height, top + _BAND_ROWS)
        stack = np.stack([photo[top : min(height, bottom + 1)] for photo in photos])
        for axis, median in zip((2, 1), (shared.right, shared.down), strict=True):
            steps = np.diff(stack, axis=axis)
            rows, columns = min(steps.shape[1], bottom - top), steps.shape[2]
            steps = steps[:, :rows]
            middle = np.median(steps, axis=0)
            spread = np.median(np.abs(steps - middle), axis=0).max(axis=2)
            strength = np.abs(middle).max(axis=2)
            median[top : top + rows, :columns] = middle
            for seen, least in ((shared.sure, _SURE), (shared.likely, _LIKELY)):
                stands_out = strength > np.maximum(_LEAST_STEP, least * by_count * spread)
                seen[top : top + rows, :columns] |= stands_out
    return shared


def area_of(shared: Shared, where: Mask | None) -> Mask:
    """Where a mark is outlined, roughly: sure edges in pieces that are more than chance, likely
    ones beside them, and what lies close between."""
    seen = shared.sure if where is None else shared.sure & where
    likely = shared.likely if where is None else shared.likely & where
    crowd = cv2.boxFilter(seen.astype(np.float32), -1, (7, 7), normalize=False)
    chance = 49.0 * float(seen.mean())
    dense = ((crowd >= min(18.0, max(6.0, chance + 4.0 * chance**0.5))) & seen).view(np.uint8)
    joined = cv2.dilate(dense, np.ones((5, 5), np.uint8))
    count, labels, _, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    weight = np.bincount(labels.ravel(), dense.ravel(), count)
    weight[0] = 0
    is_kept = weight >= max(12.0, 0.02 * weight.max())
    sure = (dense > 0) & is_kept[labels]
    if sure.any():
        sure = sure | _outlines(likely, seen)
    grown = cv2.morphologyEx(sure.view(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.dilate(grown, np.ones((5, 5), np.uint8)) > 0)


def _outlines(likely: Mask, sure: Mask) -> Mask:
    """Likely steps that hang together in long lines, some of them sure: chance leaves specks."""
    joined = cv2.morphologyEx(likely.view(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.asarray(joined, np.uint8), connectivity=8
    )
    length = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    within = np.bincount(labels.ravel(), sure.ravel(), count)
    is_kept = (length >= _LONG_PX) & (within >= np.maximum(2, 0.1 * length))
    is_kept[0] = False
    return np.asarray(is_kept[labels] & likely)


def reconstructed(right: FloatImage, down: FloatImage, area: Mask) -> FloatImage:
    """The picture with these steps within `area`, none elsewhere, and nothing at its border
    (Poisson, by sine transforms)."""
    from scipy.fft import dstn, idstn

    inside = area[..., None].astype(np.float32)
    right = right * inside
    right[:, :-1] *= inside[:, 1:]
    down = down * inside
    down[:-1] *= inside[1:]
    divergence = np.zeros_like(right, dtype=np.float64)
    divergence[:, 1:] += right[:, 1:] - right[:, :-1]
    divergence[1:] += down[1:] - down[:-1]
    height, width = divergence.shape[:2]
    rows = 2.0 * np.cos(np.pi * np.arange(1, height + 1) / (height + 1)) - 2.0
    columns = 2.0 * np.cos(np.pi * np.arange(1, width + 1) / (width + 1)) - 2.0
    waves = dstn(divergence, type=1, axes=(0, 1))
    waves /= (rows[:, None] + columns[None, :])[..., None]
    shape = np.asarray(idstn(waves, type=1, axes=(0, 1)), np.float32)
    return shape - _ground(shape, area)


def _ground(shape: FloatImage, area: Mask) -> NDArray[np.float32]:
    """The reconstruction's slow drift: as it is off the mark, smoothed over it."""
    outside = (~area).astype(np.float32)
    sigma = 0.08 * max(shape.shape[:2])
    weight = cv2.GaussianBlur(outside, (0, 0), sigma)[..., None] + 1e-4
    drift = cv2.GaussianBlur(shape * outside[..., None], (0, 0), sigma) / weight
    return np.asarray(drift, np.float32)
