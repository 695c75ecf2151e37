"""Finds damage without a network: top-hats, line filters and large deviations of colour.

The baseline that the network is measured against, and what is used where torch or the weights are
missing. It knows nothing of what photographs show: lace, branches and lettering that stand out like
scratches are found as such. Marks are compared with the grain around them, so that grain is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.imaging.types import FloatImage, Image, check_image, full_scale
from inpaint_studio.progress import ProgressToken

__all__ = ["FilterFinder"]

Floats = NDArray[np.float32]

_WAYS = 8
_LINE_PX = 21
_NOISE_CELL_PX = 32
_LARGEST_SPECK_PX = 9
_STAIN_SIDE_PX = 512


class FilterFinder:
    """Finds scratches, dust, tears and stains by filters; see the module for what they are."""

    kinds = frozenset(
        {FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS, FindingKind.STAINS}
    )

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """Maps for those of `kinds` that filters can find; `image` is not modified.

        Raises
        ------
        BadInputError
            If `image` is not an image.
        CancelledError
            After `token.cancel()`; asked between filters.
        """
        check_image(image)
        light = _light(image)
        scores: dict[FindingKind, Scores] = {}
        if kinds & {FindingKind.SCRATCHES, FindingKind.DUST}:
            token.report(0.0, "Filters")
            fine = _standing_out(light, _LARGEST_SPECK_PX)
            fine /= _noise(fine)
            if FindingKind.SCRATCHES in kinds:
                scores[FindingKind.SCRATCHES] = _scratches(fine, token.part(0.2, 0.6))
            if FindingKind.DUST in kinds:
                scores[FindingKind.DUST] = _dust(fine)
        if FindingKind.TEARS in kinds:
            token.report(0.6, "Filters")
            scores[FindingKind.TEARS] = _tears(light)
        if FindingKind.STAINS in kinds:
            token.report(0.8, "Filters")
            scores[FindingKind.STAINS] = _stains(image)
        token.report(1.0, "Filters")
        return {kind: scores[kind] for kind in FindingKind if kind in scores}


def _light(image: Image) -> NDArray[np.uint8]:
    """Luminance in 256 levels."""
    scaled = cv2.convertScaleAbs(image, alpha=255.0 / full_scale(image.dtype))
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2GRAY), np.uint8)


def _standing_out(light: NDArray[np.uint8], side_px: int) -> Floats:
    """How far marks narrower than `side_px` rise above or fall below their surroundings.

    The larger of the white and the black top-hat, where the other is small: a texture, which does
    both, is no mark.
    """
    soft = cv2.GaussianBlur(light, (0, 0), 0.7)
    square = np.ones((side_px, side_px), np.uint8)
    bright = cv2.morphologyEx(soft, cv2.MORPH_TOPHAT, square)
    dark = cv2.morphologyEx(soft, cv2.MORPH_BLACKHAT, square)
    difference = cv2.absdiff(bright, dark)
    return np.asarray(difference, np.float32)


def _noise(marks: Floats) -> Floats:
    """The usual height of marks around each pixel, at least 4 levels: grain, texture."""
    height, width = marks.shape
    cells = (max(1, width // _NOISE_CELL_PX), max(1, height // _NOISE_CELL_PX))
    # The mean of what is not itself outstanding: clipped, so that one scratch counts little.
    mean = cv2.resize(np.minimum(marks, 24.0), cells, interpolation=cv2.INTER_AREA)
    mean = cv2.blur(mean, (3, 3))
    wide = cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.maximum(wide * 1.2, 4.0), np.float32)


def _scored(strength: Floats, half: float) -> Scores:
    """255 s / (s + half) without what is below a third of `half`: 128 where strength is `half`."""
    share = np.maximum(strength - half / 3, 0.0)
    share /= share + np.float32(half * 2 / 3)
    return np.asarray(share * 255.0, np.uint8)


def _scratches(fine: Floats, token: ProgressToken) -> Scores:
    """Marks that go on in a line: the largest mean along a short line through the pixel.

    Found are pixels that stand out themselves and lie on such a line; lines that are hardly
    longer than wide are dust.
    """
    capped = np.minimum(fine, 8.0)
    best: Floats = np.zeros_like(capped)
    across: Floats = np.full_like(capped, np.inf)
    for way in range(_WAYS):
        token.report(way / _WAYS, "Filters")
        along = cv2.filter2D(capped, cv2.CV_32F, _line_kernel(math.pi * way / _WAYS))
        np.maximum(best, along, out=best)
        np.minimum(across, along, out=across)
    # Along a line the mean is high, across it low; in a texture all ways are alike.
    line = np.maximum(best - 1.2 * across, 0.0)
    near = cv2.dilate(line, np.ones((3, 3), np.uint8))
    return _scored(np.asarray(np.minimum(near * 1.6, fine), np.float32), 3.0)


def _line_kernel(angle: float) -> Floats:
    half = _LINE_PX // 2
    kernel = np.zeros((_LINE_PX, _LINE_PX), np.uint8)
    dx, dy = half * math.cos(angle), half * math.sin(angle)
    start, end = (round(half - dx), round(half - dy)), (round(half + dx), round(half + dy))
    cv2.line(kernel, start, end, (255,), 1, cv2.LINE_AA)
    weights = kernel.astype(np.float32)
    return np.asarray(weights / weights.sum(), np.float32)


def _dust(fine: Floats) -> Scores:
    """Small marks that end on all sides."""
    faint = np.asarray(fine > 2.5, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    area = stats[:, cv2.CC_STAT_AREA]
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    limit = 3 * _LARGEST_SPECK_PX
    is_speck = (area >= 2) & (longest <= limit) & (area >= 0.2 * longest * longest)
    is_speck[0] = False
    if count == 1:
        return np.zeros(fine.shape, np.uint8)
    return np.asarray(_scored(fine, 4.5) * is_speck[labels], np.uint8)


def _tears(light: NDArray[np.uint8]) -> Scores:
    """Paper or backdrop showing: nearly white or black bands and corners wider than scratches."""
    height, width = light.shape
    scale = min(1.0, 1024 / max(height, width))
    small = light
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), np.uint8)
    marks = _standing_out(small, 31)
    marks /= _noise(marks) * 2.0
    extreme = np.maximum(small.astype(np.float32) - 150.0, 60.0 - small) / 60.0
    strength = marks * np.clip(extreme, 0.0, 1.0)
    strength[_standing_out(small, 5) > 40] *= 0.5
    scores = _scored(np.asarray(strength, np.float32), 3.0)
    if scale < 1.0:
        scores = np.asarray(cv2.resize(scores, (width, height)), np.uint8)
    return scores


def _stains(image: Image) -> Scores:
    """Areas whose colour is unlike the photograph's, smoothed over what the photograph shows."""
    height, width = image.shape[:2]
    scale = min(1.0, _STAIN_SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrunk = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    small: FloatImage = np.asarray(shrunk, np.float32) / np.float32(full_scale(image.dtype))
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2Lab)
    tint = np.stack([cv2.medianBlur(np.ascontiguousarray(lab[..., i]), 5) for i in (1, 2)], 2)
    usual = np.median(tint.reshape(-1, 2), 0)
    spread = np.median(np.abs(tint - usual).reshape(-1, 2), 0) + 2.5
    away = np.sqrt((((tint - usual) / spread) ** 2).sum(2))
    # In a colour photograph everything is unlike the usual: divide by how common that is.
    away /= 1.0 + 4.0 * float((away > 3.0).mean())
    scores = _scored(np.asarray(cv2.GaussianBlur(away, (0, 0), 2.0), np.float32), 4.5)
    return np.asarray(cv2.resize(scores, (width, height)), np.uint8)
