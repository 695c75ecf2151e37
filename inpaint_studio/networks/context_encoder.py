"""Context Encoder: encoder, bottleneck and decoder that imagine the centre of a picture.

Written from D. Pathak, P. Krähenbühl, J. Donahue, T. Darrell, A. Efros, "Context Encoders:
Feature Learning by Inpainting", CVPR 2016, arXiv 1604.07379, section 3.1 and figure 9(a), in the
form of the released street-view weights: a 128 px window goes in, its centre of 64 px comes out.
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn

__all__ = ["ContextEncoder"]


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
