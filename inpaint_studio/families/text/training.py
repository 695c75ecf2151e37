"""The detector of lettering in training: which pixels of a photograph are ink."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from inpaint_studio.families.damage.checkpoint import DETECTOR
from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import (
    DataConfig,
    Decay,
    LookConfig,
    ScheduleConfig,
    TrainConfig,
)
from inpaint_studio.training.damage_bank import build_bank
from inpaint_studio.training.damage_batches import DamageBatchMaker, photos_of
from inpaint_studio.training.damage_config import DamageConfig
from inpaint_studio.training.losses.segmentation import cross_entropy, dice_loss
from inpaint_studio.training.photo_store import PhotoStore
from inpaint_studio.training.players import starting_player
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.text_bank import FONT_FOLDERS, INK_BIT, draw_text_crops
from inpaint_studio.training.text_drawing import Typefaces
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, update

__all__ = ["TRAINING", "TextTrainee"]

_log = logging.getLogger(__name__)
_INK = slice(INK_BIT, INK_BIT + 1)


@dataclass(frozen=True)
class NetworkOptions:
    """Width of the first level; a multiple of 3."""

    channels: int = 12


@dataclass(frozen=True)
class TextLosses:
    """Weights of the losses; `ink`: how often a pixel of ink counts."""

    cross_entropy: float = 1.0
    dice: float = 1.0
    ink: float = 4.0


class TextTrainee(Trainee):
    """The detector of lettering, with cross-entropy and Dice."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(TextLosses, config.losses)
        network = DamageUnet(options.channels, 1)
        player = starting_player(network, config, device, extras, DETECTOR, "detector")
        player.network.to(memory_format=torch.channels_last)
        self.weight = torch.tensor([losses.ink], device=device)
        super().__init__({"detector": player}, ("detector",), device, config.schedule.precision)

    def _logits(self, network: nn.Module, image: Tensor) -> Tensor:
        image = image.contiguous(memory_format=torch.channels_last)
        with self.autocast():
            return cast(Tensor, network(image)).float()

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        target, counted = batch.mask[:, _INK], 1 - batch.mask[:, -1:]
        logits = self._logits(self.players["detector"].network, batch.image)
        values = {
            "cross_entropy": cross_entropy(logits, target, counted, weight=self.weight),
            "dice": dice_loss(logits, target, counted),
        }
        total = self.losses.cross_entropy * values["cross_entropy"]
        total = total + self.losses.dice * values["dice"]
        update([self.players["detector"]], total)
        with torch.no_grad():
            found, wanted = (logits > 0).float() * counted, target * counted
            either = torch.maximum(found, wanted).sum().clamp_min(1.0)
            values["iou"] = (found * wanted).sum() / either
        return {"total": total.detach()} | {k: v.detach() for k, v in values.items()}

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        found = self._logits(networks["detector"], batch.image).sigmoid()
        return (
            Picture("photo", batch.image),
            Picture("lettering", batch.mask[:, _INK].expand(-1, 3, -1, -1)),
            Picture("found", found.expand(-1, 3, -1, -1)),
        )


def make_batches(config: TrainConfig, store: PhotoStore) -> DamageBatchMaker:
    """The maker of a run: its bank drawn from `store`, or read where it was drawn before."""
    faces = Typefaces(FONT_FOLDERS)
    _log.info("%d typefaces", len(faces))

    def draw(
        photo: np.ndarray, damage: DamageConfig, side_px: int, count: int, rng: np.random.Generator
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        return draw_text_crops(photo, faces, damage, side_px, count, rng)

    bank = build_bank(
        photos_of(store),
        config.damage,
        side_px=max(config.damage.side_px, config.data.crop_px),
        seed=config.seed,
        folder=config.damage.cache,
        listener=partial(_tell),
        draw=draw,
    )
    return DamageBatchMaker(
        bank, look=config.look, crop_px=config.data.crop_px, centred=config.damage.centred
    )


def _tell(done: int) -> None:
    if done % 1000 == 0:
        _log.info("%d crops with lettering drawn", done)


def _build(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return TextTrainee(config, device, extras)


_REHEARSAL = Rehearsal(
    (
        "network.channels=6",
        "data.crop_px=64",
        "data.windows_px=[64, 64]",
        "damage.bank_size=96",
        "damage.side_px=64",
        "damage.canvas_px=[96, 160]",
        "damage.undamaged=0.0",
        "schedule.warmup_steps=0",  # a rehearsal is shorter than the warm-up
        # In so few steps the look of a crop weighs more than what was learnt.
        *(f"look.{part}=0.0" for part in ("gray", "sepia", "blur", "grain", "jpeg")),
    ),
    "cross_entropy",
)

TRAINING = Training(
    {
        "detector": Stage(
            TrainConfig(
                "text",
                "detector",
                NetworkOptions(),
                TextLosses(),
                data=DataConfig(crop_px=128, windows_px=(128, 128), on_device=False),
                look=LookConfig(gray=0.1, sepia=0.03, blur=0.08, grain=0.1, jpeg=0.2),
                damage=DamageConfig(
                    bank_size=6000, side_px=160, canvas_px=(200, 480), undamaged=0.25, gray=0.35,
                    frame=0.15,
                ),
                schedule=ScheduleConfig(
                    batch=16,
                    learning_rate=4e-3,
                    final_learning_rate=1e-5,
                    betas=(0.9, 0.99),
                    decay=Decay.COSINE,
                    warmup_steps=100,
                    clip_norm=1.0,
                    ema_decay=0.998,
                ),
            ),
            _build,
            _REHEARSAL,
            make_batches,
        )
    },
    default_stage="detector",
)  # fmt: skip
