"""Pluralistic completion in training."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.gan_trainee import GanTrainee
from inpaint_studio.training.smoke import rehearsal_config
from inpaint_studio.training.stages import Extras, training_of
from inpaint_studio.training.trainee import StepContext
from inpaint_studio.training.views import StepScene

_CPU = torch.device("cpu")


def _config(family: str, stage: str = "completion", *settings: str) -> TrainConfig:
    return rehearsal_config(
        family, stage, steps=60, settings=["schedule.precision=float32", *settings]
    )


def _trainee(family: str, stage: str = "completion", *settings: str) -> GanTrainee:
    torch.manual_seed(0)
    config = _config(family, stage, *settings)
    trainee = training_of(family).stages[stage].build(config, _CPU, Extras())
    assert isinstance(trainee, GanTrainee)
    return trainee


def _batch(side_px: int = 48, count: int = 2) -> Batch:
    random = torch.Generator().manual_seed(1)
    image = torch.rand(count, 3, 4, 4, generator=random)
    image = nn.functional.interpolate(image, (side_px, side_px), mode="bilinear")
    mask = torch.zeros(count, 1, side_px, side_px)
    mask[..., side_px // 4 : side_px // 2, side_px // 4 : side_px // 2] = 1
    return Batch(image, mask)


def _step(trainee: GanTrainee, batch: Batch, number: int = 10_000_000) -> dict[str, Tensor]:
    return trainee.step(batch, StepContext(number, torch.Generator().manual_seed(3)))


def test_the_prior_follows_the_posterior_and_not_the_other_way() -> None:
    trainee, batch = _trainee("pluralistic"), _batch(64)
    scene = StepScene(batch, torch.Generator().manual_seed(0))
    networks = {name: trainee.players[name].network for name in trainee.exported}
    terms = trainee.terms(trainee.answer(networks, scene), batch)
    encoder = networks["encoder"]
    terms["prior_divergence"][1].backward()
    assert encoder.prior.conv2.weight.grad.abs().sum() > 0
    assert encoder.posterior.conv2.weight.grad is None
    values = _step(trainee, batch)
    assert {"adversarial", "reconstruction_adversarial", "known"} <= set(values)
