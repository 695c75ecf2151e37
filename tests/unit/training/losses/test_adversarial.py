"""Adversarial losses against their formulas."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import math

import pytest
import torch

from inpaint_studio.errors import OptionError
from inpaint_studio.training.losses.adversarial import (
    Adversarial,
    discriminator_loss,
    feature_matching,
    generator_loss,
    gradient_penalty,
)

_REAL, _FAKE = torch.tensor([2.0, -0.5]), torch.tensor([0.5, -3.0])


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_non_saturating_is_cross_entropy() -> None:
    real = -sum(math.log(_sigmoid(x)) for x in (2.0, -0.5)) / 2
    fake = -sum(math.log(1 - _sigmoid(x)) for x in (0.5, -3.0)) / 2
    kind = Adversarial.NON_SATURATING
    assert discriminator_loss(kind, _REAL, _FAKE).item() == pytest.approx((real + fake) / 2)
    wanted = -sum(math.log(_sigmoid(x)) for x in (0.5, -3.0)) / 2
    assert generator_loss(kind, _FAKE).item() == pytest.approx(wanted)


def test_least_squares_hinge_and_wasserstein_by_hand() -> None:
    value = discriminator_loss(Adversarial.LEAST_SQUARES, _REAL, _FAKE).item()
    assert value == pytest.approx(((1 + 2.25) / 2 + (0.25 + 9) / 2) / 2)
    assert generator_loss(Adversarial.LEAST_SQUARES, _FAKE).item() == pytest.approx((0.25 + 16) / 2)
    value = discriminator_loss(Adversarial.HINGE, _REAL, _FAKE).item()
    assert value == pytest.approx(((0 + 1.5) / 2 + (1.5 + 0) / 2) / 2)
    assert generator_loss(Adversarial.HINGE, _FAKE).item() == pytest.approx(1.25)
    value = discriminator_loss(Adversarial.WASSERSTEIN, _REAL, _FAKE).item()
    assert value == pytest.approx(-1.25 - 0.75)
    assert generator_loss(Adversarial.WASSERSTEIN, _FAKE).item() == pytest.approx(1.25)


@pytest.mark.parametrize("kind", list(Adversarial))
def test_players_pull_in_opposite_directions(kind: Adversarial) -> None:
    scores = torch.tensor([0.3, 0.2], requires_grad=True)
    (for_generator,) = torch.autograd.grad(generator_loss(kind, scores, _REAL), scores)
    (for_judge,) = torch.autograd.grad(discriminator_loss(kind, _REAL, scores), scores)
    assert (for_generator < 0).all()
    assert (for_judge > 0).all()


def test_gradient_penalty_of_a_linear_score() -> None:
    random = torch.Generator().manual_seed(1)
    real, fake = torch.rand(3, 2, 4, 4), torch.rand(3, 2, 4, 4)
    weight = torch.full((2, 4, 4), 0.5)
    norm = float(weight.norm())
    penalty = gradient_penalty(lambda x: (x * weight).sum((1, 2, 3)), real, fake, random)
    assert penalty.item() == pytest.approx((norm - 1) ** 2, rel=1e-5)


def test_gradient_penalty_trains_the_score() -> None:
    layer = torch.nn.Conv2d(3, 1, 3)
    random = torch.Generator().manual_seed(1)
    gradient_penalty(layer, torch.rand(2, 3, 8, 8), torch.rand(2, 3, 8, 8), random).backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.abs().sum() > 0


def test_feature_matching_sums_layers_and_spares_the_real_side() -> None:
    real = [torch.zeros(1, 2, 2, 2, requires_grad=True), torch.zeros(1, 3, 1, 1)]
    fake = [torch.full((1, 2, 2, 2), 0.5, requires_grad=True), torch.full((1, 3, 1, 1), -2.0)]
    loss = feature_matching(real, fake)
    assert loss.item() == pytest.approx(0.5 + 2.0)
    loss.backward()
    assert real[0].grad is None
    assert fake[0].grad is not None


def test_only_slopes_in_the_mask_are_penalised() -> None:
    weight = torch.zeros(1, 4, 4)
    weight[0, 0] = 3.0
    real, fake = torch.zeros(2, 1, 4, 4), torch.ones(2, 1, 4, 4)
    mask = torch.zeros(2, 1, 4, 4)
    mask[..., 0, :1] = 1

    def score(x: torch.Tensor) -> torch.Tensor:
        return (x * weight).sum((1, 2, 3))

    random = torch.Generator().manual_seed(0)
    assert gradient_penalty(score, real, fake, random, mask).item() == pytest.approx((3 - 1) ** 2)
    assert gradient_penalty(score, real, fake, random).item() == pytest.approx((6 - 1) ** 2)


def test_a_flat_score_has_a_penalty_that_trains() -> None:
    level = torch.zeros(1, requires_grad=True)
    pictures = torch.rand(2, 3, 4, 4)
    gradient_penalty(
        lambda x: (x * level).sum((1, 2, 3)), pictures, pictures, torch.Generator()
    ).backward()
    assert level.grad is not None
    assert torch.isfinite(level.grad).all()


def test_relativistic_losses_by_hand() -> None:
    real, fake = torch.tensor([2.0, 4.0]), torch.tensor([1.0, -1.0])
    kind = Adversarial.RELATIVISTIC
    # Means are 3 and 0: (1 + 9) / 2 and (1 + 9) / 2 for what exceeds and what falls short.
    expected = (((2 - 0 - 1) ** 2 + (4 - 1) ** 2) / 2 + ((1 - 3 + 1) ** 2 + (-1 - 2) ** 2) / 2) / 2
    assert discriminator_loss(kind, real, fake).item() == pytest.approx(expected)
    swapped = discriminator_loss(kind, fake, real)
    assert generator_loss(kind, fake, real).item() == pytest.approx(swapped.item())
    with pytest.raises(OptionError, match="ralsgan"):
        generator_loss(kind, fake)
