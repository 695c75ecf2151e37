"""MI-GAN's generator (Sargsyan et al., ICCV 2023, section 3.1), fully convolutional.

An encoder halves the window seven times, a decoder doubles it again; both are made of depthwise
3x3 and pointwise convolutions, what the encoder saw is added where the decoder has the same size,
and the picture is a sum of what each size paints. Knows neither files nor how it is trained.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["SMALLEST_PX", "MiganGenerator", "sizes"]

SMALLEST_PX = 4
_SLOPE = 0.2
# Weights that begin at zero beside trained ones of about 0.6 would take a hundred thousand steps to
# count; with lines this strong they learn as many times faster.
_EDGE_GAIN = 16.0


def sizes(top_px: int) -> tuple[int, ...]:
    """The sizes of the network's levels for a square of `top_px`, the finest first."""
    return tuple(top_px >> level for level in range((top_px // SMALLEST_PX).bit_length()))


def _activated(x: Tensor) -> Tensor:
    """Leaky ReLU in place. Its gain of the square root of two lies in the weights before it."""
    return functional.leaky_relu(x, _SLOPE, inplace=True)


def _binomial(channels: int, like: Tensor) -> Tensor:
    """The low-pass filter [1, 3, 3, 1] x [1, 3, 3, 1] for each of `channels`, summing to one."""
    line = torch.tensor([1.0, 3.0, 3.0, 1.0], dtype=like.dtype, device=like.device) / 8
    return (line[:, None] * line).expand(channels, 1, 4, 4)


def _low_passed_half(x: Tensor) -> Tensor:
    channels = int(x.shape[1])  # a number where the network is traced, too
    return functional.conv2d(x, _binomial(channels, x), stride=2, padding=1, groups=channels)


def _low_passed_double(x: Tensor) -> Tensor:
    # Zeros between the pixels and four times the filter are bilinear interpolation.
    padded = functional.pad(x, (1, 1, 1, 1))
    larger = functional.interpolate(padded, scale_factor=2, mode="bilinear", align_corners=False)
    return larger[..., 2:-2, 2:-2]


class _Halved(torch.autograd.Function):
    """Halving and doubling are each other's gradient, up to a factor of four; what torch would
    compute for a strided depthwise convolution takes a quarter of a training step on a CPU."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return _low_passed_half(x)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Tensor:
        return _low_passed_double(gradients[0]) * 0.25


class _Doubled(torch.autograd.Function):
    """See `_Halved`."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return _low_passed_double(x)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Tensor:
        return _low_passed_half(gradients[0]) * 4.0


def _halved(x: Tensor) -> Tensor:
    """(N, C, H/2, W/2), low-pass filtered; what lies outside counts as zero."""
    return cast(Tensor, _Halved.apply(x))


def _doubled(x: Tensor) -> Tensor:
    """(N, C, 2 H, 2 W), low-pass filtered; what lies outside counts as zero."""
    return cast(Tensor, _Doubled.apply(x))


class _Separable(nn.Module):
    """A depthwise 3x3 and a pointwise convolution, each activated.

    Parameters
    ----------
    inputs, outputs
        Channels.
    resampled
        Factor of the size: 0.5 halves between the two, 2 doubles after the second.
    noise_px
        Side of the fixed noise that is added before the second activation, 0 for none.
    """

    noise: Tensor | None

    def __init__(
        self, inputs: int, outputs: int, *, resampled: float = 1.0, noise_px: int = 0
    ) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)
        self._resampled = resampled
        noise = torch.zeros(noise_px, noise_px) if noise_px else None
        self.register_buffer("noise", noise)

    def forward(self, x: Tensor) -> Tensor:
        x = _activated(self.depthwise(x))
        if self._resampled < 1:
            x = _halved(x)
        x = self.pointwise(x)
        if self._resampled > 1:
            x = _doubled(x)
        if self.noise is not None:
            x = x + _tiled(self.noise, x.shape[-2], x.shape[-1]).to(x.dtype)
        return _activated(x)


def _tiled(noise: Tensor, height: int, width: int) -> Tensor:
    """(height, width) of `noise`, repeated where it is too small."""
    rows, columns = (
        torch.arange(side, device=noise.device) % own
        for side, own in zip((height, width), noise.shape, strict=True)
    )
    return noise.index_select(0, rows).index_select(1, columns)


class _EncoderLevel(nn.Module):
    """Gives what the decoder is shown at this size, and goes on at half of it."""

    def __init__(self, channels: int, outputs: int, *, is_last: bool) -> None:
        super().__init__()
        self.first = _Separable(channels, channels)
        self.second = _Separable(channels, outputs, resampled=1.0 if is_last else 0.5)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        shown = self.first(x)
        return shown, self.second(shown)


class _DecoderLevel(nn.Module):
    """Doubles the size, adds what the encoder saw there, and paints."""

    def __init__(self, inputs: int, channels: int, *, side_px: int, is_first: bool) -> None:
        super().__init__()
        noise_px = 0 if is_first else side_px
        self.first = _Separable(
            inputs, channels, resampled=1.0 if is_first else 2.0, noise_px=noise_px
        )
        self.second = _Separable(channels, channels, noise_px=noise_px)
        self.to_rgb = nn.Conv2d(channels, 3, 1)

    def forward(self, x: Tensor, shown: Tensor) -> tuple[Tensor, Tensor]:
        x = self.second(self.first(x) + shown)
        return x, self.to_rgb(x)


class MiganGenerator(nn.Module):
    """The generator as published, which takes windows of any size.

    Parameters
    ----------
    edges
        True adds a plane to the input for edges; its weights begin at zero, so that a network
        with the published weights gives the same with it as without.
    top_px
        The side of the square that it was trained on; 512 has 5.9 million weights.
    capacity, widest
        Channels at size s are `capacity` / s, at most `widest`.

    Notes
    -----
    The published network adds fixed noise at every size of the decoder but the smallest; smaller
    windows take its top left part, larger ones repeat it. Its clamp of activations at 256, far from
    what occurs, is left out.
    """

    def __init__(
        self,
        *,
        edges: bool = False,
        top_px: int = 512,
        capacity: int = 32768,
        widest: int = 512,
    ) -> None:
        super().__init__()
        self.takes_edges = edges
        sides = sizes(top_px)
        channels = [min(capacity // side, widest) for side in sides]
        following = [*channels[1:], widest]
        self.from_rgb = nn.Conv2d(5 if edges else 4, channels[0], 1)
        self.encoder = nn.ModuleList(
            _EncoderLevel(own, after, is_last=side == SMALLEST_PX)
            for side, own, after in zip(sides, channels, following, strict=True)
        )
        self.decoder = nn.ModuleList(
            _DecoderLevel(before, own, side_px=side, is_first=side == SMALLEST_PX)
            for side, own, before in zip(sides, channels, following, strict=True)
        )
        if edges:
            with torch.no_grad():
                self.from_rgb.weight[:, 4:].zero_()

    @property
    def size_multiple(self) -> int:
        """Height and width of a window must be multiples of this: 128 as published."""
        return 1 << (len(self.encoder) - 1)

    def forward(self, image: Tensor, mask: Tensor, edges: Tensor | None = None) -> Tensor:
        """The whole picture (N, 3, H, W), roughly in [0, 1], the hole painted.

        Parameters
        ----------
        image
            RGB (N, 3, H, W) in [0, 1]; what lies in the hole is not looked at.
        mask
            (N, 1, H, W), 1 = hole.
        edges
            (N, 1, H, W), 1 on edges, for a network that takes them; None: nothing is known of any.
        """
        known = 1 - mask
        planes = [known - 0.5, (image * 2 - 1) * known]
        if self.takes_edges:
            planes.append(torch.zeros_like(mask) if edges is None else edges * _EDGE_GAIN)
        x = _activated(self.from_rgb(torch.cat(planes, dim=1)))
        seen = []
        for level in self.encoder:
            shown, x = level(x)
            seen.append(shown)
        picture: Tensor | None = None
        for level, shown in zip(reversed(self.decoder), reversed(seen), strict=True):
            x, painted = level(x, shown)
            picture = painted if picture is None else _doubled(picture) + painted
        assert picture is not None
        return picture * 0.5 + 0.5
