"""Pixel losses against values worked out by hand."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.training.losses.pixel import (
    discount_weights,
    discounted_l1,
    l1_by_hole,
    masked_l2,
    total_variation,
)


def _hole(rows: slice, columns: slice, side: int = 4) -> torch.Tensor:
    mask = torch.zeros(1, 1, side, side)
    mask[..., rows, columns] = 1
    return mask


def test_l1_is_divided_by_the_share_of_the_hole() -> None:
    output, target = torch.full((1, 3, 4, 4), 0.5), torch.full((1, 3, 4, 4), 0.25)
    mask = _hole(slice(0, 2), slice(0, 2))
    assert l1_by_hole(output, target, mask).item() == pytest.approx(0.25 / 0.25)
    assert l1_by_hole(output, target, mask, known_weight=0).item() == pytest.approx(0.25)


def test_l1_without_known_weight_ignores_known_pixels() -> None:
    target = torch.rand(2, 3, 4, 4)
    mask = _hole(slice(1, 3), slice(1, 3)).expand(2, -1, -1, -1)
    wrong_outside = target + (1 - mask)
    assert l1_by_hole(wrong_outside, target, mask, known_weight=0).item() == 0
    assert l1_by_hole(wrong_outside, target, mask).item() > 0


def test_masked_l2_is_the_mean_square_in_the_hole() -> None:
    target = torch.zeros(1, 3, 4, 4)
    mask = _hole(slice(0, 1), slice(0, 4))
    output = torch.full_like(target, 9.0)
    output[:, :, 0] = torch.tensor([1.0, 2.0, 3.0, 4.0])
    assert masked_l2(output, target, mask).item() == pytest.approx((1 + 4 + 9 + 16) / 4)


def test_discount_falls_with_the_distance_to_known_pixels() -> None:
    weights = discount_weights(_hole(slice(1, 6), slice(1, 6), side=7), gamma=0.5)[0, 0]
    assert weights[3].tolist() == [1, 0.5, 0.25, 0.125, 0.25, 0.5, 1]
    assert weights[2].tolist() == [1, 0.5, 0.25, 0.25, 0.25, 0.5, 1]


def test_discount_of_a_hole_at_the_border_counts_from_the_known_side() -> None:
    weights = discount_weights(_hole(slice(0, 4), slice(0, 2)), gamma=0.5)[0, 0]
    assert weights[0].tolist() == [0.25, 0.5, 1, 1]


def test_discount_of_a_whole_hole_ends() -> None:
    weights = discount_weights(torch.ones(1, 1, 4, 4), gamma=0.5)
    assert torch.isfinite(weights).all()


def test_discounted_l1_by_hand() -> None:
    mask = _hole(slice(0, 4), slice(0, 2))
    output, target = torch.ones(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)
    expected = 4 * (0.25 + 0.5) / 16 / 0.5
    assert discounted_l1(output, target, mask, gamma=0.5).item() == pytest.approx(expected)


def test_total_variation_by_hand() -> None:
    image = torch.tensor([[[[0.0, 1.0], [0.0, 3.0]]]])
    assert total_variation(image).item() == pytest.approx((1 + 3) / 2 + (0 + 2) / 2)
    assert total_variation(torch.full((1, 3, 5, 5), 0.3)).item() == 0


def test_total_variation_in_the_hole_leaves_far_pixels_out() -> None:
    image = torch.zeros(1, 1, 8, 8)
    image[..., 6:, 6:] = torch.rand(2, 2)
    mask = _hole(slice(0, 2), slice(0, 2), side=8)
    assert total_variation(image, mask).item() == 0
    image[..., 0, 0] = 1
    assert total_variation(image, mask).item() > 0


@pytest.mark.parametrize("loss", [l1_by_hole, masked_l2, discounted_l1])
def test_a_step_against_the_gradient_lowers_the_loss(loss) -> None:  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    target, mask = torch.rand(1, 3, 8, 8), _hole(slice(2, 6), slice(2, 6), side=8)
    output = torch.rand(1, 3, 8, 8, requires_grad=True)
    before = loss(output, target, mask)
    before.backward()
    assert output.grad is not None
    assert loss(output - 0.01 * output.grad, target, mask).item() < before.item()
