"""The context encoder in training."""

from __future__ import annotations

import torch
from torch import nn

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.gan_trainee import GanTrainee
from inpaint_studio.training.smoke import rehearsal_config
from inpaint_studio.training.stages import Extras, training_of
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


def test_the_centre_is_hidden_from_the_context_encoder() -> None:
    trainee, batch = _trainee("context_encoder", "centre"), _batch(128)
    shown = {p.label: p.image for p in trainee.preview(batch, _networks(trainee))}
    hidden = shown["photo"][0].eq(1).all(dim=0)
    assert hidden.sum() == 56 * 56
    assert hidden[36:92, 36:92].all()
    other = Batch(torch.where(hidden, 0.9, batch.image), batch.mask)
    again = {p.label: p.image for p in trainee.preview(other, _networks(trainee))}
    torch.testing.assert_close(shown["restored"], again["restored"])


def _networks(trainee: GanTrainee) -> dict[str, nn.Module]:
    return {name: trainee.players[name].network.eval() for name in trainee.exported}


def test_the_rim_counts_ten_times_for_the_context_encoder() -> None:
    trainee, batch = _trainee("context_encoder", "centre"), _batch(128)
    scene = StepScene(trainee.holes(batch))
    answer = trainee.answer(_networks(trainee), scene)
    once = trainee.terms(answer, scene.batch)["reconstruction"][1]
    plain = _trainee("context_encoder", "centre", "losses.overlap_weight=1")
    even = plain.terms(answer, scene.batch)["reconstruction"][1]
    difference = 4 * (answer.picture - batch.image).square()[..., 32:96, 32:96]
    torch.testing.assert_close(even, difference.mean())
    rim = difference.clone()
    rim[..., 4:-4, 4:-4] = 0
    torch.testing.assert_close(once, (difference + 9 * rim).mean())
