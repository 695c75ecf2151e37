"""Batches of damaged crops from a bank: turned, mirrored, and given the look of many scans."""

from __future__ import annotations

import logging
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import LookConfig, TrainConfig
from inpaint_studio.training.damage_bank import IGNORE_BIT, DamageBank, build_bank
from inpaint_studio.training.photo_look import age
from inpaint_studio.training.photo_store import PhotoStore

__all__ = ["DamageBatchMaker", "make_batches"]

_log = logging.getLogger(__name__)


class DamageBatchMaker:
    """Random batches from a bank, on the CPU.

    The batch's `mask` has a plane for each bit of the bank's targets: what is damaged in each way,
    and last what to leave out of the loss.
    """

    def __init__(self, bank: DamageBank, look: LookConfig) -> None:
        self._bank, self._look = bank, look
        self.device = torch.device("cpu")

    def make(self, count: int, random: torch.Generator) -> Batch:
        """`count` samples."""
        index = torch.randint(len(self._bank), (count,), generator=random).numpy()
        turns = torch.randint(8, (count,), generator=random).tolist()
        images = torch.stack(
            [_turned(self._bank.images[i], t) for i, t in zip(index, turns, strict=True)]
        )
        targets = torch.stack(
            [_turned(self._bank.targets[i], t) for i, t in zip(index, turns, strict=True)]
        )
        image = images.permute(0, 3, 1, 2).float().div_(255)
        u = torch.rand(3, count, 1, 1, 1, generator=random)
        # Exposure and contrast of another scanner.
        image = (image.clamp_min(1e-4) ** (0.75 + 0.6 * u[0])) * (0.85 + 0.25 * u[1])
        image = (image + 0.08 * (u[2] - 0.5)).clamp_(0, 1)
        if not self._look.is_off:
            image = age(image, self._look, random)
        bits = torch.arange(IGNORE_BIT + 1).view(1, -1, 1, 1)
        return Batch(image, ((targets[:, None].int() >> bits) & 1).float())


def _turned(array: NDArray[np.uint8], turn: int) -> torch.Tensor:
    """One of the eight ways in which a square can lie."""
    turned = np.rot90(array, turn % 4)
    # A copy in any case: the bank may be mapped from a file and must not be written to.
    return torch.from_numpy(np.array(turned[:, ::-1] if turn >= 4 else turned, order="C"))


def make_batches(config: TrainConfig, store: PhotoStore) -> DamageBatchMaker:
    """The maker of a run: its bank drawn from `store`, or read where it was drawn before."""
    bank = build_bank(
        _photos(store),
        config.damage,
        side_px=config.data.crop_px,
        seed=config.seed,
        folder=config.damage.cache,
        listener=_tell,
    )
    return DamageBatchMaker(bank, config.look)


def _photos(store: PhotoStore) -> Callable[[np.random.Generator], NDArray[np.uint8]]:
    def photo(rng: np.random.Generator) -> NDArray[np.uint8]:
        picked: NDArray[np.uint8] = store.photo(store.draw(rng.random())).cpu().numpy()
        return picked

    return photo


def _tell(done: int) -> None:
    if done % 1000 == 0:
        _log.info("%d damaged crops drawn", done)
