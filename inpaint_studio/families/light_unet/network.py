"""A light U-Net of separable gated convolutions that works at half the picture's size.

Pixels go in and out in squares of two by two (Shi et al. 2016, arXiv 1609.05158): nothing of them
is lost, and the dearest layers see a quarter of the positions. Gates tell known from made up
(Yu et al. 2019, arXiv 1806.03589), in separable layers (Yi et al. 2020, arXiv 2005.09704, section
3.2). There is no norm: an average over the window would carry the hole's emptiness into the fill.

The network begins with a smooth fill of the hole from a pyramid (push-pull, Gortler et al. 1996,
"The Lumigraph", section 3.4.2) and learns what is to be added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["LightUNet", "smooth_fill"]

_PLANES = 5
_BLOCK_PX = 2
# From the third level on a window is small enough for wider kernels to cost nothing.
_KERNELS = (3, 3, 5, 5, 5)
_LEAST_KNOWN = 1e-3
# A cell of the pyramid counts in full from a quarter of known pixels on.
_TRUSTED = 4.0


def _silence(layer: nn.Conv2d) -> None:
    """Let it begin by giving zeros."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


class GatedBlock(nn.Module):
    """x + out(a sigmoid(g)), a and g pointwise from a depthwise convolution of x."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.gated = nn.Conv2d(channels, 2 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)
        # The block begins as nothing, which keeps deep sums of blocks without norms in range.
        _silence(self.out)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.gated(self.depthwise(x)).chunk(2, dim=1)
        painted: Tensor = self.out(value * torch.sigmoid(gate))
        return x + painted


def smooth_fill(image: Tensor, mask: Tensor, halvings: int) -> Tensor:
    """(N, 3, H, W): `image`, and in the hole means of what is known around, the coarser the deeper.

    Parameters
    ----------
    image
        (N, 3, H, W); what lies in the hole is not looked at.
    mask
        (N, 1, H, W), 1 = hole.
    halvings
        Levels of the pyramid; H and W can be halved so often. Above the last one lies the mean of
        all that is known.
    """
    known = 1 - mask
    sums, counts = [image * known], [known]
    for _ in range(halvings):
        sums.append(functional.avg_pool2d(sums[-1], 2))
        counts.append(functional.avg_pool2d(counts[-1], 2))
    whole = counts[-1].mean(dim=(2, 3), keepdim=True).clamp_min(_LEAST_KNOWN)
    filled = sums[-1].mean(dim=(2, 3), keepdim=True) / whole
    for level in reversed(range(halvings + 1)):
        if level < halvings:
            filled = functional.interpolate(
                filled, scale_factor=2, mode="bilinear", align_corners=False
            )
        count = counts[level]
        trust = (count * _TRUSTED).clamp_max(1)
        filled = filled + trust * (sums[level] / count.clamp_min(_LEAST_KNOWN) - filled)
    return filled


def _blocks(channels: int, kernel: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(GatedBlock(channels, kernel) for _ in range(count)))


class LightUNet(nn.Module):
    """The whole network.

    Parameters
    ----------
    channels
        Of the levels, the first at half the picture's size, each further one at half of that; at
        most five.
    depths
        Blocks of each level on the way down; as many, but for the last level, on the way up.
    """

    def __init__(
        self,
        channels: Sequence[int] = (48, 96, 192, 288, 384),
        depths: Sequence[int] = (2, 2, 2, 3, 4),
    ) -> None:
        super().__init__()
        levels = list(zip(channels, _KERNELS, depths, strict=False))
        first, pixels = channels[0], _BLOCK_PX**2
        self.stem = nn.Conv2d(_PLANES * pixels, first, 3, padding=1)
        self.encoder = nn.ModuleList(_blocks(*level) for level in levels)
        self.decoder = nn.ModuleList(_blocks(*level) for level in levels[:-1])
        pairs = list(pairwise(channels))
        self.down = nn.ModuleList(nn.Conv2d(fine, coarse, 2, stride=2) for fine, coarse in pairs)
        self.up = nn.ModuleList(nn.Conv2d(coarse, fine, 1) for fine, coarse in pairs)
        self.head = nn.Conv2d(first, 3 * pixels, 3, padding=1)
        _silence(self.head)

    def forward(self, image: Tensor, mask: Tensor, guide: Tensor | None = None) -> Tensor:
        """The whole picture (N, 3, H, W), roughly in [0, 1], the hole painted.

        Parameters
        ----------
        image
            RGB (N, 3, H, W) in [0, 1]; what lies in the hole is not looked at.
        mask
            (N, 1, H, W), 1 = hole. H and W are multiples of 32.
        guide
            (N, 1, H, W), 1 = line that the user drew; counts inside the hole. None: no line.
        """
        start = smooth_fill(image * 2 - 1, mask, len(self.encoder))
        lines = torch.zeros_like(mask) if guide is None else guide * mask
        planes = torch.cat([start, mask, lines], dim=1)
        x = self.stem(functional.pixel_unshuffle(planes, _BLOCK_PX))
        seen = []
        for level, blocks in enumerate(self.encoder):
            x = blocks(x)
            if level < len(self.down):
                seen.append(x)
                x = self.down[level](x)
        for up, blocks, shown in zip(
            reversed(self.up), reversed(self.decoder), reversed(seen), strict=True
        ):
            larger = functional.interpolate(
                up(x), scale_factor=2, mode="bilinear", align_corners=False
            )
            x = blocks(larger + shown)
        added = functional.pixel_shuffle(self.head(x), _BLOCK_PX)
        return (start + added) * 0.5 + 0.5
