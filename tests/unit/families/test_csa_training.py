"""Coherent semantic attention in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.families.csa import training as coherent_attention
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


class _Vgg(nn.Module):
    """Stands for VGG: features of any layer by name, an eighth of the size."""

    def __init__(self, layers: Sequence[str], channels: int = 16) -> None:
        super().__init__()
        self.layers = tuple(layers)
        self.conv = nn.Conv2d(3, channels, 8, stride=8).requires_grad_(False)

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        return {layer: torch.relu(self.conv(image)) for layer in self.layers}


@pytest.fixture
def vgg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Families get a small network in place of VGG."""

    def load(layers: Sequence[str], path: Any = None) -> _Vgg:
        return _Vgg(layers)

    monkeypatch.setattr("inpaint_studio.training.gan_trainee.load_vgg", load)


@pytest.mark.usefixtures("vgg")
def test_coherent_attention_is_held_to_features(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LAYER_CHANNELS", "_JUDGED_CHANNELS"):
        monkeypatch.setattr(coherent_attention, name, 16)
    trainee = _trainee(
        "csa", "completion", "losses.consistency=0.01", "losses.features_judged=true"
    )
    batch = _batch(256, 1)
    batch.mask[..., :] = 0
    batch.mask[..., 100:140, 100:140] = 1
    values = _step(trainee, batch)
    expected = {"l1", "consistency", "adversarial", "feature_adversarial"}
    assert expected <= set(values)
    assert {"discriminator", "feature_discriminator"} <= set(values)
    assert values["consistency"] > 0
    # What watched the layers is gone.
    hooks = [m._forward_hooks for m in trainee.players["refinement"].network.modules()]
    assert not any(hooks)
