"""Lettering on photographs: a camera's date back in seven-segment digits, captions by hand and type.

All shapes are drawn here, stroke by stroke; no font file is used.
"""

from __future__ import annotations

import math

import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.training.damage.chance import Floats, Path, Rng, drift
from inpaint_studio.training.damage.coverage import Dots, blurred, polygon
from inpaint_studio.training.damage.sheet import Colour, Lay, Sheet

__all__ = ["captions", "date_stamp", "draw_date", "draw_text"]

# Segments a to g, clockwise from the top, g in the middle.
_LIT = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    "-": "g",
}
# Ends of each segment in a cell one wide and two high, as (y, x).
_ENDS = {
    "a": ((0.0, 0.0), (0.0, 1.0)),
    "b": ((0.0, 1.0), (1.0, 1.0)),
    "c": ((1.0, 1.0), (2.0, 1.0)),
    "d": ((2.0, 0.0), (2.0, 1.0)),
    "e": ((1.0, 0.0), (2.0, 0.0)),
    "f": ((0.0, 0.0), (1.0, 0.0)),
    "g": ((1.0, 0.0), (1.0, 1.0)),
}
# Letters as pen strokes on a grid four wide and six high; each point is the digits x, y.
_STROKES = {
    "A": "062046 1434",
    "B": "06003041423303 3344453606",
    "C": "4130100105163645",
    "D": "06003041453606",
    "E": "40000646 0333",
    "F": "400006 0333",
    "G": "41301001051636454323",
    "H": "0006 4046 0343",
    "I": "2026",
    "J": "4045361605",
    "K": "0006 4003 1346",
    "L": "000646",
    "M": "0600234046",
    "N": "06004640",
    "O": "103041453616050110",
    "P": "06003041423303",
    "Q": "103041453616050110 2446",
    "R": "06003041423303 2346",
    "S": "413010010213334445361605",
    "T": "0040 2026",
    "U": "000516364540",
    "V": "002640",
    "W": "0016233640",
    "X": "0046 4006",
    "Y": "002340 2326",
    "Z": "00400646",
    "0": "103041453616050110",
    "1": "112026",
    "2": "01103041420646",
    "3": "01103041423323 334445361605",
    "4": "36300444",
    "5": "400002324345361605",
    "6": "40200205163645443303",
    "7": "004016",
    "8": "103041423313020110 133344453616050413",
    "9": "4333130201103041453606",
    ".": "2526",
    ",": "2517",
    "-": "1333",
    "'": "2021",
    "/": "4006",
    "&": "46110110213204051625 43",
}
_PLACES = (
    "ALDERMOOR", "PORT HALLAN", "THE OLD MILL", "VALE OF ERSK", "NORTH QUAY", "HIGH STREET",
    "LAKE MERROW", "GRAND HOTEL", "SUNDAY OUTING", "FERRY BRIDGE", "OUR HOUSE", "MARKET DAY",
)  # fmt: skip
_NAMES = ("ANNA & JOSEF", "UNCLE WILL", "AUNT ROSA", "THE TWINS", "MOTHER, AGED 31", "CLASS 4 B")


def _digit(char: str, top: float, left: float, size_px: float, bar_px: float) -> list[Path]:
    """The lit segments of one digit as six-cornered bars."""
    bars: list[Path] = []
    for name in _LIT.get(char, ""):
        (y0, x0), (y1, x1) = _ENDS[name]
        start = np.array([top + y0 * size_px, left + x0 * size_px])
        end = np.array([top + y1 * size_px, left + x1 * size_px])
        way = (end - start) / size_px
        side = np.array([way[1], -way[0]]) * bar_px / 2
        start, end = start + way * bar_px * 0.6, end - way * bar_px * 0.6
        tip = way * bar_px / 2
        bars.append(
            np.stack([start - tip, start + side, end + side, end + tip, end - side, start - side])
        )
    return bars


def _date_shapes(
    text: str, top: float, left: float, cell_px: float, bar_px: float, widths: list[float]
) -> list[Path]:
    """Polygons of all lit bars, apostrophes and stops of `text`."""
    shapes: list[Path] = []
    foot = top + 2.0 * cell_px
    for char, width in zip(text, widths, strict=True):
        right = left + bar_px
        if char == "'":
            low = top + 0.55 * cell_px
            tip = [[low, left + 0.3 * bar_px], [low, left - 0.2 * bar_px]]
            shapes.append(np.array([[top, left], [top, right], *tip]))
        elif char == ".":
            rise = foot - bar_px
            shapes.append(np.array([[rise, left], [rise, right], [foot, right], [foot, left]]))
        shapes.extend(_digit(char, top, left, cell_px, bar_px))
        left += width
    return shapes


def draw_date(
    sheet: Sheet,
    text: str,
    *,
    height_px: float,
    right_px: float,
    bottom_px: float,
    colour: Colour = (1.0, 0.47, 0.13),
    glow: float = 0.6,
) -> None:
    """Expose `text` into the photograph as a date back does.

    Parameters
    ----------
    text
        Digits, blanks, hyphens, apostrophes and full stops; others are left blank.
    height_px
        Height of a digit.
    right_px, bottom_px
        Distance of the text from the right and the bottom border.
    colour, glow
        Of the lamp; its bloom in [0, 1] on the film.
    """
    cell = height_px / 2.0
    bar = max(0.9, 0.21 * cell)
    advance = {" ": 1.0, "'": 0.55, ".": 0.55}
    widths = [cell * advance.get(char, 1.0) + 0.62 * cell for char in text]
    top = sheet.size.height - bottom_px - height_px
    left = sheet.size.width - right_px - sum(widths)
    margin = int(1.2 * height_px) + 3
    box = Box(
        int(top) - margin,
        int(left) - margin,
        int(top + height_px) + margin,
        int(left + sum(widths)) + margin,
    ).clipped(sheet.size)
    if box.is_empty:
        return
    lit = np.zeros(box.size, np.float32)
    for corners in _date_shapes(text, top, left, cell, bar, widths):
        slanted = corners - (box.top, box.left)
        slanted[:, 1] += (top + height_px / 2 - corners[:, 0]) * 0.06
        np.maximum(lit, polygon(box.size, slanted), out=lit)
    core = blurred(lit, max(0.45, 0.035 * height_px))
    bloom = blurred(lit, max(0.8, 0.13 * height_px))
    edge = (colour[0], colour[1] * 0.45, colour[2] * 0.3)
    sheet.lay(np.clip(bloom * np.float32(glow), 0, 1), edge, how=Lay.LIGHT, at=box)
    sheet.lay(np.clip(core * np.float32(1.3), 0, 1) * np.float32(0.95), colour, at=box)


def date_stamp(sheet: Sheet, rng: Rng, strength: float) -> None:
    """A date in a lower corner, of the years when cameras printed them."""
    year, month, day = (
        int(rng.integers(78, 108)) % 100,
        int(rng.integers(1, 13)),
        int(rng.integers(1, 29)),
    )
    hour, minute = int(rng.integers(24)), int(rng.integers(60))
    forms = (
        f"'{year:02d} {month:2d} {day:2d}",
        f"{month:2d} {day:2d} '{year:02d}",
        f"{day:2d} {month:2d} '{year:02d}",
        f"{day:2d} {hour:2d}-{minute:02d}",
        f"{19 if year > 50 else 20}{year:02d}.{month:02d}.{day:02d}",
    )
    text = forms[int(rng.choice(5, p=[0.4, 0.2, 0.15, 0.1, 0.15]))]
    colours: tuple[Colour, ...] = (
        (1.0, 0.47, 0.13),
        (1.0, 0.33, 0.16),
        (1.0, 0.66, 0.24),
        (1.0, 0.84, 0.4),
    )
    height = sheet.units(rng.uniform(13, 22) + 6 * strength, 3)
    length = height * 0.78 * len(text)
    left_side = rng.random() < 0.15
    margin = sheet.units(rng.uniform(14, 40))
    draw_date(
        sheet,
        text,
        height_px=height,
        right_px=sheet.size.width - length - margin if left_side else margin,
        bottom_px=sheet.units(rng.uniform(12, 36)),
        colour=colours[int(rng.integers(len(colours)))],
        glow=rng.uniform(0.3, 0.9),
    )


def _strokes(char: str, top: float, left: float, unit_px: float, by_hand: bool) -> list[Path]:
    """Pen strokes of one letter as dense points; rounded when written by hand."""
    result: list[Path] = []
    for stroke in _STROKES.get(char, "").split():
        points = np.array(
            [[int(stroke[i + 1]), int(stroke[i])] for i in range(0, len(stroke), 2)], np.float64
        )
        rounds = 2 if by_hand or char in "BCDGJOPQRSU0235689&" else 0
        for _ in range(rounds):  # corner cutting (Chaikin 1974)
            if len(points) > 2:
                cut = np.stack(
                    [
                        0.75 * points[:-1] + 0.25 * points[1:],
                        0.25 * points[:-1] + 0.75 * points[1:],
                    ],
                    1,
                ).reshape(-1, 2)
                points = np.concatenate([points[:1], cut, points[-1:]])
        steps = np.hypot(*np.diff(points, axis=0).T) * unit_px
        length = np.concatenate(([0.0], np.cumsum(steps)))
        dense = np.linspace(0.0, length[-1], max(2, int(length[-1] / 0.5)))
        y, x = np.interp(dense, length, points[:, 0]), np.interp(dense, length, points[:, 1])
        result.append(np.stack([top + y * unit_px, left + x * unit_px], 1))
    return result


def draw_text(
    sheet: Sheet,
    rng: Rng,
    text: str,
    *,
    top_px: float,
    left_px: float,
    height_px: float,
    colour: Colour,
    opacity: float = 1.0,
    by_hand: bool = False,
    shadow: float = 0.0,
) -> None:
    """Write capitals, digits and simple signs in one line.

    Parameters
    ----------
    top_px, left_px, height_px
        Of the first letter.
    colour, opacity
        Of the ink.
    by_hand
        Slanted, uneven and round, as with a pen; otherwise set in type.
    shadow
        Opacity of a dark shadow below, as overlaid names have.
    """
    unit = height_px / 6.0
    pen = max(0.5, height_px * (0.05 if by_hand else 0.065))
    dots, left = Dots(), left_px
    for char in text:
        top = top_px + (rng.normal(0, 0.05) * height_px if by_hand else 0.0)
        size = unit * (rng.uniform(0.9, 1.06) if by_hand else 1.0)
        for stroke in _strokes(char, top, left, size, by_hand):
            if by_hand:
                stroke = stroke + np.stack(
                    [drift(rng, len(stroke), 3), drift(rng, len(stroke), 3)], 1
                ) * (0.025 * height_px)
                stroke[:, 1] += (top_px + height_px - stroke[:, 0]) * 0.22
                pressure = pen * np.clip(1 + 0.35 * drift(rng, len(stroke), 4), 0.4, 1.7)
                dots.add(stroke, pressure, np.clip(0.85 + 0.2 * drift(rng, len(stroke), 5), 0.3, 1))
            else:
                dots.add(stroke, pen)
        narrow = 0.45 if char in "I.,'1 " else 1.0
        left += unit * (4 * narrow + 1.9) * (rng.uniform(0.85, 1.05) if by_hand else 1.0)
    cover = dots.coverage(sheet.size, 1.2)
    if shadow > 0.0:
        _shadow(sheet, cover, height_px, shadow)
    sheet.lay(cover * np.float32(opacity), colour)


def _shadow(sheet: Sheet, cover: Floats, height_px: float, opacity: float) -> None:
    reach = max(1, round(0.07 * height_px))
    below = np.zeros_like(cover)
    below[reach:, reach:] = cover[:-reach, :-reach]
    below = blurred(below, max(0.6, 0.05 * height_px))
    sheet.lay(below * np.float32(opacity), (0.02, 0.02, 0.02))


def _width_px(text: str, height_px: float) -> float:
    return sum((4 * (0.45 if char in "I.,'1 " else 1.0) + 1.9) for char in text) * height_px / 6.0


def captions(sheet: Sheet, rng: Rng, strength: float) -> None:
    """White or black ink by hand, a printed line, a band, or a half-transparent name."""
    year = int(rng.integers(1892, 1969))
    words = _PLACES + _NAMES
    text = words[int(rng.integers(len(words)))]
    text += (f" {year}", f", {int(rng.integers(1, 29))}.{int(rng.integers(1, 13))}.{year}", "")[
        int(rng.integers(3))
    ]
    style = int(rng.choice(4, p=[0.4, 0.2, 0.15, 0.25]))
    height = sheet.units(rng.uniform(11, 18) + 8 * strength * rng.random(), 4)
    height = min(height, height * 0.9 * sheet.size.width / max(1.0, _width_px(text, height)))
    room = max(0.0, sheet.size.width - _width_px(text, height))
    left = rng.uniform(0.05, 0.95) * room
    top = rng.choice(
        [sheet.units(16), sheet.size.height - height - sheet.units(rng.uniform(12, 30))]
    )
    ink = sheet.tinted((0.08, 0.08, 0.12), 0.3)
    if style == 3:
        size = min(
            2.4 * height, height * 0.95 * sheet.size.width / max(1.0, _width_px(text, height))
        )
        draw_text(
            sheet, rng, text,
            top_px=rng.uniform(0.25, 0.7) * sheet.size.height,
            left_px=max(0.0, (sheet.size.width - _width_px(text, size)) * rng.random()),
            height_px=size, colour=(0.97, 0.97, 0.97), opacity=0.35 + 0.45 * strength, shadow=0.25,
        )  # fmt: skip
        return
    if style == 2:
        pad = 0.6 * height
        box = Box(
            math.floor(top - pad), 0, math.ceil(top + height + pad), sheet.size.width
        ).clipped(sheet.size)
        if not box.is_empty:
            sheet.lay(
                np.full(box.size, 0.92, np.float32),
                sheet.grain(rng, sheet.paper, box.size, 0.02),
                at=box,
            )
    dark = style == 2 or rng.random() < 0.35
    draw_text(
        sheet, rng, text,
        top_px=float(top), left_px=left, height_px=height,
        colour=ink if dark else sheet.paper, opacity=0.75 + 0.25 * strength, by_hand=style == 0,
    )  # fmt: skip
