"""The layers of VGG by the names of the paper, as torchvision makes them.

K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
ICLR 2015, table 1, configurations D (VGG-16) and E (VGG-19). Nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn
from torchvision import models

__all__ = ["IMAGENET_DEVIATION", "IMAGENET_MEAN", "VggLayers"]

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
"""Of the photographs that torchvision's weights were trained on, RGB in [0, 1]."""


class VggLayers(nn.Sequential):
    """VGG up to the deepest layer that is asked for; weights are called as in torchvision, "0.bias".

    Made without values, on the meta device: load them with `assign=True`.

    Parameters
    ----------
    depth
        16 or 19.
    wanted
        Names such as "conv1_1", "relu3_1", or "pool3" for the maximum pooling after a block.

    Raises
    ------
    LookupError
        If there is no layer of a name.
    """

    def __init__(self, depth: int, wanted: Sequence[str]) -> None:
        with torch.device("meta"):
            layers = {16: models.vgg16, 19: models.vgg19}[depth](weights=None).features
        places = {name: place for place, name in enumerate(_names(layers))}
        self.taps = {name: places[name] for name in wanted}
        # In place, an activation would be lost to the one who looks on, or to a backward hook.
        layers = [nn.ReLU() if isinstance(layer, nn.ReLU) else layer for layer in layers]
        super().__init__(*layers[: max(self.taps.values()) + 1])

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Activations by name, in the order asked for, of RGB (N, 3, H, W) less mean, by deviation."""
        passed = {}
        for place, layer in enumerate(self):
            image = layer(image)
            if place in self.taps.values():
                passed[place] = image
        return {name: passed[place] for name, place in self.taps.items()}


def _names(layers: Iterable[nn.Module]) -> list[str]:
    names, block, number = [], 1, 1
    for layer in layers:
        if isinstance(layer, nn.MaxPool2d):
            names.append(f"pool{block}")
            block, number = block + 1, 1
        elif isinstance(layer, nn.ReLU):
            names.append(f"relu{block}_{number}")
            number += 1
        else:
            names.append(f"conv{block}_{number}")
    return names
