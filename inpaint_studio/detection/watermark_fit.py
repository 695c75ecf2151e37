"""Colour and opacity of a mark, given its photographs and where it is outlined.

Where Dekel et al. optimise all photographs together, the overall opacity and colour come from two
estimates here: least squares against photographs filled in from around the mark, and how much
smaller the photographs' variation over the set is under it than beside it. The first errs to the
one side, the second to the other, by a few hundredths; their mean is taken. The opacity of each
pixel follows from the common steps, and is corrected in turns by those that photographs still share
once the mark is undone.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.watermark import FAINT
from inpaint_studio.detection.watermark_shape import reconstructed, shared_steps
from inpaint_studio.imaging.types import FloatImage, Mask
from inpaint_studio.progress import ProgressToken

__all__ = ["fit_mark"]

_TURNS = 3
_WINDOW_PX = 31
_AROUND_PX = 25.0
_MOST_OPAQUE = 0.98
_STIFFNESS = 5e-3

_Plane = NDArray[np.float32]


def fit_mark(
    parts: Sequence[FloatImage], shape: FloatImage, area: Mask, token: ProgressToken
) -> tuple[FloatImage, _Plane]:
    """Colour float32 (h, w, 3) and opacity float32 (h, w) of the mark.

    Parameters
    ----------
    parts
        The photographs around the mark, float32 (h, w, 3) in [0, 1]; not modified.
    shape
        What they share, as `reconstructed` gives it.
    area
        Beyond it there is no mark.
    """
    unders = []
    for number, part in enumerate(parts):
        token.report(0.5 * number / len(parts), "Colour and opacity")
        unders.append(_filled(part, area))
    opacity = np.abs(shape).max(axis=2) * area
    level, common = _overall(parts, unders, opacity, area)
    usual = np.median(np.stack(unders), axis=0)
    way = common - usual
    opacity = (shape * way).sum(axis=2) / ((way * way).sum(axis=2) + _STIFFNESS) * area
    colour: NDArray[np.float32] = np.broadcast_to(common, parts[0].shape).astype(np.float32)
    for turn in range(_TURNS):
        token.report(0.5 + 0.5 * turn / _TURNS, "Colour and opacity")
        level, common = _overall(parts, unders, opacity, area)
        opacity = _levelled(opacity, level, area)
        colour = _colour(parts, unders, opacity, common)
        opacity = opacity + _missed(parts, opacity, colour, area)
    level, common = _overall(parts, unders, opacity, area)
    opacity = _levelled(opacity, level, area)
    opacity[opacity < FAINT] = 0.0
    colour = np.clip(_colour(parts, unders, opacity, common), 0.0, 1.0)
    return (colour * (opacity > 0)[..., None]).astype(np.float32), opacity.astype(np.float32)


def _missed(parts: Sequence[FloatImage], opacity: _Plane, colour: FloatImage, area: Mask) -> _Plane:
    """What opacity lacks: photographs whose mark is undone should share no steps any more."""
    through = 1.0 - np.clip(opacity, 0.0, _MOST_OPAQUE)[..., None]
    cast = (1.0 - through) * colour
    undone = [np.asarray((part - cast) / through, np.float32) for part in parts]
    rest = shared_steps(undone)
    left = reconstructed(rest.right, rest.down, area)
    way = (colour - np.median(np.stack(undone), axis=0)) / through
    lack = (left * way).sum(axis=2) / ((way * way).sum(axis=2) + _STIFFNESS)
    return np.asarray(lack * area, np.float32)


def _levelled(opacity: _Plane, level: float, area: Mask) -> _Plane:
    core = _core(opacity, area)
    scale = level / max(float(np.median(opacity[core])), 1e-3)
    return np.asarray(np.clip(opacity * scale, 0.0, _MOST_OPAQUE), np.float32)


def _core(opacity: _Plane, area: Mask) -> Mask:
    """Where the mark is at its strongest."""
    core: Mask = area & (opacity > 0.8 * np.percentile(opacity[area], 97))
    return core


def _overall(
    parts: Sequence[FloatImage], unders: Sequence[FloatImage], opacity: _Plane, area: Mask
) -> tuple[float, NDArray[np.float32]]:
    """Opacity and colour of the mark's core."""
    core = _core(opacity, area)
    seen = np.stack([part[core] for part in parts])
    below = np.stack([under[core] for under in unders])
    means = seen.mean(axis=0), below.mean(axis=0)
    seen_off, below_off = seen - means[0], below - means[1]
    by_squares = 1.0 - float((seen_off * below_off).sum() / max((below_off**2).sum(), 1e-6))
    beside = _variation_beside(parts, area)[core]
    ratio = float((seen_off**2).mean(axis=0).sum() / max(beside.sum(), 1e-9))
    by_variation = 1.0 - ratio**0.5
    level = min(max(0.5 * (by_squares + by_variation), 0.05), 1.0)
    colour = (means[0].mean(axis=0) - (1.0 - level) * means[1].mean(axis=0)) / level
    return level, np.clip(colour, 0.0, 1.0).astype(np.float32)


def _variation_beside(parts: Sequence[FloatImage], area: Mask) -> NDArray[np.float32]:
    """The variance over the photographs as it is beside the mark, smoothed over it."""
    mean = np.mean(parts, axis=0)
    variance = np.mean([(part - mean) ** 2 for part in parts], axis=0).astype(np.float32)
    outside = (~area).astype(np.float32)
    weight = cv2.GaussianBlur(outside, (0, 0), _AROUND_PX)[..., None] + 1e-4
    blurred = cv2.GaussianBlur(variance * outside[..., None], (0, 0), _AROUND_PX)
    return np.asarray(blurred / weight, np.float32)


def _colour(
    parts: Sequence[FloatImage],
    unders: Sequence[FloatImage],
    opacity: _Plane,
    common: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The colour near each pixel, drawn towards that of the whole mark."""
    own = opacity.astype(np.float64)[..., None]
    total = np.zeros(parts[0].shape)
    for part, under in zip(parts, unders, strict=True):
        total += own * (part - under) + own * own * under
    weight = _local(own[..., 0] ** 2)[..., None] * len(parts)
    prior = 0.5 * weight + 1e-6
    return np.asarray((_local(total) + prior * common) / (weight + prior), np.float32)


def _local(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.blur(values, (_WINDOW_PX, _WINDOW_PX)), np.float64)


def _filled(part: FloatImage, area: Mask) -> FloatImage:
    narrow = np.clip(np.rint(part * 255.0), 0, 255).astype(np.uint8)
    filled = cv2.inpaint(narrow, area.view(np.uint8), 5, cv2.INPAINT_TELEA)
    return np.where(area[..., None], filled.astype(np.float32) / 255.0, part)
