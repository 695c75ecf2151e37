"""3x3 convolutions by Winograd's minimal filtering: four times fewer multiplications.

F(4x4, 3x3) of A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
section 4.3, as four matrix products over the whole layer. Dilated convolutions are taken apart into
interleaved images without dilation. oneDNN computes such layers directly on processors without
AVX-512; there this takes 0.7 of the time for layers of 256 channels at 64 x 64. In float32 results
differ by some 1e-5.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["WinogradConv", "use_winograd"]

_TILE = 4
_LEAST_CHANNELS = 256  # below, what is won in the product is lost around it
_MOST_PIXELS = 256 * 256  # the transformed planes take 2.25 times the memory of the layer's input

_INPUT = torch.tensor(
    [
        [4.0, 0.0, -5.0, 0.0, 1.0, 0.0],
        [0.0, -4.0, -4.0, 1.0, 1.0, 0.0],
        [0.0, 4.0, -4.0, -1.0, 1.0, 0.0],
        [0.0, -2.0, -1.0, 2.0, 1.0, 0.0],
        [0.0, 2.0, -1.0, -2.0, 1.0, 0.0],
        [0.0, 4.0, 0.0, -5.0, 0.0, 1.0],
    ],
    dtype=torch.float64,
)
_KERNEL = torch.tensor(
    [
        [1 / 4, 0.0, 0.0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0.0, 0.0, 1.0],
    ],
    dtype=torch.float64,
)
_OUTPUT = torch.tensor(
    [
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
        [0.0, 1.0, -1.0, 2.0, -2.0, 0.0],
        [0.0, 1.0, 1.0, 4.0, 4.0, 0.0],
        [0.0, 1.0, -1.0, 8.0, -8.0, 1.0],
    ],
    dtype=torch.float64,
)


class WinogradConv(nn.Module):
    """A convolution for inference, float32.

    Parameters
    ----------
    plain
        3x3, stride 1, one group, zeros beyond the border if it pads; kept for large inputs.
    """

    def __init__(self, plain: nn.Conv2d) -> None:
        super().__init__()
        self._plain = plain
        (self._dilation, _), self._padding = plain.dilation, cast("tuple[int, int]", plain.padding)
        kernel = _KERNEL @ plain.weight.detach().double() @ _KERNEL.T  # (K, C, 6, 6)
        self._kernel = kernel.permute(2, 3, 0, 1).reshape(36, *kernel.shape[:2]).float()
        self._input = torch.kron(_INPUT, _INPUT).float().view(36, 1, 6, 6)
        self._output = torch.kron(_OUTPUT, _OUTPUT).float()

    def forward(self, x: Tensor) -> Tensor:
        """As the convolution that it was made from: (N, C, H, W) to (N, K, H', W')."""
        if x.shape[-2] * x.shape[-1] > _MOST_PIXELS:
            return cast(Tensor, self._plain(x))
        down, right = self._padding
        if down or right:
            x = functional.pad(x, (right, right, down, down))
        count, channels, height, width = x.shape
        d = self._dilation
        height, width = height - 2 * d, width - 2 * d
        # Rows and columns of tiles in each of the d x d interleaved images.
        rows, columns = -(-height // (_TILE * d)), -(-width // (_TILE * d))
        more = (
            0,
            (columns * _TILE + 2) * d - x.shape[3],
            0,
            (rows * _TILE + 2) * d - x.shape[2],
        )
        x = functional.pad(x, more) if any(more) else x
        x = x.view(count, channels, x.shape[2] // d, d, x.shape[3] // d, d)
        images = x.permute(1, 0, 3, 5, 2, 4).reshape(-1, 1, x.shape[2], x.shape[4])
        # The transform of the tiles, 36 numbers each, is itself a convolution of each plane.
        turned = functional.conv2d(images, self._input, stride=_TILE)
        turned = turned.view(channels, -1, 36, rows * columns).permute(2, 0, 1, 3)
        product = torch.bmm(self._kernel, turned.reshape(36, channels, -1))
        result = (self._output @ product.view(36, -1)).view(
            _TILE, _TILE, -1, count, d, d, rows, columns
        )
        result = result.permute(3, 2, 6, 0, 4, 7, 1, 5).reshape(
            count, -1, rows * _TILE * d, columns * _TILE * d
        )[:, :, :height, :width]
        if self._plain.bias is not None:
            return result + self._plain.bias[:, None, None]
        return result.contiguous()


def use_winograd(network: nn.Module) -> None:
    """Replace, in a float32 network on the CPU, the convolutions for which it pays; in place."""
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Conv2d) and _pays(child):
                setattr(parent, name, WinogradConv(child))


def _pays(layer: nn.Conv2d) -> bool:
    return (
        layer.kernel_size == (3, 3)
        and layer.stride == (1, 1)
        and layer.groups == 1
        and layer.dilation[0] == layer.dilation[1]
        and layer.padding_mode == "zeros"
        and not isinstance(layer.padding, str)
        and min(layer.in_channels, layer.out_channels) >= _LEAST_CHANNELS
        and type(layer) is nn.Conv2d
        and not layer._forward_hooks
        and not layer._forward_pre_hooks
    )
