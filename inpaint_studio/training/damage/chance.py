"""Seeded randomness with the shapes that damage has: drifting numbers, clouds, wandering curves.

Points are float64 (N, 2) in (y, x) pixels, pixel centres at whole numbers. Knows no photographs.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Path", "Rng", "across", "clouds", "drift", "inward", "jag", "wander"]

Rng: TypeAlias = np.random.Generator
Path: TypeAlias = NDArray[np.float64]
Floats: TypeAlias = NDArray[np.float32]


def drift(rng: Rng, count: int, knots: int) -> NDArray[np.float64]:
    """`count` numbers of about unit variance that change smoothly over `knots` random knots."""
    values = rng.standard_normal(max(2, knots) + 1)
    where = np.linspace(0.0, len(values) - 1.0, count)
    left = np.minimum(where.astype(np.intp), len(values) - 2)
    share = where - left
    share = share * share * (3.0 - 2.0 * share)
    result: NDArray[np.float64] = values[left] * (1.0 - share) + values[left + 1] * share
    return result


def jag(rng: Rng, count: int, pieces: int) -> NDArray[np.float64]:
    """`count` numbers in [0, 1] that run straight between unevenly spaced random heights."""
    knots = np.sort(rng.random(max(2, pieces)))
    knots = np.concatenate(([0.0], knots, [1.0]))
    return np.interp(np.linspace(0.0, 1.0, count), knots, rng.random(len(knots)))


def clouds(
    rng: Rng, shape: tuple[int, int], cell_px: float, *, octaves: int = 4, gain: float = 0.55
) -> Floats:
    """Fractal noise float32 of `shape`, zero mean and unit variance, largest features `cell_px`."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    weight, power = 1.0, 0.0
    for _ in range(octaves):
        cell_px = max(1.0, cell_px)
        grid = (int(height / cell_px) + 4, int(width / cell_px) + 4)
        noise: NDArray[Any] = rng.standard_normal(grid, np.float32)
        if cell_px > 1.0:
            # A random phase, so that features do not sit on a grid tied to the border.
            shift_y, shift_x = rng.random(2) * cell_px
            scale = np.array([[1 / cell_px, 0, shift_x / cell_px + 1], [0, 1 / cell_px, 0]])
            scale[1, 2] = shift_y / cell_px + 1
            noise = cv2.warpAffine(
                noise,
                scale,
                (width, height),
                flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REFLECT_101,
            )
        else:
            noise = noise[:height, :width]
        total += np.float32(weight) * noise
        power += weight * weight * (0.55 if cell_px > 1.0 else 1.0)
        if cell_px == 1.0:
            break
        weight *= gain
        cell_px /= 2.0
    total *= np.float32(1.0 / math.sqrt(power))
    return total


def wander(
    rng: Rng,
    start: tuple[float, float],
    angle: float,
    length_px: float,
    *,
    bend: float = 0.0,
    unrest: float = 0.1,
    knots: int = 5,
    step_px: float = 0.6,
) -> Path:
    """A curve of `length_px` from `start`.

    Parameters
    ----------
    angle
        First heading in radians, 0 along x.
    bend
        Radians turned evenly over the whole length.
    unrest
        Standard deviation of the heading, in radians, over `knots` random knots.
    step_px
        Distance of the points returned.
    """
    count = max(2, math.ceil(length_px / step_px) + 1)
    heading = angle + bend * np.linspace(0.0, 1.0, count) + unrest * drift(rng, count, knots)
    steps = np.stack([np.sin(heading), np.cos(heading)], 1) * (length_px / (count - 1))
    steps[0] = 0.0
    return np.cumsum(steps, 0) + np.asarray(start, np.float64)


def across(
    rng: Rng, start: tuple[float, float], end: tuple[float, float], rough_px: float, grain_px: float
) -> Path:
    """A crack from `start` to `end`: straight on the whole, `rough_px` off it at most places,
    jagged down to `grain_px`; points 0.6 px apart."""
    first, last = np.asarray(start, np.float64), np.asarray(end, np.float64)
    length = max(1.0, float(np.hypot(*(last - first))))
    count = max(2, math.ceil(length / 0.6) + 1)
    share = np.linspace(0.0, 1.0, count)
    side = np.zeros(count)
    size, knots = rough_px, 3
    while size > 0.15 and length / knots > grain_px:
        side += size * drift(rng, count, knots)
        size *= 0.5
        knots *= 2
    normal = np.array([last[1] - first[1], first[0] - last[0]]) / length
    path: Path = first + share[:, None] * (last - first) + side[:, None] * normal
    return path


def inward(rng: Rng, size: tuple[int, int]) -> tuple[tuple[float, float], float]:
    """A random place on the border and a heading into the photograph, within 50 degrees of
    straight in."""
    height, width = size
    side = int(rng.integers(4))
    share = rng.uniform(0.12, 0.88)
    turn = rng.uniform(-0.87, 0.87)
    if side == 0:
        return (-2.0, share * width), math.pi / 2 + turn
    if side == 1:
        return (height + 1.0, share * width), -math.pi / 2 + turn
    if side == 2:
        return (share * height, -2.0), turn
    return (share * height, width + 1.0), math.pi + turn
