"""Contextual attention: equal to the plain formulation however it is cut, and what it copies."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from plain_attention import plain_attention, plain_attention_at

from inpaint_studio.networks.attention import (
    AttentionRules,
    contextual_attention,
    match_offsets,
)

pytestmark = pytest.mark.usefixtures("one_thread")

RULES = {"published v1": AttentionRules(inside=1e-4, floor=0.0), "v2": AttentionRules()}


@pytest.mark.parametrize("size", [(2, 2), (2, 8), (8, 2), (6, 10), (16, 14)])
@pytest.mark.parametrize("propagation", ["none", "identity", "any"])
@pytest.mark.parametrize("rules", list(RULES))
def test_equal_to_the_plain_formulation(
    size: tuple[int, int], propagation: str, rules: str
) -> None:
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(1, 5, *size, generator=generator)
    mask = (torch.rand(1, 1, size[0] // 2, size[1] // 2, generator=generator) > 0.9).float()
    kernel = {
        "none": None,
        "identity": torch.eye(3),
        "any": torch.randn(3, 3, generator=generator),
    }[propagation]
    expected = plain_attention(features, mask, RULES[rules], kernel)
    for chunk_mib in (128, 0):  # all at once, and row by row
        chunked = dataclasses.replace(RULES[rules], chunk_mib=chunk_mib)
        result, best = contextual_attention(features, mask, chunked, kernel)
        assert torch.allclose(result, expected, atol=1e-5)
    places = [(0, 0), (size[0] - 1, size[1] - 1), (size[0] // 2, size[1] // 3)]
    single = plain_attention_at(features, mask, RULES[rules], kernel, places)
    for place, values in zip(places, single, strict=True):
        assert torch.allclose(expected[0, :, place[0], place[1]].double(), values, atol=1e-5)
        assert best.shape == (1, size[0] // 2, size[1] // 2)


def test_a_batch_is_its_images_each_with_its_own_mask() -> None:
    torch.manual_seed(0)
    features = torch.randn(2, 4, 12, 12)
    mask = torch.zeros(2, 1, 96, 96)
    mask[0, :, 32:64, 32:64] = 1
    mask[1, :, 0:40, 0:24] = 1
    rules = AttentionRules()
    both, best = contextual_attention(features, mask, rules, torch.eye(3))
    for i in range(2):
        one, own = contextual_attention(features[i : i + 1], mask[i : i + 1], rules, torch.eye(3))
        assert torch.allclose(both[i : i + 1], one, atol=1e-6)
        assert torch.equal(best[i : i + 1], own)


def test_patches_of_the_hole_are_not_copied() -> None:
    """A repeated texture is restored in the hole, and never from the hole."""
    torch.manual_seed(0)
    tile = torch.randn(1, 6, 8, 8) * 3
    features = tile.repeat(1, 1, 3, 3)
    mask = torch.zeros(1, 1, 12, 12)
    mask[..., 5:7, 5:7] = 1
    rules = AttentionRules(sharpness=200.0)
    result, best = contextual_attention(features, mask, rules)
    assert torch.allclose(result[..., 2:-2, 2:-2], features[..., 2:-2, 2:-2], atol=1e-2)
    touched = torch.nn.functional.max_pool2d(mask, 3, 1, 1).flatten() > 0
    assert not touched[best.flatten()].any()


def test_gradients_pass_through() -> None:
    features = torch.randn(1, 3, 8, 8, requires_grad=True)
    result, _ = contextual_attention(
        features, torch.zeros(1, 1, 4, 4), AttentionRules(chunk_mib=0), torch.eye(3)
    )
    result.square().sum().backward()
    assert features.grad is not None
    assert torch.isfinite(features.grad).all()
    assert features.grad.abs().max() > 0


def test_offsets_point_at_the_patch_taken() -> None:
    """A hole in a repeated texture: what lies at the end of an offset looks the same."""
    torch.manual_seed(0)
    tile = torch.randn(1, 6, 8, 8) * 3
    features = tile.repeat(1, 1, 3, 4)
    mask = torch.zeros(1, 1, 12, 16)
    mask[..., 5:7, 5:7] = 1
    _, best = contextual_attention(features, mask, AttentionRules(sharpness=200.0))
    offsets = match_offsets(best, (96, 128))
    assert offsets.shape == (1, 2, 96, 128)
    # One place is two pixels of the map and eight of the window; the texture repeats every 32.
    inside = offsets[0, :, 40:56, 40:56]
    assert (inside % 32 == 0).all()
    assert (inside != 0).any(dim=0).all()
    same = offsets.unfold(2, 8, 8).unfold(3, 8, 8).flatten(4)
    assert (same == same[..., :1]).all()
