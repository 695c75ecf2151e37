"""Inpainting with squeeze-excite residual blocks: generator, global and local discriminator.

The published design for 160 px pictures with a contextual loss: a convolutional encoder and decoder
around residual blocks whose channels are weighted by squeeze-and-excitation (J. Hu, L. Shen,
G. Sun, arXiv 1709.01507, section 3), with dilated convolutions in the middle, after the
completion network of Iizuka et al. 2017, and a discriminator that joins a view of the whole with
one of 96 px around the hole. Where the description leaves sizes open (kernels, number of blocks),
those of Iizuka et al. stand.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.blocks import SqueezeExcite, Upsample, same_padding
from inpaint_studio.networks.discriminators import Critic, JoinedDiscriminator

__all__ = ["SEResNetDiscriminator", "SEResNetGenerator"]

_DILATIONS = (2, 4, 8, 16)


class _SEResidual(nn.Module):
    """Two 3x3 convolutions with batch norm, channels weighted, added to the input.

    With `stride` 2 or another number of channels, a 1x1 convolution carries the input across.
    """

    def __init__(self, inputs: int, outputs: int, *, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        padding = same_padding(3, dilation)
        self.body = nn.Sequential(
            nn.Conv2d(
                inputs, outputs, 3, stride=stride, padding=padding, dilation=dilation, bias=False
            ),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=padding, dilation=dilation, bias=False),
            nn.BatchNorm2d(outputs),
            SqueezeExcite(outputs),
        )
        same = stride == 1 and inputs == outputs
        self.across = nn.Identity() if same else nn.Conv2d(inputs, outputs, 1, stride=stride)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.across(x) + self.body(x))


def _conv(inputs: int, outputs: int, kernel: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=same_padding(kernel), bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class SEResNetGenerator(nn.Module):
    """Encoder, dilated squeeze-excite residual middle, decoder.

    Parameters
    ----------
    channels
        Width of the first layer; 64 in the full network.
    blocks
        Residual blocks without dilation at the encoder's end, before the four dilated ones.
    """

    def __init__(self, channels: int = 64, blocks: int = 2) -> None:
        super().__init__()
        c = channels
        self.encoder = nn.Sequential(
            _conv(4, c, 5),
            _SEResidual(c, 2 * c, stride=2),
            _SEResidual(2 * c, 2 * c),
            _SEResidual(2 * c, 4 * c, stride=2),
            *[_SEResidual(4 * c, 4 * c) for _ in range(blocks)],
        )
        self.middle = nn.Sequential(
            *[_SEResidual(4 * c, 4 * c, dilation=rate) for rate in _DILATIONS]
        )
        self.decoder = nn.Sequential(
            _SEResidual(4 * c, 4 * c),
            Upsample(),
            _SEResidual(4 * c, 2 * c),
            Upsample(),
            _SEResidual(2 * c, c),
            nn.Conv2d(c, 3, 3, padding=1),
        )

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; set to mid-grey in the hole here.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 4.
        """
        known = (image * 2 - 1) * (1 - mask)
        features = self.middle(self.encoder(torch.cat([known, mask], dim=1)))
        return (torch.tanh(self.decoder(features)) + 1) / 2


def _critic(size_px: int, widths: list[int]) -> Critic:
    """Stride-2 convolutions, each with a residual block, down to a vector of 1024."""
    stages: list[nn.Module] = []
    for inputs, outputs in pairwise([3, *widths]):
        stages += [_conv(inputs, outputs, 5, stride=2), _SEResidual(outputs, outputs)]
    return Critic(stages, widths[-1], size_px, len(widths))


class SEResNetDiscriminator(JoinedDiscriminator):
    """The whole picture and a window around the hole, judged together.

    Channels double from layer to layer, but the last two keep theirs.

    Parameters
    ----------
    size_px, local_px
        Sides of the picture and of the window; 160 and 96.
    channels
        Width of the first layer; 64 in the full network. The local view lacks that layer.
    """

    def __init__(self, size_px: int = 160, local_px: int = 96, channels: int = 64) -> None:
        c = channels
        widths = [c, 2 * c, 4 * c, 8 * c, 8 * c, 8 * c]
        super().__init__(_critic(size_px, widths), _critic(local_px, widths[1:]))
