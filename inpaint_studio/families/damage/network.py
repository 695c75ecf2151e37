"""A small U-Net that marks damage in photographs, made for CPUs.

After Ronneberger, Fischer and Brox, U-Net (arXiv 1505.04597), with skips that are added instead of
concatenated (LinkNet, arXiv 1707.03718). All work is done at half size and below: pixels enter in
blocks of four (pixel unshuffle) and leave so (pixel shuffle, arXiv 1609.05158), which keeps marks
one pixel wide and costs a quarter of working at full size. Knows no files and no losses.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

__all__ = ["SIZE_MULTIPLE", "DamageUnet"]

SIZE_MULTIPLE = 32
"""Height and width must be multiples of this."""

_AROUND_PX = 15
_WIDTHS = (1.0, 2.0, 10 / 3, 14 / 3, 16 / 3)


class UncountedNorm(nn.BatchNorm2d):
    """Batch norm without the count of batches, which would not survive half precision."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels)
        self.num_batches_tracked = None

    def _load_from_state_dict(self, *args: Any, **kwargs: Any) -> None:
        # The base class would add the count to states that lack it.
        nn.Module._load_from_state_dict(self, *args, **kwargs)


class ConvNorm(nn.Module):
    """Convolution, batch norm, ReLU; `fuse` folds the norm into the convolution."""

    def __init__(
        self, inputs: int, outputs: int, *, size: int = 3, stride: int = 1, dilation: int = 1
    ) -> None:
        super().__init__()
        self.conv: nn.Module = nn.Conv2d(
            inputs,
            outputs,
            size,
            stride,
            padding=dilation * (size // 2),
            dilation=dilation,
            bias=False,
        )
        self.norm: nn.Module = UncountedNorm(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.norm(self.conv(x)), inplace=True)

    def fuse(self) -> None:
        """Fold the norm's running statistics into the convolution; evaluation mode only."""
        if isinstance(self.norm, nn.BatchNorm2d):
            assert isinstance(self.conv, nn.Conv2d)
            self.conv = fuse_conv_bn_eval(self.conv, self.norm)
            self.norm = nn.Identity()


class Residual(nn.Module):
    """`x` plus two convolutions of it."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = ConvNorm(channels, channels)
        self.second = ConvNorm(channels, channels, dilation=dilation)

    def forward(self, x: Tensor) -> Tensor:
        return x + cast(Tensor, self.second(self.first(x)))


class DamageUnet(nn.Module):
    """Logits of damage by kind for every pixel.

    Parameters
    ----------
    channels
        Width of the first level, at half size; a multiple of 3. 24 gives a million weights.
    outputs
        Kinds of damage.
    """

    def __init__(self, channels: int = 24, outputs: int = 4) -> None:
        super().__init__()
        widths = [round(channels * width) for width in _WIDTHS]
        self.stem = ConvNorm(4 * 6, widths[0])
        self.first = ConvNorm(widths[0], widths[0])
        self.downs = nn.ModuleList(
            ConvNorm(above, below, stride=2) for above, below in pairwise(widths)
        )
        self.levels = nn.ModuleList(_level(width, depth) for depth, width in enumerate(widths[1:]))
        self.laterals = nn.ModuleList(
            ConvNorm(below, above, size=1) for above, below in pairwise(widths)
        )
        self.ups = nn.ModuleList(ConvNorm(width, width) for width in widths[:-1])
        self.head = nn.Conv2d(widths[0], 4 * outputs, 3, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        """Logits (N, outputs, H, W) of `image`, float32 (N, 3, H, W) in [0, 1]; H, W multiples of
        32. The network may be in half precision; the image should not be."""
        return self.judged(self.described(image)[0])

    def judged(self, finest: Tensor) -> Tensor:
        """Logits of the finest description."""
        return functional.pixel_shuffle(self.head(finest), 2)

    def described(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """What the network knows of each place: features at half and at a quarter of the size."""
        x = functional.pixel_unshuffle(_contrasted(image), 2).to(self.head.weight.dtype)
        x = self.first(self.stem(x))
        skips: list[Tensor] = []
        for down, level in zip(self.downs, self.levels, strict=True):
            skips.append(x)
            x = level(down(x))
        above = x
        for lateral, up, skip in _from_below(self.laterals, self.ups, skips):
            wider = functional.interpolate(lateral(x), scale_factor=2.0, mode="nearest")
            above, x = x, up(wider + skip)
        return x, above

    def fuse(self) -> None:
        """Fold all norms, for inference; the state dict changes."""
        for module in list(self.modules()):
            if isinstance(module, ConvNorm):
                module.fuse()


def _contrasted(image: Tensor) -> Tensor:
    """The image, and what stands out from its surroundings, to about unit variance each.

    Marks are faint beside the light and shade of a picture; without the second part it takes
    thousands of steps until the first of them are seen.
    """
    around = _running_mean(_running_mean(image, -2), -1)
    return torch.cat([image * 2.0 - 1.0, (image - around) * 8.0], 1)


def _running_mean(x: Tensor, axis: int) -> Tensor:
    """The mean of `_AROUND_PX` neighbours along `axis`, of fewer at the borders.

    By sums from the start: pooling over so wide a window took half the time of the network.
    """
    count, half = x.shape[axis], _AROUND_PX // 2
    room = [half + 1, half] if axis == -1 else [0, 0, half + 1, half]
    sums = functional.pad(x.float(), room).cumsum(axis)
    if axis == -1:
        summed = sums[..., _AROUND_PX:] - sums[..., :-_AROUND_PX]
    else:
        summed = sums[..., _AROUND_PX:, :] - sums[..., :-_AROUND_PX, :]
    place = torch.arange(count, device=x.device)
    members = (place + half).clamp_max(count - 1) - (place - half).clamp_min(0) + 1
    return summed / (members if axis == -1 else members[:, None])


def _from_below(
    laterals: nn.ModuleList, ups: nn.ModuleList, skips: Sequence[Tensor]
) -> list[tuple[nn.Module, nn.Module, Tensor]]:
    return list(zip(reversed(laterals), reversed(ups), reversed(skips), strict=True))


def _level(channels: int, depth: int) -> nn.Module:
    """What is done at one size: little at the large sizes, more and wider below."""
    if depth == 0:
        return ConvNorm(channels, channels)
    if depth < 3:
        return Residual(channels)
    return nn.Sequential(Residual(channels, dilation=2), Residual(channels, dilation=4))
