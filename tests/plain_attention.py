"""Contextual attention with the whole score matrix at once: the formulation of the paper.

What `inpaint_studio.networks.attention` must equal and is measured against. Matching and copying
are convolutions with patches as kernels, and propagation is a convolution of the score matrix.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.networks.attention import AttentionRules


def plain_attention(
    features: Tensor, mask: Tensor, rules: AttentionRules, propagation: Tensor | None = None
) -> Tensor:
    """The rebuilt map (1, C, H, W) for one image; `mask` at the size of matching."""
    rate = rules.rate
    small = features[:, :, ::rate, ::rate]
    channels, height, width = small.shape[1:]
    count = height * width
    keys = F.unfold(small, 3, padding=1)[0].T.reshape(count, channels, 3, 3)
    norms = (keys**2 + rules.inside).sum(dim=(1, 2, 3), keepdim=True).sqrt()
    scores = F.conv2d(small, keys / norms.clamp_min(rules.floor), padding=1)
    if propagation is not None:
        kernel = propagation[None, None]
        scores = F.conv2d(scores.reshape(1, 1, count, count), kernel, padding=1)
        scores = scores.reshape(height, width, height, width).permute(1, 0, 3, 2)
        scores = F.conv2d(scores.reshape(1, 1, count, count), kernel, padding=1)
        scores = scores.reshape(width, height, width, height).permute(1, 0, 3, 2)
    scores = scores.reshape(1, count, height, width)
    touched = F.unfold(mask, 3, padding=1)[0].sum(dim=0) > 0
    usable = (~touched).to(features.dtype).reshape(1, count, 1, 1)
    weights = torch.softmax(scores * usable * rules.sharpness, dim=1) * usable
    side = 2 * rate
    pieces = F.unfold(features, side, stride=rate, padding=rate // 2)[0].T
    pieces = pieces.reshape(count, channels, side, side)
    return F.conv_transpose2d(weights, pieces, stride=rate, padding=rate // 2) / 4
