"""Context Encoder: encoder, bottleneck and decoder that imagine the centre of a picture.

Written from D. Pathak, P. Krähenbühl, J. Donahue, T. Darrell, A. Efros, "Context Encoders:
Feature Learning by Inpainting", CVPR 2016, arXiv 1604.07379, section 3.1 and figure 9. `ContextEncoder`
has the form of the released street-view weights: a 128 px window goes in, its centre of 64 px
comes out. `RegionContextEncoder` answers the whole window, for holes of any shape.
`ContentNetwork` is the form that C. Yang et al., "High-Resolution Image Inpainting Using
Multi-Scale Neural Patch Synthesis", CVPR 2017, arXiv 1611.09969, section 3.2, give it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = [
    "HIDDEN_RGB",
    "OVERLAP_PX",
    "ChannelwiseLinear",
    "ContentNetwork",
    "ContextEncoder",
    "RegionContextEncoder",
]

OVERLAP_PX = 4
"""In training the network predicts this many known pixels around the hidden ones, too."""
HIDDEN_RGB = (117 / 255, 104 / 255, 123 / 255)
"""What stands in the hidden centre: the mean colour of the ImageNet photographs."""


def _down(inputs: int, outputs: int, *, norm: bool = True) -> list[nn.Module]:
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=False)]
    if norm:
        layers.append(nn.BatchNorm2d(outputs))
    return [*layers, nn.LeakyReLU(0.2, inplace=True)]


def _up(inputs: int, outputs: int) -> list[nn.Module]:
    return [
        nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


class ContextEncoder(nn.Module):
    """The centre-hole network (section 3.1; figure 9(a)).

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    bottleneck
        Length of the vector between encoder and decoder; 4000 as published. It is reached by a
        convolution over the whole last feature map, which stands for the paper's channel-wise
        fully connected layer.
    """

    WINDOW_PX = 128
    HOLE_PX = 64

    def __init__(self, channels: int = 64, bottleneck: int = 4000) -> None:
        super().__init__()
        c = channels
        self.main = nn.Sequential(
            *_down(3, c, norm=False),
            *_down(c, c),
            *_down(c, 2 * c),
            *_down(2 * c, 4 * c),
            *_down(4 * c, 8 * c),
            nn.Conv2d(8 * c, bottleneck, 4, bias=False),
            nn.BatchNorm2d(bottleneck),
            nn.LeakyReLU(0.2, inplace=True),
            nn.ConvTranspose2d(bottleneck, 8 * c, 4, bias=False),
            nn.BatchNorm2d(8 * c),
            nn.ReLU(inplace=True),
            *_up(8 * c, 4 * c),
            *_up(4 * c, 2 * c),
            *_up(2 * c, c),
            nn.ConvTranspose2d(c, 3, 4, stride=2, padding=1, bias=False),
            nn.Tanh(),
        )

    def forward(self, image: Tensor) -> Tensor:
        """RGB (N, 3, 64, 64) in [0, 1]: what the centre of the window may hold.

        Parameters
        ----------
        image
            Float (N, 3, 128, 128) RGB in [0, 1]; whatever stands in the hole is seen, so the
            caller puts there what the weights were trained with.
        """
        return cast(Tensor, (self.main(image * 2 - 1) + 1) / 2)


class ChannelwiseLinear(nn.Module):
    """Channel-wise fully connected layer (section 3.1): every channel has a matrix of its own that
    carries information across the whole map, m * n**4 weights instead of m**2 * n**4.

    Parameters
    ----------
    channels, side_px
        Of the maps (N, channels, side_px, side_px) that come in and go out.
    """

    def __init__(self, channels: int, side_px: int) -> None:
        super().__init__()
        area = side_px * side_px
        self.weight = nn.Parameter(torch.empty(channels, area, area))
        self.bias = nn.Parameter(torch.zeros(channels, 1, area))
        nn.init.normal_(self.weight, std=area**-0.5)

    def forward(self, x: Tensor) -> Tensor:
        # Batched over the channels: (C, N, area) times (C, area, area).
        flat = x.flatten(2).transpose(0, 1)
        return (torch.bmm(flat, self.weight) + self.bias).transpose(0, 1).reshape(x.shape)


class RegionContextEncoder(nn.Module):
    """The network for arbitrary regions (section 3.3; figure 9(b)): the whole window is answered.

    Channels do not mix in the channel-wise layer, so that a 1x1 convolution follows it.

    Parameters
    ----------
    channels
        Width of the first layer.
    window_px
        Side of the window; 32 or more, divisible by 32.
    """

    def __init__(self, channels: int = 64, window_px: int = 128) -> None:
        super().__init__()
        c = channels
        if window_px < 32 or window_px % 32:
            raise ValueError(f"window_px is {window_px}; it must be a multiple of 32")
        self.window_px = window_px
        self.encoder = nn.Sequential(
            *_down(4, c, norm=False),
            *_down(c, c),
            *_down(c, 2 * c),
            *_down(2 * c, 4 * c),
            *_down(4 * c, 8 * c),
        )
        self.across = ChannelwiseLinear(8 * c, window_px // 32)
        self.mix = nn.Conv2d(8 * c, 8 * c, 1)
        self.decoder = nn.Sequential(
            *_up(8 * c, 4 * c),
            *_up(4 * c, 2 * c),
            *_up(2 * c, c),
            *_up(c, c),
            nn.ConvTranspose2d(c, 3, 4, stride=2, padding=1, bias=False),
        )

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, window_px, window_px) RGB in [0, 1]; mid-grey in the hole here.
        mask
            Float (N, 1, window_px, window_px), 1 = hole.
        """
        known = (image * 2 - 1) * (1 - mask)
        features = self.encoder(torch.cat([known, mask], dim=1))
        features = F.relu(self.mix(F.relu(self.across(features))))
        return (torch.tanh(self.decoder(features)) + 1) / 2


class ContentNetwork(nn.Module):
    """The content network of neural patch synthesis: exponential linear units throughout, and a
    fully connected layer across all channels instead of a channel-wise one.

    The paper hides the centre; here the hole is told by a mask and may be of any shape, and the
    whole window is answered.

    Parameters
    ----------
    channels
        Width of the first layer.
    bottleneck
        Length of the vector between encoder and decoder.
    """

    WINDOW_PX = 128
    _CELLS = 4  # sides of the last feature map

    def __init__(self, channels: int = 64, bottleneck: int = 2000) -> None:
        super().__init__()
        c = channels
        widths = (4, c, c, 2 * c, 4 * c, 8 * c)
        self.encoder = nn.Sequential()
        for number, (inputs, outputs) in enumerate(pairwise(widths)):
            self.encoder.append(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1))
            if number:
                self.encoder.append(nn.BatchNorm2d(outputs))
            self.encoder.append(nn.ELU())
        flat = 8 * c * self._CELLS**2
        self.squeeze = nn.Linear(flat, bottleneck)
        self.expand = nn.Linear(bottleneck, flat)
        self.decoder = nn.Sequential()
        for inputs, outputs in pairwise((8 * c, 4 * c, 2 * c, c, c)):
            self.decoder.append(nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1))
            self.decoder.append(nn.BatchNorm2d(outputs))
            self.decoder.append(nn.ELU())
        self.decoder.append(nn.ConvTranspose2d(c, 3, 4, stride=2, padding=1))

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, 128, 128) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, 128, 128) RGB in [0, 1]; mid-grey in the hole here.
        mask
            Float (N, 1, 128, 128), 1 = hole.
        """
        known = (image * 2 - 1) * (1 - mask)
        features = self.encoder(torch.cat([known, mask], dim=1))
        vector = F.elu(self.squeeze(features.flatten(1)))
        features = F.elu(self.expand(vector)).reshape(features.shape)
        return (torch.tanh(self.decoder(features)) + 1) / 2
