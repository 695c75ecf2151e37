"""Multi-scale semantic learning: three gated encoders of different reach, for faces.

The published design for 256 px faces: parallel encoders of gated convolutions (after Yu et al.,
arXiv 1806.03589) with kernels of 3, 5 and 7 pixels; in each a channel module (squeeze-and-excite
weights after Hu et al., arXiv 1709.01507, then a gated projection) and a spatial module (hole
features rebuilt from alike known patches, after Yu et al., arXiv 1801.07892); all joined and decoded
with skip connections. Widths and the number of halvings, which the description leaves open, are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.attention import AttentionRules, contextual_attention
from inpaint_studio.networks.blocks import ConvLayer, GatedConv, SqueezeExcite, Upsample

__all__ = ["ChannelModule", "SemanticFaceGenerator", "SpatialModule"]

_KERNELS = (3, 5, 7)
_HALVINGS = 3
_RULES = AttentionRules(rate=1, cosine=True)
_activation = partial(F.leaky_relu, negative_slope=0.2)


class _Gated(nn.Sequential):
    """norm(act(features) * sigmoid(gate))."""

    def __init__(self, inputs: int, outputs: int, kernel: int, *, stride: int = 1) -> None:
        super().__init__(
            GatedConv(inputs, outputs, kernel, stride=stride, activation=_activation),
            nn.BatchNorm2d(outputs),
        )


class ChannelModule(nn.Module):
    """Channels weighted by what the whole window shows, joined with what came in, gated."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weigh = SqueezeExcite(channels)
        self.project = GatedConv(2 * channels, channels, 1, activation=None)

    def forward(self, x: Tensor) -> Tensor:
        """Features of the shape of `x` (N, C, H, W)."""
        # One 1x1 convolution is both projections: half of its channels gate the other half.
        return cast(Tensor, self.project(torch.cat([x, self.weigh(x)], dim=1)))


class SpatialModule(nn.Module):
    """Hole features become sums of the known ones whose 3x3 patches are most alike (cosine)."""

    def forward(self, x: Tensor, hole: Tensor) -> Tensor:
        """Features of the shape of `x` (N, C, H, W), as they are outside `hole` (N, 1, H, W)."""
        rebuilt, _ = contextual_attention(x, hole, _RULES)
        return torch.where(hole > 0, rebuilt, x)


class _Encoder(nn.Module):
    """One reach: gated convolutions of one kernel, each but the first halving the size."""

    def __init__(self, widths: Sequence[int], kernel: int) -> None:
        super().__init__()
        self.levels = nn.ModuleList(
            _Gated(inputs, outputs, kernel, stride=2 if level else 1)
            for level, (inputs, outputs) in enumerate(pairwise([4, *widths]))
        )
        self.channels = ChannelModule(widths[-1])
        self.spatial = SpatialModule()

    def forward(self, x: Tensor, hole: Tensor) -> list[Tensor]:
        features = []
        for level in self.levels:
            x = level(x)
            features.append(x)
        features[-1] = self.spatial(self.channels(x), hole)
        return features


class SemanticFaceGenerator(nn.Module):
    """Three encoders, joined, and one decoder.

    Parameters
    ----------
    channels
        Width of the first layer of each encoder; doubled at every halving.
    """

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        widths = [channels << level for level in range(_HALVINGS + 1)]
        reaches = len(_KERNELS)
        self.encoders = nn.ModuleList(_Encoder(widths, kernel) for kernel in _KERNELS)
        self.join = _Gated(reaches * widths[-1], widths[-1], 1)
        self.enlarge = Upsample()
        self.decoder = nn.ModuleList(
            _Gated(deep + reaches * width, width, 3) for width, deep in pairwise(widths)
        )
        self.output = ConvLayer(channels, 3, 3, activation=torch.tanh)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; set to mid-grey in the hole here.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 8.
        """
        x = torch.cat([(image * 2 - 1) * (1 - mask), mask], dim=1)
        # A place of the deepest map is hole if any of its pixels is.
        hole = F.max_pool2d(mask, 2**_HALVINGS)
        encoded = [encoder(x, hole) for encoder in self.encoders]
        levels = [torch.cat(parts, dim=1) for parts in zip(*encoded, strict=True)]
        x = self.join(levels.pop())
        for stage in reversed(self.decoder):
            x = stage(torch.cat([self.enlarge(x), levels.pop()], dim=1))
        return cast(Tensor, (self.output(x) + 1) / 2)
