"""The first layers of VGG, whose activations describe texture.

From K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
Recognition", ICLR 2015, table 1, configurations D (VGG-16) and E (VGG-19), up to the first
convolution of the fourth block. Names and preparation of the image are those of torchvision.
"""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["VggTrunk"]

_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)
_BLOCKS = ((3, 64, 2), (64, 128, 2))  # inputs, outputs, convolutions


class VggTrunk(nn.Module):
    """relu3_1 and relu4_1.

    Parameters
    ----------
    third_block
        Convolutions of the third block: 3 for VGG-16, 4 for VGG-19.
    """

    def __init__(self, third_block: int = 3) -> None:
        super().__init__()
        self.features = nn.Sequential()
        for inputs, outputs, count in (*_BLOCKS, (128, 256, third_block), (256, 512, 1)):
            for number in range(count):
                conv = nn.Conv2d(outputs if number else inputs, outputs, 3, padding=1)
                self.features.extend([conv, nn.ReLU()])
            if outputs < 512:
                self.features.append(nn.MaxPool2d(2))
        self._first_tap = 11

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """relu3_1 (N, 256, H/4, W/4) and relu4_1 (N, 512, H/8, W/8).

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1].
        """
        mean, deviation = (image.new_tensor(each)[:, None, None] for each in (_MEAN, _DEVIATION))
        x, first = (image - mean) / deviation, image
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index == self._first_tap:
                first = x
        return first, x
