"""The coarse-to-fine networks that both DeepFill papers use, without their convolutions.

Topology of Yu et al., arXiv 1801.07892, section 3 and supplementary A, taken over by arXiv
1806.03589 with gated convolutions. What a layer is, the network that uses this says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.attention import AttentionRules, contextual_attention
from inpaint_studio.networks.blocks import Upsample

__all__ = ["LayerFactory", "RefinementNetwork", "coarse_network"]

LayerFactory = Callable[..., nn.Module]
"""`layer(inputs, outputs, kernel, stride=, dilation=, activation=)`, as `blocks.ConvLayer`."""

_DILATIONS = (2, 4, 8, 16)


def coarse_network(layer: LayerFactory, inputs: int, channels: int) -> nn.Sequential:
    """The first stage: two halvings, dilated middle, two doublings; its last layer is linear."""
    c = channels
    return nn.Sequential(
        layer(inputs, c, 5),
        layer(c, 2 * c, 3, stride=2),
        layer(2 * c, 2 * c, 3),
        layer(2 * c, 4 * c, 3, stride=2),
        layer(4 * c, 4 * c, 3),
        layer(4 * c, 4 * c, 3),
        *[layer(4 * c, 4 * c, 3, dilation=rate) for rate in _DILATIONS],
        *_decoder(layer, 4 * c, c),
    )


class RefinementNetwork(nn.Module):
    """The second stage: a dilated branch and an attention branch, joined and decoded."""

    def __init__(
        self, layer: LayerFactory, inputs: int, channels: int, rules: AttentionRules
    ) -> None:
        super().__init__()
        c = channels
        self._rules = rules
        self.dilated = nn.Sequential(
            layer(inputs, c, 5),
            layer(c, c, 3, stride=2),
            layer(c, 2 * c, 3),
            layer(2 * c, 2 * c, 3, stride=2),
            layer(2 * c, 4 * c, 3),
            layer(4 * c, 4 * c, 3),
            *[layer(4 * c, 4 * c, 3, dilation=rate) for rate in _DILATIONS],
        )
        self.before_attention = nn.Sequential(
            layer(inputs, c, 5),
            layer(c, c, 3, stride=2),
            layer(c, 2 * c, 3),
            layer(2 * c, 4 * c, 3, stride=2),
            layer(4 * c, 4 * c, 3),
            layer(4 * c, 4 * c, 3, activation=F.relu),
        )
        self.after_attention = nn.Sequential(layer(4 * c, 4 * c, 3), layer(4 * c, 4 * c, 3))
        self.decoder = nn.Sequential(*_decoder(layer, 8 * c, c))

    def forward(
        self, x: Tensor, mask: Tensor, propagation: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Linear RGB (N, 3, H, W) and the best match of every place, as `contextual_attention`.

        `mask` is float (N, 1, H, W), 1 = hole; H and W are multiples of 8.
        """
        matched, best = contextual_attention(
            self.before_attention(x), mask, self._rules, propagation
        )
        joined = torch.cat([self.dilated(x), self.after_attention(matched)], dim=1)
        return cast(Tensor, self.decoder(joined)), best


def _decoder(layer: LayerFactory, inputs: int, c: int) -> list[nn.Module]:
    return [
        layer(inputs, 4 * c, 3),
        layer(4 * c, 4 * c, 3),
        Upsample(),
        layer(4 * c, 2 * c, 3),
        layer(2 * c, 2 * c, 3),
        Upsample(),
        layer(2 * c, c, 3),
        layer(c, c // 2, 3),
        layer(c // 2, 3, 3, activation=None),
    ]
