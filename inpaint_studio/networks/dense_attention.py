"""Attention of every place to every place, for some rows of places at a time.

The score matrix of H x W places has (H W)^2 entries: 64 MiB at 64 x 64, a gibibyte at 128 x 128.
Made in bands of queries it takes as much memory as one is given. Knows torch only.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

__all__ = ["query_chunks", "self_attention"]

_COPIES = 4  # of the scores of a band that are alive at once


def query_chunks(height: int, width: int, chunk_mib: int) -> Iterator[tuple[int, int]]:
    """Bands (top, bottom) of query rows whose scores fit the memory wanted, one row at least."""
    row_mib = height * width * width * 4 * _COPIES / 2**20
    step = max(1, min(height, int(chunk_mib / row_mib)))
    for top in range(0, height, step):
        yield top, min(top + step, height)


def self_attention(
    queries: Tensor, keys: Tensor, values: Tensor, size: tuple[int, int], chunk_mib: int
) -> Tensor:
    """Sum of the values of all places, weighted by softmax(query . key) of each.

    Parameters
    ----------
    queries, keys
        Float (N, C, H W).
    values
        Float (N, V, H W).
    size
        (H, W).
    chunk_mib
        Memory for scores, roughly.

    Returns
    -------
    Tensor
        Float (N, V, H W).
    """
    height, width = size
    bands = []
    for top, bottom in query_chunks(height, width, chunk_mib):
        band = queries[:, :, top * width : bottom * width]
        # Queries in rows: a softmax along contiguous scores is twice as fast.
        weights = torch.softmax(torch.bmm(band.transpose(1, 2), keys), dim=2)
        bands.append(torch.bmm(values, weights.transpose(1, 2)))
    return torch.cat(bands, dim=2)
