"""Broken emulsion as it looks on handled prints: branching cracks, crackle, peeled patches, scrapes.

Modelled after real cracked prints laid beside it: a bright core of paper between dark rims, broken
here and flaked there; fields of small cells along a fold, some of which have come off; places
rubbed in one direction.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.training.damage.chance import Floats, Path, Rng, clouds, inward, wander
from inpaint_studio.training.damage.coverage import Dots, blurred, smoothstep
from inpaint_studio.training.damage.paper import bent, cracked
from inpaint_studio.training.damage.sheet import Colour, Sheet

__all__ = ["crackle", "cracks", "peeling", "scrapes"]

_MOST_CRACKS = 60


def cracks(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Networks of cracks that branch, from the border or from a kink within the picture."""
    light, dark = sheet.paper, sheet.ink
    paths: list[tuple[Path, float]] = []
    for _ in range(1 + int(rng.poisson(4.0 * strength))):
        if rng.random() < 0.6:
            start, way = inward(rng, sheet.size)
        else:
            start = (rng.uniform(0, sheet.size.height), rng.uniform(0, sheet.size.width))
            way = rng.uniform(0, 2 * math.pi)
        length = sheet.units(rng.uniform(80, 200 + 500 * strength), 8)
        _branch(rng, start, way, length, 1.0, 0, paths)
    flake = sheet.units(0.8 + 5.0 * strength * rng.random(), 0.7)
    hair = sheet.units(rng.uniform(0.35, 0.6 + 1.6 * strength), 0.4)
    wear = 0.15 + 0.75 * strength * rng.random()
    is_relief = rng.random() < 0.35
    if rng.random() < 0.25:
        sheet.paper, sheet.ink = sheet.ink, sheet.paper
    for path, weight in paths[:_MOST_CRACKS]:
        if is_relief and weight > 0.6:
            bent(sheet, path, sheet.units(2.5, 1.0), 0.1 + 0.1 * strength, rng.random() < 0.5)
        cracked(sheet, rng, path, hair_px=hair * weight, flake_px=flake * weight, wear=wear)
    sheet.paper, sheet.ink = light, dark


def _branch(
    rng: Rng,
    start: tuple[float, float],
    way: float,
    length_px: float,
    weight: float,
    depth: int,
    paths: list[tuple[Path, float]],
) -> None:
    """Append a crack of this length and those that leave it, thinner and shorter."""
    knots = max(4, int(length_px / 14))
    path = wander(
        rng, start, way, length_px, bend=rng.normal(0, 0.4), unrest=rng.uniform(0.15, 0.5),
        knots=knots,
    )  # fmt: skip
    paths.append((path, weight))
    if depth == 2:
        return
    for _ in range(int(rng.poisson(2.2 if depth == 0 else 0.8))):
        place = int(rng.integers(len(path)))
        heading = path[min(place + 6, len(path) - 1)] - path[max(place - 6, 0)]
        turned = math.atan2(heading[0], heading[1]) + rng.choice([-1, 1]) * rng.uniform(0.4, 1.5)
        at = (float(path[place, 0]), float(path[place, 1]))
        share = rng.uniform(0.2, 0.6)
        _branch(rng, at, turned, share * length_px, 0.8 * weight, depth + 1, paths)


def crackle(sheet: Sheet, rng: Rng, strength: float) -> None:
    """A field of small cells with cracks between them, along a band or over a place."""
    box, near = _field(sheet, rng, strength)
    cell = sheet.units(rng.uniform(7, 30), 5)
    gap, _, _ = _cells(rng, box, cell, rng.uniform(0.5, 1.0))
    broken = clouds(rng, box.size, 2.5 * cell, octaves=3)
    width = sheet.units(rng.uniform(0.6, 2.2), 0.7) * np.clip(0.8 + 0.5 * broken, 0.2, 2.0)
    cover = np.clip((width - gap) / max(1.0, sheet.unit_px) + 0.5, 0.0, 1.0)
    cover *= smoothstep(0.1, 0.5, near + 0.25 * clouds(rng, box.size, cell, octaves=2))
    cover *= smoothstep(-0.9, 0.4, broken)
    _lay_bare(
        sheet, rng, box, blurred(cover, 0.4 + 0.2 * sheet.unit_px), is_dark=rng.random() < 0.2
    )


def peeling(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Cells of emulsion that came off, with rough paper beneath and a shadow at the rim."""
    box, near = _field(sheet, rng, strength)
    cell = sheet.units(rng.uniform(6, 14 + 50 * strength), 4)
    gap, owner, count = _cells(rng, box, cell, 0.8)
    lost = (rng.random(count) < rng.uniform(0.15, 0.6)).astype(np.float32)[owner]
    rough = clouds(rng, box.size, max(2.0, 0.3 * cell), octaves=4)
    field = (lost - 0.5) * np.minimum(gap, 0.5 * cell) + 0.1 * cell * rough
    field = np.where(near > 0.4, field, -np.float32(cell)).astype(np.float32)
    cover = np.clip(blurred(field, 0.5) / max(1.0, sheet.unit_px) + 0.5, 0.0, 1.0)
    _lay_bare(sheet, rng, box, cover, is_dark=rng.random() < 0.15)


def scrapes(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Emulsion rubbed off in short streaks of one direction."""
    box, near = _field(sheet, rng, strength)
    length = max(5, int(sheet.units(rng.uniform(10, 60)))) | 1
    streak = np.zeros((length, length), np.float32)
    way = rng.uniform(0, math.pi)
    reach = length / 2 - 1
    ends = [
        (round(length / 2 + sign * reach * math.cos(way)),
         round(length / 2 + sign * reach * math.sin(way)))
        for sign in (-1, 1)
    ]  # fmt: skip
    cv2.line(streak, ends[0], ends[1], (1.0,), 1)
    noise = rng.standard_normal(box.size, np.float32)
    noise = blurred(noise, max(0.6, 0.7 * sheet.unit_px))
    field = np.asarray(cv2.filter2D(noise, -1, streak), np.float32)
    field /= max(float(field.std()), 1e-6)
    field += 0.6 * clouds(rng, box.size, sheet.units(20, 4), octaves=3)
    least = rng.uniform(0.6, 1.9) - 0.5 * strength
    cover = smoothstep(least, least + 0.7, field) * smoothstep(0.2, 0.6, near)
    _lay_bare(
        sheet, rng, box, cover * np.float32(rng.uniform(0.5, 1.0)), is_dark=rng.random() < 0.3
    )


def _field(sheet: Sheet, rng: Rng, strength: float) -> tuple[Box, Floats]:
    """A box of the photograph, and in it 1 at the middle of a band or a place, falling to 0."""
    height, width = sheet.size
    if rng.random() < 0.5:
        start, way = inward(rng, sheet.size)
        path = wander(rng, start, way, 1.2 * max(sheet.size), unrest=0.15)
        dots = Dots()
        reach = sheet.units(rng.uniform(8, 30 + 70 * strength), 4)
        dots.add(path[:: max(1, int(reach / 2))], reach * 0.5)
        near = dots.coverage(sheet.size, soft_px=2 * reach)
    else:
        y = np.arange(height, dtype=np.float32)[:, None] - rng.uniform(0, height)
        x = np.arange(width, dtype=np.float32)[None, :] - rng.uniform(0, width)
        down = sheet.units(rng.uniform(30, 80 + 300 * strength), 6)
        along = down * rng.uniform(0.5, 2.0)
        near = np.clip(1.4 - np.hypot(y / down, x / along), 0.0, 1.0).astype(np.float32)
    where = near > 0.02
    if not where.any():
        return Box(0, 0, min(2, height), min(2, width)), near[:2, :2]
    rows, columns = np.flatnonzero(where.any(1)), np.flatnonzero(where.any(0))
    box = Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
    return box, near[box.slices]


def _cells(
    rng: Rng, box: Box, cell_px: float, unrest: float
) -> tuple[Floats, np.ndarray[tuple[int, int], np.dtype[np.intp]], int]:
    """Distance from the border between cells, the cell of each pixel, and how many there are."""
    from scipy.spatial import cKDTree

    height, width = box.size
    rows, columns = (int(length / cell_px) + 3 for length in (height, width))
    y, x = np.mgrid[:rows, :columns].astype(np.float64)
    jitter = 0.5 * unrest * rng.uniform(-1, 1, (2, rows, columns))
    seeds = (np.stack([y, x]) - 1 + jitter).reshape(2, -1).T * cell_px
    warp = 0.22 * cell_px * np.stack([clouds(rng, box.size, cell_px, octaves=3) for _ in range(2)])
    here = np.mgrid[:height, :width] + warp
    nearest = cKDTree(seeds).query(here.reshape(2, -1).T, k=2, workers=1)
    distance, owner = (np.asarray(each) for each in nearest)
    gap = (distance[:, 1] - distance[:, 0]).reshape(height, width).astype(np.float32)
    return gap, owner[:, 0].reshape(height, width), len(seeds)


def _lay_bare(sheet: Sheet, rng: Rng, box: Box, cover: Floats, *, is_dark: bool) -> None:
    """Bare paper where `cover` is, dark rims beside it; or the dark ground of a plate."""
    bare: Colour = sheet.ink if is_dark else sheet.paper
    rim = blurred(cover, max(0.8, 1.1 * sheet.unit_px))
    shade = sheet.paper if is_dark else sheet.ink
    sheet.lay(rim * np.float32(rng.uniform(0.1, 0.5)), shade, at=box)
    sheet.lay(cover, sheet.grain(rng, bare, box.size, rng.uniform(0.02, 0.06)), at=box)
