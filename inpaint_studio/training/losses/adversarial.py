"""Adversarial losses and what goes with them: gradient penalty, feature matching.

Scores are raw (logits) and of any shape: a patch map or one number a picture. Knows nothing of
the networks that gave them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import torch
from torch import Tensor
from torch.nn import functional

from inpaint_studio.errors import OptionError

__all__ = [
    "Adversarial",
    "discriminator_loss",
    "feature_matching",
    "generator_loss",
    "gradient_penalty",
]


class Adversarial(StrEnum):
    """Kinds of adversarial loss."""

    NON_SATURATING = "nsgan"
    LEAST_SQUARES = "lsgan"
    HINGE = "hinge"
    WASSERSTEIN = "wgan-gp"
    RELATIVISTIC = "ralsgan"


def discriminator_loss(kind: Adversarial, real: Tensor, fake: Tensor) -> Tensor:
    """What the discriminator lowers, the mean of its two halves where there are two targets.

    - non-saturating (Goodfellow et al. 2014): -(log s(real) + log(1 - s(fake))) / 2
    - least squares (Mao et al. 2017): ((real - 1)^2 + fake^2) / 2
    - hinge (Miyato et al. 2018): (max(0, 1 - real) + max(0, 1 + fake)) / 2
    - Wasserstein (Gulrajani et al. 2017): fake - real; add `gradient_penalty`
    - relativistic average least squares (Jolicoeur-Martineau 2018):
      ((real - mean(fake) - 1)^2 + (fake - mean(real) + 1)^2) / 2
    """
    if kind is Adversarial.NON_SATURATING:
        return (functional.softplus(-real).mean() + functional.softplus(fake).mean()) / 2
    if kind is Adversarial.LEAST_SQUARES:
        return ((real - 1).square().mean() + fake.square().mean()) / 2
    if kind is Adversarial.HINGE:
        return (functional.relu(1 - real).mean() + functional.relu(1 + fake).mean()) / 2
    if kind is Adversarial.RELATIVISTIC:
        above, below = real - fake.mean() - 1, fake - real.mean() + 1
        return (above.square().mean() + below.square().mean()) / 2
    return fake.mean() - real.mean()


def generator_loss(kind: Adversarial, fake: Tensor, real: Tensor | None = None) -> Tensor:
    """What the generator lowers, given the discriminator's scores of its output.

    Non-saturating: -log s(fake); least squares: (fake - 1)^2; hinge and Wasserstein: -fake. The
    relativistic loss needs the scores of real pictures, too: it is the discriminator's with both
    exchanged.
    """
    if kind is Adversarial.RELATIVISTIC:
        if real is None:
            raise OptionError("The loss ralsgan compares with real pictures; choose another here.")
        return discriminator_loss(kind, fake, real)
    if kind is Adversarial.NON_SATURATING:
        return functional.softplus(-fake).mean()
    if kind is Adversarial.LEAST_SQUARES:
        return (fake - 1).square().mean()
    return -fake.mean()


def gradient_penalty(
    score: Callable[[Tensor], Tensor],
    real: Tensor,
    fake: Tensor,
    random: torch.Generator,
    mask: Tensor | None = None,
) -> Tensor:
    """(|grad score(x)|_2 - 1)^2, a mean over x drawn between `real` and `fake`.

    Gulrajani et al. 2017 (arXiv 1704.00028), equation 3, without its factor 10. `fake` is
    detached here; `score` maps a batch like `real` to scores of any shape. Call it outside of
    autocast: half precision has no room for gradients of gradients. With `mask`, of the shape of
    `real`, only slopes where it is 1 count (Yu et al. 2018, section 3.2: those in the hole).
    """
    ones = (1,) * (real.dim() - 1)
    share = torch.rand(real.shape[0], *ones, device=real.device, generator=random)
    between = (real * share + fake.detach() * (1 - share)).requires_grad_(True)
    (slope,) = torch.autograd.grad(score(between).sum(), between, create_graph=True)
    if mask is not None:
        slope = slope * mask
    # The root of a sum that may be zero, kept differentiable.
    norm = (slope.flatten(1).square().sum(dim=1) + 1e-12).sqrt()
    return (norm - 1).square().mean()


def feature_matching(real: Sequence[Tensor], fake: Sequence[Tensor]) -> Tensor:
    """L1 between the discriminator's features of real and fake, summed over layers.

        sum_i mean|D_i(real) - D_i(fake)|

    arXiv 1901.00212, equation 3. The features of `real` are detached here.
    """
    return torch.stack(
        [(b - a.detach()).abs().mean() for a, b in zip(real, fake, strict=True)]
    ).sum()
