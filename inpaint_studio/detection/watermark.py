"""Visible watermarks: learnt from photographs that carry the same one, then undone.

After T. Dekel, M. Rubinstein, C. Liu and W. T. Freeman, "On the Effectiveness of Visible
Watermarks", CVPR 2017: the median of the gradients over the set keeps what all photographs share
(section 3.1), Poisson reconstruction turns it into the mark's shape, and the photograph under a
mark of opacity a and colour w follows from J = a w + (1 - a) I (equation 1). Where the paper
optimises all photographs together, opacity and colour are fitted here by local least squares
against photographs filled in from around the mark. Knows no files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import (
    FloatImage,
    Image,
    Mask,
    check_image,
    check_mask,
    full_scale,
    size_of,
)
from inpaint_studio.progress import ProgressToken

__all__ = ["LEAST_PHOTOS", "Mark", "Unmarked", "learn_mark", "mark_of_mask", "place_mark", "unmark"]

LEAST_PHOTOS = 3
"""Fewer photographs share too much by chance."""
OPAQUE = 0.82
"""From this opacity on a photograph's rest under the mark is too little to be brought back."""

_Plane = NDArray[np.float32]
_BAND_ROWS = 128
_LEAST_STEP = 0.012
_LEAST_AGREEMENT = 1.6
_WINDOW_PX = 31
_TURNS = 4
_USUAL_TRUST = 0.8
_FAINT = 0.012
_SURE_MATCH = 0.35


@dataclass(frozen=True, eq=False)
class Mark:
    """A watermark as it lies on a photograph.

    Attributes
    ----------
    colour
        float32 (H, W, 3) in [0, 1], 0 where there is no mark.
    opacity
        float32 (H, W) in [0, 1], of the photograph's size.
    """

    colour: FloatImage
    opacity: _Plane

    @property
    def size(self) -> Size:
        """Of the photographs that it was learnt from."""
        return size_of(self.opacity)

    @property
    def area(self) -> Mask:
        """Where the mark is seen."""
        seen: Mask = self.opacity > _FAINT
        return seen


@dataclass(frozen=True, eq=False)
class Unmarked:
    """A photograph whose mark was undone.

    Attributes
    ----------
    image
        New; as the input wherever the mark is not.
    opaque
        Where nothing could be brought back and a hole is left to be filled.
    touched
        Where the image may differ from the input.
    """

    image: Image
    opaque: Mask
    touched: Mask


def learn_mark(
    photos: Sequence[Image], *, where: Mask | None = None, token: ProgressToken | None = None
) -> Mark:
    """Learn the mark that photographs of one size carry at one place.

    Parameters
    ----------
    photos
        Three or more, better ten and as different as can be; not modified.
    where
        Roughly where the mark is; None: wherever all photographs agree.
    token
        Progress and cancellation.

    Raises
    ------
    BadInputError
        If there are too few photographs, or nothing is found that all of them share.
    SizeMismatchError
        If they differ in size.
    """
    token = token or ProgressToken()
    if len(photos) < LEAST_PHOTOS:
        raise BadInputError(
            f"A mark is learnt from {LEAST_PHOTOS} photos or more, {len(photos)} were given; "
            "for a single one give its mask."
        )
    for photo in photos:
        check_image(photo)
    size = size_of(photos[0])
    for photo in photos:
        if size_of(photo) != size:
            raise SizeMismatchError(
                f"Photos of {size} and {size_of(photo)} pixels cannot share a mark at one place; "
                "give photos of one size."
            )
    if where is not None:
        check_mask(where, size)
    right, down, agrees = _shared_gradients(photos, token.part(0.0, 0.5))
    near = _sure_edges(agrees, where)
    box = _box_of(near)
    if box is None:
        raise BadInputError(
            "The photos share no mark; give more photos, or a mask of where it lies."
        )
    # Steps that only chance made common would tilt the whole reconstruction.
    kept = near[box.slices][..., None]
    shape = _reconstructed(right[box.slices] * kept, down[box.slices] * kept)
    if where is not None:
        shape *= where[box.slices][..., None]
    cover = _cover(shape, near[box.slices])
    if not cover.any():
        raise BadInputError("The photos share no mark that stands out; give more photos.")
    parts = [_unit(photo[box.slices]) for photo in photos]
    hole = np.asarray(cv2.dilate((cover > 0).astype(np.uint8), np.ones((5, 5))), np.uint8)
    trust = _trust(photos, box, hole)
    colour, opacity = _fit(parts, cover, hole, trust, token.part(0.5, 1.0))
    whole = np.zeros((*size, 3), np.float32), np.zeros(size, np.float32)
    whole[0][box.slices], whole[1][box.slices] = colour, opacity
    return Mark(*whole)


def mark_of_mask(mask: Mask) -> Mark:
    """A mark that is opaque wherever `mask` (not modified) is True, of no known colour."""
    return Mark(np.zeros((*mask.shape, 3), np.float32), mask.astype(np.float32))


def _unit(image: Image) -> FloatImage:
    return np.asarray(image.astype(np.float32) / np.float32(full_scale(image.dtype)), np.float32)


def _shared_gradients(
    photos: Sequence[Image], token: ProgressToken
) -> tuple[FloatImage, FloatImage, Mask]:
    """Median gradients to the right and down, and where the photographs agree on them.

    They agree where the median stands out of the spread: there all have the step, while steps of
    the photographs themselves differ.
    """
    height, width = photos[0].shape[:2]
    medians = np.zeros((height, width, 3), np.float32), np.zeros((height, width, 3), np.float32)
    agrees = np.zeros((height, width), np.bool_)
    # Few photographs often agree by chance, many hardly ever.
    least = _LEAST_AGREEMENT * (1.0 + (4.0 / len(photos)) ** 2)
    for top in range(0, height, _BAND_ROWS):
        token.report(top / height, "Shared gradients")
        bottom = min(height, top + _BAND_ROWS)
        stack = np.stack([_unit(photo[top : min(height, bottom + 1)]) for photo in photos])
        for axis, median in zip((2, 1), medians, strict=True):
            steps = np.diff(stack, axis=axis)
            rows, columns = min(steps.shape[1], bottom - top), steps.shape[2]
            steps = steps[:, :rows]
            middle = np.median(steps, axis=0)
            spread = np.median(np.abs(steps - middle), axis=0)
            strength = np.abs(middle).max(axis=2)
            sure = strength > np.maximum(_LEAST_STEP, least * spread.max(axis=2))
            median[top : top + rows, :columns] = middle
            agrees[top : top + rows, :columns] |= sure
    return *medians, agrees


def _sure_edges(agrees: Mask, where: Mask | None) -> NDArray[np.uint8]:
    """1 near edges that all photographs share, in pieces that are more than chance."""
    seen = agrees if where is None else agrees & where
    crowd = cv2.boxFilter(seen.astype(np.float32), -1, (7, 7), normalize=False)
    chance = 49.0 * float(seen.mean())
    dense = ((crowd >= max(6.0, chance + 4.0 * chance**0.5)) & seen).view(np.uint8)
    joined = cv2.dilate(dense, np.ones((5, 5), np.uint8))
    count, labels, _, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    weight = np.bincount(labels.ravel(), dense.ravel(), count)
    weight[0] = 0
    is_kept = weight >= max(16.0, 0.04 * weight.max())
    return np.asarray(is_kept[labels], np.bool_).view(np.uint8)


def _box_of(near: NDArray[np.uint8]) -> Box | None:
    if not near.any():
        return None
    return _bounds(near.view(np.bool_)).grown(8).clipped(size_of(near))


def _reconstructed(right: FloatImage, down: FloatImage) -> FloatImage:
    """The picture with these gradients and nothing at its border (Poisson, by sine transforms)."""
    from scipy.fft import dstn, idstn

    divergence = np.zeros_like(right, dtype=np.float64)
    divergence[:, 1:] += right[:, 1:] - right[:, :-1]
    divergence[1:] += down[1:] - down[:-1]
    height, width = divergence.shape[:2]
    rows = 2.0 * np.cos(np.pi * np.arange(1, height + 1) / (height + 1)) - 2.0
    columns = 2.0 * np.cos(np.pi * np.arange(1, width + 1) / (width + 1)) - 2.0
    waves = dstn(divergence, type=1, axes=(0, 1))
    waves /= (rows[:, None] + columns[None, :])[..., None]
    return np.asarray(idstn(waves, type=1, axes=(0, 1)), np.float32)


def _cover(shape: FloatImage, near: NDArray[np.uint8]) -> _Plane:
    """How much of the mark is in a pixel, up to a factor.

    Off the edges of the mark the reconstruction is flat: whatever is left there between two edges
    is either mark or ground, and the ground is what joins the border.
    """
    strength = np.abs(shape - _ground(shape, near)).max(axis=2)
    sure = strength[near > 0]
    limit = max(0.015, 0.25 * float(np.percentile(sure, 90)))
    seen = (strength > limit).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    is_kept = stats[:, cv2.CC_STAT_AREA] >= 6
    is_kept[np.setdiff1d(np.arange(len(is_kept)), labels[near > 0])] = False
    is_kept[0] = False
    rim = cv2.dilate(is_kept[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(np.where(rim > 0, strength, 0.0), np.float32)


def _ground(shape: FloatImage, near: NDArray[np.uint8]) -> FloatImage:
    """The reconstruction's slow drift: as it is far from the mark's edges, smoothed over them."""
    _, labels = cv2.connectedComponents(1 - near, connectivity=4)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    outside = np.isin(labels, np.unique(rim[rim > 0])).astype(np.float32)
    sigma = 0.08 * max(shape.shape[:2])
    weight = cv2.GaussianBlur(outside, (0, 0), sigma)[..., None] + 1e-4
    drift = cv2.GaussianBlur(shape * outside[..., None], (0, 0), sigma) / weight
    return np.asarray(drift, np.float32)


def _trust(photos: Sequence[Image], box: Box, hole: NDArray[np.uint8]) -> float:
    """How far a filled-in pixel that differs from the mean may be believed, 0.3 to 1.

    The hole is moved beside the mark, where the photographs are known, and filled there: the
    slope of what is there against what was filled.
    """
    size = size_of(photos[0])
    whole = np.zeros(size, np.uint8)
    whole[box.slices] = hole
    moved = _moved_aside(whole, box)
    if moved is None:
        return _USUAL_TRUST
    aside, test = moved
    area = _bounds(aside.view(np.bool_)).grown(8).clipped(size)
    blocked, test = (whole | aside)[area.slices], test[area.slices]
    together = spread = 0.0
    for photo in photos:
        part = _unit(photo[area.slices])
        filled = _filled(part, blocked)[test]
        filled = filled - filled.mean(axis=0)
        there = part[test]
        together += float((filled * (there - there.mean(axis=0))).sum())
        spread += float((filled * filled).sum())
    return min(max(together / max(spread, 1e-6), 0.3), 1.0)


def _moved_aside(
    whole: NDArray[np.uint8], box: Box
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]] | None:
    """The hole moved to where it overlaps least with itself, and its pixels off the old place."""
    best, most = None, 0.4 * float(whole.sum())
    far, wide = box.height + 4, box.width + 4
    shifts = [(far, 0), (-far, 0), (0, wide), (0, -wide)]
    shifts += [(y, x) for y in (-40, -20, -10, 0, 10, 20, 40) for x in (-24, -12, 0, 12, 24)]
    for down, right in shifts:
        aside = np.zeros_like(whole)
        place = box.moved(down, right).clipped(size_of(whole))
        if place.is_empty:
            continue
        aside[place.slices] = whole[place.moved(-down, -right).slices]
        test = (aside & (1 - whole)).astype(np.bool_)
        if test.sum() > most * 1.02:
            best, most = (aside, test), float(test.sum())
    return best


def _fit(
    parts: Sequence[FloatImage],
    cover: _Plane,
    hole: NDArray[np.uint8],
    trust: float,
    token: ProgressToken,
) -> tuple[FloatImage, _Plane]:
    """Colour and opacity of the mark.

    With the photograph I filled in from around the mark, J - I = c (a w - a I), c the cover. First
    a and w are the least squares over the whole mark; what the filling misses is not in I, so it
    is noise of the answer and does not bias the slope. Then in turns: the opacity of each pixel
    from all photographs, and the colour near by.
    """
    inside = cover > 0
    unders = []
    for number, part in enumerate(parts):
        token.report(0.7 * number / len(parts), "Colour and opacity")
        under = _filled(part, hole)
        middle = under[inside].mean(axis=0)
        unders.append(np.where(hole[..., None] > 0, middle + trust * (under - middle), under))
    scale, common = _overall(parts, unders, cover)
    opacity = np.clip(cover * scale, 0.0, 1.0)
    colour = np.broadcast_to(common, parts[0].shape)
    for turn in range(_TURNS):
        token.report(0.7 + 0.3 * turn / _TURNS, "Colour and opacity")
        opacity = _opacity(parts, unders, colour) * (cover > 0)
        scale, common = _overall(parts, unders, opacity)
        opacity = np.clip(opacity * scale, 0.0, 1.0)
        colour = _colour(parts, unders, opacity, common)
    opacity[opacity < _FAINT] = 0.0
    colour = np.clip(colour, 0.0, 1.0) * (opacity > 0)[..., None]
    return colour.astype(np.float32), opacity.astype(np.float32)


def _overall(
    parts: Sequence[FloatImage], unders: Sequence[FloatImage], cover: _Plane
) -> tuple[float, NDArray[np.float64]]:
    """Opacity a unit of cover, and colour, of the mark as a whole."""
    inside = cover > 0
    own = cover[inside].astype(np.float64)[:, None]
    square = own * own
    weight = float(square.sum()) * len(parts)
    i, ii, d, di = (np.zeros(3) for _ in range(4))
    for part, under in zip(parts, unders, strict=True):
        below, rest = under[inside], (part - under)[inside]
        i += (square * below).sum(axis=0)
        ii += (square * below * below).sum(axis=0)
        d += (own * rest).sum(axis=0)
        di += (own * rest * below).sum(axis=0)
    across = float((ii - i * i / weight).sum())
    slope = -float((di - d * i / weight).sum()) / max(across, 1e-9)
    # A mark takes away some light, and never more than there is.
    slope = min(max(slope, 0.05), 1.0 / float(np.percentile(own, 90)))
    return slope, np.clip((d + slope * i) / weight / slope, 0.0, 1.0)


def _opacity(
    parts: Sequence[FloatImage], unders: Sequence[FloatImage], colour: NDArray[Any]
) -> _Plane:
    """The least squares of J - I = a (w - I) in each pixel."""
    top = np.zeros(parts[0].shape[:2], np.float64)
    bottom = np.full(parts[0].shape[:2], 1e-3)
    for part, under in zip(parts, unders, strict=True):
        way = colour - under
        top += ((part - under) * way).sum(axis=2)
        bottom += (way * way).sum(axis=2)
    return np.asarray(np.clip(top / bottom, 0.0, 1.0), np.float32)


def _colour(
    parts: Sequence[FloatImage],
    unders: Sequence[FloatImage],
    opacity: _Plane,
    common: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The colour near each pixel, drawn towards that of the whole mark."""
    own = opacity.astype(np.float64)[..., None]
    total = np.zeros(parts[0].shape)
    for part, under in zip(parts, unders, strict=True):
        total += own * (part - under) + own * own * under
    weight = _local(own[..., 0] ** 2)[..., None] * len(parts)
    prior = 0.5 * weight + 1e-6
    return np.asarray((_local(total) + prior * common) / (weight + prior), np.float64)


def _local(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.blur(values, (_WINDOW_PX, _WINDOW_PX)), np.float64)


def _filled(part: FloatImage, hole: NDArray[np.uint8]) -> FloatImage:
    narrow = np.clip(np.rint(part * 255.0), 0, 255).astype(np.uint8)
    filled = cv2.inpaint(narrow, hole, 5, cv2.INPAINT_TELEA).astype(np.float32) / 255.0
    return np.where(hole[..., None] > 0, filled, part)


def place_mark(mark: Mark, image: Image) -> Mark:
    """The mark as it lies on another photograph.

    Photographs of the mark's own size carry it at its place. On others it is looked for, at its
    own size and as large a part of the photograph as it was.

    Raises
    ------
    BadInputError
        If it is not found.
    """
    check_image(image)
    size = size_of(image)
    if size == mark.size:
        return mark
    box = _bounds(mark.area)
    target = _edges(_unit(image).mean(axis=2))
    best: tuple[float, float, int, int] | None = None
    for scale in sorted({1.0, size.width / mark.size.width, size.height / mark.size.height}):
        template = _edges(_resized(_premultiplied(mark, box).mean(axis=2), scale))
        if template.shape[0] > size.height or template.shape[1] > size.width:
            continue
        match = cv2.matchTemplate(target, template, cv2.TM_CCOEFF_NORMED)
        _, value, _, (column, row) = cv2.minMaxLoc(match)
        if best is None or value > best[0]:
            best = (value, scale, row, column)
    if best is None or best[0] < _SURE_MATCH:
        raise BadInputError(
            f"The mark of photos of {mark.size} is not found on this one of {size}; "
            "give its mask instead."
        )
    _, scale, row, column = best
    colour, opacity = np.zeros((*size, 3), np.float32), np.zeros(size, np.float32)
    part = _resized(mark.opacity[box.slices], scale)
    at = (slice(row, row + part.shape[0]), slice(column, column + part.shape[1]))
    opacity[at] = part
    light = _resized(_premultiplied(mark, box), scale)
    colour[at] = np.clip(light / np.maximum(part, 1e-3)[..., None], 0.0, 1.0)
    return Mark(colour, opacity)


def _bounds(area: Mask) -> Box:
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    if not len(rows):
        raise BadInputError("The mark is wholly transparent; learn it again.")
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)


def _premultiplied(mark: Mark, box: Box) -> FloatImage:
    return np.asarray(mark.colour[box.slices] * mark.opacity[box.slices][..., None], np.float32)


def _resized(values: FloatImage | _Plane, scale: float) -> NDArray[np.float32]:
    if scale == 1.0:
        return values
    size = (max(1, round(values.shape[1] * scale)), max(1, round(values.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(np.clip(cv2.resize(values, size, interpolation=how), 0.0, 1.0), np.float32)


def _edges(plane: _Plane) -> _Plane:
    right, down = cv2.Sobel(plane, cv2.CV_32F, 1, 0), cv2.Sobel(plane, cv2.CV_32F, 0, 1)
    return np.asarray(np.minimum(cv2.magnitude(right, down), 0.5), np.float32)


def unmark(image: Image, mark: Mark) -> Unmarked:
    """Undo a mark of the photograph's size: I = (J - a w) / (1 - a) where it lets light through.

    Parameters
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32; not modified.
    mark
        As `place_mark` answers.

    Raises
    ------
    SizeMismatchError
        If photo and mark differ in size.
    """
    check_image(image)
    if size_of(image) != mark.size:
        raise SizeMismatchError(
            f"The mark is {mark.size} pixels but the photo is {size_of(image)}; place it first."
        )
    area = mark.area
    opaque: Mask = mark.opacity >= OPAQUE
    result = image.copy()
    if not area.any():
        return Unmarked(result, opaque, area)
    box = _bounds(area)
    inside = area[box.slices] & ~opaque[box.slices]
    opacity = mark.opacity[box.slices][inside][:, None]
    white = np.float32(full_scale(image.dtype))
    part = result[box.slices]
    seen = part[inside].astype(np.float32) / white
    under = (seen - opacity * mark.colour[box.slices][inside]) / (1.0 - opacity)
    under = np.clip(under, 0.0, 1.0) * white
    part[inside] = (under if image.dtype == np.float32 else np.rint(under)).astype(image.dtype)
    return Unmarked(result, opaque, area)
