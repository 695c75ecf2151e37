"""Discriminators that several families share; what is one family's alone stands in its file.

Scores are logits or unbounded numbers, positive for real pictures; pictures are RGB in [0, 1].
Knows torch only: which pictures are shown, and what is done with the scores, is the trainer's part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from inpaint_studio.networks.blocks import same_padding

__all__ = [
    "ConvDiscriminator",
    "Critic",
    "FeaturePatchDiscriminator",
    "JoinedDiscriminator",
    "PatchDiscriminator",
    "SpectralPatchDiscriminator",
    "WassersteinCritic",
]

_SLOPE = 0.2


def _side_after(size_px: int, halvings: int) -> int:
    """Side of a map after strided layers that round up."""
    for _ in range(halvings):
        size_px = -(-size_px // 2)
    return size_px


class Critic(nn.Module):
    """Strided stages, then one fully connected layer: a picture becomes a vector.

    Parameters
    ----------
    stages
        Modules in order; `halvings` of them halve the sides.
    channels
        That the last stage gives.
    size_px
        Side of the square picture.
    outputs
        Length of the vector.
    """

    def __init__(
        self,
        stages: Sequence[nn.Module],
        channels: int,
        size_px: int,
        halvings: int,
        outputs: int = 1024,
    ) -> None:
        super().__init__()
        self.stages = nn.Sequential(*stages)
        self.vector = nn.Linear(channels * _side_after(size_px, halvings) ** 2, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """The vector (N, outputs) of pictures (N, C, size_px, size_px)."""
        return cast(Tensor, self.vector(self.stages(x).flatten(1)))


class JoinedDiscriminator(nn.Module):
    """Global and local context discriminators, joined by one layer (Iizuka et al. 2017, 3.3).

    Parameters
    ----------
    whole, local
        Critics of the whole picture and of a window around the hole, with vectors of one length.
    """

    def __init__(self, whole: Critic, local: Critic) -> None:
        super().__init__()
        self.whole = whole
        self.local = local
        self.score = nn.Linear(whole.vector.out_features + local.vector.out_features, 1)

    def forward(self, image: Tensor, window: Tensor) -> Tensor:
        """Logits (N, 1); their sigmoid is the probability of a real picture.

        Parameters
        ----------
        image, window
            Float RGB in [0, 1] (N, 3, H, W), of the sizes that the critics were built for.
        """
        vectors = torch.cat([F.relu(self.whole(image)), F.relu(self.local(window))], dim=1)
        return cast(Tensor, self.score(vectors))


class WassersteinCritic(Critic):
    """5x5 convolutions of stride 2 without norm, then one number (Yu et al. 2018, appendix A).

    In the authors' release the critic of the whole picture is as wide in its last layer as in the
    one before, that of the hole's window twice as wide.

    Norms over the batch would tie pictures together, which the gradient penalty forbids.

    Parameters
    ----------
    size_px
        Side of the square picture.
    widths
        Channels of each layer.
    """

    def __init__(self, size_px: int, widths: Sequence[int]) -> None:
        stages: list[nn.Module] = []
        for inputs, outputs in pairwise([3, *widths]):
            stages += [
                nn.Conv2d(inputs, outputs, 5, stride=2, padding=2),
                nn.LeakyReLU(_SLOPE, inplace=True),
            ]
        super().__init__(stages, widths[-1], size_px, len(widths), outputs=1)


class SpectralPatchDiscriminator(nn.Module):
    """SN-PatchGAN: six strided spectral-normalised convolutions (Yu et al. 2019, section 3.2).

    Every place of the last feature map, in every channel, is a score of its own.

    Parameters
    ----------
    inputs
        Planes: RGB, the mask, and the sketch where there is one.
    channels
        Width of the first layer; 64 in the paper.
    depth
        Layers; 6 in the paper.
    """

    def __init__(self, inputs: int = 4, channels: int = 64, depth: int = 6) -> None:
        super().__init__()
        widths = [inputs, *(channels * min(4, 2**level) for level in range(depth))]
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(a, b, 5, stride=2, padding=same_padding(5)))
            for a, b in pairwise(widths)
        )

    def forward(self, planes: Tensor) -> Tensor:
        """Scores (N, C, h, w) of float planes (N, inputs, H, W)."""
        *first, last = self.layers
        for layer in first:
            planes = F.leaky_relu(layer(planes), _SLOPE, inplace=True)
        return cast(Tensor, last(planes))


class FeaturePatchDiscriminator(nn.Sequential):
    """Scores patches of a feature map instead of a picture (Liu et al. 2019, section 3.4).

    Depth and widths are those of the authors' release: three strided layers, the second with
    instance norm; every place of the last map, in every channel, is a score of its own.

    Parameters
    ----------
    inputs
        Channels of the features, (N, inputs, H, W); scores are (N, channels, H/8, W/8).
    channels
        Width of all layers; 512 as released.
    """

    def __init__(self, inputs: int = 256, channels: int = 512) -> None:
        super().__init__(
            nn.Conv2d(inputs, channels, 4, stride=2, padding=1),
            nn.LeakyReLU(_SLOPE, inplace=True),
            nn.Conv2d(channels, channels, 4, stride=2, padding=1),
            nn.InstanceNorm2d(channels),
            nn.LeakyReLU(_SLOPE, inplace=True),
            nn.Conv2d(channels, channels, 4, stride=2, padding=1),
        )


class ConvDiscriminator(nn.Module):
    """4x4 convolutions of stride 2 with batch norm, down to one score (Pathak et al. 2016).

    The adversary of the context encoder, section 3.2 and figure 9, after Radford et al. 2016.

    Parameters
    ----------
    size_px
        Side of the square picture, 8 or more and a power of two.
    channels
        Width of the first layer; it doubles up to eightfold.
    """

    def __init__(self, size_px: int = 64, channels: int = 64) -> None:
        super().__init__()
        # Halved until 4x4 is left, which the last convolution takes in whole.
        depth = max(size_px.bit_length() - 3, 1)
        widths = [3, *(channels * min(8, 2**level) for level in range(depth))]
        layers: list[nn.Module] = []
        for level, (a, b) in enumerate(pairwise(widths)):
            layers.append(nn.Conv2d(a, b, 4, stride=2, padding=1, bias=False))
            layers += [nn.BatchNorm2d(b)] if level else []
            layers.append(nn.LeakyReLU(_SLOPE, inplace=True))
        self.main = nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 4, bias=False))

    def forward(self, image: Tensor) -> Tensor:
        """Logits (N, 1) of float RGB (N, 3, size_px, size_px)."""
        return cast(Tensor, self.main(image)).flatten(1)


class PatchDiscriminator(nn.Module):
    """70x70 PatchGAN with spectral normalisation (Isola et al. 2017; EdgeConnect,
    Nazeri et al. 2019, section 3.1, and pluralistic completion use it).

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
            nn.LeakyReLU(_SLOPE, inplace=True),
        )

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Patch scores (N, 1, h, w) and the five feature maps (for feature matching)."""
        features = []
        for stage in (self.conv1, self.conv2, self.conv3, self.conv4, self.conv5):
            x = stage(x)
            features.append(x)
        return (torch.sigmoid(x) if self.sigmoid else x), features
