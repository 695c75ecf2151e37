"""RFR-Net: a hole closes in six rounds of one shared reasoning module, from the border inwards.

Written from J. Li, N. Wang, L. Zhang, B. Du, D. Tao, "Recurrent Feature Reasoning for Image
Inpainting", CVPR 2020, sections 3.1 (area identification, feature reasoning), 3.2 (knowledge
consistent attention) and 3.3 (feature merging). Widths and the order of layers, which the paper
leaves open, are those of the published weights. The attention works in bounded memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.blocks import PartialConv
from inpaint_studio.networks.dense_attention import query_chunks

__all__ = ["ConsistentAttention", "ReasoningModule", "RecurrentReasoning"]

_ROUNDS = 6
_SLOPE = 0.2
_NEIGHBOURS = 3  # side of the square over which the scores of one source are added
_TINY = 1e-7


class _Encoding(nn.Sequential):
    """Convolution, batch norm, ReLU: halves the size, or keeps it with a dilation of two."""

    def __init__(self, inputs: int, outputs: int, *, halves: bool) -> None:
        conv = (
            nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False)
            if halves
            else nn.Conv2d(inputs, outputs, 3, padding=2, dilation=2, bias=False)
        )
        super().__init__(conv, nn.BatchNorm2d(outputs), nn.ReLU())


class _Decoding(nn.Sequential):
    """Convolution, batch norm, leaky ReLU: doubles the size, or keeps it with a dilation of two."""

    def __init__(self, inputs: int, outputs: int, *, doubles: bool) -> None:
        conv = (
            nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
            if doubles
            else nn.Conv2d(inputs, outputs, 3, padding=2, dilation=2, bias=False)
        )
        super().__init__(conv, nn.BatchNorm2d(outputs), nn.LeakyReLU(_SLOPE))


class _Round:
    """What one round leaves behind for the next: features, their validity, and its scores."""

    def __init__(self, features: Tensor, valid: Tensor) -> None:
        self.shape = features.shape[-2:]
        flat = features.flatten(1)  # (C, places)
        shifted = flat + _TINY
        self.units = shifted / shifted.square().sum(dim=0, keepdim=True).sqrt()
        self.flat = flat
        self.valid = valid.reshape(1, -1)
        self.mixed: Tensor | None = None

    def scores(self, top: int, bottom: int) -> Tensor:
        """Softmax over the sources (keys, places of the rows top..bottom)."""
        height, width = self.shape
        low, high = max(top - 1, 0), min(bottom + 1, height)
        likeness = self.units.T @ self.flat[:, low * width : high * width]
        grid = likeness.reshape(-1, high - low, width)
        grid = F.pad(grid, (1, 1, int(low == top), int(high == bottom)))
        added = F.avg_pool2d(grid[None], _NEIGHBOURS, 1)[0] * _NEIGHBOURS**2
        return torch.softmax(added.reshape(likeness.shape[0], -1), dim=0)


class ConsistentAttention(nn.Module):
    """Knowledge consistent attention (section 3.2): scores of earlier rounds are kept where the
    features were valid then.

    The score matrix is quadratic in the number of places. It is made for some rows of places at a
    time; where it would not fit into `chunk_mib`, that of earlier rounds is made again when it is
    needed instead of being kept.

    Parameters
    ----------
    channels
        Of the features.
    chunk_mib
        Memory for scores, roughly.
    """

    def __init__(self, channels: int, chunk_mib: int = 256) -> None:
        super().__init__()
        self.chunk_mib = chunk_mib
        self.ratio = nn.Parameter(torch.ones(1))
        self.combine = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, features: Tensor, valid: Tensor, past: list[list[_Round]]) -> Tensor:
        """Features (N, C, H, W) rebuilt from one another, joined with themselves.

        Parameters
        ----------
        features
            Float (N, C, H, W).
        valid
            Float (N, 1, h, w), 1 = valid in this round.
        past
            The rounds so far, a list for each image of the batch; empty lists at the first one.
            This round is added.
        """
        valid = F.interpolate(valid, features.shape[-2:])
        rebuilt = []
        for index, rounds in enumerate(past):
            rounds.append(_Round(features[index], valid[index]))
            rebuilt.append(self._rebuild(rounds).reshape(1, *features.shape[1:]))
        return cast(Tensor, self.combine(torch.cat([torch.cat(rebuilt), features], dim=1)))

    def _rebuild(self, rounds: Sequence[_Round]) -> Tensor:
        now = rounds[-1]
        height, width = now.shape
        places = height * width
        keeps = 4 * places * places <= self.chunk_mib * 2**20
        columns, scores = [], []
        for top, bottom in query_chunks(height, width, self.chunk_mib):
            mixed = self._mixed(rounds, top, bottom)
            columns.append(now.units @ mixed)
            scores.append(mixed)
        if keeps:
            now.mixed = torch.cat(scores, dim=1)
            for earlier in rounds[:-1]:
                earlier.mixed = None
        return torch.cat(columns, dim=1)

    def _mixed(self, rounds: Sequence[_Round], top: int, bottom: int) -> Tensor:
        """Scores of the last round for some rows, mixed with those before it."""
        width = rounds[-1].shape[1]
        here = slice(top * width, bottom * width)
        weight = self.ratio.abs() + _TINY
        kept = [index for index, each in enumerate(rounds) if each.mixed is not None]
        first = kept[-1] if kept else 0
        stored = rounds[first].mixed
        mixed = rounds[0].scores(top, bottom) if stored is None else stored[:, here]
        for before, each in pairwise(rounds[first:]):
            was = before.valid[:, here]
            mixed = (mixed * was + each.scores(top, bottom) * weight) / (was + weight)
        return mixed


class ReasoningModule(nn.Module):
    """The feature reasoning module (section 3.1): a U-Net with attention, shared by all rounds.

    Parameters
    ----------
    channels
        Of the features that go in and come out.
    """

    def __init__(self, channels: int = 64) -> None:
        super().__init__()
        c = channels
        widths = (c, 2 * c, 4 * c, 8 * c, 8 * c, 8 * c, 8 * c)
        self.encoder = nn.ModuleList(
            _Encoding(inputs, outputs, halves=level < 3)
            for level, (inputs, outputs) in enumerate(pairwise(widths))
        )
        self.attention = ConsistentAttention(8 * c)
        # Innermost first; each takes what is below it and the encoder's features of its level.
        self.decoder = nn.ModuleList(
            [
                _Decoding(16 * c, 8 * c, doubles=False),
                _Decoding(16 * c, 8 * c, doubles=False),
                _Decoding(16 * c, 8 * c, doubles=True),
                _Decoding(12 * c, 4 * c, doubles=True),
                _Decoding(6 * c, c, doubles=True),
            ]
        )

    def forward(self, x: Tensor, valid: Tensor, past: list[list[_Round]]) -> Tensor:
        """Features of the shape of `x`; arguments as in `ConsistentAttention.forward`."""
        levels = []
        for encode in self.encoder:
            x = encode(x)
            levels.append(x)
        for step, decode in enumerate(self.decoder):
            x = decode(torch.cat([x, levels[-2 - step]], dim=1))
            if step == 2:
                x = self.attention(x, valid, past)
        return x


class _Bottleneck(nn.Module):
    """A residual bottleneck (He et al. 2016) that narrows the channels to a quarter."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        narrow = channels // 4
        self.body = nn.Sequential(
            nn.Conv2d(channels, narrow, 1, bias=False),
            nn.BatchNorm2d(narrow),
            nn.ReLU(),
            nn.Conv2d(narrow, narrow, 3, padding=1, bias=False),
            nn.BatchNorm2d(narrow),
            nn.ReLU(),
            nn.Conv2d(narrow, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + x)


class RecurrentReasoning(nn.Module):
    """The generator of recurrent feature reasoning.

    Parameters
    ----------
    channels
        Width of the first layer; 64 as published.
    kernel
        Side of the partial convolutions that close the hole; 7 as published, 5 in the variant for
        smaller holes.
    """

    def __init__(self, channels: int = 64, kernel: int = 7) -> None:
        super().__init__()
        c = channels
        self.enter = PartialConv(3, c, 7, stride=2)
        self.enter_norm = nn.BatchNorm2d(c)
        self.widen = PartialConv(c, c, kernel)
        self.widen_norm = nn.BatchNorm2d(c)
        self.identify = nn.ModuleList([PartialConv(c, c, kernel), PartialConv(c, c, kernel)])
        self.identify_norm = nn.BatchNorm2d(c)
        self.reasoning = ReasoningModule(c)
        self.enlarge = nn.ConvTranspose2d(c, c, 4, stride=2, padding=1, bias=False)
        self.enlarge_norm = nn.BatchNorm2d(c)
        self.join = PartialConv(c + 3, c // 2, 3)
        self.refine = _Bottleneck(c // 2)
        self.output = nn.Conv2d(c, 3, 3, padding=1, bias=False)

    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        """RGB (N, 3, H, W), about [0, 1] (the last layer is linear), the whole window.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; black in the hole here. H and W are multiples of 16.
        mask
            Float (N, 1, H, W), 1 = hole.
        """
        known = 1 - mask
        image = image * known
        x, valid = self.enter([(image, known)])
        x, valid = self.widen([(F.relu(self.enter_norm(x)), valid)])
        x = F.relu(self.widen_norm(x))
        # Features of every round, averaged over the rounds in which they were valid (section 3.3).
        total, count = x * valid, valid
        past: list[list[_Round]] = [[] for _ in range(image.shape[0])]
        for _ in range(_ROUNDS):
            for conv in self.identify:
                x, valid = conv([(x, valid)])
            x = F.leaky_relu(self.identify_norm(x))
            x = self.reasoning(x, valid, past) * valid
            total, count = total + x, count + valid
        rounds = _ROUNDS + 1
        merged = total / rounds / (count / rounds + _TINY)
        merged = F.leaky_relu(self.enlarge_norm(self.enlarge(merged)))
        valid = F.interpolate(valid, scale_factor=2)
        x, _ = self.join([(image, known), (merged, valid)])
        x = F.leaky_relu(x)
        return cast(Tensor, self.output(torch.cat([x, self.refine(x)], dim=1)))
