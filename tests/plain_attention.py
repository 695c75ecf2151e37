"""Contextual attention with the whole score matrix at once: the formulation of the paper.

What `inpaint_studio.networks.attention` must equal and is measured against. Matching and copying
are convolutions with patches as kernels, and propagation is a convolution of the score matrix.
"""

from __future__ import annotations

from collections.abc import Callable

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


def plain_attention_at(
    features: Tensor,
    mask: Tensor,
    rules: AttentionRules,
    propagation: Tensor | None,
    pixels: list[tuple[int, int]],
) -> Tensor:
    """What `plain_attention` gives at some pixels, (pixels, C), in float64 and little memory.

    Follows the definition query by query: only the columns of the score matrix that the pixels
    need are worked out, so that maps can be checked whose whole matrix would not fit.
    """
    columns = _Columns(features, mask, rules, propagation)
    rate, half = rules.rate, rules.rate // 2
    padded = F.pad(features[0].double(), (half, 2 * rate, half, 2 * rate))
    rows = []
    for y, x in pixels:
        total = padded.new_zeros(padded.shape[0])
        for i in _covering(y, rate, columns.height):
            for j in _covering(x, rate, columns.width):
                weights = columns.weights(i, j).reshape(columns.height, columns.width)
                down, right = y + half - i * rate, x + half - j * rate
                shown = padded[:, down:, right:][:, ::rate, ::rate]
                total += (shown[:, : columns.height, : columns.width] * weights).sum(dim=(1, 2))
        rows.append(total / 4)
    return torch.stack(rows)


def _covering(place: int, rate: int, count: int) -> range:
    """Queries whose patch of twice `rate` lies over a row or column of pixels."""
    last = (place + rate // 2) // rate
    return range(max(last - 1, 0), min(last, count - 1) + 1)


class _Columns:
    """Columns of the propagated score matrix, each from the definition."""

    def __init__(
        self, features: Tensor, mask: Tensor, rules: AttentionRules, propagation: Tensor | None
    ) -> None:
        small = features[:, :, :: rules.rate, :: rules.rate].double()
        self.height, self.width = small.shape[-2:]
        self._patches = F.unfold(small, 3, padding=1)[0]
        norms = (self._patches**2 + rules.inside).sum(dim=0).sqrt().clamp_min(rules.floor)
        self._norms = norms
        touched = F.unfold(mask.double(), 3, padding=1)[0].sum(dim=0) > 0
        self._usable = (~touched).double()
        self._kernel = None if propagation is None else propagation.double()
        self._sharpness = rules.sharpness

    def weights(self, i: int, j: int) -> Tensor:
        """How much each key counts for the query of row `i` and column `j`; reading order."""
        if self._kernel is None:
            scores = self._raw(i * self.width + j)
        else:
            by_columns = self._shifted(self._once_by_columns, j * self.height + i)
            scores = by_columns.reshape(self.width, self.height).T.reshape(-1)
        return torch.softmax(scores * self._usable * self._sharpness, dim=0) * self._usable

    def _raw(self, query: int) -> Tensor:
        return (self._patches.T @ self._patches[:, query]) / self._norms

    def _once_by_columns(self, query: int) -> Tensor:
        """Propagated in reading order; keys and query numbered column by column."""
        column, row = divmod(query, self.height)
        once = self._shifted(self._raw, row * self.width + column)
        return once.reshape(self.height, self.width).T.reshape(-1)

    def _shifted(self, scores: Callable[[int], Tensor], query: int) -> Tensor:
        assert self._kernel is not None
        count = self.height * self.width
        total = self._norms.new_zeros(count)
        for right in range(3):
            if not 0 <= query + right - 1 < count or not self._kernel[:, right].any():
                continue
            column = F.pad(scores(query + right - 1), (1, 1))
            for down in range(3):
                total += self._kernel[down, right] * column[down : down + count]
        return total
