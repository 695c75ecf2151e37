"""Globally and locally consistent completion in training (Iizuka et al. 2017, sections 3.3 to 4).

Three phases: the completion network alone, its discriminator alone, both (algorithm 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from inpaint_studio.families.glcic.checkpoint import GENERATOR
from inpaint_studio.families.glcic.network import GlcicCompletion, GlcicDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import (
    DataConfig,
    Decay,
    HoleConfig,
    Optimizer,
    ScheduleConfig,
    TrainConfig,
)
from inpaint_studio.training.distributed import average_tensors
from inpaint_studio.training.gan_trainee import Answer, GanLosses, GanTrainee, Judge, Terms
from inpaint_studio.training.losses.pixel import masked_l2
from inpaint_studio.training.one_stage import one_stage
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.trainee import StepContext
from inpaint_studio.training.views import whole_and_local

__all__ = ["TRAINING"]

# The mean colour of the photographs is taken from so many batches at the start.
_MEAN_STEPS = 1000


@dataclass(frozen=True)
class NetworkOptions:
    """Widths, 64 as published; side of the window around the hole."""

    channels: int = 64
    discriminator_channels: int = 64
    local_px: int = 128


@dataclass(frozen=True)
class Losses(GanLosses):
    """Masked L2 1, adversarial 0.0004 (section 3.4); lengths of the phases (section 4)."""

    reconstruction: float = 1.0
    adversarial: float = 0.0004
    generator_alone_steps: int = 90_000
    discriminator_alone_steps: int = 10_000


class GlcicTrainee(GanTrainee):
    """The completion network against its joined global and local discriminator."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = cast(Losses, config.losses)
        critic = GlcicDiscriminator(
            config.data.crop_px, options.local_px, options.discriminator_channels
        )
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (GlcicCompletion(options.channels), GENERATOR)},
            judges={"discriminator": Judge(critic, whole_and_local)},
            local_px=options.local_px,
        )

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        if context.number < _MEAN_STEPS:
            mean = cast(GlcicCompletion, self.players["generator"].network).mean
            with torch.no_grad():
                mean.lerp_(batch.image.mean(dim=(0, 2, 3)), 1 / (context.number + 1))
            average_tensors([mean])
        return super().step(batch, context)

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        loss = masked_l2(answer.picture, batch.image, batch.mask)
        return {"reconstruction": (self.losses.reconstruction, loss)}


TRAINING = one_stage(
    "glcic",
    GlcicTrainee,
    network=NetworkOptions(),
    losses=Losses(),
    # Section 4: the shorter side resized to 256-384 px, crops of 256; one box with
    # sides of 96 to 128 px.
    data=DataConfig(crop_px=256, windows_px=(256, 384)),
    holes=HoleConfig(mix={"box": 1.0}, share=(0.14, 0.25)),
    schedule=ScheduleConfig(
        steps=500_000,
        batch=96,
        optimizer=Optimizer.ADADELTA,
        learning_rate=1.0,
        final_learning_rate=1.0,
        discriminator_factor=1.0,
        decay=Decay.CONSTANT,
    ),
    rehearsal=Rehearsal(
        (
            "network.channels=8",
            "network.discriminator_channels=4",
            "network.local_px=24",
            "schedule.optimizer=adam",
        ),
        "reconstruction",
    ),
)
