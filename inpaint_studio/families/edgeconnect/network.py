"""EdgeConnect: edge generator and completion generator.

Written from K. Nazeri, E. Ng, T. Joseph, F. Qureshi, M. Ebrahimi, "EdgeConnect: Generative Image
Inpainting with Adversarial Edge Learning", arXiv 1901.00212, section 3 and appendix A (after the
architecture of Johnson et al. 2016). Module names and child order follow the published
checkpoints, so that their tensors load strictly; `inpaint_studio.zoo` converts spectral norm.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

__all__ = ["CompletionGenerator", "EdgeGenerator"]


def _normed(layer: nn.Module, enabled: bool) -> nn.Module:
    return spectral_norm(layer) if enabled else layer


class _ResidualBlock(nn.Module):
    """Two 3x3 convolutions, the first dilated, with instance norm and a skip (appendix A)."""

    def __init__(self, channels: int, dilation: int, *, spectral: bool, bias: bool) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(dilation),
            _normed(nn.Conv2d(channels, channels, 3, dilation=dilation, bias=bias), spectral),
            nn.InstanceNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(1),
            _normed(nn.Conv2d(channels, channels, 3, bias=bias), spectral),
            nn.InstanceNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, x + self.conv_block(x))


class _Generator(nn.Module):
    """Encoder, dilated residual blocks, decoder: the body that both generators share."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        channels: int,
        blocks: int,
        *,
        spectral: bool,
        residual_bias: bool,
    ) -> None:
        super().__init__()
        c = channels
        self.encoder = nn.Sequential(
            nn.ReflectionPad2d(3),
            _normed(nn.Conv2d(inputs, c, 7), spectral),
            nn.InstanceNorm2d(c),
            nn.ReLU(inplace=True),
            _normed(nn.Conv2d(c, 2 * c, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(2 * c),
            nn.ReLU(inplace=True),
            _normed(nn.Conv2d(2 * c, 4 * c, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(4 * c),
            nn.ReLU(inplace=True),
        )
        self.middle = nn.Sequential(
            *[
                _ResidualBlock(4 * c, 2, spectral=spectral, bias=residual_bias)
                for _ in range(blocks)
            ]
        )
        self.decoder = nn.Sequential(
            _normed(nn.ConvTranspose2d(4 * c, 2 * c, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(2 * c),
            nn.ReLU(inplace=True),
            _normed(nn.ConvTranspose2d(2 * c, c, 4, stride=2, padding=1), spectral),
            nn.InstanceNorm2d(c),
            nn.ReLU(inplace=True),
            nn.ReflectionPad2d(3),
            nn.Conv2d(c, outputs, 7),
        )

    def _features(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.decoder(self.middle(self.encoder(x))))


class EdgeGenerator(_Generator):
    """G1: predicts the edges inside the hole (section 3.1).

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    blocks
        Residual blocks; 8 as published.
    spectral
        Spectral normalisation, as in training; for inference the published weights are folded
        into plain ones. Residual convolutions have no bias either way, as published.
    """

    def __init__(self, channels: int = 64, blocks: int = 8, *, spectral: bool = False) -> None:
        super().__init__(3, 1, channels, blocks, spectral=spectral, residual_bias=False)

    def forward(self, gray: Tensor, edge: Tensor, mask: Tensor) -> Tensor:
        """Edge probability (N, 1, H, W) in [0, 1].

        Parameters
        ----------
        gray, edge, mask
            Float (N, 1, H, W) in [0, 1]: luminance, Canny edges, hole (1). What lies in the hole
            is ignored: gray is set to one there and edges to zero. H and W are multiples of 4.
        """
        known = 1 - mask
        return torch.sigmoid(
            self._features(torch.cat([gray * known + mask, edge * known, mask], dim=1))
        )


class CompletionGenerator(_Generator):
    """G2: fills the hole from the known colours and the composed edge map (section 3.2)."""

    def __init__(self, channels: int = 64, blocks: int = 8) -> None:
        super().__init__(4, 3, channels, blocks, spectral=False, residual_bias=True)

    def forward(self, image: Tensor, edge: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; set to one in the hole here.
        edge
            Float (N, 1, H, W): known edges outside the hole, predicted or drawn ones inside.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 4.
        """
        known = image * (1 - mask) + mask
        return (torch.tanh(self._features(torch.cat([known, edge], dim=1))) + 1) / 2
