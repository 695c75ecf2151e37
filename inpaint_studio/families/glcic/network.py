"""GLCIC: the dilated completion network of globally and locally consistent completion.

Written from S. Iizuka, E. Simo-Serra, H. Ishikawa, "Globally and Locally Consistent Image
Completion", ACM Transactions on Graphics 36(4), 2017, section 3.2 and tables 1 and 2. The order of
activation and batch norm, which the paper leaves open, is that of the published PyTorch weights.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.blocks import same_padding
from inpaint_studio.networks.discriminators import Critic, JoinedDiscriminator

__all__ = ["GlcicCompletion", "GlcicDiscriminator"]


class _Stage(nn.Module):
    """Convolution, ReLU, batch norm."""

    def __init__(self, conv: nn.Module, outputs: int) -> None:
        super().__init__()
        self.conv = conv
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.norm(F.relu(self.conv(x))))


def _conv(
    inputs: int, outputs: int, kernel: int = 3, *, stride: int = 1, dilation: int = 1
) -> _Stage:
    padding = same_padding(kernel, dilation)
    return _Stage(
        nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding, dilation=dilation),
        outputs,
    )


def _up(inputs: int, outputs: int) -> _Stage:
    return _Stage(nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1), outputs)


class GlcicCompletion(nn.Module):
    """The completion network (table 1): two halvings, dilations 2, 4, 8 and 16, two doublings.

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    """

    mean: Tensor
    """RGB that stands in the hole, shape (3,) in [0, 1]: the mean of the training photographs."""

    def __init__(self, channels: int = 64) -> None:
        super().__init__()
        c = channels
        self.register_buffer("mean", torch.full((3,), 0.5))
        self.stages = nn.Sequential(
            _conv(4, c, 5),
            _conv(c, 2 * c, stride=2),
            _conv(2 * c, 2 * c),
            _conv(2 * c, 4 * c, stride=2),
            _conv(4 * c, 4 * c),
            _conv(4 * c, 4 * c),
            *[_conv(4 * c, 4 * c, dilation=rate) for rate in (2, 4, 8, 16)],
            _conv(4 * c, 4 * c),
            _conv(4 * c, 4 * c),
            _up(4 * c, 2 * c),
            _conv(2 * c, 2 * c),
            _up(2 * c, c),
            _conv(c, c // 2),
        )
        self.output = nn.Conv2d(c // 2, 3, 3, padding=1)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; set to `mean` in the hole here.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 4.
        """
        return self.complete(image, mask, self.mean)

    def complete(self, image: Tensor, mask: Tensor, colour: Tensor) -> Tensor:
        """As `forward`, with another colour (3,) in the hole."""
        filled = image * (1 - mask) + colour[:, None, None] * mask
        features = self.stages(torch.cat([filled, mask], dim=1))
        return torch.sigmoid(self.output(features))


def _critic(size_px: int, channels: int, depth: int) -> Critic:
    """Strided convolutions down to a vector of 1024 (table 2)."""
    widths = [3, *(min(channels << step, 8 * channels) for step in range(depth))]
    stages = [_conv(a, b, 5, stride=2) for a, b in pairwise(widths)]
    return Critic(stages, widths[-1], size_px, depth)


class GlcicDiscriminator(JoinedDiscriminator):
    """Global and local context discriminators, joined (section 3.3, table 2).

    Parameters
    ----------
    size_px, local_px
        Sides of the whole picture and of the window around the hole; 256 and 128 in the paper.
    channels
        Width of the first layer; 64 in the paper.
    """

    def __init__(self, size_px: int = 256, local_px: int = 128, channels: int = 64) -> None:
        super().__init__(_critic(size_px, channels, 6), _critic(local_px, channels, 5))
