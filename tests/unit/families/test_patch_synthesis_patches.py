"""Nearest feature patches: against the plain search, in bands, and what they ask of a map."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.errors import CancelledError
from inpaint_studio.families.patch_synthesis.feature_patches import nearest_patches, patch_target
from inpaint_studio.progress import ProgressToken

pytestmark = pytest.mark.usefixtures("one_thread")


def unfolded(features: Tensor) -> Tensor:
    """Patches (H W, 9 C), zeros beyond the border."""
    return F.unfold(features[None], 3, padding=1)[0].T


def maps() -> tuple[Tensor, Tensor, Tensor]:
    torch.manual_seed(0)
    keys = torch.randn(5, 11, 9)
    usable = torch.rand(11, 9) > 0.4
    return torch.randn(5, 7, 6), keys, usable


@pytest.mark.parametrize("chunk_mib", [0, 64])
def test_the_nearest_is_the_nearest(chunk_mib: int) -> None:
    queries, keys, usable = maps()
    squared = torch.cdist(unfolded(queries), unfolded(keys)).square()
    plain = squared.masked_fill(~usable.flatten(), torch.inf).argmin(dim=1).reshape(7, 6)
    ours = nearest_patches(queries, keys, usable, chunk_mib=chunk_mib)
    assert torch.equal(ours, plain)
    assert usable.flatten()[ours.flatten()].all()


def test_a_patch_of_the_map_finds_itself() -> None:
    _, keys, usable = maps()
    cut = keys[:, 2:8, 1:7]
    found = nearest_patches(cut, keys, torch.ones_like(usable))
    rows, columns = torch.meshgrid(torch.arange(3, 7), torch.arange(2, 6), indexing="ij")
    assert torch.equal(found[1:-1, 1:-1], rows * 9 + columns)


def test_a_search_can_be_cancelled() -> None:
    queries, keys, usable = maps()
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        nearest_patches(queries, keys, usable, check=token.check)


def test_the_target_has_the_gradient_of_all_patches() -> None:
    queries, keys, usable = maps()
    usable[[0, -1]] = usable[:, [0, -1]] = False  # patches stay within the map
    hole = torch.zeros(7, 6, dtype=torch.bool)
    hole[2:5, 1:4] = True
    nearest = nearest_patches(queries, keys, usable)
    target = patch_target(nearest, hole, keys)
    x = queries.clone().requires_grad_(True)
    chosen = unfolded(keys)[nearest[hole]]
    plain = (unfolded(x)[hole.flatten()] - chosen).square().sum()
    (wanted,) = torch.autograd.grad(plain, x)
    terms = target.weight.sum() * 5
    (ours,) = torch.autograd.grad(target.distance(x) * terms, x)
    assert torch.allclose(ours, wanted, atol=1e-4)
    assert float(target.weight.sum()) == 9 * int(hole.sum())
    assert not target.weight[6].any()
