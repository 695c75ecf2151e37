"""DeepFill v2 in training: its sketches."""

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


def test_sketches_are_parts_of_the_edges_and_sometimes_none() -> None:
    trainee, batch = _trainee("deepfill_v2"), _batch(48, 12)
    everything = trainee.guide(batch, None)
    some = trainee.guide(batch, torch.Generator().manual_seed(0))
    assert everything is not None
    assert some is not None
    assert (some <= everything).all()
    shares = some.sum((1, 2, 3)) / everything.sum((1, 2, 3)).clamp_min(1)
    assert (shares == 0).any()
    assert ((shares > 0) & (shares < 1)).any()
    blank = _trainee("deepfill_v2", "completion", "losses.blank=1")
    nothing = blank.guide(batch, torch.Generator().manual_seed(0))
    assert nothing is not None
    assert nothing.sum() == 0
    unguided = _trainee("deepfill_v2", "completion", "network.sketch=false")
    assert unguided.guide(batch, None) is None
    assert not unguided.players["generator"].network.takes_guide
    assert "refined" in _step(unguided, batch)
