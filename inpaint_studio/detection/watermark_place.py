"""Where a learnt mark lies on a photograph of another size, and how a repeated one goes on there.

A mark is found by its steps: those of the photograph, strong ones cut to the mark's strength so that
they do not drown it, are correlated with those that the mark would make. Knows no files.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.watermark import OPAQUE, Mark, bounds_of
from inpaint_studio.detection.watermark_frames import scales_of
from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import FloatImage, Image, check_image, to_unit

__all__ = ["lattice_of", "place_mark"]

_Plane = NDArray[np.float32]
_Shift = tuple[int, int]

_SURE = 8.0
"""By how many standard deviations the best place must stand out of all others."""
_TEMPLATE_SHARE = 0.6  # of the photo's sides; a larger mark is looked for by its middle
_TEMPLATE_SHARE_OF_REPEATED = 0.4  # leaves room for a period
_LEAST_PERIOD_PX = 24
_ALIKE = 0.6
_SPREAD_OVER = 0.7  # of both sides of the photograph: only such a mark may be a repeated one


class _Match(NamedTuple):
    """How far a place stands out, the scale, and where the mark's frame begins there."""

    sureness: float
    scale: float
    top: float
    left: float


def place_mark(mark: Mark, image: Image) -> Mark:
    """The mark as it lies on another photograph.

    Photographs of the mark's own size carry it at its place. On others it is looked for, at its
    own size and grown with the photograph; what is repeated all over is continued.

    Raises
    ------
    BadInputError
        If it is not found.
    """
    size = check_image(image)
    if size == mark.size:
        return mark
    light, lattice = to_unit(image).mean(axis=2), lattice_of(mark)
    share = _TEMPLATE_SHARE if lattice is None else _TEMPLATE_SHARE_OF_REPEATED
    matches = [
        match
        for scale in scales_of(mark.size, size)
        if (match := _match(mark, light, scale, share)) is not None
    ]
    best = max(matches, default=None)
    if best is None or best.sureness < _SURE:
        raise BadInputError(
            "The mark of photos of {mark_size} is not found on this one of {size}; give its mask "
            "instead.",
            mark_size=mark.size,
            size=size,
        )
    shifts = [(0.0, 0.0)] if lattice is None else _shifts(lattice, mark.size, size, best)
    return _laid(mark, size, best, shifts)


def _match(mark: Mark, light: _Plane, scale: float, share: float) -> _Match | None:
    """The best place for the mark at a scale; None if it is too small to be seen."""
    box = bounds_of(mark.area)
    most = [max(8, round(share * side / scale)) for side in light.shape]
    cut = [max(0, length - limit) for length, limit in zip(box.size, most, strict=True)]
    box = Box(
        box.top + cut[0] // 2, box.left + cut[1] // 2,
        box.bottom - (cut[0] + 1) // 2, box.right - (cut[1] + 1) // 2,
    )  # fmt: skip
    steps = _steps_of_mark(mark, box, scale, float(np.median(light)))
    strength = np.abs(steps).max(axis=2)
    if not strength.any():
        return None
    limit = float(np.percentile(strength[strength > 0.2 * strength.max()], 75))
    seen = np.clip(_steps(light), -limit, limit)
    if steps.shape[0] > seen.shape[0] or steps.shape[1] > seen.shape[1] or min(steps.shape) < 2:
        return None
    steps = np.clip(steps, -limit, limit)
    likeness = _likeness(seen, steps)
    row, column = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
    # What the same template turned upside down says: as rich in steps, and nowhere to be found.
    turned = _likeness(seen, np.ascontiguousarray(steps[::-1, ::-1]))
    spread = float(np.std(turned)) or 1.0
    sureness = (float(likeness[row, column]) - float(np.mean(turned))) / spread
    top = int(row) + _beside(likeness[:, column], int(row))
    left = int(column) + _beside(likeness[row], int(column))
    if scale == 1.0:
        top, left = float(row), float(column)
    return _Match(sureness, scale, top - box.top * scale, left - box.left * scale)


def _likeness(seen: NDArray[np.float32], steps: NDArray[np.float32]) -> NDArray[np.float64]:
    """How well the steps of a template fit at each place, both float32 (H, W, 2)."""
    total = np.zeros(
        (seen.shape[0] - steps.shape[0] + 1, seen.shape[1] - steps.shape[1] + 1), np.float64
    )
    for axis in range(2):
        total += cv2.matchTemplate(
            np.ascontiguousarray(seen[..., axis]),
            np.ascontiguousarray(steps[..., axis]),
            cv2.TM_CCORR,
        )
    return total


def _beside(line: NDArray[np.float64], at: int) -> float:
    """Where between pixels a peak lies: the vertex of the parabola through it and its neighbours."""
    if not 0 < at < len(line) - 1:
        return 0.0
    before, here, after = (float(value) for value in line[at - 1 : at + 2])
    bend = before - 2.0 * here + after
    return 0.0 if bend >= 0.0 else min(max(0.5 * (before - after) / bend, -0.5), 0.5)


def _steps_of_mark(mark: Mark, box: Box, scale: float, ground: float) -> NDArray[np.float32]:
    """The steps that the mark makes on a photograph of that lightness."""
    opacity = mark.opacity[box.slices]
    light = opacity * (mark.colour[box.slices].mean(axis=2) - np.float32(ground))
    steps = _steps(_resized(light, scale))
    if (opacity >= OPAQUE).sum() > 0.5 * (opacity > 0).sum():
        # Cut out by hand: its outline is no part of the mark.
        inner = cv2.erode((opacity > 0).astype(np.uint8), np.ones((5, 5), np.uint8))
        inner = cv2.resize(inner, steps.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        if inner.any():
            steps = steps * inner[..., None].astype(np.float32)
    return steps


def _steps(plane: _Plane) -> NDArray[np.float32]:
    """Differences to the right and down, float32 (H, W, 2)."""
    across, along = cv2.Sobel(plane, cv2.CV_32F, 1, 0), cv2.Sobel(plane, cv2.CV_32F, 0, 1)
    return np.stack([across, along], axis=-1).astype(np.float32, copy=False)


def _resized(values: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    if scale == 1.0:
        return values
    size = (max(1, round(values.shape[1] * scale)), max(1, round(values.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(values, size, interpolation=how), np.float32)


def lattice_of(mark: Mark) -> tuple[_Shift, _Shift] | None:
    """The two smallest shifts (down, right) that a repeated mark falls onto itself by, if it is one."""
    box = bounds_of(mark.area)
    if any(part < _SPREAD_OVER * whole for part, whole in zip(box.size, mark.size, strict=True)):
        return None
    plane = mark.opacity - mark.opacity.mean()
    height, width = plane.shape
    waves = np.fft.rfft2(plane, (2 * height, 2 * width))
    alike = np.fft.irfft2(np.abs(waves) ** 2, (2 * height, 2 * width))
    rows = np.arange(-(6 * height // 10), 6 * height // 10 + 1)
    columns = np.arange(0, 6 * width // 10 + 1)
    shared = (height - np.abs(rows))[:, None] * (width - columns)[None, :] / (height * width)
    alike = alike[np.ix_(rows, columns)] / (shared * alike[0, 0])
    peak = cv2.dilate(alike, np.ones((9, 9), np.uint8)) <= alike
    length = np.hypot(rows[:, None], columns[None, :])
    found = np.argwhere(peak & (alike > _ALIKE) & (length >= _LEAST_PERIOD_PX))
    shifts = sorted(
        ((int(rows[row]), int(columns[column])) for row, column in found),
        key=lambda shift: shift[0] ** 2 + shift[1] ** 2,
    )
    for place, first in enumerate(shifts):
        for second in shifts[place + 1 :]:
            area = abs(first[0] * second[1] - first[1] * second[0])
            if area > 0.3 * np.hypot(*first) * np.hypot(*second):
                return first, second
        return None
    return None


def _shifts(
    lattice: tuple[_Shift, _Shift], own: Size, size: Size, match: _Match
) -> list[tuple[float, float]]:
    """The shifts, in the photo's pixels, by which the frame of the mark covers the whole photo."""
    one, two = (np.array(shift, np.float64) * match.scale for shift in lattice)
    frame = np.array(own, np.float64) * match.scale
    most = int(2 * max(*size, *frame) / min(np.hypot(*one), np.hypot(*two))) + 2
    kept = []
    for i, j in product(range(-most, most + 1), repeat=2):
        move = i * one + j * two
        begin = np.array([match.top, match.left]) + move
        if (begin < size).all() and (begin + frame > 0).all():
            kept.append((float(move[0]), float(move[1])))
    return sorted(kept, key=lambda move: np.hypot(*move))


def _laid(mark: Mark, size: Size, match: _Match, shifts: list[tuple[float, float]]) -> Mark:
    """The mark laid on a photo of `size`, once for each shift; the first one that covers counts."""
    light = np.dstack([mark.colour * mark.opacity[..., None], mark.opacity])
    light = _resized(light.astype(np.float32), match.scale)
    result = np.zeros((*size, 4), np.float32)
    covered = np.zeros(size, np.bool_)
    frame = np.ones(light.shape[:2], np.float32)
    for down, right in shifts:
        if covered.all():
            break
        move = np.array([[1.0, 0.0, match.left + right], [0.0, 1.0, match.top + down]], np.float64)
        whole = (size.width, size.height)
        here = (cv2.warpAffine(frame, move, whole) > 0.99) & ~covered
        result[here] = cv2.warpAffine(light, move, whole)[here]
        covered |= here
    opacity = np.clip(result[..., 3], 0.0, 1.0)
    colour: FloatImage = np.clip(result[..., :3] / np.maximum(opacity, 1e-3)[..., None], 0.0, 1.0)
    return Mark(colour.astype(np.float32), opacity.astype(np.float32))
