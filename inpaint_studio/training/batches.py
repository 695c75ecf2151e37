"""Batches: crops of photographs, an old-photo look for some, and holes.

Made where the photographs lie. If that is not the training device, a thread makes them ahead, and
the state of the randomness still belongs to the batch that comes next, so that a resumed run sees
the same ones.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from inpaint_studio.training.config import LookConfig
from inpaint_studio.training.holes import HoleBank
from inpaint_studio.training.photo_look import age
from inpaint_studio.training.photo_store import PhotoStore

__all__ = ["Batch", "BatchMaker", "BatchStream", "Maker", "layout_for"]

_WAIT_S = 0.2


def layout_for(device: torch.device) -> torch.memory_format:
    """The layout of pictures that convolutions are quickest with: channels last on a GPU only.

    On the CPU instance norm and padding undo it at every layer, which costs an eighth of a step.
    """
    return torch.channels_last if device.type == "cuda" else torch.contiguous_format


@dataclass(frozen=True, eq=False)
class Batch:
    """What a step sees.

    Attributes
    ----------
    image
        Float32 (N, 3, H, W) in [0, 1], the whole picture.
    mask
        Float32 (N, 1, H, W), 1 = hole; for a detector, what it should say (N, K, H, W).
    """

    image: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> Batch:
        """The batch on `device`, in the layout convolutions like best."""
        layout = layout_for(device)
        return Batch(
            self.image.to(device, memory_format=layout, non_blocking=True),
            self.mask.to(device, memory_format=layout, non_blocking=True),
        )


class Maker(Protocol):
    """Makes random batches; the same state of the generator, the same batch."""

    device: torch.device

    def make(self, count: int, random: torch.Generator) -> Batch:
        """`count` samples; `random` lives on the maker's device."""
        ...


class BatchMaker:
    """Random batches from a generator.

    Parameters
    ----------
    store, bank
        Photographs and holes on the same device; the bank's side is the crops'.
    crop_px, windows_px
        Side of the crops; smallest and largest side of what is cut out and shrunk to it.
    look
        Shares of crops made to look old.
    """

    def __init__(
        self,
        store: PhotoStore,
        bank: HoleBank,
        *,
        crop_px: int,
        windows_px: tuple[int, int],
        look: LookConfig,
    ) -> None:
        self._store, self._bank, self._look = store, bank, look
        self._crop_px, self._windows_px = crop_px, windows_px
        self.device = store.device

    def make(self, count: int, random: torch.Generator) -> Batch:
        """`count` samples; one window side a batch. `random` lives on the maker's device."""
        low, high = self._windows_px
        window = low
        if high > low:
            drawn = torch.randint(low, high + 1, (1,), device=self.device, generator=random)
            window = int(drawn)
        image = self._store.crops(count, self._crop_px, random, window_px=window)
        mask = self._bank.sample(count, random)
        if not self._look.is_off:
            image = age(image, self._look, random)
        return Batch(image, mask)


class BatchStream:
    """Endless batches on the training device, with a state that can be saved and restored.

    Parameters
    ----------
    maker
        Makes the batches.
    count
        Samples a batch.
    device
        Where the batches are wanted.
    seed
        Start of the randomness.
    ahead
        How many batches a thread makes in advance; 0 makes each when it is asked for.
    """

    def __init__(
        self, maker: Maker, count: int, device: torch.device, seed: int, *, ahead: int = 0
    ) -> None:
        self._maker, self._count, self._device = maker, count, device
        self._random = torch.Generator(maker.device).manual_seed(seed)
        self._state = self._random.get_state()
        self._ahead = ahead
        self._ready: queue.Queue[tuple[Batch, Tensor] | BaseException] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def sample(self, count: int, seed: int) -> Batch:
        """A batch apart from the stream, always the same for a seed."""
        random = torch.Generator(self._maker.device).manual_seed(seed)
        return self._maker.make(count, random).to(self._device)

    def next(self) -> Batch:
        """The next batch."""
        if self._ahead == 0:
            batch = self._maker.make(self._count, self._random)
            self._state = self._random.get_state()
            return batch.to(self._device)
        if self._thread is None:
            self._ready = queue.Queue(self._ahead)
            self._thread = threading.Thread(target=self._work, name="batches", daemon=True)
            self._thread.start()
        assert self._ready is not None
        made = self._ready.get()
        if isinstance(made, BaseException):
            self.close()
            raise made
        batch, self._state = made
        return batch.to(self._device)

    def state(self) -> Tensor:
        """State of the randomness from which the next batch is made."""
        return self._state

    def restore(self, state: Tensor) -> None:
        """Go on from a saved state; batches made ahead are dropped."""
        self.close()
        self._random.set_state(state.cpu())
        self._state = state.cpu()

    def reseed(self, seed: int) -> None:
        """Start another stream; batches made ahead are dropped."""
        self.close()
        self._random.manual_seed(seed)
        self._state = self._random.get_state()

    def close(self) -> None:
        """Stop the thread, if there is one. The stream can be used again afterwards."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._stop.clear()
            self._thread = None
            self._random.set_state(self._state)

    def _work(self) -> None:
        assert self._ready is not None
        pin = self._device.type == "cuda"
        made: tuple[Batch, Tensor] | BaseException
        while not self._stop.is_set():
            try:
                batch = self._maker.make(self._count, self._random)
                if pin:
                    batch = Batch(batch.image.pin_memory(), batch.mask.pin_memory())
                made = batch, self._random.get_state()
            except Exception as error:  # handed to the thread that asks
                made = error
            while not self._stop.is_set():
                try:
                    self._ready.put(made, timeout=_WAIT_S)
                    break
                except queue.Full:
                    continue
            if isinstance(made, BaseException):
                return
