"""Damage by damp, light, growth and glue: stains, foxing, mould, fading, tape."""

from __future__ import annotations

import math

import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.training.damage.chance import Floats, Rng, clouds, drift, wander
from inpaint_studio.training.damage.coverage import Dots, blurred, smoothstep
from inpaint_studio.training.damage.sheet import Colour, Lay, Sheet

__all__ = ["fading", "foxing", "mould", "stains", "tape"]


def _radial(box: Box, y: float, x: float, down: float, along: float) -> Floats:
    """Distance from (y, x) in units of the half axes, over `box`."""
    rows = (np.arange(box.top, box.bottom, dtype=np.float32)[:, None] - np.float32(y)) / np.float32(
        down
    )
    columns = (
        np.arange(box.left, box.right, dtype=np.float32)[None, :] - np.float32(x)
    ) / np.float32(along)
    distance: Floats = np.sqrt(rows * rows + columns * columns)
    return distance


def stains(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Dried liquid: a faint tint, a darker tide line, sometimes the ring of a cup."""
    tints: tuple[Colour, ...] = (
        (0.78, 0.62, 0.4),
        (0.7, 0.58, 0.44),
        (0.86, 0.76, 0.5),
        (0.55, 0.47, 0.42),
    )
    for _ in range(1 + int(rng.poisson(1.3 * strength))):
        radius = sheet.units(rng.uniform(22, 50 + 90 * strength), 2)
        along = radius * rng.uniform(0.7, 1.5)
        y, x = rng.uniform(0, 1) * sheet.size.height, rng.uniform(0, 1) * sheet.size.width
        if rng.random() < 0.25:  # it came in from a side: only part of a wide pool is seen
            radius *= 2.5
            along *= 2.5
            if rng.random() < 0.5:
                y = -0.5 * radius if rng.random() < 0.5 else sheet.size.height + 0.5 * radius
            else:
                x = -0.5 * along if rng.random() < 0.5 else sheet.size.width + 0.5 * along
        reach_y, reach_x = 1.7 * radius, 1.7 * along
        box = Box(
            int(y - reach_y), int(x - reach_x), int(y + reach_y) + 1, int(x + reach_x) + 1
        ).clipped(sheet.size)
        if box.is_empty:
            continue
        is_ring = rng.random() < 0.15
        rough = clouds(rng, box.size, 0.7 * radius, octaves=5, gain=0.5)
        depth = (1.0 - _radial(box, y, x, radius, along)) + np.float32(
            0.03 if is_ring else 0.15
        ) * rough
        line_px = sheet.units(rng.uniform(1.2, 3.5), 0.8) / radius
        tide = np.exp(-((depth / np.float32(line_px)) ** 2)) * (depth > 0)
        tide += np.exp(-((depth / np.float32(0.35 * line_px)) ** 2)) * (depth <= 0)
        tide *= np.clip(0.7 + 0.5 * clouds(rng, box.size, radius, octaves=2), 0.1, 1.3)
        inside = smoothstep(-0.02, 0.05, depth)
        if is_ring:
            cover = 0.75 * tide + 0.3 * smoothstep(0.0, 0.02, depth) * (
                1 - smoothstep(0.06, 0.09, depth)
            )
        else:
            mottle = np.clip(
                0.75 + 0.25 * clouds(rng, box.size, 0.25 * radius, octaves=4), 0.2, 1.2
            )
            cover = inside * mottle * np.float32(0.25 + 0.4 * strength) + np.float32(0.55) * tide
        colour = tints[int(rng.integers(len(tints)))]
        sheet.lay(np.clip(cover, 0, 1).astype(np.float32), colour, how=Lay.STAIN, at=box)


def foxing(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Rusty spots: soft halo, darker heart, scattered in drifts."""
    count = 3 + int(rng.poisson(6 + 70 * strength))
    density = clouds(rng, (24, 24), 9.0, octaves=2).ravel()
    weight = np.exp(1.1 * density)
    cell = rng.choice(24 * 24, count, p=weight / weight.sum())
    where = np.stack([cell // 24, cell % 24], 1) + rng.random((count, 2))
    points = where / 24.0 * np.asarray(sheet.size)
    radius = np.clip(rng.lognormal(0.75, 0.6, count), 0.7, 8.0) * max(0.4, sheet.unit_px)
    opacity = rng.uniform(0.25, 0.8, count)
    halo, heart = Dots(), Dots()
    for dots, size in ((halo, radius), (heart, 0.45 * radius)):
        for _ in range(4):  # four dots each, so that spots are not round
            dots.add(points + rng.normal(0, 0.35, (count, 2)) * size[:, None], 0.75 * size, opacity)
    soft = sheet.units(2.4, 1.4)
    blur_px = sheet.units(1.0, 0.5)
    halo_cover = blurred(halo.coverage(sheet.size, soft), blur_px)
    heart_cover = blurred(heart.coverage(sheet.size, soft), blur_px)
    sheet.lay(halo_cover * np.float32(0.85), (0.72, 0.5, 0.28), how=Lay.STAIN)
    sheet.lay(heart_cover * np.float32(0.9), (0.5, 0.3, 0.16), how=Lay.STAIN)


def mould(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Colonies: crowds of specks thinning outwards, with short branching threads."""
    specks, threads = Dots(), Dots()
    for _ in range(1 + int(rng.poisson(2.5 * strength))):
        centre = rng.uniform(0.02, 0.98, 2) * np.asarray(sheet.size)
        spread = sheet.units(rng.uniform(12, 30 + 40 * strength), 1.5)
        count = int(rng.integers(40, 110 + int(220 * strength)))
        way = rng.uniform(0, 2 * math.pi, count)
        out = (
            spread
            * np.abs(rng.standard_t(4, count))
            * (1 + 0.4 * np.sin(3 * way + rng.uniform(0, 6)))
        )
        points = centre + np.stack([np.sin(way), np.cos(way)], 1) * out[:, None]
        radius = np.clip(rng.lognormal(-0.2, 0.6, count), 0.3, 4.0) * max(0.5, sheet.unit_px)
        radius *= np.clip(1.4 - out / (3 * spread), 0.3, 1.4)
        specks.add(points, radius, rng.uniform(0.3, 0.95, count))
        for _thread in range(int(rng.integers(5, 22))):
            start = centre + rng.normal(0, 0.5 * spread, 2)
            path = wander(
                rng,
                (float(start[0]), float(start[1])),
                rng.uniform(0, 2 * math.pi),
                spread * rng.uniform(0.3, 1.3),
                bend=rng.normal(0, 1.2),
                unrest=0.6,
                step_px=0.8,
            )
            fade = np.linspace(0.7, 0.1, len(path))
            threads.add(path, sheet.units(0.45, 0.4), fade)
    soft = sheet.units(1.6, 1.2)
    cover = np.maximum(specks.coverage(sheet.size, soft), 0.7 * threads.coverage(sheet.size, 1.2))
    if rng.random() < 0.55:
        sheet.lay(cover * np.float32(0.85), sheet.tinted((0.2, 0.21, 0.17), 0.3))
    else:
        sheet.lay(cover * np.float32(0.8), sheet.tinted((0.86, 0.86, 0.8), 0.4))


def fading(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Blotches bleached to cream, hard-edged islands within a soft veil."""
    height, width = sheet.size
    ways = clouds(rng, sheet.size, sheet.units(150, 4), octaves=2)
    fine = clouds(rng, sheet.size, sheet.units(44, 3), octaves=5, gain=0.6)
    field = ways * np.float32(0.9) + fine * np.float32(0.6)
    # A fixed share of the photograph, whatever the noise came out as.
    share = 0.02 + 0.16 * strength * rng.uniform(0.4, 1.0)
    field = field - np.float32(
        np.quantile(field[:: max(1, height // 128), :: max(1, width // 128)], 1 - share)
    )
    veil = smoothstep(-0.35, 0.6, field) * np.float32(0.45)
    islands = smoothstep(-0.03, 0.14, field) * np.float32(0.75)
    cream = np.asarray(sheet.tinted((0.93, 0.87, 0.72), 0.5), np.float32)
    rim = np.exp(-((field / np.float32(0.12)) ** 2))[..., None]
    colour = cream * (1.0 - rim * np.array([0.05, 0.12, 0.22], np.float32))
    sheet.lay(np.maximum(veil, islands), colour.astype(np.float32))


def tape(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Strips of yellowed tape: tinted, streaky, edges darker, ends cut by a serrated blade."""
    for _ in range(1 + int(rng.random() < 0.5 * strength)):
        width = sheet.units(rng.uniform(22, 40), 3)
        length = sheet.units(rng.uniform(80, 260), 6)
        way = rng.choice([0.0, math.pi / 2]) + rng.normal(0, 0.12)
        if rng.random() < 0.3:
            way = rng.uniform(0, math.pi)
        y, x = (
            rng.uniform(0.05, 0.95) * sheet.size.height,
            rng.uniform(0.05, 0.95) * sheet.size.width,
        )
        reach = 0.5 * math.hypot(length, width) + 3
        box = Box(int(y - reach), int(x - reach), int(y + reach) + 1, int(x + reach) + 1).clipped(
            sheet.size
        )
        if box.is_empty:
            continue
        rows = np.arange(box.top, box.bottom, dtype=np.float32)[:, None] - np.float32(y)
        columns = np.arange(box.left, box.right, dtype=np.float32)[None, :] - np.float32(x)
        along = columns * np.float32(math.cos(way)) + rows * np.float32(math.sin(way))
        across = rows * np.float32(math.cos(way)) - columns * np.float32(math.sin(way))
        tooth = np.abs((across / np.float32(sheet.units(3, 1.5))) % 2 - 1) * np.float32(
            sheet.units(2.4, 1)
        )
        inside = np.clip(width / 2 - np.abs(across) + 0.5, 0, 1)
        inside = inside * np.clip(length / 2 - np.abs(along) - tooth + 0.5, 0, 1)
        streak = drift(rng, 256, 40).astype(np.float32)
        column = np.clip((across / width + 0.5) * 255, 0, 255).astype(np.intp)
        uneven = 0.16 * streak[column] + 0.12 * clouds(rng, box.size, sheet.units(18, 3), octaves=3)
        border = np.exp(-(((np.abs(across) - width / 2) / np.float32(sheet.units(1.6, 0.8))) ** 2))
        cover = np.clip(0.62 + 0.3 * strength + uneven + 0.25 * border, 0.15, 1.0) * inside
        amber = np.array(rng.choice([(0.9, 0.76, 0.46), (0.93, 0.84, 0.6), (0.82, 0.66, 0.4)]))
        sheet.lay(
            cover.astype(np.float32),
            (float(amber[0]), float(amber[1]), float(amber[2])),
            how=Lay.STAIN,
            at=box,
        )
        haze = inside * np.clip(0.1 + 0.12 * streak[column] + 0.08 * uneven, 0.0, 0.4)
        haze = blurred(haze.astype(np.float32), 0.6) * inside
        sheet.lay(haze.astype(np.float32), (0.96, 0.93, 0.8), at=box)
