"""What every GAN family does alike: composites, and the discriminator's half of a step.

A step trains the discriminator first, on detached pictures, and then asks it afresh for the
generator's losses, so that its optimizer never changes weights that a backward pass still needs.
"""

from __future__ import annotations

import torch
from torch import Tensor

from inpaint_studio.training.losses.adversarial import (
    Adversarial,
    discriminator_loss,
    gradient_penalty,
)
from inpaint_studio.training.trainee import Player, Trainee, update

__all__ = ["composite", "train_discriminator"]

# Gulrajani et al. 2017, section 4.
_PENALTY_WEIGHT = 10.0


def composite(inside: Tensor, outside: Tensor, mask: Tensor) -> Tensor:
    """`inside` in the hole, `outside` elsewhere; exact where `mask` is 0 or 1."""
    return torch.where(mask > 0.5, inside, outside)


def train_discriminator(
    trainee: Trainee,
    judge: Player,
    kind: Adversarial,
    *,
    real: Tensor,
    fake: Tensor,
    random: torch.Generator,
) -> Tensor:
    """One optimizer step of the discriminator; returns its loss.

    Parameters
    ----------
    trainee
        For the precision of the passes.
    judge
        A discriminator that returns (scores, features).
    kind
        The loss; for Wasserstein the gradient penalty is added.
    real, fake
        Pictures (N, C, H, W); `fake` is detached here.
    random
        For the penalty.
    """
    fake = fake.detach()
    with trainee.autocast():
        real_scores, _ = judge.network(real)
        fake_scores, _ = judge.network(fake)
    loss = discriminator_loss(kind, real_scores.float(), fake_scores.float())
    if kind is Adversarial.WASSERSTEIN:

        def score(pictures: Tensor) -> Tensor:
            scores: Tensor = judge.network(pictures)[0]
            return scores

        loss = loss + _PENALTY_WEIGHT * gradient_penalty(score, real, fake, random)
    update([judge], loss)
    return loss
