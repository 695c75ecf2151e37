"""The network of partial convolutions: its mask and its norms."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.families.pconv.network import PartialConvUNet

pytestmark = pytest.mark.usefixtures("one_thread")


def window(batch: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    mask = torch.zeros(batch, 1, height, width)
    mask[..., 5:21, 9:19] = 1
    return torch.rand(batch, 3, height, width), mask


def test_the_mask_of_a_partial_convolution_network_closes() -> None:
    network = PartialConvUNet(4, 4).eval()
    image, mask = window(1, 32, 32)
    with torch.inference_mode():
        result = network(image, mask)
        assert torch.isfinite(result).all()
        everything = network(image, torch.ones_like(mask))
    assert torch.isfinite(everything).all()


def test_frozen_norms_of_the_encoder_stay() -> None:
    network = PartialConvUNet(4, 3)
    network.freeze_encoder_norm = True
    network.train()
    assert not any(m.training for m in network.encoder.modules() if isinstance(m, nn.BatchNorm2d))
    assert all(m.training for m in network.decoder.modules() if isinstance(m, nn.BatchNorm2d))
