"""The contextual loss: its formula, and what it must and must not see."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from inpaint_studio.training.losses.contextual import contextual_loss, contextual_similarity


def _by_hand(x: np.ndarray, y: np.ndarray, h: float) -> float:
    mean = y.mean(axis=0)
    x, y = x - mean, y - mean
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y /= np.linalg.norm(y, axis=1, keepdims=True)
    d = 1 - x @ y.T
    relative = d / (d.min(axis=1, keepdims=True) + 1e-5)
    w = np.exp((1 - relative) / h)
    a = w / w.sum(axis=1, keepdims=True)
    return -math.log(a.max(axis=0).mean())


@pytest.mark.parametrize("bandwidth", [0.1, 0.5, 1.0])
def test_equals_the_equations(bandwidth: float) -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(6, 5)), random.normal(size=(4, 5))
    ours = contextual_loss(
        torch.from_numpy(x.T.reshape(1, 5, 2, 3)),
        torch.from_numpy(y.T.reshape(1, 5, 4, 1)),
        bandwidth=bandwidth,
    )
    assert ours.item() == pytest.approx(_by_hand(x.copy(), y.copy(), bandwidth), rel=1e-4)


def test_of_an_image_with_itself_is_nothing() -> None:
    torch.manual_seed(0)
    features = torch.randn(2, 16, 4, 4)
    assert contextual_loss(features, features).item() == pytest.approx(0, abs=1e-4)


def test_positions_play_no_part() -> None:
    torch.manual_seed(0)
    output, target = torch.randn(1, 8, 4, 4), torch.randn(1, 8, 4, 4)
    shuffled = output.flatten(2)[..., torch.randperm(16)].view(1, 8, 4, 4)
    first, second = contextual_loss(output, target), contextual_loss(shuffled, target)
    assert first.item() == pytest.approx(second.item(), rel=1e-5)


def test_similarity_is_between_nothing_and_one() -> None:
    torch.manual_seed(0)
    similarity = contextual_similarity(torch.randn(5, 8, 3, 3), torch.randn(5, 8, 4, 4))
    assert ((similarity > 0) & (similarity <= 1)).all()


def test_descent_lowers_it() -> None:
    torch.manual_seed(0)
    output, target = torch.randn(1, 8, 4, 4, requires_grad=True), torch.randn(1, 8, 4, 4)
    before = contextual_loss(output, target)
    before.backward()
    assert output.grad is not None
    after = contextual_loss(output - 0.1 * output.grad / output.grad.norm(), target)
    assert after.item() < before.item()
