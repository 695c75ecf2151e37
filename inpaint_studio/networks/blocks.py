"""Building blocks that several networks share: gated, partial and squeeze-excite convolutions.

Each is written from the paper that introduced it. Knows torch only; a block knows nothing of the
network it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = [
    "Activation",
    "ConvLayer",
    "GatedConv",
    "PartialConv",
    "SqueezeExcite",
    "Upsample",
    "same_padding",
]

Activation = Callable[[Tensor], Tensor]


def same_padding(kernel: int, dilation: int = 1) -> int:
    """Zeros on each side with which a convolution of odd `kernel` and stride 1 keeps the size."""
    return dilation * (kernel - 1) // 2


class ConvLayer(nn.Module):
    """A zero-padded convolution and its activation (None for a linear layer).

    Parameters
    ----------
    end_padding
        With stride 2, put the zeros after the last row and column only, as frameworks do whose
        "same" padding completes the last window; otherwise they go on both sides alike.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        activation: Activation | None = F.elu,
        end_padding: bool = False,
    ) -> None:
        super().__init__()
        self._activation = activation
        # The total that "same" padding needs is odd for stride 2 on even sizes.
        self._end_padding = kernel - stride if end_padding and stride > 1 else 0
        padding = 0 if self._end_padding else same_padding(kernel, dilation)
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride=stride, padding=padding, dilation=dilation
        )

    def forward(self, x: Tensor) -> Tensor:
        features = self._convolve(x)
        return features if self._activation is None else self._activation(features)

    def _convolve(self, x: Tensor) -> Tensor:
        if self._end_padding:
            before, after = self._end_padding // 2, self._end_padding - self._end_padding // 2
            x = F.pad(x, (before, after, before, after))
        return cast(Tensor, self.conv(x))


class GatedConv(ConvLayer):
    """Gated convolution: activation(features) * sigmoid(gate) (Yu et al. 2019, section 3.1).

    One convolution computes both; the first half of its channels are features, the second gates.
    `outputs` counts the channels that come out.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        activation: Activation | None = F.elu,
        end_padding: bool = False,
    ) -> None:
        super().__init__(
            inputs,
            2 * outputs,
            kernel,
            stride=stride,
            dilation=dilation,
            activation=activation,
            end_padding=end_padding,
        )

    def forward(self, x: Tensor) -> Tensor:
        features, gate = self._convolve(x).chunk(2, dim=1)
        if self._activation is not None:
            features = self._activation(features)
        return features * torch.sigmoid(gate)


class Upsample(nn.Module):
    """Doubles height and width by repeating pixels."""

    def forward(self, x: Tensor) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="nearest")


class PartialConv(nn.Module):
    """Partial convolution with mask update (Liu et al. 2018, section 3.1, equations 1 and 2).

    Sums over valid pixels only and divides by how many there were. The paper's factor sum(1) is
    left to the weights. A mask is the same for all channels of one tensor, so that it is kept as
    one channel and counted as often as the tensor has channels.
    """

    def __init__(
        self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, bias: bool = False
    ) -> None:
        super().__init__()
        padding = same_padding(kernel)
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding, bias=bias)

    def forward(self, parts: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        """Features and updated mask.

        Parameters
        ----------
        parts
            Tensors (N, C, H, W) to be joined along the channels, each with its mask
            (N, 1, H, W), 1 = valid.
        """
        x = torch.cat([tensor * valid for tensor, valid in parts], dim=1)
        stride, padding = self.conv.stride, cast(tuple[int, int], self.conv.padding)
        # Half precision cannot count so far.
        with torch.autocast(x.device.type, enabled=False):
            counted = torch.cat([valid.float() * tensor.shape[1] for tensor, valid in parts], dim=1)
            # Not `counted.shape[1]`: a size read from a tensor is no constant in a traced graph.
            ones = counted.new_ones(1, len(parts), *self.conv.kernel_size)
            count = F.conv2d(counted, ones, stride=stride, padding=padding)
        seen = (count > 0).to(x.dtype)
        total = F.conv2d(x, self.conv.weight, stride=stride, padding=padding)
        mean = total / count.clamp_min(1).to(total.dtype)
        if self.conv.bias is not None:
            mean = mean + self.conv.bias[:, None, None]
        return mean * seen, seen


class SqueezeExcite(nn.Module):
    """Channel weights from global averages (Hu et al. 2018, section 3)."""

    def __init__(self, channels: int, reduction: int = 16) -> None:
        super().__init__()
        hidden = max(1, channels // reduction)
        self.squeeze = nn.Conv2d(channels, hidden, 1)
        self.excite = nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        average = x.mean(dim=(2, 3), keepdim=True)
        return x * torch.sigmoid(self.excite(F.relu(self.squeeze(average))))
