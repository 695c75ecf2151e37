"""Whole photographs that a detector takes for damaged: what it has yet to leave alone.

Knows no training; the detector that judges is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from inpaint_studio.errors import OptionError
from inpaint_studio.training.damage.groups import DamageGroup
from inpaint_studio.training.damage_bank import (
    IGNORE_BIT,
    TARGETS,
    DamageBank,
    build_bank,
    draw_crops,
)
from inpaint_studio.training.damage_config import DamageConfig

__all__ = ["build_hard_bank", "doubts_in"]

Bytes = NDArray[np.uint8]
Photo = Callable[[np.random.Generator], tuple[str, Bytes]]
_CROPS_A_PHOTO = 6
_MOST_DRAWS = 1000
_DOUBT, _FAINT_DOUBT = 0.4, 0.25


def build_hard_bank(
    photo: Photo,
    config: DamageConfig,
    judge: nn.Module,
    *,
    side_px: int,
    seed: int,
    folder: Path | None = None,
    listener: Callable[[int], None] | None = None,
) -> DamageBank:
    """Draw `config.hard_crops` crops without damage, each pair the worst of many for `judge`.

    Photographs whose names match `config.doubtful` may hold real damage that nobody marked: where
    the judge sees scratches, dust or tears in them, no answer is wrong.

    Parameters
    ----------
    photo
        Draws a photograph: its name and uint8 (H, W, 3).
    judge
        Logits (N, K, H, W) of damage for images (N, 3, H, W) in [0, 1]; put into evaluation mode.
    side_px, seed, folder, listener
        As for `build_bank`.

    Raises
    ------
    OptionError
        If hardly a photograph has a name that `config.hard_names` matches.
    """
    judge = judge.eval().to(memory_format=torch.channels_last)
    whole = replace(config, undamaged=1.0, bank_size=config.hard_crops, centred=0.0)

    def matching(rng: np.random.Generator) -> tuple[str, Bytes]:
        for _ in range(_MOST_DRAWS):
            name, pixels = photo(rng)
            if any(fnmatch(name, pattern) for pattern in config.hard_names):
                return name, pixels
        raise OptionError(
            "damage.hard_names {hard_names} match no photograph; use ['*'] for all.",
            hard_names=list(config.hard_names),
        )

    def judged(rng: np.random.Generator, side: int) -> list[tuple[float, Bytes, Bytes]]:
        name, pixels = matching(rng)
        is_doubtful = any(fnmatch(name, pattern) for pattern in config.doubtful)
        drawn = draw_crops(pixels, whole, side, _CROPS_A_PHOTO, rng)
        crops = []
        for (image, target), chance in zip(drawn, _judged(judge, drawn), strict=True):
            if is_doubtful:
                target = target | _doubts(chance)
            chance[:, (target >> IGNORE_BIT) & 1 > 0] = 0
            # Surely seen counts more than suspected.
            crops.append((float((chance.max(0) ** 2).mean()), image, target))
        return crops

    def hardest(
        _: Bytes, __: DamageConfig, side: int, count: int, rng: np.random.Generator
    ) -> list[tuple[Bytes, Bytes]]:
        crops: list[tuple[float, Bytes, Bytes]] = []
        while len(crops) < count * config.hard_of:
            crops += judged(rng, side)
        crops.sort(key=lambda crop: -crop[0])
        return [(image, target) for _, image, target in crops[:count]]

    return build_bank(
        lambda rng: np.empty((0, 0, 3), np.uint8),
        whole,
        side_px=side_px,
        seed=seed,
        folder=folder,
        listener=listener,
        draw=hardest,
    )


def doubts_in(judge: nn.Module, photo: Bytes) -> Bytes:
    """1 where the judge sees scratches, dust or tears in a photograph (H, W, 3), or nearly."""
    height, width = photo.shape[:2]
    padded = cv2.copyMakeBorder(photo, 0, -height % 32, 0, -width % 32, cv2.BORDER_REFLECT)
    judge = judge.eval().to(memory_format=torch.channels_last)
    chance = _judged(judge, [(np.asarray(padded, np.uint8), np.asarray(padded[..., 0], np.uint8))])[
        0
    ]
    return (_doubts(chance[:, :height, :width], _FAINT_DOUBT) > 0).astype(np.uint8)


def _judged(judge: nn.Module, crops: list[tuple[Bytes, Bytes]]) -> NDArray[np.float32]:
    """Chance of damage (N, K, H, W) in crops."""
    device = next(judge.parameters()).device
    images = np.stack([image for image, _ in crops])
    with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
        # In this layout the pixels already lie as channels last.
        pixels = torch.from_numpy(images).permute(0, 3, 1, 2)
        chance = judge(pixels.float().div(255).to(device)).float().sigmoid()
        result: NDArray[np.float32] = chance.cpu().contiguous().numpy()
    return result


def _doubts(chance: NDArray[np.float32], least: float = _DOUBT) -> Bytes:
    """The bit of what is left out, where marks other than stains are seen, and beside them."""
    marks = [number for number, group in enumerate(TARGETS) if group is not DamageGroup.STAINS]
    seen = (chance[marks].max(0) > least).astype(np.uint8)
    wide = np.asarray(cv2.dilate(seen, np.ones((5, 5), np.uint8)), np.uint8)
    return wide << np.uint8(IGNORE_BIT)
