"""Losses of pixels that are marked or not, with pixels left out."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

__all__ = ["cross_entropy", "dice_loss"]


def cross_entropy(
    logits: Tensor, target: Tensor, counted: Tensor, *, weight: Tensor, focus: float = 0.0
) -> Tensor:
    """Mean binary cross-entropy, hard pixels counted more with `focus` (focal loss, 1708.02002).

    Parameters
    ----------
    logits, target
        Float32 (N, K, H, W); targets 0 or 1.
    counted
        (N, 1, H, W), 0 = left out.
    weight
        (K,): how often marked pixels of a kind count.
    focus
        The focal loss's gamma; 0 is plain cross-entropy.
    """
    each = functional.binary_cross_entropy_with_logits(
        logits, target, pos_weight=weight.view(-1, 1, 1), reduction="none"
    )
    if focus > 0:
        chance = logits.detach().sigmoid()
        each = each * (chance - target).abs() ** focus
    return (each * counted).sum() / (counted.sum() * logits.shape[1]).clamp_min(1.0)


def dice_loss(
    logits: Tensor, target: Tensor, counted: Tensor, *, each_sample: bool = False
) -> Tensor:
    """One minus the soft Dice coefficient of each kind (1606.04797), their mean.

    Over the whole batch, or, with `each_sample`, of each sample by itself: faint thin marks in one
    then count as much as large losses in another. Kinds that do not occur are left out.
    """
    over = (2, 3) if each_sample else (0, 2, 3)
    chance = logits.sigmoid() * counted
    target = target * counted
    both = (chance * target).sum(over)
    marked = target.sum(over)
    dice = (2 * both + 1) / ((chance * chance).sum(over) + marked + 1)
    occurs = (marked > 0).float()
    return ((1 - dice) * occurs).sum() / occurs.sum().clamp_min(1.0)
