"""Losses on pixel values: L1, masked L2, spatially discounted L1, total variation.

`output` and `target` are float (N, C, H, W); `mask` is (N, 1, H, W), 1 = hole. Each returns a
scalar. Nothing here knows of networks.
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = [
    "discount_weights",
    "discounted_l1",
    "l1_by_hole",
    "masked_l2",
    "total_variation",
    "weighed_l1",
]


def weighed_l1(
    output: Tensor, target: Tensor, mask: Tensor, *, known_weight: float = 1.0
) -> Tensor:
    """mean(w |output - target|), w = 1 in the hole and `known_weight` outside."""
    weight = mask + known_weight * (1 - mask)
    return ((output - target).abs() * weight).mean()


def l1_by_hole(
    output: Tensor, target: Tensor, mask: Tensor, *, known_weight: float = 1.0
) -> Tensor:
    """L1 over the picture, divided by the share of the hole.

        mean(w |output - target|) / mean(mask),   w = 1 in the hole, known_weight outside

    arXiv 1901.00212, section 3.2: "normalised by the mask size", so that small holes count as
    much as large ones. `known_weight=1` is the published loss; 0 counts the hole alone.
    """
    loss = weighed_l1(output, target, mask, known_weight=known_weight)
    return loss / mask.mean().clamp_min(1e-6)


def masked_l2(output: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Squared error in the hole, a mean over its values.

        sum(mask (output - target)^2) / (C sum(mask))

    Pathak et al. 2016, equation 1 (context encoders); Iizuka et al. 2017, equation 2.
    """
    squared = (output - target).square() * mask
    return squared.sum() / (mask.sum() * output.shape[1]).clamp_min(1.0)


def discount_weights(mask: Tensor, gamma: float = 0.99, *, reach_px: int | None = None) -> Tensor:
    """gamma^l for every hole pixel, l its distance in pixels to the nearest known one.

    The distance is the number of 3x3 erosions until the pixel is known (chessboard distance), up
    to `reach_px` (by default the longer side). Known pixels get weight 1. The number of erosions
    is fixed on a GPU, so that the host need not wait to see whether a hole is left.

    Yu et al. 2018 (arXiv 1801.07892), section 3.2, gamma 0.99.
    """
    remaining = mask
    depth = torch.zeros_like(mask)
    for _ in range(max(mask.shape[-2:]) if reach_px is None else reach_px):
        depth = depth + remaining
        # What lies outside the picture is unknown, not a border to count from.
        remaining = -torch.nn.functional.max_pool2d(-remaining, 3, stride=1, padding=1)
        if mask.device.type == "cpu" and not bool(remaining.any()):
            break
    return gamma**depth


def discounted_l1(
    output: Tensor,
    target: Tensor,
    mask: Tensor,
    *,
    gamma: float = 0.99,
    reach_px: int | None = None,
) -> Tensor:
    """Spatially discounted L1 in the hole: mean(mask gamma^l |output - target|) / mean(mask).

    Yu et al. 2018 (arXiv 1801.07892), section 3.2: the deeper in the hole, the more answers are
    right, the less a difference counts.
    """
    weight = mask * discount_weights(mask, gamma, reach_px=reach_px)
    return ((output - target).abs() * weight).mean() / mask.mean().clamp_min(1e-6)


def total_variation(image: Tensor, mask: Tensor | None = None) -> Tensor:
    """Mean absolute difference of neighbours, right and down.

        mean|I(y, x+1) - I(y, x)| + mean|I(y+1, x) - I(y, x)|

    With `mask`, only pairs count of which at least one pixel lies in the hole grown by one pixel
    (Liu et al. 2018, arXiv 1804.07723, equation 6), as a mean over those pairs.
    """
    right = (image[..., 1:] - image[..., :-1]).abs()
    down = (image[..., 1:, :] - image[..., :-1, :]).abs()
    if mask is None:
        return right.mean() + down.mean()
    grown = torch.nn.functional.max_pool2d(mask, 3, stride=1, padding=1)
    pairs_right = grown[..., 1:] * grown[..., :-1]
    pairs_down = grown[..., 1:, :] * grown[..., :-1, :]
    channels = image.shape[1]
    return (right * pairs_right).sum() / (pairs_right.sum() * channels).clamp_min(1.0) + (
        down * pairs_down
    ).sum() / (pairs_down.sum() * channels).clamp_min(1.0)
