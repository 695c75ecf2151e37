"""For every place of a hole in a feature map, the known 3x3 patch that looks most like it.

The search of C. Yang, X. Lu, Z. Lin, E. Shechtman, O. Wang, H. Li, "High-Resolution Image
Inpainting Using Multi-Scale Neural Patch Synthesis", CVPR 2017, arXiv 1611.09969, section 3.3, in
bounded memory: pixels are multiplied once, the products of patches are sums of shifted products,
and they are made for some rows of the hole at a time. Torch only; knows no network and no image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

__all__ = ["PatchTarget", "nearest_patches", "patch_target"]

_COPIES = 4  # of the products of a band that are alive at once
_OFFSETS = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))


def nearest_patches(
    queries: Tensor,
    keys: Tensor,
    usable: Tensor,
    *,
    chunk_mib: int = 256,
    check: Callable[[], None] = lambda: None,
) -> Tensor:
    """Index of the nearest patch (least sum of squared differences).

    Parameters
    ----------
    queries
        Float (C, h, w): the map around the hole; zero is taken beyond its border.
    keys
        Float (C, H, W): the whole map.
    usable
        bool (H, W): centres of the patches that may be taken; at least one.
    chunk_mib
        Memory for products, roughly; one row of queries is the least.
    check
        Called between bands; may raise to end the search.

    Returns
    -------
    Tensor
        int64 (h, w), places in reading order of the whole map.
    """
    height, width = queries.shape[1:]
    squares = _patch_sums(keys.square().sum(dim=0))
    cost = torch.where(usable, squares, torch.inf).reshape(-1, 1)
    found = []
    for top, bottom in _bands(height, width, usable.numel(), chunk_mib):
        check()
        products = _products(queries, keys, top, bottom)
        found.append((cost - 2 * products).argmin(dim=0))
    return torch.cat(found).reshape(height, width)


def _patch_sums(values: Tensor) -> Tensor:
    """Sums over 3x3 places (H, W), zeros beyond the border."""
    return F.avg_pool2d(values[None, None], 3, 1, padding=1)[0, 0] * 9


def _bands(height: int, width: int, keys: int, chunk_mib: int) -> Iterator[tuple[int, int]]:
    row_mib = keys * width * 4 * _COPIES / 2**20
    step = max(1, min(height, int(chunk_mib / row_mib)))
    for top in range(0, height, step):
        yield top, min(top + step, height)


def _products(queries: Tensor, keys: Tensor, top: int, bottom: int) -> Tensor:
    """Inner products of patches (keys, queries of the rows top..bottom)."""
    height, width = queries.shape[1:]
    rows, columns = keys.shape[1:]
    low, high = max(top - 1, 0), min(bottom + 1, height)
    pixels = keys.flatten(1).T @ queries[:, low:high].flatten(1)
    alike = pixels.reshape(rows, columns, high - low, width)
    wide = alike.clone()
    wide[:, :-1, :, :-1] += alike[:, 1:, :, 1:]
    wide[:, 1:, :, 1:] += alike[:, :-1, :, :-1]
    wide = F.pad(wide, (0, 0, int(low == top), int(high == bottom)))
    result = wide[:, :, 1:-1].clone()
    result[:-1] += wide[1:, :, 2:]
    result[1:] += wide[:-1, :, :-2]
    return result.reshape(rows * columns, -1)


@dataclass(frozen=True, eq=False)
class PatchTarget:
    """What the patches taken ask of a map, place by place.

    The sum over all patches of squared differences is, but for a constant, the sum over places of
    `weight` times the squared difference from `mean`: gradients are equal, and no patch is kept.

    Attributes
    ----------
    mean
        Float (C, h, w).
    weight
        Float (h, w): how many patches lie over a place.
    """

    mean: Tensor
    weight: Tensor

    def distance(self, features: Tensor) -> Tensor:
        """Mean over all patches' places and channels of the squared difference, a scalar."""
        off = (features - self.mean).square().sum(dim=0)
        return (off * self.weight).sum() / (self.weight.sum() * features.shape[0])


def patch_target(nearest: Tensor, hole: Tensor, keys: Tensor) -> PatchTarget:
    """Lay the nearest patch over every hole place and average where patches overlap.

    Parameters
    ----------
    nearest
        int64 (h, w), from `nearest_patches`; counts where `hole` is True.
    hole
        bool (h, w).
    keys
        Float (C, H, W): the map that patches are copied from.
    """
    height, width = hole.shape
    rows, columns = torch.nonzero(hole, as_tuple=True)
    source = nearest[hole]
    from_row, from_column = source // keys.shape[2], source % keys.shape[2]
    flat = keys.flatten(1)
    total = keys.new_zeros(keys.shape[0], height * width)
    weight = keys.new_zeros(height * width)
    for down, right in _OFFSETS:
        row, column = rows + down, columns + right
        key_row, key_column = from_row + down, from_column + right
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        inside &= (key_row >= 0) & (key_row < keys.shape[1])
        inside &= (key_column >= 0) & (key_column < keys.shape[2])
        place = (row * width + column)[inside]
        total.index_add_(1, place, flat[:, (key_row * keys.shape[2] + key_column)[inside]])
        weight.index_add_(0, place, torch.ones_like(place, dtype=weight.dtype))
    mean = (total / weight.clamp_min(1)).reshape(-1, height, width)
    return PatchTarget(mean, weight.reshape(height, width))
