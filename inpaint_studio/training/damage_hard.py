"""Whole photographs that a detector takes for damaged: what it has yet to leave alone.

Knows no training; the detector that judges is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from inpaint_studio.errors import OptionError
from inpaint_studio.training.damage_bank import DamageBank, build_bank, draw_crops
from inpaint_studio.training.damage_config import DamageConfig

__all__ = ["build_hard_bank"]

Bytes = NDArray[np.uint8]
Photo = Callable[[np.random.Generator], tuple[str, Bytes]]
_CROPS_A_PHOTO = 4
_MOST_DRAWS = 1000


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
    judge.eval()
    whole = replace(config, undamaged=1.0, bank_size=config.hard_crops, centred=0.0)

    def named(rng: np.random.Generator) -> Bytes:
        for _ in range(_MOST_DRAWS):
            name, pixels = photo(rng)
            if any(fnmatch(name, pattern) for pattern in config.hard_names):
                return pixels
        raise OptionError(
            f"damage.hard_names {list(config.hard_names)} match no photograph; use ['*'] for all."
        )

    def hardest(
        first: Bytes, _: DamageConfig, side: int, count: int, rng: np.random.Generator
    ) -> list[tuple[Bytes, Bytes]]:
        crops = draw_crops(first, whole, side, _CROPS_A_PHOTO, rng)
        while len(crops) < count * config.hard_of:
            crops += draw_crops(named(rng), whole, side, _CROPS_A_PHOTO, rng)
        order = np.argsort([-_alarm(judge, image) for image, _ in crops], kind="stable")
        return [crops[place] for place in order[:count]]

    return build_bank(
        named, whole, side_px=side_px, seed=seed, folder=folder, listener=listener, draw=hardest
    )


def _alarm(judge: nn.Module, image: Bytes) -> float:
    """How much damage is seen in a crop: surely seen counts more than suspected."""
    device = next(judge.parameters()).device
    with torch.inference_mode():
        pixels = (
            torch.from_numpy(np.ascontiguousarray(image))
            .permute(2, 0, 1)[None]
            .float()
            .div(255)
            .to(device)
        )
        chance = judge(pixels.contiguous(memory_format=torch.channels_last)).float().sigmoid()
        return float(chance.amax(1).square().mean())
