"""A GAN family's trainee of rehearsal size, a batch for it, and one step: for tests of training."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.gan_trainee import GanTrainee
from inpaint_studio.training.smoke import rehearsal_config
from inpaint_studio.training.stages import Extras, training_of
from inpaint_studio.training.trainee import StepContext

_CPU = torch.device("cpu")


def gan_config(family: str, stage: str = "completion", *settings: str) -> TrainConfig:
    return rehearsal_config(
        family, stage, steps=60, settings=["schedule.precision=float32", *settings]
    )


def gan_trainee(family: str, stage: str = "completion", *settings: str) -> GanTrainee:
    torch.manual_seed(0)
    config = gan_config(family, stage, *settings)
    trainee = training_of(family).stages[stage].build(config, _CPU, Extras())
    assert isinstance(trainee, GanTrainee)
    return trainee


def gan_batch(side_px: int = 48, count: int = 2) -> Batch:
    random = torch.Generator().manual_seed(1)
    image = torch.rand(count, 3, 4, 4, generator=random)
    image = nn.functional.interpolate(image, (side_px, side_px), mode="bilinear")
    mask = torch.zeros(count, 1, side_px, side_px)
    mask[..., side_px // 4 : side_px // 2, side_px // 4 : side_px // 2] = 1
    return Batch(image, mask)


def gan_step(trainee: GanTrainee, batch: Batch, number: int = 10_000_000) -> dict[str, Tensor]:
    return trainee.step(batch, StepContext(number, torch.Generator().manual_seed(3)))
