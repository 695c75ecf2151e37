"""Batches: crops of photographs, an old-photo look for some, and holes; all on one device."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from inpaint_studio.training.config import LookConfig
from inpaint_studio.training.holes import HoleBank
from inpaint_studio.training.photo_look import age
from inpaint_studio.training.photo_store import PhotoStore

__all__ = ["Batch", "BatchMaker"]


@dataclass(frozen=True, eq=False)
class Batch:
    """What a step sees: `image` float32 (N, 3, H, W) in [0, 1], whole; `mask` (N, 1, H, W), 1 = hole."""

    image: Tensor
    mask: Tensor


class BatchMaker:
    """Endless random batches; all randomness from one generator, so that a run can be resumed.

    Parameters
    ----------
    store, bank
        Photographs and holes on the same device; the bank's side is the crops'.
    crop_px, windows_px
        Side of the crops; smallest and largest side of what is cut out and shrunk to it.
    look
        Shares of crops made to look old.
    seed
        Start of the randomness.
    """

    def __init__(
        self,
        store: PhotoStore,
        bank: HoleBank,
        *,
        crop_px: int,
        windows_px: tuple[int, int],
        look: LookConfig,
        seed: int,
    ) -> None:
        self._store, self._bank, self._look = store, bank, look
        self._crop_px, self._windows_px = crop_px, windows_px
        self.random = torch.Generator(store.device).manual_seed(seed)

    def make(self, count: int) -> Batch:
        """The next `count` samples; one window side a batch."""
        low, high = self._windows_px
        # The choice is made on the CPU side of the generator: a shape cannot live on the device.
        window = low
        if high > low:
            window = int(
                torch.randint(low, high + 1, (1,), device=self._store.device, generator=self.random)
            )
        image = self._store.crops(count, self._crop_px, self.random, window_px=window)
        mask = self._bank.sample(count, self.random)
        if not self._look.is_off:
            image = age(image, self._look, self.random)
        return Batch(
            image.contiguous(memory_format=torch.channels_last),
            mask.contiguous(memory_format=torch.channels_last),
        )
