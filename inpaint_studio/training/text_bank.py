"""Crops with lettering drawn in advance, and which of their pixels are ink.

Of the same form as a bank of damaged crops: the first bit of a target is ink. What else marks a
photograph, from scratches to fences, is drawn as something to be left alone. Knows no network.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.training.damage import DamageKind, apply_damage
from inpaint_studio.training.damage_backdrop import prepare, scanned
from inpaint_studio.training.damage_bank import IGNORE_BIT
from inpaint_studio.training.damage_config import DamageConfig
from inpaint_studio.training.text_drawing import Typefaces, draw_lettering

__all__ = ["FONT_FOLDERS", "INK_BIT", "draw_text_crops"]

INK_BIT = 0
FONT_FOLDERS = tuple(
    Path(folder).expanduser()
    for folder in (
        "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/Library/Fonts",
        "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
    )
)  # fmt: skip

_INK_FROM, _CLEAR_BELOW = 0.4, 0.06
_LEAST_CHANGE = 14
_OTHER_MARKS = ("hair-scratch", "broad-scratch", "dust", "fibre", "crease", "flaking", "stain")

Bytes = NDArray[np.uint8]


def draw_text_crops(
    photo: Bytes,
    faces: Typefaces,
    config: DamageConfig,
    side_px: int,
    count: int,
    rng: np.random.Generator,
) -> list[tuple[Bytes, Bytes]]:
    """`count` crops of one photograph with one draw of lettering; `photo` is not modified."""
    clean = prepare(photo, config, rng)
    if rng.random() < 0.35:
        clean = _with_figures(clean, rng)
    if rng.random() < 0.2:
        kinds = rng.choice(_OTHER_MARKS, 2, replace=False)
        drawn = apply_damage(
            clean, [DamageKind(kind) for kind in kinds], seed=int(rng.integers(2**31)), strength=0.4
        )
        clean = np.asarray(drawn.image, np.uint8)
    u = rng.random()
    target = np.zeros(clean.shape[:2], np.uint8)
    image = clean
    if u >= config.undamaged + 0.12:
        lettered = draw_lettering(clean, faces, rng)
        image, cover = lettered.image, lettered.cover
        seen = cv2.dilate(cv2.absdiff(clean, image).max(2), np.ones((3, 3), np.uint8))
        ink = cover > _INK_FROM
        target[ink & (seen >= _LEAST_CHANGE)] = 1 << INK_BIT
        unclear = ((cover > _CLEAR_BELOW) & ~ink) | (ink & (seen < _LEAST_CHANGE))
        target[unclear] = 1 << IGNORE_BIT
    elif u >= config.undamaged:  # written by a pen
        lettering = apply_damage(
            clean, [DamageKind.CAPTION], seed=int(rng.integers(2**31)), strength=rng.uniform(0.2, 1)
        )
        image = np.asarray(lettering.image, np.uint8)
        ink = cv2.absdiff(clean, image).max(2) >= _LEAST_CHANGE
        target[ink & lettering.mask] = 1 << INK_BIT
        target[ink ^ (ink & lettering.mask)] = 1 << IGNORE_BIT
    image = scanned(image, rng)
    return [_cut(image, target, side_px, rng) for _ in range(count)]


def _with_figures(image: Bytes, rng: np.random.Generator) -> Bytes:
    """Lines, grids, rows of bars, dots and rings: like lettering in a way, and none."""
    result = image.copy()
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(1, 5))):
        colour = [
            int(v) for v in (np.full(3, rng.integers(256)) + rng.integers(-30, 30, 3)).clip(0, 255)
        ]
        x, y = int(rng.integers(width)), int(rng.integers(height))
        step, long = int(rng.integers(4, 26)), int(rng.integers(5, 60))
        thick, lean = int(rng.integers(1, 4)), int(rng.normal(0, 0.25) * long)
        kind = rng.integers(5)
        if kind == 0:  # a fence
            for k in range(int(rng.integers(3, 14))):
                cv2.line(
                    result,
                    (x + k * step, y),
                    (x + k * step + lean, y + long),
                    colour,
                    thick,
                    cv2.LINE_AA,
                )
        elif kind == 1:  # windows
            for k in range(int(rng.integers(2, 6))):
                for j in range(int(rng.integers(2, 6))):
                    corner = (x + k * 2 * step, y + j * 2 * step)
                    cv2.rectangle(result, corner, (corner[0] + step, corner[1] + step), colour, -1)
        elif kind == 2:
            end = (int(rng.integers(width)), int(rng.integers(height)))
            cv2.line(result, (x, y), end, colour, thick, cv2.LINE_AA)
        elif kind == 3:
            cv2.circle(result, (x, y), long, colour, thick, cv2.LINE_AA)
        else:  # branches
            points = np.array((x, y)) + np.cumsum(rng.normal(0, step, (8, 2)), axis=0)
            cv2.polylines(result, [points.astype(np.int32)], False, colour, thick, cv2.LINE_AA)
    return result


def _cut(
    image: Bytes, target: Bytes, side_px: int, rng: np.random.Generator
) -> tuple[Bytes, Bytes]:
    height, width = target.shape
    top, left = (int(v) for v in rng.random(2) * (height - side_px + 1, width - side_px + 1))
    marked = np.flatnonzero(target == 1 << INK_BIT)
    if len(marked) and rng.random() < 0.7:
        y, x = divmod(int(marked[rng.integers(len(marked))]), width)
        y, x = (int(v + rng.uniform(-0.4, 0.4) * side_px - side_px / 2) for v in (y, x))
        top, left = min(max(y, 0), height - side_px), min(max(x, 0), width - side_px)
    box = np.s_[top : top + side_px, left : left + side_px]
    return image[box], target[box]
