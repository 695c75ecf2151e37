"""Partial convolutions: a U-Net that looks at valid pixels only.

Written from G. Liu, F. Reda, K. Shih, T. Wang, A. Tao, B. Catanzaro, "Image Inpainting for
Irregular Holes Using Partial Convolutions", ECCV 2018, arXiv 1804.07723, section 3.2 and appendix.
"""

from __future__ import annotations

from typing import cast

from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.blocks import PartialConv

__all__ = ["PartialConvUNet"]

# Of the ImageNet photographs, as the perceptual network of the paper's losses expects.
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)

_Masked = tuple[Tensor, Tensor]


class _Stage(nn.Module):
    """Partial convolution, batch norm, activation."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, *, stride: int, norm: bool, slope: float
    ) -> None:
        super().__init__()
        self.partial = PartialConv(inputs, outputs, kernel, stride=stride)
        self.norm = nn.BatchNorm2d(outputs) if norm else None
        self._slope = slope

    def forward(self, *parts: _Masked) -> _Masked:
        x, valid = self.partial(parts)
        if self.norm is not None:
            x = self.norm(x)
        return F.leaky_relu(x, self._slope), valid


class PartialConvUNet(nn.Module):
    """The U-Net of section 3.2: strided encoder, nearest upsampling, skips with their masks.

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    depth
        Halvings; 7 as published. Height and width are multiples of 2**depth.

    Attributes
    ----------
    freeze_encoder_norm
        In training, keep the encoder's batch norms as they are: the paper's second phase, since
        holes distort the means of early layers.
    """

    def __init__(self, channels: int = 64, depth: int = 7) -> None:
        super().__init__()
        self.freeze_encoder_norm = False
        widths = [3, *(channels * min(8, 2**level) for level in range(depth))]
        kernels = [7, 5, 5]
        self.encoder = nn.ModuleList(
            _Stage(
                widths[level],
                widths[level + 1],
                kernels[level] if level < len(kernels) else 3,
                stride=2,
                norm=level > 0,
                slope=0.0,
            )
            for level in range(depth)
        )
        # decoder[level] undoes encoder[level].
        self.decoder = nn.ModuleList(
            _Stage(
                widths[level + 1] + widths[level], widths[level], 3, stride=1, norm=True, slope=0.2
            )
            for level in range(1, depth)
        )
        self.output = PartialConv(channels + 3, 3, 3, bias=True)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W), about [0, 1], the whole window; the caller composites the hole.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; what lies in the hole is ignored.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 2**depth.
        """
        mean = image.new_tensor(_MEAN)[:, None, None]
        deviation = image.new_tensor(_DEVIATION)[:, None, None]
        return self.complete((image - mean) / deviation, 1 - mask) * deviation + mean

    def complete(self, x: Tensor, valid: Tensor) -> Tensor:
        """The bare U-Net on normalised RGB (N, 3, H, W) and a mask (N, 1, H, W), 1 = valid."""
        skips: list[_Masked] = [(x, valid)]
        for stage in self.encoder:
            skips.append(stage(skips[-1]))
        deep = skips.pop()
        for stage in reversed(self.decoder):
            deep = stage(_doubled(deep), skips.pop())
        return cast(Tensor, self.output([_doubled(deep), skips.pop()])[0])

    @property
    def weight_divisors(self) -> dict[str, float]:
        """By name, the weights that are divided by a count and have no norm to make up for it."""
        return {"output.conv.weight": float(self.output.conv.weight[0].numel())}

    def train(self, mode: bool = True) -> PartialConvUNet:
        """As in `nn.Module`, but with `freeze_encoder_norm` obeyed."""
        super().train(mode)
        if mode and self.freeze_encoder_norm:
            for module in self.encoder.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()
        return self


def _doubled(masked: _Masked) -> _Masked:
    x, valid = masked
    return (
        F.interpolate(x, scale_factor=2, mode="nearest"),
        F.interpolate(valid, scale_factor=2, mode="nearest"),
    )
