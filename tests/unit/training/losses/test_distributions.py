"""Distances between distributions, by hand and against torch's own."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.training.losses.distributions import gaussian_divergence


def test_divergence_agrees_with_torch() -> None:
    random = torch.Generator().manual_seed(0)
    means, others = torch.randn(2, 2, 3, 4, 4, generator=random)
    spreads, widths = torch.rand(2, 2, 3, 4, 4, generator=random) + 0.1
    normal = torch.distributions.Normal
    expected = torch.distributions.kl_divergence(normal(means, spreads), normal(others, widths))
    found = gaussian_divergence(means, spreads, others, widths)
    torch.testing.assert_close(found, expected.mean())


def test_equal_distributions_have_none() -> None:
    mean, spread = torch.ones(1, 2), torch.full((1, 2), 0.5)
    assert gaussian_divergence(mean, spread, mean, spread).item() == pytest.approx(0, abs=1e-7)
