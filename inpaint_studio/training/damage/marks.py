"""Damage by touch and dirt: scratches, film lines, dust and fibres. Each function draws one kind."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.training.damage.chance import Path, Rng, clouds, drift, wander
from inpaint_studio.training.damage.coverage import Dots, normals
from inpaint_studio.training.damage.sheet import Colour, Sheet

__all__ = ["broad_scratches", "dust", "fibres", "film_lines", "hair_scratches"]


def _place(rng: Rng, sheet: Sheet) -> tuple[float, float]:
    return rng.uniform(-0.05, 1.05) * sheet.size.height, rng.uniform(-0.05, 1.05) * sheet.size.width


def _pressure(rng: Rng, count: int, knots: int, floor: float) -> NDArray[np.float64]:
    """Opacity along a scratch: lifts off here and there, and thins out towards both ends."""
    along = np.linspace(0.0, 1.0, count)
    ends = np.minimum(1.0, np.minimum(along, 1.0 - along) * rng.uniform(4, 20) + 0.15)
    return np.clip(0.7 + 0.45 * drift(rng, count, knots), floor, 1.0) * ends


def _sampled(length_px: float, width_px: float) -> float:
    """Distance of dots that make a smooth stroke."""
    return max(0.6, 0.5 * width_px) if length_px > 1 else 0.6


def _light(rng: Rng, sheet: Sheet) -> Colour:
    """The colour under a scratched emulsion: paper, or on colour prints a lower, tinted layer."""
    if sheet.is_toned or rng.random() < 0.6:
        return sheet.paper
    choices: tuple[Colour, ...] = ((0.95, 0.93, 0.72), (0.86, 0.95, 0.97), (0.97, 0.86, 0.8))
    return choices[int(rng.integers(len(choices)))]


def hair_scratches(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Hair-fine scratches; most run one way, as the cloth that made them did."""
    count = 1 + int(rng.poisson(1 + 18 * strength))
    main_way = rng.uniform(0, math.pi)
    mostly_light = rng.random() < 0.75
    dots = {True: Dots(), False: Dots()}
    for _ in range(count):
        way = main_way + rng.normal(0, 0.25) if rng.random() < 0.65 else rng.uniform(0, 2 * math.pi)
        length = sheet.units(float(np.clip(rng.lognormal(4.3, 0.9), 12, 620)), 3)
        width = sheet.units(rng.uniform(0.35, 1.05), 0.35)
        bend = rng.normal(0, 0.5) if rng.random() < 0.4 else rng.normal(0, 0.05)
        path = wander(
            rng,
            _place(rng, sheet),
            way,
            length,
            bend=bend,
            unrest=rng.choice([0.01, 0.04, 0.12]),
            step_px=_sampled(length, width),
        )
        floor = 0.0 if rng.random() < 0.5 else 0.35
        opacity = rng.uniform(0.35, 1.0) * _pressure(rng, len(path), 3 + len(path) // 40, floor)
        is_light = (rng.random() < 0.85) == mostly_light
        dots[is_light].add(path, width / 2 * (1 + 0.3 * drift(rng, len(path), 9)), opacity)
        if rng.random() < 0.2:  # a twin a few pixels beside
            beside = normals(path) * sheet.units(rng.uniform(1.5, 6))
            dots[is_light].add(path + beside, width / 2, 0.6 * opacity)
    soft = max(1.0, 1.1 * sheet.unit_px)
    sheet.lay(dots[False].coverage(sheet.size, soft), sheet.ink)
    sheet.lay(dots[True].coverage(sheet.size, soft), _light(rng, sheet))


def broad_scratches(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Scrapes: ragged bands of many fine lines, a dark burr on one side; or one clean gouge each,
    dark where it went through the negative."""
    count = 1 + int(rng.poisson(2.2 * strength))
    scrape, burr = Dots(), Dots()
    gouges = {True: Dots(), False: Dots()}
    for _ in range(count):
        length = sheet.units(rng.uniform(50, 330), 5)
        width = sheet.units(rng.uniform(2.0, 3.5 + 5 * strength), 1.6)
        path = wander(
            rng,
            (
                rng.uniform(0.05, 0.95) * sheet.size.height,
                rng.uniform(0.05, 0.95) * sheet.size.width,
            ),
            rng.uniform(0, 2 * math.pi),
            length,
            bend=rng.normal(0, 0.35),
            unrest=0.05,
            step_px=0.6,
        )
        if rng.random() < 0.4:
            path, radius = path[:: 1 + len(path) // 4000], 0.3 * width
            steady = np.clip(0.9 + 0.15 * drift(rng, len(path), 5), 0.5, 1.0)
            gouges[bool(rng.random() < 0.6)].add(
                path, radius * (1 + 0.15 * drift(rng, len(path), 6)), rng.uniform(0.7, 1) * steady
            )
            continue
        across = normals(path)
        fullness = np.clip(0.7 + 0.4 * drift(rng, len(path), 3 + len(path) // 60), 0.0, 1.0)
        fullness *= np.minimum(1.0, np.linspace(1.0, 0.0, len(path)) * 3)  # the tool lifts off
        for _line in range(int(np.clip(width * 1.6 / max(1.0, sheet.unit_px), 3, 14))):
            side = rng.normal(0, 0.3) * width
            wobble = side + 0.15 * width * drift(rng, len(path), 8)
            broken = np.clip(drift(rng, len(path), 4 + len(path) // 12) + 0.7, 0.0, 1.0)
            radius = sheet.units(rng.uniform(0.3, 0.9), 0.35)
            scrape.add(path + across * wobble[:, None], radius, fullness * broken)
        burr.add(path + across * (0.6 * width), sheet.units(0.7, 0.5), 0.55 * fullness)
    soft = max(1.0, sheet.unit_px)
    sheet.lay(burr.coverage(sheet.size, 1.6 * soft), sheet.ink)
    cover = scrape.coverage(sheet.size, soft)
    ragged = clouds(rng, sheet.size, sheet.units(5, 2), octaves=2)
    cover *= np.clip(0.95 + 0.35 * ragged, 0.0, 1.0)
    dark = not sheet.is_toned and rng.random() < 0.15
    sheet.lay(cover, sheet.ink if dark else _light(rng, sheet))
    sheet.lay(gouges[True].coverage(sheet.size, soft), sheet.ink)
    sheet.lay(gouges[False].coverage(sheet.size, soft), _light(rng, sheet))


def film_lines(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Lines scratched along a film's transport: the full height, hardly straying."""
    height, width = sheet.size
    lines: dict[bool, Dots] = {True: Dots(), False: Dots()}
    centre = rng.uniform(0.1, 0.9)
    count = 1 + int(rng.poisson(1 + 6 * strength))
    for _ in range(count):
        x = (centre + rng.normal(0, 0.06) if rng.random() < 0.5 else rng.random()) * width
        long = rng.random() < 0.7
        top = -2.0 if long else rng.uniform(-0.1, 0.6) * height
        bottom = height + 2.0 if long else top + rng.uniform(0.2, 0.8) * height
        points = max(2, int((bottom - top) / 0.7))
        y = np.linspace(top, bottom, points)
        stray = sheet.units(rng.uniform(0.1, 1.2)) * drift(rng, points, 4)
        stray += sheet.units(0.15) * drift(rng, points, max(4, points // 9))
        slope = rng.normal(0, 0.004)
        path: Path = np.stack([y, x + stray + slope * (y - top)], 1)
        breaks = np.clip(0.75 + 0.4 * drift(rng, points, max(3, points // 30)), 0.0, 1.0)
        radius = sheet.units(rng.choice([0.25, 0.4, 0.7]), 0.25)
        light = rng.random() < 0.6
        lines[light].add(path, radius, rng.uniform(0.35, 0.95) * breaks)
        if light and rng.random() < 0.35:  # a lit line with its shadow
            lines[False].add(path + np.array([0.0, 2 * radius + 0.6]), radius, 0.5 * breaks)
    tint: Colour = (0.9, 0.97, 0.9) if not sheet.is_toned and rng.random() < 0.4 else sheet.paper
    sheet.lay(lines[False].coverage(sheet.size, 1.2), sheet.ink)
    sheet.lay(lines[True].coverage(sheet.size, 1.2), tint)


def dust(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Specks, most of them tiny; white where dust lay on the negative, dark where on the print."""
    count = 4 + int(rng.poisson(15 + 260 * strength**1.5))
    white = rng.random() < 0.7
    main, other = Dots(), Dots()
    centres = rng.random((count, 2)) * np.asarray(sheet.size)
    for _ in range(int(rng.integers(0, 3))):  # some lie in drifts
        few = slice(0, count // int(rng.integers(3, 8)))
        middle = rng.random(2) * np.asarray(sheet.size)
        centres[few] = middle + rng.normal(0, sheet.units(45), centres[few].shape)
        rng.shuffle(centres)
    radius = np.clip(rng.lognormal(-0.55, 0.55, count), 0.25, 3.2) * max(0.8, sheet.unit_px)
    opacity = rng.uniform(0.35, 1.0, count)
    pieces = rng.integers(1, 5, count)
    owner = np.repeat(np.arange(count), pieces)
    offset = rng.normal(0, 0.65, (len(owner), 2)) * radius[owner, None]
    first = np.concatenate(([0], np.cumsum(pieces)[:-1]))
    offset[first] = 0.0
    size = radius[owner] * np.where(np.isin(np.arange(len(owner)), first), 1.0, 0.65)
    odd = (owner % 7) == 0
    main.add((centres[owner] + offset)[~odd], size[~odd], opacity[owner][~odd])
    other.add((centres[owner] + offset)[odd], size[odd], opacity[owner][odd])
    soft = max(1.0, 1.1 * sheet.unit_px)
    sheet.lay(other.coverage(sheet.size, soft), sheet.ink if white else sheet.paper)
    sheet.lay(main.coverage(sheet.size, soft), sheet.paper if white else sheet.ink)


def fibres(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Lint: short curls, thin, now and then a long hair."""
    groups = {True: Dots(), False: Dots()}
    light_share = rng.choice([0.1, 0.5, 0.9])
    for _ in range(1 + int(rng.poisson(1 + 9 * strength))):
        is_hair = rng.random() < 0.2
        length = sheet.units(rng.uniform(90, 260) if is_hair else rng.lognormal(3.1, 0.5), 3)
        width = sheet.units(rng.uniform(0.45, 1.0), 0.45)
        path = wander(
            rng,
            _place(rng, sheet),
            rng.uniform(0, 2 * math.pi),
            length,
            bend=rng.normal(0, 1.8),
            unrest=0.35 if is_hair else 0.8,
            knots=6 if is_hair else 4,
            step_px=_sampled(length, width),
        )
        opacity = rng.uniform(0.45, 0.95) * np.clip(
            0.85 + 0.25 * drift(rng, len(path), 6), 0.2, 1.0
        )
        groups[bool(rng.random() < light_share)].add(path, width / 2, opacity)
    soft = max(1.0, 1.2 * sheet.unit_px)
    sheet.lay(groups[False].coverage(sheet.size, soft), sheet.tinted((0.12, 0.11, 0.1), 0.5))
    sheet.lay(groups[True].coverage(sheet.size, soft), sheet.tinted((0.9, 0.9, 0.88), 0.5))
