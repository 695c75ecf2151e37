"""Coherent semantic attention in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch
from gan_rehearsal import gan_batch, gan_step, gan_trainee
from torch import Tensor, nn

from inpaint_studio.families.csa import training as coherent_attention

_CPU = torch.device("cpu")


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
    trainee = gan_trainee(
        "csa", "completion", "losses.consistency=0.01", "losses.features_judged=true"
    )
    batch = gan_batch(256, 1)
    batch.mask[..., :] = 0
    batch.mask[..., 100:140, 100:140] = 1
    values = gan_step(trainee, batch)
    expected = {"l1", "consistency", "adversarial", "feature_adversarial"}
    assert expected <= set(values)
    assert {"discriminator", "feature_discriminator"} <= set(values)
    assert values["consistency"] > 0
    # What watched the layers is gone.
    hooks = [m._forward_hooks for m in trainee.players["refinement"].network.modules()]
    assert not any(hooks)
