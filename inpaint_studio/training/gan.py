"""What every GAN family does alike: composites, and the discriminator's half of a step.

A step trains the discriminator first, on detached pictures, and then asks it afresh for the
generator's losses, so that its optimizer never changes weights that a backward pass still needs.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.training.losses.adversarial import (
    Adversarial,
    discriminator_loss,
    gradient_penalty,
)
from inpaint_studio.training.trainee import Player, Trainee, update
from inpaint_studio.training.views import Views

__all__ = ["composite", "scores_of", "train_discriminator"]

# Gulrajani et al. 2017, section 4.
_PENALTY_WEIGHT = 10.0


def composite(inside: Tensor, outside: Tensor, mask: Tensor) -> Tensor:
    """`inside` in the hole, `outside` elsewhere; exact where `mask` is 0 or 1."""
    return torch.where(mask > 0.5, inside, outside)


def scores_of(network: nn.Module, views: Views) -> Tensor:
    """A discriminator's scores; some give their features beside them."""
    result = network(*views)
    return cast(Tensor, result if isinstance(result, Tensor) else result[0])


def train_discriminator(
    trainee: Trainee,
    judge: Player,
    kind: Adversarial,
    *,
    real: Views,
    fake: Views,
    random: torch.Generator,
    holes: Views | None = None,
) -> Tensor:
    """One optimizer step of the discriminator; returns its loss.

    Parameters
    ----------
    trainee
        For the precision of the passes.
    judge
        A discriminator that returns scores, or (scores, features).
    kind
        The loss; for Wasserstein the gradient penalty is added, in float32.
    real, fake
        The discriminator's inputs; `fake` is detached here.
    random
        For the penalty.
    holes
        Of the shapes of `real`, 1 where the penalty counts; None counts everything.
    """
    fake = tuple(view.detach() for view in fake)
    with trainee.autocast():
        real_scores = scores_of(judge.network, real)
        fake_scores = scores_of(judge.network, fake)
    loss = discriminator_loss(kind, real_scores.float(), fake_scores.float())
    if kind is Adversarial.WASSERSTEIN:
        loss = loss + _PENALTY_WEIGHT * _penalty(judge.network, real, fake, random, holes)
    update([judge], loss)
    return loss


def _penalty(
    network: nn.Module, real: Views, fake: Views, random: torch.Generator, holes: Views | None
) -> Tensor:
    """The gradient penalty over all inputs together, as one flat vector a sample."""
    shapes = [view.shape[1:] for view in real]

    def score(flat: Tensor) -> Tensor:
        parts = torch.split(flat, [shape.numel() for shape in shapes], dim=1)
        views = tuple(part.reshape(-1, *s) for part, s in zip(parts, shapes, strict=True))
        return scores_of(network, views)

    mask = None if holes is None else _flat(holes)
    return gradient_penalty(score, _flat(real), _flat(fake), random, mask)


def _flat(views: Views) -> Tensor:
    return torch.cat([view.flatten(1) for view in views], dim=1)
