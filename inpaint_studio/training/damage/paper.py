"""Damage to the support: creases, folds, tears, torn edges and corners, flaking emulsion."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box
from inpaint_studio.training.damage.chance import (
    Floats,
    Path,
    Rng,
    across,
    clouds,
    drift,
    inward,
    jag,
)
from inpaint_studio.training.damage.coverage import Dots, blurred, normals, smoothstep, strip
from inpaint_studio.training.damage.sheet import Colour, Lay, Sheet

__all__ = ["bent", "cracked", "creases", "flaking", "folds", "tears", "torn_corners", "torn_edges"]


def _box_of(sheet: Sheet, path: Path, margin_px: float) -> Box:
    top, left = np.floor(path.min(0) - margin_px).astype(int)
    bottom, right = np.ceil(path.max(0) + margin_px).astype(int) + 1
    return Box(int(top), int(left), int(bottom), int(right)).clipped(sheet.size)


def _backdrop(rng: Rng, sheet: Sheet) -> Colour:
    """What lies under a missing piece: a scanner's lid, black card, an album leaf."""
    choices: tuple[Colour, ...] = (
        (0.96, 0.96, 0.95),
        (0.05, 0.05, 0.05),
        (0.72, 0.65, 0.52),
        (0.33, 0.31, 0.29),
    )
    return choices[int(rng.choice(4, p=[0.4, 0.25, 0.2, 0.15]))]


def bent(sheet: Sheet, path: Path, width_px: float, depth: float, flip: bool) -> None:
    """Bent paper: one side of the crack catches light, the other lies in shadow."""
    box = _box_of(sheet, path, 2.5 * width_px)
    if box.is_empty:
        return
    sparse = path[:: max(1, int(width_px / 2.5))] - (box.top, box.left)
    side = normals(sparse) * (width_px * (0.75 if flip else -0.75))
    for sign, how, colour in (
        (1.0, Lay.STAIN, (0.0, 0.0, 0.0)),
        (-1.0, Lay.LIGHT, (1.0, 1.0, 0.98)),
    ):
        dots = Dots()
        dots.add(sparse + sign * side, width_px * 0.5)
        cover = dots.coverage(box.size, soft_px=width_px * 1.9)
        cover = blurred(cover, max(0.6, width_px * 0.35))
        sheet.lay(cover * np.float32(depth), colour, how=how, at=box)


def cracked(
    sheet: Sheet, rng: Rng, path: Path, *, hair_px: float, flake_px: float, wear: float
) -> None:
    """A crack in the emulsion: a broken hairline, with lens-shaped flakes lost to the paper.

    `flake_px` is the half width of the largest flakes, `wear` in [0, 1] how much of the length
    has them.
    """
    box = _box_of(sheet, path, 3 * flake_px + 4)
    if box.is_empty or len(path) < 4:
        return
    path = path - (box.top, box.left)
    count = len(path)
    length = count * 0.6
    pieces = max(3, int(length / max(4.0, 3.6 * flake_px)))
    lost = np.clip(drift(rng, count, max(3, int(length / (14 * flake_px + 12)))) * 0.9, -3, 3)
    lost = np.clip((lost - 1.1 + 1.9 * wear) * 1.4, 0.0, 1.0)
    left = flake_px * lost * jag(rng, count, pieces) ** 1.4
    right = flake_px * lost * jag(rng, count, pieces) ** 1.4
    cover = strip(box.size, path, left, right)
    # Torn fibres: the flake's rim is eaten by fine noise rather than cut.
    eaten = clouds(rng, box.size, max(1.5, 0.5 * flake_px), octaves=2)
    soft = blurred(cover, 0.55 + 0.1 * sheet.unit_px)
    cover = np.clip((soft - 0.5 + 0.16 * eaten * (soft > 0.02)) * 2.2 + 0.5, 0.0, 1.0)

    line = Dots()
    broken = np.clip(0.55 + 0.5 * wear + 0.55 * drift(rng, count, max(4, count // 16)), 0.0, 1.0)
    line.add(path, hair_px * np.clip(0.8 + 0.4 * drift(rng, count, 9), 0.3, 1.6), broken)
    for _ in range(int(rng.integers(1, 4))):  # side cracks leave the main one
        first = int(rng.integers(0, count - 2))
        span = path[first : first + int(sheet.units(rng.uniform(10, 40)) / 0.6)]
        away = normals(span) * np.linspace(0, rng.normal(0, 0.35), len(span))[:, None]
        fork = span + away * len(span) * 0.6
        line.add(fork, 0.6 * hair_px, np.linspace(0.9, 0.0, len(span)))
    thin = line.coverage(box.size, max(1.0, 0.9 * sheet.unit_px))

    rim = np.zeros_like(cover)
    shift = int(max(1, round(sheet.unit_px)))
    rim[shift:, shift:] = np.maximum(cover, 0.5 * thin)[:-shift, :-shift]
    rim = blurred(rim, 0.5 + 0.4 * sheet.unit_px)
    sheet.lay(rim * np.float32(0.45), sheet.ink, at=box)
    sheet.lay(
        np.maximum(cover, thin * np.float32(0.9)),
        sheet.grain(rng, sheet.paper, box.size, 0.035),
        at=box,
    )


def folds(sheet: Sheet, rng: Rng, strength: float) -> None:
    """One or two cracks from border to border."""
    height, width = sheet.size
    ways = [rng.random() < 0.5]
    if rng.random() < strength * 0.6:
        ways.append(not ways[0])
    for is_level in ways:
        middle = float(np.clip(rng.normal(0.5, 0.14), 0.15, 0.85))
        lean = rng.normal(0, 0.06)
        if is_level:
            start, end = ((middle - lean) * height, -3.0), ((middle + lean) * height, width + 2.0)
        else:
            start, end = (-3.0, (middle - lean) * width), (height + 2.0, (middle + lean) * width)
        path = across(rng, start, end, sheet.units(rng.uniform(0.6, 3)), sheet.units(3, 2))
        bent(
            sheet,
            path,
            sheet.units(rng.uniform(1.5, 5), 1.0),
            0.05 + 0.16 * strength,
            rng.random() < 0.5,
        )
        cracked(
            sheet,
            rng,
            path,
            hair_px=sheet.units(rng.uniform(0.4, 0.8), 0.4),
            flake_px=sheet.units(1.5 + 3.5 * strength * rng.random(), 1.0),
            wear=0.2 + 0.55 * strength * rng.random(),
        )


def creases(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Bent corners and short kinks."""
    height, width = sheet.size
    for _ in range(1 + int(rng.poisson(1.6 * strength))):
        if rng.random() < 0.55:  # across a corner
            reach = sheet.units(rng.uniform(60, 200))
            y_side, x_side = rng.random() < 0.5, rng.random() < 0.5
            start = (-2.0 if y_side else height + 1.0, reach if x_side else width - reach)
            far = reach * rng.uniform(0.6, 1.5)
            end = (far if y_side else height - far, -2.0 if x_side else width + 1.0)
        else:
            start = (rng.uniform(0.1, 0.9) * height, rng.uniform(0.1, 0.9) * width)
            way, length = rng.uniform(0, 2 * math.pi), sheet.units(rng.uniform(40, 170))
            end = (start[0] + length * math.sin(way), start[1] + length * math.cos(way))
        far_px = math.hypot(end[0] - start[0], end[1] - start[1])
        path = across(rng, start, end, far_px * rng.uniform(0.005, 0.03), sheet.units(3, 2))
        bent(
            sheet,
            path,
            sheet.units(rng.uniform(1.5, 4.5), 1.0),
            0.05 + 0.14 * strength,
            rng.random() < 0.5,
        )
        cracked(
            sheet,
            rng,
            path,
            hair_px=sheet.units(rng.uniform(0.35, 0.7), 0.4),
            flake_px=sheet.units(1.2 + 2.5 * strength * rng.random(), 0.9),
            wear=0.1 + 0.4 * strength * rng.random(),
        )


def tears(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Rips from the border inwards: paper core on both lips, wider towards the border."""
    for _ in range(1 + int(rng.poisson(0.9 * strength))):
        start, way = inward(rng, sheet.size)
        length = sheet.units(rng.uniform(50, 120 + 220 * strength), 4)
        end = (start[0] + length * math.sin(way), start[1] + length * math.cos(way))
        path = across(rng, start, end, length * rng.uniform(0.01, 0.035), sheet.units(2.5, 2))
        count = len(path)
        closing = np.linspace(1.0, 0.0, count) ** rng.uniform(0.6, 1.4)
        pieces = max(4, int(length / sheet.units(7, 3)))
        lip = sheet.units(rng.uniform(2, 5), 1.0)
        shut = np.minimum(1.0, 2.5 * closing + 0.06)
        # Paper tears askew through its thickness: one lip shows the core, the other hardly.
        left = lip * (0.15 + 0.85 * jag(rng, count, pieces)) * shut
        right = lip * 0.35 * jag(rng, count, pieces) * shut
        gap = sheet.units(rng.uniform(1, 5)) * closing**1.5 * (rng.random() < 0.45)
        _rip(sheet, rng, path, left + 0.3 * gap, right + gap, gap)


def _rip(
    sheet: Sheet,
    rng: Rng,
    path: Path,
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    gap: NDArray[np.float64],
) -> None:
    """Lay shadow, paper core and, where it gapes, the backdrop along a rip."""
    box = _box_of(sheet, path, float(max(left.max(), right.max())) + sheet.units(6, 3))
    if box.is_empty:
        return
    path = path - (box.top, box.left)
    core = strip(box.size, path, left, right)
    soft = blurred(core, 0.6 + 0.2 * sheet.unit_px)
    eaten = clouds(rng, box.size, sheet.units(2.5, 1.5), octaves=2)
    core = np.clip((soft - 0.5 + 0.2 * eaten * (soft > 0.02)) * 2.0 + 0.5, 0.0, 1.0)
    shadow = blurred(core, sheet.units(2.2, 1.0))
    sheet.lay(shadow * np.float32(0.4), sheet.ink, at=box)
    sheet.lay(core, sheet.grain(rng, sheet.paper, box.size, 0.04), at=box)
    if gap.max() > 0.3:
        hole = strip(box.size, path, gap * 0.3, gap)
        sheet.lay(hole, sheet.grain(rng, _backdrop(rng, sheet), box.size, 0.012), at=box)


def _lose(sheet: Sheet, rng: Rng, lost_px: Floats, box: Box, backdrop: Colour) -> None:
    """Remove the paper where `lost_px`, a signed distance into the loss, is positive.

    The image layer tears back further than the paper, so that a rim of bare paper is left, wide
    here and gone there.
    """
    rough = clouds(rng, box.size, sheet.units(16, 4), octaves=4)
    lost_px = lost_px + np.float32(sheet.units(1.6, 0.5)) * rough
    wide = clouds(rng, box.size, sheet.units(40, 6), octaves=3)
    rim = np.float32(sheet.units(4.0, 1.2)) * np.clip(0.7 + 0.9 * wide, 0.0, 3.0)
    core = np.clip(lost_px + rim + 0.5, 0.0, 1.0)
    sheet.lay(core, sheet.grain(rng, sheet.paper, box.size, 0.04), at=box)
    gone = np.clip(lost_px + 0.5, 0.0, 1.0)
    surface = sheet.grain(rng, backdrop, box.size, 0.012)
    # The print's own thickness throws a shadow on what lies below.
    shadow = np.exp(-np.maximum(lost_px, 0.0) / np.float32(sheet.units(3, 1.2)))
    surface *= 1.0 - np.float32(0.35) * shadow[..., None]
    sheet.lay(gone, surface, at=box)


def torn_corners(sheet: Sheet, rng: Rng, strength: float) -> None:
    """One to three corners missing."""
    height, width = sheet.size
    backdrop = _backdrop(rng, sheet)
    corners = rng.permutation(4)[: 1 + int(rng.binomial(2, 0.6 * strength))]
    for corner in corners:
        down = sheet.units(rng.uniform(22, 45 + 90 * strength), 2)
        along = down * rng.uniform(0.5, 1.8)
        reach_y, reach_x = min(height, math.ceil(1.6 * down)), min(width, math.ceil(1.6 * along))
        top = 0 if corner < 2 else height - reach_y
        left = 0 if corner % 2 == 0 else width - reach_x
        box = Box(top, left, top + reach_y, left + reach_x)
        y = np.arange(reach_y, dtype=np.float32)[:, None]
        x = np.arange(reach_x, dtype=np.float32)[None, :]
        y = y if corner < 2 else y[::-1]
        x = x if corner % 2 == 0 else x[:, ::-1]
        slope = math.hypot(1 / down, 1 / along)
        field = (1.0 - y / np.float32(down) - x / np.float32(along)) / np.float32(slope)
        bow = clouds(rng, box.size, 0.7 * down, octaves=3)
        fade = np.clip((1.5 - np.maximum(y / down, x / along)) * 4, 0, 1).astype(np.float32)
        field = field + np.float32(0.1 * down) * bow - (1 - fade) * np.float32(2 * down)
        _lose(sheet, rng, field.astype(np.float32), box, backdrop)


def torn_edges(sheet: Sheet, rng: Rng, strength: float) -> None:
    """A strip torn off along one side, or two."""
    backdrop = _backdrop(rng, sheet)
    for side in rng.permutation(4)[: 1 + int(rng.random() < 0.4 * strength)]:
        is_level = side < 2
        length = sheet.size.width if is_level else sheet.size.height
        depth = sheet.units(rng.uniform(3, 6 + 26 * strength), 1)
        limit = sheet.size.height if is_level else sheet.size.width
        outline = 0.7 + 0.5 * drift(rng, length, 4) + 0.25 * drift(rng, length, 14)
        outline += 0.1 * drift(rng, length, max(4, int(length / sheet.units(6, 2))))
        if rng.random() < 0.5:  # only part of the side
            outline -= np.linspace(0.0, 1.6, length)[:: -1 if rng.random() < 0.5 else 1]
        outline *= depth
        reach = int(np.clip(math.ceil(outline.max() + sheet.units(14, 3)), 1, limit))
        deep = np.arange(reach, dtype=np.float32)
        deep = deep if side % 2 == 0 else deep[::-1]
        first = 0 if side % 2 == 0 else limit - reach
        if is_level:
            box = Box(first, 0, first + reach, length)
            field = outline.astype(np.float32)[None, :] - deep[:, None]
        else:
            box = Box(0, first, length, first + reach)
            field = outline.astype(np.float32)[:, None] - deep[None, :]
        _lose(sheet, rng, field, box, backdrop)


def flaking(sheet: Sheet, rng: Rng, strength: float) -> None:
    """Emulsion that came off in ragged islands, near one or two sides or within the picture."""
    near = _sides(sheet, rng, strength) if rng.random() < 0.6 else _islands(sheet, rng, strength)
    where = near > 0.0
    if not where.any():
        return
    rows, columns = np.flatnonzero(where.any(1)), np.flatnonzero(where.any(0))
    box = Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
    near = near[box.slices]
    field = clouds(rng, box.size, sheet.units(26, 4), octaves=6, gain=0.62)
    field = field * np.float32(0.8) + 2.6 * near - np.float32(2.1 - 0.8 * strength)
    field -= np.clip(0.12 - near, 0, 1) * 12
    dark = rng.random() < 0.5
    bare = sheet.ink if dark else sheet.paper
    other = sheet.paper if dark else sheet.ink
    edge = max(0.12, 0.16 / max(1.0, sheet.unit_px))
    halo = smoothstep(-0.28, 0.05, field) * smoothstep(
        -0.2, 0.9, clouds(rng, box.size, sheet.units(12, 3), octaves=4)
    )
    sheet.lay(halo * np.float32(0.5), other, at=box)
    sheet.lay(smoothstep(-edge, edge, field), sheet.grain(rng, bare, box.size, 0.02), at=box)


def _sides(sheet: Sheet, rng: Rng, strength: float) -> Floats:
    """1 at one or two sides of the photograph, falling to 0 inwards."""
    height, width = sheet.size
    y = np.arange(height, dtype=np.float32)[:, None]
    x = np.arange(width, dtype=np.float32)[None, :]
    distances = [y, height - 1 - y, x, width - 1 - x]
    reach = np.float32(sheet.units(40 + 150 * strength * rng.random(), 3))
    near = np.zeros((height, width), np.float32)
    for side in rng.permutation(4)[: 1 + int(rng.random() < 0.5)]:
        near = np.maximum(near, np.clip(1.0 - distances[side] / reach, 0.0, 1.0))
    return near


def _islands(sheet: Sheet, rng: Rng, strength: float) -> Floats:
    """1 in the middle of some places, or along an arc around them as heat leaves it; 0 outside."""
    height, width = sheet.size
    near = np.zeros((height, width), np.float32)
    for _ in range(1 + int(rng.poisson(2.0 * strength))):
        down = sheet.units(rng.uniform(8, 20 + 70 * strength), 2)
        along = down * rng.uniform(0.6, 1.7)
        y = (np.arange(height, dtype=np.float32)[:, None] - rng.uniform(0, height)) / down
        x = (np.arange(width, dtype=np.float32)[None, :] - rng.uniform(0, width)) / along
        far = np.hypot(y, x).astype(np.float32)
        if rng.random() < 0.3:
            turned = np.cos(np.arctan2(y, x) - rng.uniform(0, 2 * math.pi))
            far = 2.5 * np.abs(far - 1.0) + np.clip(-0.8 * turned, 0.0, 1.0)
        near = np.maximum(near, np.clip(1.0 - far / 1.6, 0.0, 1.0)).astype(np.float32)
    return near
