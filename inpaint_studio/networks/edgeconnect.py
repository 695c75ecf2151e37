"""EdgeConnect: edge generator, completion generator and patch discriminator.

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

__all__ = ["CompletionGenerator", "EdgeGenerator", "PatchDiscriminator"]


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


class PatchDiscriminator(nn.Module):
    """70x70 PatchGAN with spectral normalisation (Isola et al. 2017; section 3.1).

    Parameters
    ----------
    inputs
        Channels: 3 for colour, 2 for luminance with edges.
    sigmoid
        Map the patch scores to [0, 1]; without it they are logits (hinge loss).
    """

    def __init__(self, inputs: int = 3, *, channels: int = 64, sigmoid: bool = True) -> None:
        super().__init__()
        c = channels
        self.sigmoid = sigmoid
        self.conv1 = self._stage(inputs, c, 2)
        self.conv2 = self._stage(c, 2 * c, 2)
        self.conv3 = self._stage(2 * c, 4 * c, 2)
        self.conv4 = self._stage(4 * c, 8 * c, 1)
        self.conv5 = nn.Sequential(
            spectral_norm(nn.Conv2d(8 * c, 1, 4, stride=1, padding=1, bias=False))
        )

    @staticmethod
    def _stage(inputs: int, outputs: int, stride: int) -> nn.Sequential:
        return nn.Sequential(
            spectral_norm(nn.Conv2d(inputs, outputs, 4, stride=stride, padding=1, bias=False)),
            nn.LeakyReLU(0.2, inplace=True),
        )

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Patch scores (N, 1, h, w) and the five feature maps (for feature matching)."""
        features = []
        for stage in (self.conv1, self.conv2, self.conv3, self.conv4, self.conv5):
            x = stage(x)
            features.append(x)
        return (torch.sigmoid(x) if self.sigmoid else x), features
