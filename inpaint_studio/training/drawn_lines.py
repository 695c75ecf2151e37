"""Which part of a picture's edges a network is shown in training, as if somebody had drawn them.

Knows no family.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["shown_part"]

_FIELD_CELLS = 4


def shown_part(
    count: int,
    size: tuple[int, int],
    random: torch.Generator,
    *,
    blank: float,
    whole: float = 0.0,
) -> tuple[Tensor, Tensor]:
    """Bool (N, 1, H, W), True where edges are shown; bool (N, 1, 1, 1), False for samples without.

    A user draws what matters and no more: in general a smooth random part of the picture.

    Parameters
    ----------
    count, size
        N; H and W.
    random
        Its device is the result's.
    blank
        Share of samples that are shown none at all.
    whole
        Share of the others that are shown all.
    """
    cells = (count, 1, _FIELD_CELLS, _FIELD_CELLS)
    field = torch.rand(cells, device=random.device, generator=random)
    field = functional.interpolate(field, size, mode="bilinear")
    kept, given, all_of = torch.rand(
        3, count, 1, 1, 1, device=random.device, generator=random
    ).unbind()
    return (field < kept) | (all_of < whole), given >= blank
