"""The network: `forward(image, mask)` with RGB in [0, 1] and 1 in the hole gives RGB in [0, 1]."""

import torch
from torch import Tensor, nn


class SmallFill(nn.Module):
    """Three convolutions, the middle one at a quarter of the size."""

    def __init__(self, channels: int = 16) -> None:
        super().__init__()
        self.down = nn.Conv2d(4, channels, 4, stride=4)
        self.middle = nn.Conv2d(channels, channels, 3, padding=1)
        self.up = nn.ConvTranspose2d(channels, 3, 4, stride=4)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        known = torch.cat([image * (1 - mask), mask], dim=1)
        return torch.sigmoid(self.up(torch.relu(self.middle(torch.relu(self.down(known))))))
