"""A bank of hole masks on the device, from generated shapes and folders of mask files.

Drawing is done once on the CPU; every batch then takes random masks out of the bank, turned and
mirrored. Knows nothing of photographs or networks.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.training.hole_shapes import HoleShape, draw

__all__ = ["FOLDER", "HoleBank", "build_bank"]

FOLDER = "folder"
_WHITE = 128


class HoleBank:
    """Masks to draw from.

    Parameters
    ----------
    masks
        Bool array (M, S, S), True = hole, each with at least one hole pixel.
    device
        Where they lie.
    """

    def __init__(self, masks: NDArray[np.bool_], device: torch.device) -> None:
        self._masks = torch.from_numpy(masks.astype(np.uint8)).to(device)

    def __len__(self) -> int:
        return int(self._masks.shape[0])

    @property
    def shares(self) -> Tensor:
        """Hole share of each mask, float32 (M,)."""
        return self._masks.float().mean(dim=(1, 2))

    def joined(self, other: HoleBank) -> HoleBank:
        """A bank of the masks of both, which have one side and lie on one device."""
        bank = copy.copy(self)
        bank._masks = torch.cat([self._masks, other._masks])
        return bank

    def sample(self, count: int, random: torch.Generator) -> Tensor:
        """Float32 (count, 1, S, S), 1 = hole, each turned and mirrored at random."""
        device = self._masks.device
        index = torch.randint(len(self), (count,), device=device, generator=random)
        flips = torch.rand(3, count, 1, 1, device=device, generator=random) < 0.5
        masks = self._masks[index]
        masks = torch.where(flips[0], masks.flip(1), masks)
        masks = torch.where(flips[1], masks.flip(2), masks)
        masks = torch.where(flips[2], masks.transpose(1, 2), masks)
        return masks.unsqueeze(1).float()


def build_bank(
    mix: Mapping[str, float],
    *,
    size: int,
    side_px: int,
    share: tuple[float, float],
    device: torch.device,
    seed: int,
    folders: Sequence[Path] = (),
) -> HoleBank:
    """Draw or read `size` masks of side `side_px`.

    Parameters
    ----------
    mix
        How often each `HoleShape`, or "folder" for mask files, is taken; need not sum to one.
    size, side_px, share
        Number of masks, their side, smallest and largest hole share.
    device, seed
        Where the bank lies; start of the randomness.
    folders
        Folders of mask files (white = hole) for "folder".

    Raises
    ------
    OptionError
        If the mix is empty or names an unknown shape.
    BadInputError
        If "folder" is asked for and the folders hold no mask.
    """
    kinds = [kind for kind, weight in mix.items() if weight > 0]
    unknown = [kind for kind in kinds if kind not in {*HoleShape, FOLDER}]
    if unknown or not kinds:
        allowed = ", ".join([*HoleShape, FOLDER])
        raise OptionError(
            "holes.mix names {unknown}; use some of {allowed}.",
            unknown=unknown or "nothing",
            allowed=allowed,
        )
    random = np.random.default_rng(seed)
    odds = np.array([mix[kind] for kind in kinds], float)
    files = _mask_files(folders) if FOLDER in kinds else []
    masks = np.zeros((size, side_px, side_px), bool)
    for number, kind in enumerate(random.choice(kinds, size, p=odds / odds.sum())):
        while not masks[number].any():
            masks[number] = (
                _read(files[int(random.integers(len(files)))], side_px, share, random)
                if kind == FOLDER
                else draw(HoleShape(kind), side_px, share, random)
            )
    return HoleBank(masks, device)


def _mask_files(folders: Sequence[Path]) -> list[Path]:
    files = sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".bmp"}
    )
    if not files:
        named = ", ".join(str(folder) for folder in folders) or "no folder"
        raise BadInputError(
            "No mask file in {named}; name folders of PNG masks in holes.folders.", named=named
        )
    return files


def _read(
    path: Path, side_px: int, share: tuple[float, float], random: np.random.Generator
) -> NDArray[np.bool_]:
    """A random part of a mask file at the scale of a 256-pixel picture; empty if unsuitable."""
    encoded = np.frombuffer(path.read_bytes(), np.uint8)
    mask = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
    if mask is None:
        raise BadInputError(
            "{path} is no mask that can be read; remove it from the folder.", path=path
        )
    side = max(256, side_px)
    scaled = cv2.resize(mask, (side, side), interpolation=cv2.INTER_AREA) >= _WHITE
    top, left = random.integers(0, side - side_px + 1, 2)
    part = np.asarray(scaled[top : top + side_px, left : left + side_px], dtype=bool)
    if not share[0] <= part.mean() <= share[1]:
        return np.zeros_like(part)
    return part
