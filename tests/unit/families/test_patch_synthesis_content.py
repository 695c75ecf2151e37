"""The content network of neural patch synthesis."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.families.context_encoder.network import ContentNetwork

pytestmark = pytest.mark.usefixtures("one_thread")


def window(size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    height, width = size
    mask = torch.zeros(2, 1, height, width)
    mask[0, :, height // 4 : height // 2, width // 3 : width // 2] = 1
    mask[1, :, height // 3 : height // 2 + 3, width // 4 : width // 2] = 1
    return torch.rand(2, 3, height, width), mask


def test_the_content_network_answers_the_window() -> None:
    network = ContentNetwork(4, 10).eval()
    image, mask = window((128, 128))
    with torch.inference_mode():
        result = network(image, mask)
        assert torch.equal(result, network(image * (1 - mask) + 0.7 * mask, mask))
    assert result.shape == image.shape
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1
    units = [module for module in network.modules() if isinstance(module, nn.ReLU | nn.LeakyReLU)]
    assert not units
