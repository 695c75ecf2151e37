"""Winograd convolutions give what plain ones give, whatever the shape."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from inpaint_studio.inference.winograd import WinogradConv, use_winograd


@pytest.mark.parametrize("size", [(8, 8), (17, 30), (33, 21)])
@pytest.mark.parametrize("dilation", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 2])
def test_equals_the_convolution_it_was_made_from(
    size: tuple[int, int], dilation: int, padding: int
) -> None:
    torch.manual_seed(0)
    plain = nn.Conv2d(5, 7, 3, dilation=dilation, padding=padding, bias=padding > 0)
    x = torch.randn(2, 5, *size)
    with torch.inference_mode():
        wanted, found = plain(x), WinogradConv(plain)(x)
    assert found.shape == wanted.shape
    torch.testing.assert_close(found, wanted, atol=1e-4, rtol=0)


def test_only_layers_for_which_it_pays_are_replaced() -> None:
    network = nn.Sequential(
        nn.Conv2d(256, 256, 3, dilation=2),
        nn.Conv2d(256, 64, 3),
        nn.Conv2d(256, 256, 3, stride=2),
        nn.Conv2d(256, 256, 4),
    )
    use_winograd(network)
    assert [type(layer) is WinogradConv for layer in network] == [True, False, False, False]
