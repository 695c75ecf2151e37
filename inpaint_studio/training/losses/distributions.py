"""Distances between distributions of features."""

from __future__ import annotations

from torch import Tensor

__all__ = ["gaussian_divergence"]


def gaussian_divergence(
    mean: Tensor, deviation: Tensor, other_mean: Tensor, other_deviation: Tensor
) -> Tensor:
    """KL(p || q) of independent normal distributions, a mean over all values.

        log(s_q / s_p) + (s_p^2 + (m_p - m_q)^2) / (2 s_q^2) - 1/2

    Deviations are above 0; shapes broadcast.
    """
    squares = deviation.square() + (mean - other_mean).square()
    each = (other_deviation / deviation).log() + squares / (2 * other_deviation.square()) - 0.5
    return each.mean()
