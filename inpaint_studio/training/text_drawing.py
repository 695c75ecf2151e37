"""Lettering drawn over photographs for training: captions, overlaid names, columns, watermarks.

Typefaces are those that the system has, whatever they are; without any, the one that Pillow brings.
Knows no network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Lettering", "Typefaces", "draw_lettering"]

Bytes = NDArray[np.uint8]
Cover = NDArray[np.float32]
Rng = np.random.Generator

_LETTERS = "eeeeeetttaaaooiinnsshhrrddlluccmmwwffggyyppbbvkjxqz"
_SIGNS = (".", ",", "'", "-", " & ", ": ", "©", "/", "!", "(", ")")
_LEFT_OUT = ("dingbat", "symbol", "d050000l", "emoji", "math")
_IDEOGRAPHS = (0x4E00, 0x9FA5)
_SIZES_PX = (7.0, 52.0)


class Typefaces:
    """The typefaces below some folders.

    Parameters
    ----------
    folders
        Looked through for TrueType and OpenType files.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        found = {
            path
            for folder in folders
            for suffix in ("*.ttf", "*.otf")
            for path in folder.rglob(suffix)
            if not any(word in path.name.lower() for word in _LEFT_OUT)
        }
        self._paths = sorted(found)
        self._open: dict[tuple[int, int], Any] = {}

    def __len__(self) -> int:
        return len(self._paths)

    def draw(self, rng: Rng, size_px: int) -> tuple[Any, bool]:
        """One of them, as Pillow's font, and whether it holds ideographs."""
        from PIL import ImageFont

        if not self._paths:
            return ImageFont.load_default(size_px), False
        place = int(rng.integers(len(self._paths)))
        key = (place, size_px)
        if key not in self._open:
            self._open[key] = ImageFont.truetype(self._paths[place], size_px)
        return self._open[key], "fallback" in self._paths[place].name.lower()


@dataclass(frozen=True, eq=False)
class Lettering:
    """A photograph with lettering.

    Attributes
    ----------
    image
        uint8 (H, W, 3), new.
    cover
        float32 (H, W) in [0, 1]: how much of a pixel is ink, outlines included.
    """

    image: Bytes
    cover: Cover


@dataclass(frozen=True)
class _Style:
    """How one block is drawn: colours in 0..255, opacity in (0, 1]."""

    ink: NDArray[np.float32]
    opacity: float
    outline_px: int
    shadow: float
    band: bool
    blur_px: float


def draw_lettering(photo: Bytes, faces: Typefaces, rng: Rng) -> Lettering:
    """One to three blocks of lettering over a photograph, which is not modified."""
    image, cover = photo.astype(np.float32), np.zeros(photo.shape[:2], np.float32)
    for _ in range(int(rng.choice((1, 1, 2, 3)))):
        mask, rim = _block(photo.shape[:2], faces, rng)
        if mask is None or rim is None or (np.maximum(mask, rim) * cover).max() > 0.05:
            continue
        style = _style(rng)
        _lay(image, mask, rim, style)
        drawn = np.maximum(mask, rim) if style.outline_px else mask
        cover = np.maximum(cover, drawn)
    return Lettering(np.clip(np.rint(image), 0, 255).astype(np.uint8), cover)


def _words(rng: Rng, count: int, ideographs: bool) -> str:
    if ideographs and rng.random() < 0.7:
        codes = rng.integers(*_IDEOGRAPHS, size=2 * count + 1)
        return "".join(chr(int(code)) for code in codes)
    return " ".join(_word(rng) for _ in range(count))


def _word(rng: Rng) -> str:
    u = rng.random()
    if u < 0.18:
        return str(int(rng.integers(1850, 2030)) if u < 0.1 else int(rng.integers(0, 100_000)))
    letters = rng.integers(0, len(_LETTERS), size=int(rng.integers(1, 10)))
    word = "".join(_LETTERS[int(i)] for i in letters)
    u = rng.random()
    word = word.upper() if u < 0.3 else word.capitalize() if u < 0.6 else word
    return word + _SIGNS[int(rng.integers(len(_SIGNS)))] if rng.random() < 0.2 else word


def _style(rng: Rng) -> _Style:
    u = rng.random()
    if u < 0.5:
        ink = np.full(3, rng.uniform(205, 255))
    elif u < 0.75:
        ink = rng.uniform(0, 60) + rng.uniform(0, 15, 3)
    elif u < 0.85:
        ink = np.array([255, rng.uniform(90, 235), rng.uniform(0, 90)])
    else:
        ink = rng.uniform(0, 255, 3)
    u = rng.random()
    return _Style(
        ink.astype(np.float32),
        1.0 if u < 0.55 else rng.uniform(0.3, 0.95),
        int(rng.integers(1, 3)) if rng.random() < 0.2 else 0,
        rng.uniform(0.2, 0.8) if rng.random() < 0.25 else 0.0,
        bool(rng.random() < 0.12),
        rng.uniform(0.3, 1.0) if rng.random() < 0.35 else 0.0,
    )


def _block(size: tuple[int, ...], faces: Typefaces, rng: Rng) -> tuple[Cover | None, Cover | None]:
    """How much of each pixel a block covers, and how much with an outline around it."""
    from PIL import Image, ImageDraw

    height, width = size
    low, high = _SIZES_PX
    kind = rng.choice(5, p=[0.42, 0.2, 0.12, 0.18, 0.08])
    if kind in (3, 4):
        low = 14.0
    px = round(math.exp(rng.uniform(math.log(low), math.log(min(high, height / 4)))))
    font, ideographs = faces.draw(rng, px)
    text = _text(kind, rng, ideographs)
    options = {"font": font, "spacing": max(1, px // 5), "align": rng.choice(["left", "center"])}
    layer = Image.new("L", (1, 1))
    left, top, right, bottom = ImageDraw.Draw(layer).multiline_textbbox((0, 0), text, **options)
    wide, tall = math.ceil(right - left) + 8, math.ceil(bottom - top) + 8
    if wide < 8 or tall < 8 or wide * tall > 4 * height * width:
        return None, None
    covers = []
    for outline_px in (0, max(1, px // 14)):
        layer = Image.new("L", (wide, tall))
        ImageDraw.Draw(layer).multiline_text(
            (4 - left, 4 - top), text, fill=255, stroke_width=outline_px, **options
        )
        covers.append(np.asarray(layer, np.float32) / np.float32(255))
    degrees = _turn(kind, rng)
    placed = _placed(covers, (height, width), degrees, kind == 4, rng)
    return placed[0], placed[1]


def _text(kind: int, rng: Rng, ideographs: bool) -> str:
    if kind == 1:  # a few lines
        count = int(rng.integers(2, 6))
        return "\n".join(_words(rng, int(rng.integers(1, 5)), ideographs) for _ in range(count))
    if kind == 2:  # a column
        count = int(rng.integers(3, 9))
        return "\n".join(_words(rng, 1, ideographs)[:3] for _ in range(count))
    return _words(rng, int(rng.integers(1, 5)), ideographs)


def _turn(kind: int, rng: Rng) -> float:
    if kind in (3, 4):
        return float(rng.uniform(15, 60) * rng.choice((-1, 1)))
    u = rng.random()
    return 90.0 * float(rng.choice((-1, 1))) if u < 0.07 else float(rng.normal(0, 1.5)) * (u < 0.4)


def _placed(
    covers: list[Cover], size: tuple[int, int], degrees: float, tiled: bool, rng: Rng
) -> list[Cover]:
    """The block turned and put somewhere, often near a border; or repeated all over."""
    height, width = size
    tall, wide = covers[0].shape
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), degrees, 1.0)
    corners = turn[:, :2] @ (np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]]) * [[wide / 2], [tall / 2]])
    reach = np.abs(corners).max(axis=1)
    x, y = (
        rng.uniform(0.9 * r, max(0.9 * r + 1, s - 0.9 * r))
        for r, s in zip(reach, (width, height), strict=True)
    )
    if not tiled and rng.random() < 0.5:
        y = rng.choice([reach[1] + rng.uniform(0, 12), height - reach[1] - rng.uniform(0, 12)])
    turn[:, 2] += (x - wide / 2, y - tall / 2)
    result = []
    for cover in covers:
        laid = cv2.warpAffine(cover, turn, (width, height), flags=cv2.INTER_LINEAR)
        result.append(np.asarray(laid, np.float32))
    if tiled:
        down, across = reach[1] * 2 * rng.uniform(1.0, 1.6), reach[0] * 2 * rng.uniform(1.0, 1.4)
        for place, laid in enumerate(list(result)):
            for i in range(-3, 4):
                for j in range(-3, 4):
                    move = np.array(
                        [[1, 0, j * across + (i % 2) * across / 2], [0, 1, i * down]], np.float32
                    )
                    moved = cv2.warpAffine(laid, move, (width, height), flags=cv2.INTER_LINEAR)
                    result[place] = np.maximum(result[place], moved)
    return result


def _lay(image: NDArray[np.float32], mask: Cover, rim: Cover, style: _Style) -> None:
    """Put a block into `image`, in place."""
    contrast = np.float32(0 if style.ink.mean() > 128 else 255)
    if style.band:
        rows = np.flatnonzero(mask.max(axis=1) > 0)
        if len(rows):
            part = image[max(0, rows[0] - 3) : rows[-1] + 4]
            part *= np.float32(0.12)
            part += np.float32(0.88) * abs(contrast - 18)
    if style.shadow:
        shifted = np.roll(cv2.GaussianBlur(rim, (0, 0), 1.0), (1, 1), (0, 1))[..., None]
        image += (contrast - image) * shifted * np.float32(style.shadow)
    if style.outline_px:
        image += (contrast - image) * rim[..., None] * np.float32(style.opacity)
    if style.blur_px:
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), style.blur_px), np.float32)
    image += (style.ink - image) * mask[..., None] * np.float32(style.opacity)
