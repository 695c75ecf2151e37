"""Discriminators: shapes at full and at tiny size, and what they are made of."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize

from inpaint_studio.families.glcic.network import GlcicDiscriminator
from inpaint_studio.families.se_resnet.network import SEResNetDiscriminator
from inpaint_studio.networks.discriminators import (
    ConvDiscriminator,
    FeaturePatchDiscriminator,
    SpectralPatchDiscriminator,
    WassersteinCritic,
)

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize(("size_px", "local_px"), [(64, 32), (48, 24), (50, 17)])
@pytest.mark.parametrize("make", [GlcicDiscriminator, SEResNetDiscriminator])
def test_joined_discriminators_give_one_score(
    make: type[nn.Module], size_px: int, local_px: int
) -> None:
    network = make(size_px=size_px, local_px=local_px, channels=2)
    score = network(torch.rand(2, 3, size_px, size_px), torch.rand(2, 3, local_px, local_px))
    assert score.shape == (2, 1)


@pytest.mark.parametrize("size_px", [32, 48, 50])
def test_wasserstein_critics_have_no_norm_and_judge_pictures_apart(size_px: int) -> None:
    critic = WassersteinCritic(size_px, (2, 4, 8, 8))
    pictures = torch.rand(3, 3, size_px, size_px)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in critic.modules())
    alone = torch.cat([critic(picture[None]) for picture in pictures])
    torch.testing.assert_close(critic(pictures), alone)
    assert alone.shape == (3, 1)


def test_spectral_patches_as_in_the_paper() -> None:
    with torch.device("meta"):
        network = SpectralPatchDiscriminator(5)
        scores = network(torch.empty(1, 5, 256, 256))
    assert scores.shape == (1, 256, 4, 4)
    assert all(parametrize.is_parametrized(layer) for layer in network.layers)
    widths = [layer.state_dict()["bias"].shape[0] for layer in network.layers]
    assert widths == [64, 128, 256, 256, 256, 256]


@pytest.mark.parametrize(("size_px", "layers"), [(64, 4), (128, 5), (32, 3)])
def test_the_context_encoders_adversary_ends_in_one_score(size_px: int, layers: int) -> None:
    network = ConvDiscriminator(size_px, 2)
    assert network(torch.rand(2, 3, size_px, size_px)).shape == (2, 1)
    halvings = [m for m in network.main if isinstance(m, nn.Conv2d) and m.stride == (2, 2)]
    assert len(halvings) == layers


def test_feature_patches() -> None:
    assert FeaturePatchDiscriminator(16, 4)(torch.rand(2, 16, 32, 32)).shape == (2, 4, 4, 4)
