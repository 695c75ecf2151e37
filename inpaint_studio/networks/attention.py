"""Contextual attention: the hole is put together from patches of the known area, by likeness.

Written from J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, "Generative Image Inpainting with
Contextual Attention", arXiv 1801.07892, section 4.1 (matching, figure 3) and 4.2 (attention
propagation, equation 3). Works in bounded memory: the score matrix, quadratic in the number of
patches, is never whole; it is made for some rows of queries at a time. Knows torch only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.dense_attention import query_chunks

__all__ = ["AttentionRules", "ShowingAttention", "contextual_attention", "match_offsets"]

_PATCH = 3


@dataclass(frozen=True)
class AttentionRules:
    """What the published variants of contextual attention do differently.

    Parameters
    ----------
    rate
        Matching happens on maps smaller by this factor; copying at the full one.
    sharpness
        Factor on the scores before the softmax.
    inside, floor
        A patch is divided by max(sqrt(sum(patch**2 + inside)), floor).
    ends_aligned
        Make smaller maps of pixels spread from the first to the last one, as the TensorFlow
        release does, instead of taking every `rate`-th.
    cosine
        Divide by the length of the rebuilt patch, too, so that scores are cosines.
    chunk_mib
        About how much memory the scores of one step may take, a few copies included.
    """

    rate: int = 2
    sharpness: float = 10.0
    inside: float = 0.0
    floor: float = 1e-4
    ends_aligned: bool = False
    cosine: bool = False
    chunk_mib: int = 128


def contextual_attention(
    features: Tensor,
    mask: Tensor,
    rules: AttentionRules,
    propagation: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Rebuild a feature map from its own patches outside the hole.

    Parameters
    ----------
    features
        Float (N, C, H, W); H and W are multiples of `rules.rate`. Not modified.
    mask
        Float (N, 1, kH, kW) with a whole k, 1 = hole: patches that touch it are not copied.
    rules
        The published variant.
    propagation
        Float (3, 3), weights with which the scores of shifted pairs of patches are added, first
        for shifts along the rows, then along the columns; its rows shift the copied patch, its
        columns the rebuilt one. The identity matrix is equation 3; None adds nothing.

    Returns
    -------
    tuple of Tensor
        The rebuilt map, of the shape and dtype of `features` (computed in float32), and for every
        rebuilt place the index of the most alike patch, int64 (N, H / rate, W / rate), row by row.
    """
    terms = _propagation_terms(propagation)
    dtype, features, mask = features.dtype, features.float(), mask.float()
    factor = rules.rate * mask.shape[-1] // features.shape[-1]
    small = _sampled(features, rules.rate, rules.ends_aligned)
    small_mask = _sampled(mask, factor, rules.ends_aligned)
    # Likenesses are sharpened before the softmax, for which half precision is too coarse.
    with torch.autocast(features.device.type, enabled=False):
        results = [
            _attend(features[i : i + 1], small[i : i + 1], small_mask[i : i + 1], rules, terms)
            for i in range(features.shape[0])
        ]
    rebuilt = torch.cat([r[0] for r in results]).to(dtype)
    return rebuilt, torch.stack([r[1] for r in results])


def match_offsets(best: Tensor, size: tuple[int, int]) -> Tensor:
    """How far from each place its most alike patch lies.

    Parameters
    ----------
    best
        int64 (N, h, w): indices row by row, as `contextual_attention` returns them.
    size
        Height and width of the window that the attention worked on, multiples of h and w.

    Returns
    -------
    Tensor
        float32 (N, 2, height, width): rows down and columns right, in pixels of the window, one
        value for all pixels of a place.
    """
    height, width = best.shape[-2:]
    rows = torch.arange(height, device=best.device).reshape(-1, 1)
    columns = torch.arange(width, device=best.device)
    down, right = size[0] // height, size[1] // width
    offsets = torch.stack([(best // width - rows) * down, (best % width - columns) * right], dim=1)
    return offsets.float().repeat_interleave(down, dim=2).repeat_interleave(right, dim=3)


class ShowingAttention(nn.Module):
    """A network with `attend`, whose forward gives the offsets of its attention besides.

    Parameters
    ----------
    network
        Has `attend(image, mask, ...)` that returns coarse and refined picture and the best
        matches of the window, as the DeepFill networks do.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor, *planes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Coarse, refined, and float32 (N, 2, H, W) offsets; see `match_offsets`."""
        attend = cast("Callable[..., tuple[Tensor, Tensor, Tensor]]", self.network.attend)
        coarse, refined, best = attend(image, *planes)
        return coarse, refined, match_offsets(best, (image.shape[-2], image.shape[-1]))


def _sampled(x: Tensor, factor: int, ends_aligned: bool) -> Tensor:
    """One pixel of every `factor` along both axes."""
    if not ends_aligned:
        return x[:, :, ::factor, ::factor]
    rows, columns = (_spread(side, side // factor, x.device) for side in x.shape[-2:])
    return x[:, :, rows][:, :, :, columns]


def _spread(side: int, count: int, device: torch.device) -> Tensor:
    places = torch.arange(count, device=device) * ((side - 1) / max(count - 1, 1))
    return (places + 0.5).floor().long()


_Terms = tuple[tuple[int, int, float], ...]


def _propagation_terms(propagation: Tensor | None) -> _Terms:
    """(shift of the copied patch, shift of the rebuilt one, weight), without the zero ones."""
    if propagation is None:
        return ()
    rows = propagation.tolist()
    return tuple(
        (i - 1, j - 1, float(rows[i][j])) for i in range(3) for j in range(3) if rows[i][j]
    )


def _attend(
    features: Tensor, small: Tensor, mask: Tensor, rules: AttentionRules, terms: _Terms
) -> tuple[Tensor, Tensor]:
    """`contextual_attention` for one image, `small` and `mask` at the size of matching."""
    height, width = small.shape[-2:]
    scores = _Scores(small, rules, terms)
    usable = (F.avg_pool2d(mask, _PATCH, 1, _PATCH // 2) == 0).to(features.dtype).reshape(-1, 1)
    canvas = _Canvas(features, rules.rate)
    best: list[Tensor] = []
    for top, bottom in query_chunks(height, width, rules.chunk_mib):
        likeness = scores.rows(top, bottom) * usable
        likeness = torch.softmax(likeness.mul_(rules.sharpness), dim=0) * usable
        canvas.paste(likeness, top)
        best.append(likeness.argmax(dim=0))
    return canvas.finish(), torch.cat(best).reshape(height, width)


class _Canvas:
    """Sums up copied patches (figure 3, right).

    A copied patch is twice as large as the distance of patches, so that four lie over every pixel.
    Instead of adding patches, the weights of the four that show the same source are added: they
    show a quarter of a patch each, a "cell", and there are four times fewer numbers to multiply.
    """

    def __init__(self, features: Tensor, rate: int) -> None:
        self._rate = rate
        padded = F.pad(features, (rate // 2, rate - rate // 2) * 2)
        self._height, self._width = (side // rate for side in features.shape[-2:])
        self._cells = F.unfold(padded, rate, stride=rate)[0]
        self._sums: list[tuple[int, Tensor]] = []

    def paste(self, weights: Tensor, top: int) -> None:
        """Add the patches for query rows from `top` on; `weights` is (keys, queries)."""
        height, width = self._height, self._width
        by_place = weights.reshape(height, width, -1, width)
        rows = by_place.shape[2]
        wider = weights.new_zeros(height, width + 1, rows, width + 1)
        wider[:, :-1, :, :-1] += by_place
        wider[:, 1:, :, 1:] += by_place
        taller = weights.new_zeros(height + 1, width + 1, rows + 1, width + 1)
        taller[:-1, :, :-1] += wider
        taller[1:, :, 1:] += wider
        cells = (height + 1) * (width + 1)
        self._sums.append((top, self._cells @ taller.reshape(cells, -1)))

    def finish(self) -> Tensor:
        """The rebuilt map (1, C, H, W)."""
        rate, across = self._rate, self._width + 1
        total = self._cells.new_zeros(self._cells.shape[0], (self._height + 1) * across)
        for top, cells in self._sums:
            total[:, top * across : top * across + cells.shape[1]] += cells
        size = ((self._height + 1) * rate, across * rate)
        padded = F.fold(total[None], size, rate, stride=rate) / 4
        begin = rate // 2
        return padded[:, :, begin : begin + self._height * rate, begin : begin + self._width * rate]


class _Scores:
    """Propagated likeness of patches, for some rows of rebuilt places at a time.

    "Keys" are the patches that may be copied, "queries" the places that are rebuilt; a matrix has
    a row for each key and a column for each query. The likeness of two patches is the sum of the
    likenesses of their pixels, so that pixels are multiplied once and shifted sums do the rest.
    Propagation adds to the score of a pair those of its neighbours in reading order (which wraps
    from the end of a row to the next), then of its neighbours in the order column by column.
    """

    def __init__(self, small: Tensor, rules: AttentionRules, terms: _Terms) -> None:
        channels, self._height, self._width = small.shape[1:]
        self._pixels = small[0].reshape(channels, -1)
        squares = F.pad((small**2).sum(dim=1, keepdim=True), (1, 1, 1, 1))
        squares = F.avg_pool2d(squares, _PATCH, 1) * _PATCH**2 + rules.inside * channels * _PATCH**2
        self._scale = 1 / squares.sqrt().clamp_min(rules.floor).reshape(-1, 1)
        self._query_scale = self._scale.T if rules.cosine else None
        self._terms = terms

    def rows(self, top: int, bottom: int) -> Tensor:
        """Scores (keys, queries of the rows top..bottom in reading order)."""
        if not self._terms:
            return self._raw(top, bottom)
        once = self._once(max(top - 1, 0), min(bottom + 1, self._height))
        once = once.reshape(self._height * self._width, -1, self._width)
        # Column by column, above the first row comes the last row of the column to the left.
        if top == 0:
            above = F.pad(self._edge_row(self._height - 1, top, once, 0), (1, 0))[..., :-1]
            once = torch.cat([above, once], dim=1)
        if bottom == self._height:
            below = F.pad(self._edge_row(0, bottom - 1, once, -1), (0, 1))[..., 1:]
            once = torch.cat([once, below], dim=1)
        return self._by_columns(once, bottom - top)

    def _edge_row(self, row: int, inside: int, once: Tensor, index: int) -> Tensor:
        if row == inside:  # a map of one row: it is its own neighbour
            return once[:, index : index + 1 or None]
        return self._once(row, row + 1)[:, None]

    def _once(self, top: int, bottom: int) -> Tensor:
        """Scores of query rows top..bottom, propagated in reading order (keys, queries)."""
        low, high = max(top - 1, 0), min(bottom + 1, self._height)
        raw = self._raw(low, high)
        before, after = (top - low) * self._width, (high - bottom) * self._width
        # One query before and one after are needed; beyond the map they are zero.
        raw = raw[:, max(before - 1, 0) : raw.shape[1] - max(after - 1, 0)]
        raw = F.pad(raw, (int(before == 0), int(after == 0)))
        return _shifted_sum(raw, self._terms, (bottom - top) * self._width)

    def _raw(self, top: int, bottom: int) -> Tensor:
        """Likeness of patches for query rows top..bottom, not propagated (keys, queries)."""
        height, width = self._height, self._width
        low, high = max(top - 1, 0), min(bottom + 1, height)
        pixels = self._pixels.T @ self._pixels[:, low * width : high * width]
        alike = pixels.reshape(height, width, high - low, width)
        wide = alike.clone()
        wide[:, :-1, :, :-1] += alike[:, 1:, :, 1:]
        wide[:, 1:, :, 1:] += alike[:, :-1, :, :-1]
        wide = F.pad(wide, (0, 0, int(low == top), int(high == bottom)))
        result = wide[:, :, 1:-1].clone()
        result[:-1] += wide[1:, :, 2:]
        result[1:] += wide[:-1, :, :-2]
        scores = result.reshape(height * width, -1) * self._scale
        if self._query_scale is not None:
            scores = scores * self._query_scale[:, top * width : bottom * width]
        return scores

    def _by_columns(self, once: Tensor, rows: int) -> Tensor:
        """Propagate column by column: from (keys, rows + 2, width) to (keys, rows * width)."""
        keys, width = once.shape[0], self._width
        by_column = once.reshape(self._height, self._width, rows + 2, width).transpose(0, 1)
        flat = by_column.reshape(keys, (rows + 2) * width)
        # Rows of queries are `width` apart here, and there is one more above and below.
        result = _shifted_sum(flat, self._terms, rows * width, step=width)
        by_row = result.reshape(self._width, self._height, rows * width).transpose(0, 1)
        return by_row.reshape(keys, rows * width)


def _shifted_sum(scores: Tensor, terms: _Terms, columns: int, step: int = 1) -> Tensor:
    """Sum of `scores` shifted along both axes, zeros beyond the first and last row.

    `scores` has `step` columns more than the result on either side.
    """
    rows = scores.shape[0]
    result = scores.new_zeros(rows, columns)
    for down, right, weight in terms:
        begin = step * (1 + right)
        source = scores[max(down, 0) : rows + min(down, 0), begin : begin + columns]
        result[max(-down, 0) : rows + min(-down, 0)].add_(source, alpha=weight)
    return result
