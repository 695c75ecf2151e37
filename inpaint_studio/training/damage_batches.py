"""Batches of damaged crops from a bank: turned, mirrored, and given the look of many scans."""

from __future__ import annotations

import logging
from collections.abc import Callable
from fnmatch import fnmatch

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import LookConfig, TrainConfig
from inpaint_studio.training.damage_backdrop import scanned, whole_crop
from inpaint_studio.training.damage_bank import (
    IGNORE_BIT,
    UNKNOWN_BIT,
    DamageBank,
    broken,
    build_bank,
)
from inpaint_studio.training.damage_config import DamageConfig
from inpaint_studio.training.damage_hard import build_hard_bank, doubts_in
from inpaint_studio.training.damage_real import FilmShapes, RealDamage
from inpaint_studio.training.photo_look import age
from inpaint_studio.training.photo_store import PhotoStore
from inpaint_studio.zoo.registry import find_family
from inpaint_studio.zoo.weights import load_published, network_of

__all__ = ["DamageBatchMaker", "make_batches", "photos_of"]

Bytes = NDArray[np.uint8]
_log = logging.getLogger(__name__)

_PLANES = (*range(IGNORE_BIT), UNKNOWN_BIT, IGNORE_BIT)


class RealMarks:
    """What a batch has besides the bank: real damage, and whole photographs.

    Parameters
    ----------
    config
        How much of each.
    photo
        Draws a whole photograph: its name and uint8 (H, W, 3).
    judge
        What marks that nobody made in doubtful photographs are seen by; None: nothing is.
    """

    def __init__(
        self,
        config: DamageConfig,
        photo: Callable[[np.random.Generator], tuple[str, Bytes]],
        judge: nn.Module | None = None,
    ) -> None:
        self._config, self._photo, self._judge = config, photo, judge
        self._doubts: dict[str, Bytes] = {}
        self._real = None if config.real is None else RealDamage(config.real, config.real_held_out)
        self._shapes = None if config.shapes is None else FilmShapes(config.shapes)

    def sample(
        self,
        side_px: int,
        from_bank: Callable[[], tuple[Bytes, Bytes]],
        rng: np.random.Generator,
    ) -> tuple[Bytes, Bytes]:
        """A crop of a marked photograph, of a whole one or of the bank, and its target."""
        config, u = self._config, rng.random()
        if self._real is not None:
            if u < config.real_share:
                return self._real.crop(side_px, rng)
            u -= config.real_share
        if u < config.whole_share:
            name, photo = self._photo(rng)
            image, doubts = whole_crop(photo, self._doubts_of(name, photo), config, side_px, rng)
            target = doubts << np.uint8(IGNORE_BIT)
            if rng.random() < config.broken:
                image, drawn = broken(image, rng)
                target = target | drawn
        else:
            image, target = from_bank()
        if self._real is not None and rng.random() < config.laid:
            image, target = self._real.laid_on(image, target, rng)
        if self._shapes is not None and rng.random() < config.shaped:
            image, target = self._shapes.laid_on(image, target, rng)
        if u < config.whole_share:
            image = np.ascontiguousarray(scanned(image, rng))
        return image, target

    def _doubts_of(self, name: str, photo: Bytes) -> Bytes | None:
        """Where a photograph may be damaged after all; None: nowhere."""
        if self._judge is None or not any(fnmatch(name, each) for each in self._config.doubtful):
            return None
        if name not in self._doubts:
            self._doubts[name] = doubts_in(self._judge, photo)
        return self._doubts[name]


class DamageBatchMaker:
    """Random batches from one bank or several, each crop equally often, on the CPU.

    The batch's `mask` has a plane for each bit of the bank's targets: what is damaged in each way,
    what is damaged nobody knows how, and last what to leave out of the loss.
    """

    def __init__(
        self,
        *banks: DamageBank,
        look: LookConfig,
        crop_px: int,
        centred: float = 0.6,
        real: RealMarks | None = None,
    ) -> None:
        self._banks, self._look, self._real = banks, look, real
        self._ends = np.cumsum([len(bank) for bank in banks])
        self._crop_px, self._centred = crop_px, centred
        self.device = torch.device("cpu")

    def make(self, count: int, random: torch.Generator) -> Batch:
        """`count` samples."""
        index = torch.randint(int(self._ends[-1]), (count,), generator=random).numpy()
        draws = torch.rand(count, 5, generator=random).numpy()
        seeds = torch.randint(2**31, (count,), generator=random).tolist()
        pairs = [
            self._sample(i, draw, seed) for i, draw, seed in zip(index, draws, seeds, strict=True)
        ]
        images = torch.stack([torch.from_numpy(image) for image, _ in pairs])
        targets = torch.stack([torch.from_numpy(target) for _, target in pairs])
        image = images.permute(0, 3, 1, 2).float().div_(255)
        u = torch.rand(3, count, 1, 1, 1, generator=random)
        # Exposure and contrast of another scanner.
        image = (image.clamp_min(1e-4) ** (0.75 + 0.6 * u[0])) * (0.85 + 0.25 * u[1])
        image = (image + 0.08 * (u[2] - 0.5)).clamp_(0, 1)
        if not self._look.is_off:
            image = age(image, self._look, random)
        bits = torch.tensor(_PLANES).view(1, -1, 1, 1)
        return Batch(image, ((targets[:, None].int() >> bits) & 1).float())

    def _sample(self, index: int, draw: NDArray[np.float32], seed: int) -> tuple[Bytes, Bytes]:
        if self._real is None:
            return self._cut(index, draw)
        rng = np.random.default_rng(seed)
        return self._real.sample(self._crop_px, lambda: self._cut(index, draw), rng)

    def _cut(self, index: int, draw: NDArray[np.float32]) -> tuple[Bytes, Bytes]:
        """A square of crop `index` of all banks, lying in one of its eight ways."""
        number = int(np.searchsorted(self._ends, index, side="right"))
        bank = self._banks[number]
        place = index - (int(self._ends[number - 1]) if number else 0)
        image, target = bank.images[place], bank.targets[place]
        side = self._crop_px
        room = target.shape[0] - side
        top, left = round(float(draw[0]) * room), round(float(draw[1]) * room)
        if room and draw[2] < self._centred:
            marked = np.flatnonzero(target & ((1 << IGNORE_BIT) - 1))
            if len(marked):
                y, x = divmod(int(marked[int(draw[3] * len(marked))]), target.shape[1])
                top = min(max(y - side // 2, 0), room)
                left = min(max(x - side // 2, 0), room)
        turn = int(draw[4] * 8)
        both = []
        for array in (image, target):
            turned = np.rot90(array[top : top + side, left : left + side], turn % 4)
            # A copy in any case: the bank may be mapped from a file and must not be written to.
            both.append(np.array(turned[:, ::-1] if turn >= 4 else turned, order="C"))
        return both[0], both[1]


def make_batches(config: TrainConfig, store: PhotoStore) -> DamageBatchMaker:
    """The maker of a run: its bank drawn from `store`, or read where it was drawn before."""
    damage, side_px = config.damage, max(config.damage.side_px, config.data.crop_px)
    bank = build_bank(
        photos_of(store),
        damage,
        side_px=side_px,
        seed=config.seed,
        folder=damage.cache,
        listener=_tell,
    )
    banks = [bank]
    judge = (
        None
        if damage.judge is None
        else load_published(damage.judge, network_of(find_family("damage"), "detector"))
    )
    if judge is not None and damage.hard_crops:
        hard = build_hard_bank(
            _named_photos_of(store),
            damage,
            judge,
            side_px=side_px,
            seed=config.seed,
            folder=None if damage.cache is None else damage.cache / "hard",
            listener=_tell,
        )
        banks.append(hard)
    return DamageBatchMaker(
        *banks,
        look=config.look,
        crop_px=config.data.crop_px,
        centred=damage.centred,
        real=RealMarks(damage, _named_photos_of(store), judge),
    )


def _named_photos_of(
    store: PhotoStore,
) -> Callable[[np.random.Generator], tuple[str, NDArray[np.uint8]]]:
    def photo(rng: np.random.Generator) -> tuple[str, NDArray[np.uint8]]:
        index = store.draw(rng.random())
        return store.names[index], store.photo(index).cpu().numpy()

    return photo


def photos_of(store: PhotoStore) -> Callable[[np.random.Generator], NDArray[np.uint8]]:
    """Draws photographs of a store."""

    def photo(rng: np.random.Generator) -> NDArray[np.uint8]:
        picked: NDArray[np.uint8] = store.photo(store.draw(rng.random())).cpu().numpy()
        return picked

    return photo


def _tell(done: int) -> None:
    if done % 1000 == 0:
        _log.info("%d damaged crops drawn", done)
