"""Blocks that several networks share."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from inpaint_studio.networks.blocks import ConvLayer, GatedConv, PartialConv, SqueezeExcite

pytestmark = pytest.mark.usefixtures("one_thread")


def test_a_partial_convolution_is_a_mean_over_valid_pixels() -> None:
    layer = PartialConv(2, 1, 3, bias=True)
    nn.init.ones_(layer.conv.weight)
    nn.init.constant_(layer.conv.bias, 0.5)  # type: ignore[arg-type]
    x = torch.rand(1, 2, 8, 8)
    valid = torch.ones(1, 1, 8, 8)
    valid[..., :, 3:] = 0
    with torch.inference_mode():
        result, seen = layer([(x, valid)])
        dirty, _ = layer([(x + 9 * (1 - valid), valid)])
    assert torch.equal(result, dirty)
    assert torch.allclose(result[0, 0, 4, 1], x[0, :, 3:6, 0:3].mean() + 0.5)
    assert torch.allclose(result[0, 0, 4, 3], x[0, :, 3:6, 2].mean() + 0.5)
    # One step further in, nothing is seen: zero, the bias too, and still a hole.
    assert torch.equal(seen[0, 0, 0], torch.tensor([1.0, 1, 1, 1, 0, 0, 0, 0]))
    assert not result[..., 4:].any()


@pytest.mark.parametrize("kind", [ConvLayer, GatedConv])
@pytest.mark.parametrize("end_padding", [False, True])
def test_layers_keep_or_halve_the_size(kind: type[ConvLayer], end_padding: bool) -> None:
    x = torch.rand(1, 3, 16, 20)
    for kernel, stride, dilation in ((5, 1, 1), (3, 2, 1), (3, 1, 8)):
        layer = kind(3, 6, kernel, stride=stride, dilation=dilation, end_padding=end_padding)
        assert layer(x).shape == (1, 6, 16 // stride, 20 // stride)


def test_a_closed_gate_lets_nothing_through() -> None:
    layer = GatedConv(3, 2, 3)
    with torch.no_grad():
        layer.conv.weight[2:] = 0
        assert layer.conv.bias is not None
        layer.conv.bias[2:] = torch.tensor([-100.0, 100.0])
        result = layer(torch.rand(1, 3, 8, 8) + 1)
    assert result[:, 0].abs().max() < 1e-6
    assert result[:, 1].abs().max() > 1e-3


def test_squeeze_and_excite_scales_channels() -> None:
    x = torch.rand(2, 32, 5, 7)
    with torch.inference_mode():
        ratio = SqueezeExcite(32)(x) / x
    assert torch.allclose(ratio, ratio.mean(dim=(2, 3), keepdim=True).expand_as(ratio), atol=1e-5)
    assert float(ratio.min()) > 0
    assert float(ratio.max()) < 1
