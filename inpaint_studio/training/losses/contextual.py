"""The contextual loss: two sets of features are alike when each has a near match in the other.

Positions play no part, so that a texture may be continued without hitting every leaf. Features
come from the caller, mostly VGG activations.
"""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["contextual_loss", "contextual_similarity"]

_EPSILON = 1e-5


def contextual_similarity(output: Tensor, target: Tensor, *, bandwidth: float = 0.5) -> Tensor:
    """How much of `target` is found in `output`, (N,) in (0, 1]; 1 when every feature is.

    Parameters
    ----------
    output, target
        Features (N, C, H, W); heights and widths may differ.
    bandwidth
        h > 0; the smaller, the more only the best match counts.

    Notes
    -----
    Mechrez, Talmi, Zelnik-Manor 2018 (arXiv 1803.02077), equations 1 to 4. With x_i the features
    of `output` and y_j those of `target`, both less the mean of `target` and of unit length:

        d_ij = 1 - <x_i, y_j>
        d~_ij = d_ij / (min_k d_ik + epsilon)
        w_ij = exp((1 - d~_ij) / h)
        a_ij = w_ij / sum_k w_ik
        similarity = mean_j max_i a_ij

    Computed in float32.
    """
    x, y = output.float().flatten(2), target.float().flatten(2)
    mean = y.mean(dim=2, keepdim=True)
    x = torch.nn.functional.normalize(x - mean, dim=1)
    y = torch.nn.functional.normalize(y - mean, dim=1)
    distance = (1 - x.transpose(1, 2) @ y).clamp_min(0)
    relative = distance / (distance.amin(dim=2, keepdim=True) + _EPSILON)
    # The softmax over k is w_ij over the sum of w_ik; the 1 of (1 - d~) cancels.
    affinity = torch.softmax(-relative / bandwidth, dim=2)
    return affinity.amax(dim=1).mean(dim=1)


def contextual_loss(output: Tensor, target: Tensor, *, bandwidth: float = 0.5) -> Tensor:
    """-log(similarity), a mean over the batch (Mechrez et al. 2018, equation 5).

    The target is detached. Cost grows with the product of both numbers of positions: hand in deep
    features or a random part of them.
    """
    return -contextual_similarity(output, target.detach(), bandwidth=bandwidth).log().mean()
