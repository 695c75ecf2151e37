"""Pluralistic completion: one hole, many answers, each drawn from a distribution over features.

Written from C. Zheng, T.-J. Cham, J. Cai, "Pluralistic Image Completion", CVPR 2019, arXiv
1903.04227, sections 3.2 (two paths: a generative one, whose prior is drawn from here, and a
reconstructive one for training), 3.3 (short+long term attention, figure 4) and the network tables
of its appendix. Widths, which differ from the tables, are those of the published weights. The
published spectral norm is folded into the weights.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.dense_attention import self_attention

__all__ = ["Pluralistic", "PluralisticEncoder", "PluralisticGenerator", "ShortLongAttention"]

_SLOPE = 0.1
_ATTENTION_SLOPE = 0.01
_ATTENTION_STAGE = 1  # the doubling after which attention stands: an eighth of the full size
_ENCODER_STAGES = 5
_WIDEST = 4  # times the first width


def _widths(channels: int) -> list[int]:
    """Channels after each halving."""
    return [channels * min(2**stage, _WIDEST) for stage in range(_ENCODER_STAGES)]


class _Residual(nn.Module):
    """Activation, convolution, activation, convolution; beside it a 1x1 convolution."""

    def __init__(
        self, inputs: int, outputs: int, hidden: int, *, halves: bool = False, slope: float = _SLOPE
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, hidden, 3, padding=1)
        self.conv2 = nn.Conv2d(hidden, outputs, 3, padding=1)
        self.bypass = nn.Conv2d(inputs, outputs, 1)
        self._halves, self._slope = halves, slope

    def forward(self, x: Tensor) -> Tensor:
        inner = self.conv1(F.leaky_relu(x, self._slope))
        result = self.conv2(F.leaky_relu(inner, self._slope)) + self.bypass(x)
        return F.avg_pool2d(result, 2) if self._halves else cast(Tensor, result)


class _FirstResidual(nn.Module):
    """The first halving: an image is not rectified before its first convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.bypass = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.conv2(F.leaky_relu(self.conv1(x), _SLOPE))
        return F.avg_pool2d(inner, 2) + cast(Tensor, self.bypass(F.avg_pool2d(x, 2)))


class _Doubling(nn.Module):
    """A residual block with instance norms whose second convolution doubles the size."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm1 = nn.InstanceNorm2d(inputs, affine=True)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm2 = nn.InstanceNorm2d(outputs, affine=True)
        self.conv2 = nn.ConvTranspose2d(outputs, outputs, 3, stride=2, padding=1, output_padding=1)
        self.bypass = nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.conv1(F.leaky_relu(self.norm1(x), _SLOPE))
        inner = self.conv2(F.leaky_relu(self.norm2(inner), _SLOPE))
        return cast(Tensor, inner + self.bypass(x))


class _Picture(nn.Module):
    """Features to RGB in [-1, 1]."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, 3, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.pad(F.leaky_relu(x, _SLOPE), (1, 1, 1, 1), mode="reflect")
        return torch.tanh(self.conv1(x))


class ShortLongAttention(nn.Module):
    """Short+long term attention (section 3.3): features attend to themselves and, with the same
    scores, to the encoder's features of the known area.

    Parameters
    ----------
    channels
        Of both feature maps.
    chunk_mib
        Memory for scores, roughly.
    """

    def __init__(self, channels: int, chunk_mib: int = 128) -> None:
        super().__init__()
        self.chunk_mib = chunk_mib
        self.query_conv = nn.Conv2d(channels, channels // 4, 1)
        self.gamma = nn.Parameter(torch.zeros(1))
        self.alpha = nn.Parameter(torch.zeros(1))
        self.join = _Residual(2 * channels, channels, channels, slope=_ATTENTION_SLOPE)

    def forward(self, x: Tensor, encoded: Tensor, known: Tensor) -> Tensor:
        """Features of the shape of `x`.

        Parameters
        ----------
        x, encoded
            Float (N, C, H, W): the decoder's and the encoder's features.
        known
            Float (N, 1, H, W), how far a place is known, in [0, 1].
        """
        queries = self.query_conv(x).flatten(2)
        values = torch.cat([x, encoded], dim=1).flatten(2)
        size = (x.shape[2], x.shape[3])
        flown = self_attention(queries, queries, values, size, self.chunk_mib)
        short, long = flown.reshape(x.shape[0], -1, *size).chunk(2, dim=1)
        short = self.gamma * short + x
        long = self.alpha * (1 - known) * long + known * encoded
        return cast(Tensor, self.join(torch.cat([short, long], dim=1)))


class PluralisticEncoder(nn.Module):
    """What is known, as features, and the distribution of what may be missing.

    Parameters
    ----------
    channels
        Width of the first layer; 32 as published.
    latent
        Channels of the drawn features; 128 as published.
    inferring
        Residual blocks between the features and the prior; 6 as published.
    """

    def __init__(self, channels: int = 32, latent: int = 128, inferring: int = 6) -> None:
        super().__init__()
        widths = _widths(channels)
        widest = widths[-1]
        self.latent = latent
        self.first = _FirstResidual(3, channels)
        self.halvings = nn.ModuleList(
            _Residual(inputs, outputs, inputs, halves=True) for inputs, outputs in pairwise(widths)
        )
        self.inferring = nn.Sequential(
            *[_Residual(widest, widest, widest) for _ in range(inferring)]
        )
        self.posterior = _Residual(widest, 2 * latent, widest)
        self.prior = _Residual(widest, 2 * latent, widest)

    def forward(self, image: Tensor) -> tuple[list[Tensor], Tensor, Tensor]:
        """Features after each halving, mean and deviation of the prior (N, latent, H/32, W/32).

        Parameters
        ----------
        image
            Float (N, 3, H, W) in [-1, 1], zero in the hole; H and W are multiples of 32.
        """
        features = self.encode(image)
        mean, deviation = self.prior(self.inferring(features[-1])).chunk(2, dim=1)
        return features, mean, F.softplus(deviation)

    def encode(self, image: Tensor) -> list[Tensor]:
        """Features after each halving."""
        features = [self.first(image)]
        for halve in self.halvings:
            features.append(halve(features[-1]))
        return features

    def reconstruct(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and deviation of the posterior, from the last features of what was hidden: the
        reconstructive path, for training."""
        mean, deviation = self.posterior(features).chunk(2, dim=1)
        return mean, F.softplus(deviation)


class PluralisticGenerator(nn.Module):
    """Drawn features and known ones to pictures of growing size.

    Parameters
    ----------
    channels, latent
        As in `PluralisticEncoder`.
    scales
        Sizes at which a picture is made; 4 as published.
    """

    def __init__(self, channels: int = 32, latent: int = 128, scales: int = 4) -> None:
        super().__init__()
        widths = _widths(channels)[::-1]
        self.enter = _Residual(latent, widths[0], widths[0])
        self.doublings = nn.ModuleList()
        self.pictures = nn.ModuleList()
        inputs = widths[0]
        for outputs in widths:
            self.doublings.append(_Doubling(inputs, outputs))
            inputs = outputs
            if len(self.doublings) > len(widths) - scales:
                self.pictures.append(_Picture(outputs))
                inputs += 3
        self.attention = ShortLongAttention(widths[_ATTENTION_STAGE])

    def forward(self, drawn: Tensor, features: list[Tensor], known: Tensor) -> list[Tensor]:
        """RGB (N, 3, h, w) in [-1, 1], smallest first; the last has the full size.

        Parameters
        ----------
        drawn
            Float (N, latent, H/32, W/32).
        features
            The encoder's.
        known
            Float (N, 1, H, W), 1 = known.
        """
        encoded = features[_ENCODER_STAGES - 2 - _ATTENTION_STAGE]
        x = features[-1] + self.enter(drawn)
        results: list[Tensor] = []
        without = len(self.doublings) - len(self.pictures)
        for stage, double in enumerate(self.doublings):
            x = double(x)
            if stage == _ATTENTION_STAGE:
                small = F.interpolate(known, x.shape[-2:], mode="bilinear", align_corners=True)
                x = self.attention(x, encoded, small)
            if stage >= without:
                results.append(self.pictures[stage - without](x))
                x = torch.cat([x, results[-1]], dim=1)
        return results


class Pluralistic(nn.Module):
    """Encoder and generator in a row.

    Parameters
    ----------
    encoder, generator
        With the same number of latent channels.

    Attributes
    ----------
    seed
        Which of the many answers is given: equal seeds give equal answers, on every device. None
        gives the one in the middle of the distribution.
    """

    def __init__(self, encoder: PluralisticEncoder, generator: PluralisticGenerator) -> None:
        super().__init__()
        self.encoder, self.generator = encoder, generator
        self.seed: int | None = None

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; mid-grey in the hole here. H and W are multiples of
            32.
        mask
            Float (N, 1, H, W), 1 = hole.
        """
        known = 1 - mask
        features, mean, deviation = self.encoder((image * 2 - 1) * known)
        drawn = mean
        if self.seed is not None:
            # Drawn on the CPU, since devices have random numbers of their own.
            random = torch.Generator().manual_seed(self.seed)
            noise = torch.randn(mean.shape, generator=random).to(mean)
            drawn = mean + deviation * noise
        return cast(Tensor, (self.generator(drawn, features, known)[-1] + 1) / 2)
