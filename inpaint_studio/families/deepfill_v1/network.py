"""DeepFill v1: coarse network, then refinement with contextual attention.

Written from J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, "Generative Image Inpainting with
Contextual Attention", CVPR 2018, arXiv 1801.07892, sections 3 and 4.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from inpaint_studio.networks.attention import AttentionRules, ShowingAttention
from inpaint_studio.networks.blocks import ConvLayer
from inpaint_studio.networks.coarse_to_fine import RefinementNetwork, coarse_network

__all__ = ["DeepFillV1"]

# The published PyTorch weights were trained with the small number inside the root.
_RULES = AttentionRules(inside=1e-4, floor=0.0)


class DeepFillV1(nn.Module):
    """The two-stage network of section 3, with the attention of section 4.

    Parameters
    ----------
    channels
        Width of the first layer; 32 as published.
    """

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        # Besides RGB, a plane of ones, by which layers can tell the border, and the mask.
        self.coarse = coarse_network(ConvLayer, 5, channels)
        self.refinement = RefinementNetwork(ConvLayer, 5, channels, _RULES)

    def forward(self, image: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Coarse and refined RGB (N, 3, H, W) in [0, 1], the whole window each.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; what lies in the hole is ignored.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 8.
        """
        coarse, refined, _ = self.attend(image, mask)
        return coarse, refined

    def showing_attention(self) -> ShowingAttention:
        """This network, giving the offsets of its attention besides."""
        return ShowingAttention(self)

    def attend(self, image: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As `forward`, and where the attention looked: see `contextual_attention`."""
        known = (image * 2 - 1) * (1 - mask)
        planes = torch.cat([torch.ones_like(mask), mask], dim=1)
        coarse = self.coarse(torch.cat([known, planes], dim=1)).clamp(-1, 1)
        composite = coarse * mask + known
        refined, best = self.refinement(torch.cat([composite, planes], dim=1), mask, torch.eye(3))
        return (coarse + 1) / 2, (refined.clamp(-1, 1) + 1) / 2, best
