"""An object found from clicks or rough scribbles on it, at full resolution, without weights.

How large a thing is that was clicked once is not known. So the photo round the click is cut by
GrabCut (C. Rother, V. Kolmogorov and A. Blake, "GrabCut: interactive foreground extraction using
iterated graph cuts", SIGGRAPH 2004) at several sizes, each in a small picture, and the cut with
which those at the neighbouring sizes agree best is taken, as maximally stable regions are (J. Matas
et al., "Robust wide baseline stereo from maximally stable extremal regions", BMVC 2002), if its
colours are not those of what lies round it. It is cut again closer, and its rim is then drawn at
full resolution: each pixel near it goes to the side whose colour near by it has. Knows no document,
no files and no window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box, Size, bounding_box
from inpaint_studio.imaging.scribble import Scribble
from inpaint_studio.imaging.types import FloatImage, Image, Mask, full_scale

__all__ = ["find_object"]

Reader: TypeAlias = Callable[[Box], Image]
"""Gives the pixels of a box that lies in the photo, (h, w, 3) RGB; they are not modified."""
_Bytes: TypeAlias = NDArray[np.uint8]

_TRIAL_PX = 112  # long side of the pictures in which a size is tried
_CLOSE_PX = 320  # and of the one in which the object is cut in the end
_LEAST_RADIUS_PX = 6.0
_LEAST_SHARE = 1 / 40  # of the view's shorter side: what is smaller is not meant by a click
_RADIUS_STEP = 1.7
_ROOM = 2.0  # half a trial's window, in radii
_CLOSE_ROOM = 0.3  # round the object, as a share of its longer side
_CLOSE_TRIES = 3
_LAB_STEPS, _LAB_ZERO = (2.0, 1.5, 1.5), (0.0, 128.0, 128.0)
_COLOUR_STEPS = 24  # width of a bin in which colours count as the same
_AROUND_PX = 15  # how wide the surroundings of a cut are, twice over, in small pixels
_LIKE_INSIDE, _LIKE_OUTSIDE = 4, 6  # steps of colour by which a scribble spreads
_BAND_PX = 2.0  # how far from the cut, in pixels of the close picture, the true rim may lie
_TILE_PX = 256
_SHADOW_ROOM = 0.8  # how far a shadow is looked for, in lengths of the object
_SHADE_MOST = 0.92  # of the ground's lightness
_SHADE_COLOUR = 10.0  # how far its a* and b* may be off
_SURE_CONTRAST = 0.06  # difference of colours, of full scale, at which both sides are told apart


def find_object(
    read: Reader,
    size: Size,
    inside: Sequence[Scribble],
    outside: Sequence[Scribble] = (),
    *,
    view: Box | None = None,
    with_shadow: bool = False,
) -> tuple[Box, Mask]:
    """The thing that scribbles mark.

    Parameters
    ----------
    read, size
        The photo.
    inside, outside
        What belongs to the thing, at least one of them in the photo, and what does not.
    view
        The part of the photo that whoever clicked was looking at: a thing is looked for that is
        neither much larger nor minute in it. None is the whole photo.
    with_shadow
        Take along what is the ground beside it, only darker.

    Returns
    -------
    A box and a bool array of its size, True = the thing. The box is empty when nothing was found.

    Raises
    ------
    BadInputError
        If no scribble inside touches the photo.
    """
    anchor = bounding_box(each.box for each in inside).clipped(size)
    if anchor.is_empty:
        raise BadInputError("The click lies outside the photo; click on the object itself.")
    view = size.box if view is None else view.clipped(size)
    small, found = _stable(_trials(read, size, inside, outside, anchor, view))
    for _ in range(_CLOSE_TRIES):
        around = _box_in_photo(small, found)
        room = max(4, round(_CLOSE_ROOM * max(around.size)))
        close = _small(read, size, around.grown(room).clipped(size), _CLOSE_PX)
        found = _cut(close, inside, outside, _moved(small, found, close), 2)
        small = close
        if not _reaches_border(small, found):
            break
    if with_shadow and found.any():
        small, found = _with_shadow(read, size, small, found)
    box = _box_in_photo(small, found)
    if box.is_empty:
        return box, np.zeros(box.size, np.bool_)
    box = box.grown(math.ceil((_BAND_PX + 1) / min(small.scale))).clipped(size)
    return box, _at_full_resolution(read, small, found, box)


# Reduced pictures


@dataclass(frozen=True, eq=False)
class _Small:
    """A part of the photo, reduced.

    Attributes
    ----------
    box
        The part.
    rgb
        uint8 (h, w, 3).
    scale
        Small pixels per image pixel, down and right; at most 1.
    open_sides
        Top, left, bottom, right: whether the photo goes on there.
    """

    box: Box
    rgb: _Bytes
    scale: tuple[float, float]
    open_sides: tuple[bool, bool, bool, bool]

    def drawn(self, scribbles: Sequence[Scribble]) -> _Bytes:
        """1 where scribbles are, (h, w)."""
        canvas = np.zeros(self.rgb.shape[:2], np.uint8)
        down, right = self.scale
        for each in scribbles:
            way = [
                (round((x - self.box.left) * right - 0.5), round((y - self.box.top) * down - 0.5))
                for y, x in each.points
            ]
            width = max(1, round(2 * each.radius_px * right))
            cv2.polylines(canvas, [np.array(way, np.int32)], False, 1, width)
            for place in (way[0], way[-1]):
                cv2.circle(canvas, place, width // 2, 1, -1)
        return canvas

    @property
    def rim(self) -> Mask:
        """The frame where nothing of the object is expected: all round, but not at the photo's own
        border."""
        height, width = self.rgb.shape[:2]
        thick = max(1, min(height, width) // 24)
        frame = np.zeros((height, width), np.bool_)
        top, left, bottom, right = self.open_sides
        frame[:thick] |= top
        frame[-thick:] |= bottom
        frame[:, :thick] |= left
        frame[:, -thick:] |= right
        return frame


def _small(read: Reader, size: Size, box: Box, long_px: int) -> _Small:
    part = read(box)
    # Every pixel of what is many times too large says no more than some of them.
    step = max(1, max(box.size) // (4 * long_px))
    thinned: Any = np.ascontiguousarray(part[::step, ::step])
    share = min(1.0, long_px / max(box.size))
    height, width = max(2, round(box.height * share)), max(2, round(box.width * share))
    reduced = cv2.resize(thinned, (width, height), interpolation=cv2.INTER_AREA)
    levels = np.clip(np.asarray(reduced, np.float32) * (255.0 / full_scale(part.dtype)), 0, 255)
    sides = (box.top > 0, box.left > 0, box.bottom < size.height, box.right < size.width)
    return _Small(
        box, np.asarray(np.rint(levels), np.uint8), (height / box.height, width / box.width), sides
    )


def _box_in_photo(small: _Small, found: Mask) -> Box:
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    if not rows.size:
        return Box(0, 0, 0, 0)
    down, right = small.scale
    return Box(
        small.box.top + math.floor(rows[0] / down),
        small.box.left + math.floor(columns[0] / right),
        small.box.top + math.ceil((rows[-1] + 1) / down),
        small.box.left + math.ceil((columns[-1] + 1) / right),
    )


def _moved(small: _Small, found: Mask, target: _Small) -> Mask:
    """A cut in another reduced picture; False beyond its own."""
    height, width = target.rgb.shape[:2]
    rows = (np.arange(height) + 0.5) / target.scale[0] + target.box.top - small.box.top
    columns = (np.arange(width) + 0.5) / target.scale[1] + target.box.left - small.box.left
    y = np.floor(rows * small.scale[0]).astype(np.intp)
    x = np.floor(columns * small.scale[1]).astype(np.intp)
    there = ((y >= 0) & (y < found.shape[0]))[:, None] & ((x >= 0) & (x < found.shape[1]))
    taken = found[np.clip(y, 0, found.shape[0] - 1)][:, np.clip(x, 0, found.shape[1] - 1)]
    return np.asarray(taken & there, np.bool_)


def _reaches_border(small: _Small, found: Mask) -> bool:
    """True when a cut ends where the small picture does, and the photo does not."""
    beside = cv2.dilate(small.rim.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    ends = int(np.count_nonzero(beside & ~small.rim & found))
    height, width = found.shape
    return ends > min(int(height), int(width)) // 8


# Cutting


def _trials(
    read: Reader,
    size: Size,
    inside: Sequence[Scribble],
    outside: Sequence[Scribble],
    anchor: Box,
    view: Box,
) -> list[tuple[_Small, Mask]]:
    """The thing cut as if it were of one size and the next larger one, up to that of the view."""
    middle = ((anchor.top + anchor.bottom) / 2, (anchor.left + anchor.right) / 2)
    least = max(_LEAST_RADIUS_PX, _LEAST_SHARE * min(view.size))
    radius = max(least, max(anchor.size) / 2)
    trials: list[tuple[_Small, Mask]] = []
    while True:
        reach = round(_ROOM * radius)
        top, left = round(middle[0]) - reach, round(middle[1]) - reach
        box = Box(top, left, top + 2 * reach, left + 2 * reach).clipped(size)
        small = _small(read, size, box, _TRIAL_PX)
        disc = small.drawn([Scribble((middle,), radius)]) > 0
        trials.append((small, _cut(small, inside, outside, disc, 3)))
        if box == size.box or radius > max(view.size) / 2:
            return trials
        radius *= _RADIUS_STEP


def _stable(trials: Sequence[tuple[_Small, Mask]]) -> tuple[_Small, Mask]:
    """The cut that those at the next smaller and the next larger size are most like, that has the
    fewest colours of its surroundings, and that lies about the click."""

    def worth(number: int) -> float:
        small, found = trials[number]
        if not found.any() or found.all():
            return 0.0
        likeness = 0.0
        for other in (number - 1, number + 1):
            if 0 <= other < len(trials):
                moved = _moved(*trials[other], small)
                likeness += np.count_nonzero(moved & found) / np.count_nonzero(moved | found)
        middle = np.argwhere(found).mean(axis=0) / np.array(found.shape)
        aside = float(np.abs(middle - 0.5).max())
        return likeness * _apartness(small, found) * (1.0 - aside)

    return trials[max(range(len(trials)), key=worth)]


def _apartness(small: _Small, found: Mask) -> float:
    """1 less what the histograms of colour inside a cut and just outside it have in common."""
    lab = (_colours(small.rgb) // _COLOUR_STEPS).astype(np.intp)
    bins = 256 // _COLOUR_STEPS + 1
    code = (lab[..., 0] * bins + lab[..., 1]) * bins + lab[..., 2]
    wide = np.ones((_AROUND_PX, _AROUND_PX), np.uint8)
    around = (cv2.dilate(found.astype(np.uint8), wide) > 0) & ~found
    inner, outer = (np.bincount(code[part], minlength=bins**3) for part in (found, around))
    common = np.minimum(inner / max(1, inner.sum()), outer / max(1, outer.sum()))
    return 1.0 - float(common.sum())


def _cut(
    small: _Small,
    inside: Sequence[Scribble],
    outside: Sequence[Scribble],
    start: Mask,
    rounds: int,
) -> Mask:
    """The object in a reduced picture.

    Parameters
    ----------
    start
        What is thought to be the object.
    rounds
        How often colours and cut are fitted to each other.
    """
    lab = _colours(small.rgb)
    yes, no = small.drawn(inside) > 0, small.drawn(outside) > 0
    marks = np.where(start, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[small.rim] = cv2.GC_BGD
    like_yes, like_no = _spread(lab, yes, _LIKE_INSIDE), _spread(lab, no, _LIKE_OUTSIDE)
    marks[like_yes & ~like_no & start] = cv2.GC_FGD
    marks[like_no & ~like_yes] = cv2.GC_BGD
    marks[yes] = cv2.GC_FGD
    marks[no] = cv2.GC_BGD
    backs = (marks == cv2.GC_BGD) | (marks == cv2.GC_PR_BGD)
    if backs.any() and not backs.all():
        cv2.setRNGSeed(1)  # it starts its clusters by chance: the same click is to do the same
        yes_colours, no_colours = np.zeros((1, 65)), np.zeros((1, 65))  # as OpenCV wants them
        everywhere = (0, 0, lab.shape[1], lab.shape[0])
        mode = cv2.GC_INIT_WITH_MASK
        cv2.grabCut(lab, marks, everywhere, no_colours, yes_colours, rounds, mode)
    return _joined((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD), yes) & ~no


def _colours(rgb: _Bytes) -> _Bytes:
    """CIE L*a*b* in bytes, in which a step of colour counts as much as one of brightness: things
    differ from their ground by it more surely, since light and shade fall on both."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2Lab)
    scaled = lab * np.array(_LAB_STEPS, np.float32) + np.array(_LAB_ZERO, np.float32)
    return np.asarray(np.clip(scaled, 0, 255), np.uint8)


def _spread(lab: _Bytes, seeds: Mask, steps: int) -> Mask:
    """Seeds with what is joined to them and of nearly their colour."""
    spread = seeds.copy()
    places = np.argwhere(seeds)
    smooth = cv2.GaussianBlur(lab, (0, 0), 0.8)
    reach = (2 * steps, steps, steps)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    for y, x in places[:: max(1, len(places) // 12)]:
        flood = np.zeros((seeds.shape[0] + 2, seeds.shape[1] + 2), np.uint8)
        cv2.floodFill(smooth, flood, (int(x), int(y)), 0, reach, reach, flags)
        spread |= flood[1:-1, 1:-1] > 0
    return spread


def _joined(found: Mask, seeds: Mask) -> Mask:
    """The pieces that a seed lies in, without the small holes in them."""
    _, labels = cv2.connectedComponents(found.astype(np.uint8), connectivity=4)
    hit = np.unique(labels[seeds & found])
    kept = np.isin(labels, hit[hit > 0])
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(
        (~kept).astype(np.uint8), connectivity=4
    )
    is_small = stats[:, cv2.CC_STAT_AREA] < 0.02 * np.count_nonzero(kept)
    is_small[0] = False
    return np.asarray(kept | is_small[numbers], np.bool_)


# The rim at full resolution


def _at_full_resolution(read: Reader, small: _Small, found: Mask, box: Box) -> Mask:
    """The cut drawn in `box` of the photo."""
    share = found.astype(np.float32)
    if min(small.scale) == 1.0:
        return _part(share, small, box) >= 0.5
    reach = 2 * math.ceil(_BAND_PX) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    border = cv2.BORDER_REPLICATE
    core = np.asarray(cv2.erode(share, kernel, borderType=border), np.float32)
    far = np.asarray(1.0 - cv2.dilate(share, kernel, borderType=border), np.float32)
    unit = np.asarray(small.rgb, np.float32) / np.float32(255.0)
    sides = [_mean_near(unit, each) for each in (core, far)]
    result = np.zeros(box.size, np.bool_)
    for top in range(box.top, box.bottom, _TILE_PX):
        for left in range(box.left, box.right, _TILE_PX):
            tile = Box(top, left, top + _TILE_PX, left + _TILE_PX).intersection(box)
            place = tile.moved(-box.top, -box.left).slices
            within, without = _part(core, small, tile), _part(far, small, tile)
            if within.min() > 0 or without.min() > 0:
                result[place] = bool(within.min() > 0)
                continue
            alpha = _alpha(read(tile), *(_part(each, small, tile) for each in (*sides, share)))
            alpha[within > 0.5] = 1.0
            alpha[without > 0.5] = 0.0
            result[place] = cv2.GaussianBlur(alpha, (0, 0), 1.0) >= 0.5
    return result


def _mean_near(unit: FloatImage, weight: NDArray[np.float32], sigma_px: float = 4.0) -> FloatImage:
    """Mean colour near by of the pixels that count; far from all of them, of all of them."""
    weight = np.asarray(weight, np.float32)[..., None]
    few = np.float32(1e-3)
    mean = (unit * weight).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    sums = cv2.GaussianBlur(unit * weight, (0, 0), sigma_px) + few * mean
    near = cv2.GaussianBlur(weight, (0, 0), sigma_px)[..., None]
    return np.asarray(sums / (near + few), np.float32)


def _part(values: FloatImage, small: _Small, box: Box) -> NDArray[np.float32]:
    """What a reduced picture holds, enlarged to `box` of the photo."""
    down, right = small.scale
    matrix = np.array(
        [
            [right, 0.0, (box.left - small.box.left + 0.5) * right - 0.5],
            [0.0, down, (box.top - small.box.top + 0.5) * down - 0.5],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    border = cv2.BORDER_REPLICATE
    drawn = cv2.warpAffine(values, matrix, (box.width, box.height), flags=flags, borderMode=border)
    return np.asarray(drawn, np.float32)


def _alpha(
    pixels: Image, within: FloatImage, without: FloatImage, share: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How much of each pixel is the object: where its colour lies between those of both sides; the
    cut decides where they are alike."""
    unit = pixels.astype(np.float32) / np.float32(full_scale(pixels.dtype))
    across = within - without
    length = np.square(across).sum(axis=2)
    along = ((unit - without) * across).sum(axis=2) / np.maximum(length, 1e-6)
    trust = length / (length + np.float32(_SURE_CONTRAST**2))
    return np.asarray(trust * np.clip(along, 0.0, 1.0) + (1.0 - trust) * share, np.float32)


# Its shadow


def _with_shadow(read: Reader, size: Size, small: _Small, found: Mask) -> tuple[_Small, Mask]:
    """The object with the shadow that it casts, in a larger reduced picture.

    A shadow is ground of the same colour, darker by a factor, that touches the object and is no
    larger than it; what reaches the end of the picture is ground that is darker by itself.
    """
    around = _box_in_photo(small, found)
    room = round(_SHADOW_ROOM * max(around.size))
    wide = _small(read, size, around.grown(room).clipped(size), _CLOSE_PX)
    thing = _moved(small, found, wide)
    sharp = cv2.cvtColor(wide.rgb.astype(np.float32) / np.float32(255.0), cv2.COLOR_RGB2Lab)
    lab = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 1.0), np.float32)
    shade = np.zeros_like(thing)
    for _ in range(3):  # what was taken for shade is left out of the ground the next time
        near = cv2.dilate((thing | shade).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        if near.all():
            return wide, thing
        ground = _mean_near(lab, (~near).astype(np.float32), max(lab.shape) / 10)
        darker = lab[..., 0] < _SHADE_MOST * ground[..., 0] - 1.0
        alike = np.abs(lab[..., 1:] - ground[..., 1:]).max(axis=2) < _SHADE_COLOUR
        shade = darker & alike & ~thing
    shade = cv2.morphologyEx(shade.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    touching = cv2.dilate(thing.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    both = thing.copy()
    count, labels = cv2.connectedComponents(shade.astype(np.uint8), connectivity=4)
    for number in range(1, count):
        piece = labels == number
        is_cast = (piece & touching).any() and not (piece & wide.rim).any()
        if is_cast and np.count_nonzero(piece) <= np.count_nonzero(thing):
            both |= piece
    closed = cv2.morphologyEx(both.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return wide, np.asarray(closed > 0, np.bool_)
