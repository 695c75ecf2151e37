"""Coherent semantic attention: hole features follow the known ones and each other.

Written from H. Liu, B. Jiang, Y. Xiao, C. Yang, "Coherent Semantic Attention for Image
Inpainting", ICCV 2019, arXiv 1905.12384, sections 3.1 (rough and refinement network) and 3.2 (the
attention layer, equations 1 to 6). The depth of the U-Nets and the order of their layers are those
of the published code, to whose weights they belong.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = [
    "CoherentAttention",
    "CoherentCompletion",
    "RefinementUNet",
    "RoughUNet",
    "coherent_attention",
    "shrink_mask",
]

_SLOPE = 0.2
_CHUNK_PLACES = 1024  # hole places whose likeness to all known ones is in memory at once
_HALVINGS = 8
_ATTENTION_LEVEL = 3
# Colour of the hole in what the networks see, in [0, 1].
_HOLE_RGB = (123.0 / 255, 104.0 / 255, 117.0 / 255)
_THRESHOLD = 5 / 16


def shrink_mask(mask: Tensor, halvings: int, threshold: float = _THRESHOLD) -> Tensor:
    """bool (N, 1, h, w): places of a feature map that count as hole.

    Averages over 4x4 pixels at steps of two, `halvings` times, zero beyond the border; a place is
    hole where the average exceeds `threshold`.
    """
    share = mask.float()
    for _ in range(halvings):
        share = F.avg_pool2d(share, 4, stride=2, padding=1)
    return share > threshold


def coherent_attention(features: Tensor, hole: Tensor) -> Tensor:
    """Rebuild the features of a hole from known ones, coherently (section 3.2).

    Every hole feature is searched among the known ones (equation 2); then, in reading order, it
    becomes a mean of what was found and of the hole feature rebuilt before it, weighted by how
    alike the original is to either (equations 3 to 5).

    Parameters
    ----------
    features
        Float (N, C, H, W); not modified.
    hole
        bool (N, 1, H, W). Without any known place, or any hole, features stay.

    Returns
    -------
    Tensor
        Float (N, C, H, W); known places as in `features`.
    """
    rebuilt = []
    for each, missing in zip(features, hole.flatten(1), strict=True):
        flat = each.flatten(1)
        if bool(missing.any()) and not bool(missing.all()):
            flat = flat.clone()
            flat[:, missing] = _rebuild(flat[:, missing].T, flat[:, ~missing].T).T
        rebuilt.append(flat.reshape(each.shape))
    return torch.stack(rebuilt)


def _rebuild(missing: Tensor, known: Tensor) -> Tensor:
    """Rebuilt features (places, C) of hole places (places, C) from known ones (K, C)."""
    units = known / (known.norm(dim=1, keepdim=True) + 1e-8)
    best, found = [], []
    for part in torch.split(missing, _CHUNK_PLACES):
        likeness, index = (part @ units.T).max(dim=1)
        best.append(likeness)
        found.append(known[index])
    like_known, nearest = torch.cat(best), torch.cat(found)
    directions = missing / (missing.norm(dim=1, keepdim=True) + 1e-8)
    rows = [nearest[0]]
    for to_known, source, direction in zip(
        like_known[1:], nearest[1:], directions[1:], strict=True
    ):
        to_last = direction @ rows[-1]
        total = to_last + to_known
        # Where both likenesses cancel each other, what was found stands alone.
        share = torch.where(total.abs() > 1e-12, to_last / total, torch.zeros_like(total))
        rows.append(share * rows[-1] + (1 - share) * source)
    return torch.stack(rows)


class CoherentAttention(nn.Module):
    """`coherent_attention` as a layer; the hole is set before each pass."""

    def __init__(self) -> None:
        super().__init__()
        self.hole: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.hole is None:
            return x
        # A chain of hundreds of sums, for which half precision is too coarse.
        with torch.autocast(x.device.type, enabled=False):
            return coherent_attention(x.float(), self.hole).to(x.dtype)


class _Level(nn.Module):
    """One level of the rough U-Net: halve, what is below, double, join with what came in.

    Without anything below, and dilated, it is the deepest level of the refinement U-Net, too.
    """

    def __init__(
        self, outer: int, inner: int, below: nn.Module | None, *, dilation: int = 1
    ) -> None:
        super().__init__()
        self.down = nn.Conv2d(
            outer, inner, 4, stride=2, padding=2 * dilation - 1, dilation=dilation
        )
        self.down_norm = nn.InstanceNorm2d(inner, affine=True) if below is not None else None
        self.below = below
        joined = inner if below is None else 2 * inner
        self.up = nn.ConvTranspose2d(joined, outer, 4, stride=2, padding=1)
        self.up_norm = nn.InstanceNorm2d(outer, affine=True)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.down(F.leaky_relu(x, _SLOPE))
        if self.down_norm is not None and self.below is not None:
            inner = self.below(self.down_norm(inner))
        return torch.cat([self.up_norm(self.up(F.relu(inner))), x], dim=1)


class RoughUNet(nn.Module):
    """The rough network: a first guess at the hole.

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    """

    def __init__(self, channels: int = 64) -> None:
        super().__init__()
        c = channels
        widths = [c, 2 * c, 4 * c, *[8 * c] * (_HALVINGS - 3)]
        level: nn.Module | None = None
        for outer, inner in reversed(list(pairwise(widths))):
            level = _Level(outer, inner, level)
        assert level is not None
        self.down = nn.Conv2d(3, c, 4, stride=2, padding=1)
        self.below = level
        self.up = nn.ConvTranspose2d(2 * c, 3, 4, stride=2, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        """RGB (N, 3, H, W) in [-1, 1] from the same; H and W are multiples of 256."""
        return torch.tanh(self.up(F.relu(self.below(self.down(image)))))


class _FineLevel(nn.Module):
    """One level of the refinement U-Net: halve, widen, what is below, narrow, double, join."""

    def __init__(
        self, outer: int, inner: int, below: nn.Module, attention: CoherentAttention | None = None
    ) -> None:
        super().__init__()
        self.down = nn.Conv2d(outer, outer, 4, stride=2, padding=3, dilation=2)
        self.down_norm = nn.InstanceNorm2d(outer, affine=True)
        self.widen = nn.Conv2d(outer, inner, 3, padding=1)
        self.attention = nn.Identity() if attention is None else attention
        self.widen_norm = nn.InstanceNorm2d(inner, affine=True)
        self.below = below
        self.narrow = nn.ConvTranspose2d(2 * inner, outer, 3, padding=1)
        self.narrow_norm = nn.InstanceNorm2d(outer, affine=True)
        self.up = nn.ConvTranspose2d(outer, outer, 4, stride=2, padding=1)
        self.up_norm = nn.InstanceNorm2d(outer, affine=True)

    def forward(self, x: Tensor) -> Tensor:
        inner = self.down_norm(self.down(F.leaky_relu(x, _SLOPE)))
        inner = self.widen_norm(self.attention(self.widen(F.leaky_relu(inner, _SLOPE))))
        inner = self.narrow_norm(self.narrow(F.relu(self.below(inner))))
        return torch.cat([self.up_norm(self.up(F.relu(inner))), x], dim=1)


class RefinementUNet(nn.Module):
    """The refinement network, with coherent semantic attention at an eighth of the size.

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    """

    def __init__(self, channels: int = 64) -> None:
        super().__init__()
        c = channels
        self._attention = CoherentAttention()
        widths = [c, 2 * c, 4 * c, *[8 * c] * (_HALVINGS - 3)]
        level: nn.Module = _Level(widths[-1], widths[-1], None, dilation=2)
        steps = list(pairwise(widths))
        for number, (outer, inner) in reversed(list(enumerate(steps, start=1))):
            here = self._attention if number == _ATTENTION_LEVEL else None
            level = _FineLevel(outer, inner, level, here)
        self.enter = nn.Conv2d(6, c, 3, padding=1)
        self.below = level
        self.leave = nn.ConvTranspose2d(2 * c, 3, 3, padding=1)

    def forward(self, rough: Tensor, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W), about [-1, 1] (the last layer is linear).

        Parameters
        ----------
        rough
            Float (N, 3, H, W) in [-1, 1]: the image with the rough guess in the hole.
        image
            Float (N, 3, H, W) in [-1, 1]: the image as the rough network saw it.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 256.
        """
        self._attention.hole = shrink_mask(mask, _ATTENTION_LEVEL)
        try:
            inner = self.below(self.enter(torch.cat([rough, image], dim=1)))
        finally:
            self._attention.hole = None
        return cast(Tensor, self.leave(F.relu(inner)))


class CoherentCompletion(nn.Module):
    """Rough and refinement network in a row.

    Parameters
    ----------
    rough, refinement
        Of the same release.
    """

    def __init__(self, rough: RoughUNet, refinement: RefinementUNet) -> None:
        super().__init__()
        self.rough, self.refinement = rough, refinement

    def forward(self, image: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Rough and refined RGB (N, 3, H, W) in about [0, 1], the whole window.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; a fixed colour in the hole here. H and W are
            multiples of 256.
        mask
            Float (N, 1, H, W), 1 = hole.
        """
        colour = image.new_tensor(_HOLE_RGB)[:, None, None]
        seen = (image * (1 - mask) + colour * mask) * 2 - 1
        rough = self.rough(seen)
        guess = seen * (1 - mask) + rough * mask
        refined = self.refinement(guess, seen, mask)
        return (rough + 1) / 2, (refined + 1) / 2
