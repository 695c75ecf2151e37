"""What damage lies on, and what scanning does to it afterwards: prints, frames, grain, JPEG.

Nothing here is damage: straight borders, grain, screens of dots and blocks of JPEG are drawn so
that a detector learns to leave them alone.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.training.damage_config import DamageConfig

__all__ = ["grainy", "prepare", "scanned", "whole_crop"]

Bytes = NDArray[np.uint8]

_HARD = 0.5
_PAPERS = ((250, 250, 248), (238, 230, 210), (214, 196, 160), (18, 17, 16), (128, 124, 118))


def prepare(photo: Bytes, config: DamageConfig, rng: np.random.Generator) -> Bytes:
    """A print of `photo`: scaled, toned, grainy, perhaps framed. Not modified; new array."""
    image = _scaled(photo, config.canvas_px, rng)
    u = rng.random()
    if u < config.gray + config.sepia:
        gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None].repeat(3, 2)
        image = np.asarray(gray, np.uint8)
        if u < config.sepia:
            warm = np.array([1.0, rng.uniform(0.84, 0.96), rng.uniform(0.6, 0.88)])
            image = (image * warm).astype(np.uint8)
    if rng.random() < 0.4:
        image = _contrast(image, rng)
    if rng.random() < config.halftone:
        image = _halftone(image, rng)
    if rng.random() < config.grain:
        image = grainy(image, rng)
    if rng.random() < config.frame:
        image = _framed(image, rng)
    return np.ascontiguousarray(image)


def whole_crop(
    photo: Bytes,
    doubts: Bytes | None,
    config: DamageConfig,
    side_px: int,
    rng: np.random.Generator,
) -> tuple[Bytes, Bytes]:
    """A square of a whole photograph, toned and perhaps framed, quicker than all of `prepare`; and
    of `doubts`, 1 where it may be damaged after all."""
    low, high = config.canvas_px
    if doubts is None:
        if rng.random() < config.frame / 2:
            photo = _framed(photo, rng)
        doubts = np.zeros(photo.shape[:2], np.uint8)
    short = min(photo.shape[:2])
    # What is shown must fill the square; widened further, a photograph has no detail left.
    least = side_px / short
    high = max(high, short)
    scale = math.exp(rng.uniform(math.log(low), math.log(high))) / short
    scale = min(max(scale, least), max(3.0, least))
    side = min(short, max(8, round(side_px / scale)))
    top, left = (int(rng.integers(length - side + 1)) for length in photo.shape[:2])
    if rng.random() < 0.3:  # borders and corners, more often than they are met by chance
        top = int(rng.choice([0, photo.shape[0] - side]))
        left = int(rng.choice([0, photo.shape[1] - side]))
    how = cv2.INTER_AREA if side > side_px else cv2.INTER_CUBIC
    window = np.s_[top : top + side, left : left + side]
    size = (side_px, side_px)
    image = np.asarray(
        cv2.resize(np.ascontiguousarray(photo[window]), size, interpolation=how), np.uint8
    )
    doubts = np.asarray(
        cv2.resize(np.ascontiguousarray(doubts[window]), size, interpolation=cv2.INTER_NEAREST),
        np.uint8,
    )
    if side < 0.75 * side_px and rng.random() < 0.5:
        soft = cv2.GaussianBlur(image, (0, 0), 1.5 * side_px / side)
        image = np.asarray(cv2.addWeighted(image, 2.0, soft, -1.0, 0), np.uint8)
    if rng.random() < config.gray + config.sepia:
        gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[..., None].repeat(3, 2)
        image = np.asarray(gray, np.uint8)
    if rng.random() < 0.45:
        image = _contrast(image, rng)
    turn = int(rng.integers(8))
    if turn >= 4:
        image, doubts = image[:, ::-1], doubts[:, ::-1]
    # Most photographs stand upright, but scans lie on their sides too.
    quarter = turn % 4 if rng.random() < 0.4 else 0
    return (
        np.ascontiguousarray(np.rot90(image, quarter)),
        np.ascontiguousarray(np.rot90(doubts, quarter)),
    )


def scanned(image: Bytes, rng: np.random.Generator) -> Bytes:
    """`image` as a file that went through lenses, resizing and JPEG; may return it unchanged."""
    u = rng.random(3)
    if u[0] < 0.3:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.1)), np.uint8)
    elif u[0] < 0.45:  # sharpened by the scanner's driver
        soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 1.5))
        amount = rng.uniform(0.3, 1.2)
        image = np.asarray(cv2.addWeighted(image, 1 + amount, soft, -amount, 0), np.uint8)
    if u[1] < 0.15:
        image = grainy(image, rng)
    if u[2] < 0.45:
        quality = int(rng.integers(35, 96))
        encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
        assert decoded is not None
        image = np.asarray(decoded[..., ::-1], np.uint8)
    return image


def _scaled(photo: Bytes, canvas_px: tuple[int, int], rng: np.random.Generator) -> Bytes:
    low, high = canvas_px
    short = min(photo.shape[:2])
    # Widened further, a photograph has no detail left.
    high = max(low, min(high, int(3.5 * short)))
    scale = math.exp(rng.uniform(math.log(low), math.log(high))) / short
    size = (max(low, round(photo.shape[1] * scale)), max(low, round(photo.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = np.asarray(cv2.resize(photo, size, interpolation=how), np.uint8)
    if scale > 1.3 and rng.random() < 0.5:  # bring back some of the crispness of a larger file
        soft = cv2.GaussianBlur(image, (0, 0), 1.5 * scale)
        image = np.asarray(cv2.addWeighted(image, 2.0, soft, -1.0, 0), np.uint8)
    return image


def _contrast(image: Bytes, rng: np.random.Generator) -> Bytes:
    """`image` in other tones: flat as a faded print, or hard, with whites and blacks without
    drawing, as a snapshot in the sun has them."""
    levels = np.linspace(0, 1, 256)
    if rng.random() < _HARD:
        black, white = rng.uniform(0, 0.3), rng.uniform(0.5, 0.95)
        levels = np.clip((levels - black) / (white - black), 0, 1) ** rng.uniform(0.7, 1.3)
        paper = rng.uniform(0.85, 1.0)
        levels = 0.06 * rng.random() + levels * (paper - 0.06)
    else:
        black, white = 0.25 * rng.random(), 1 - 0.25 * rng.random()
        levels = levels ** rng.uniform(0.7, 1.5) * (white - black) + black
    return np.asarray(cv2.LUT(image, np.rint(levels * 255).astype(np.uint8)), np.uint8)


def grainy(image: Bytes, rng: np.random.Generator) -> Bytes:
    """Noise of silver or of a sensor: one grain of any size for all channels, or one each."""
    planes = 1 if rng.random() < 0.75 else 3
    noise = rng.standard_normal((*image.shape[:2], planes), np.float32)
    size = rng.choice([0.0, 0.6, 0.9, 1.4, 2.2])
    if size > 0:
        soft = cv2.GaussianBlur(noise, (0, 0), float(size))
        noise = np.asarray(soft, np.float32).reshape(*image.shape[:2], planes)
        noise /= max(float(noise.std()), 1e-6)
    amount = rng.uniform(1.5, 12)
    light = image.mean(2, keepdims=True, dtype=np.float32) / 255
    strength = amount * (0.4 + 2.4 * light * (1 - light)) if rng.random() < 0.7 else amount
    return np.clip(image + noise * strength, 0, 255).astype(np.uint8)


def _halftone(image: Bytes, rng: np.random.Generator) -> Bytes:
    pitch, angle = rng.uniform(2.5, 7), rng.uniform(0, math.pi)
    y, x = np.mgrid[: image.shape[0], : image.shape[1]].astype(np.float32)
    u = (x * math.cos(angle) + y * math.sin(angle)) * (2 * math.pi / pitch)
    v = (y * math.cos(angle) - x * math.sin(angle)) * (2 * math.pi / pitch)
    screen = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
    light = image.astype(np.float32) / 255
    printed = 1 / (1 + np.exp(-(light - screen[..., None]) * rng.uniform(3, 12)))
    share = rng.uniform(0.3, 1.0)
    return np.asarray((light * (1 - share) + printed * share) * 255, np.uint8)


def _framed(image: Bytes, rng: np.random.Generator) -> Bytes:
    """A straight border of paper or black, sometimes with a thin rule at the picture."""
    height, width = image.shape[:2]
    colour = np.asarray(_PAPERS[int(rng.integers(len(_PAPERS)))], np.float32)
    colour = np.clip(colour + rng.normal(0, 6, 3), 0, 255)
    side = rng.uniform(0.015, 0.09) * min(height, width)
    top, bottom, left, right = (int(side * rng.uniform(0.4, 1.6)) for _ in range(4))
    if rng.random() < 0.3:  # only some sides are seen
        top, bottom, left, right = (
            size if rng.random() < 0.5 else 0 for size in (top, bottom, left, right)
        )
    result = np.empty((height + top + bottom, width + left + right, 3), np.float32)
    result[:] = colour
    result += rng.standard_normal(result.shape[:2], np.float32)[..., None] * rng.uniform(0, 4)
    result[top : top + height, left : left + width] = image
    framed = np.clip(result, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        tone = int(rng.choice([20, 90, 240]))
        corner = (left + width, top + height)
        cv2.rectangle(framed, (left, top), corner, (tone,) * 3, int(rng.integers(1, 4)))
    return framed
