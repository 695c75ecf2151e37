"""The context encoders' networks: what they answer."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from inpaint_studio.families.context_encoder.network import (
    ChannelwiseLinear,
    ContextEncoder,
    RegionContextEncoder,
)

pytestmark = pytest.mark.usefixtures("one_thread")


def window(batch: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    mask = torch.zeros(batch, 1, height, width)
    mask[..., 5:21, 9:19] = 1
    return torch.rand(batch, 3, height, width), mask


def test_the_context_encoder_answers_the_centre() -> None:
    network = ContextEncoder(4, 10).eval()
    with torch.inference_mode():
        centre = network(torch.rand(2, 3, 128, 128))
    assert centre.shape == (2, 3, 64, 64)
    assert float(centre.min()) >= 0
    assert float(centre.max()) <= 1


def test_the_region_context_encoder_answers_the_window() -> None:
    image, mask = window(2, 64, 64)
    network = RegionContextEncoder(4, 64).eval()
    with torch.inference_mode():
        result = network(image, mask)
        assert torch.equal(result, network(image * (1 - mask) + 0.7 * mask, mask))
    assert result.shape == (2, 3, 64, 64)
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1
    with pytest.raises(ValueError, match="multiple of 32"):
        RegionContextEncoder(4, 50)


def test_a_channelwise_layer_is_a_matrix_for_each_channel() -> None:
    layer = ChannelwiseLinear(3, 4)
    x = torch.rand(2, 3, 4, 4)
    with torch.inference_mode():
        result = layer(x)
        for channel in range(3):
            own = x[:, channel].reshape(2, 16) @ layer.weight[channel] + layer.bias[channel]
            assert torch.allclose(result[:, channel].reshape(2, 16), own, atol=1e-6)
