"""The layers of VGG whose activations describe texture: relu3_1 and relu4_1 (arXiv 1611.09969)."""

from __future__ import annotations

from torch import Tensor, nn

from inpaint_studio.networks.vgg import IMAGENET_DEVIATION, IMAGENET_MEAN, VggLayers

__all__ = ["VggTrunk"]


class VggTrunk(nn.Module):
    """relu3_1 and relu4_1 of VGG-16 or VGG-19, by `depth`; made without values."""

    def __init__(self, depth: int = 16) -> None:
        super().__init__()
        self.features = VggLayers(depth, ["relu3_1", "relu4_1"])

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """relu3_1 (N, 256, H/4, W/4) and relu4_1 (N, 512, H/8, W/8).

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1].
        """
        mean, deviation = (
            image.new_tensor(each)[:, None, None] for each in (IMAGENET_MEAN, IMAGENET_DEVIATION)
        )
        return tuple(self.features((image - mean) / deviation).values())
